import Errors
import Formats
import Testing

struct FormatRegistryTests {
    @Test func namesAreUniqueInAnyCase() {
        for formats in [
            FormatRegistry.outputs.map { [$0.name] + $0.aliases }, FormatRegistry.inputs.map { [$0.name] + $0.aliases },
        ] {
            let names = formats.joined().map { $0.lowercased() }
            #expect(Set(names).count == names.count)
        }
    }

    @Test(arguments: ["tsv", "JSONLINES", "ndjson", "JSONL", "md", "Raw", "PrettyCompactMonoBlock"])
    func aliasesAreKnown(name: String) throws { _ = try FormatRegistry.output(name) }

    @Test func unknownFormatsAreRefused() {
        #expect { try FormatRegistry.output("Nope") } throws: { ($0 as? QueryError)?.code == .unknownFormat }
        #expect { try FormatRegistry.input("Nope") } throws: { ($0 as? QueryError)?.code == .unknownFormat }
        #expect { try FormatRegistry.output("JSONAsString") } throws: {
            ($0 as? QueryError)?.code == .formatIsNotSuitableForOutput
        }
        #expect { try FormatRegistry.input("Pretty") } throws: {
            ($0 as? QueryError)?.code == .formatIsNotSuitableForInput
        }
    }
}
