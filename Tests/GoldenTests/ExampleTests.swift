import Errors
import Functions
import Testing

/// What a function's own documentation says it answers.
private struct Example: Sendable, CustomTestStringConvertible {
    let function: String
    let sql: String
    let result: String

    var testDescription: String { "\(function): \(sql)" }

    init(_ function: String, _ example: FunctionDocumentation.Example) {
        self.function = function
        sql = example.sql
        result = example.result
    }

    static let all: [Example] = {
        var result: [Example] = []
        for function in FunctionRegistry.scalarFamilies.flatMap(\.functions) {
            result += function.documentation.examples.map { Example(function.name, $0) }
        }
        for function in FunctionRegistry.higherOrderFunctions {
            result += function.documentation.examples.map { Example(function.name, $0) }
        }
        for function in AggregateRegistry.functions {
            result += function.documentation.examples.map { Example(function.name, $0) }
        }
        for function in WindowFunctions.all {
            result += function.documentation.examples.map { Example(function.name, $0) }
        }
        return result
    }()
}

private let colours = """
    CREATE DICTIONARY colours (id UInt64, name String, above UInt64 HIERARCHICAL) PRIMARY KEY id \
    SOURCE(CLICKHOUSE(QUERY \
    'SELECT number + 1, [\\'red\\', \\'green\\', \\'blue\\'][number + 1], number FROM numbers(3)')) \
    LAYOUT(FLAT()) LIFETIME(0)
    """

@Test("each function answers what its documentation says", arguments: Example.all)
private func exampleHolds(example: Example) throws {
    let instance = try GoldenInstance(GoldenConfiguration.all[0])
    // Functions of dictionaries need one: colours, each with one above it.
    if example.function.hasPrefix("dict") { _ = try instance.run(colours) }
    let lines = try instance.run("SELECT " + example.sql)
    #expect(lines.joined(separator: "\n") == example.result)
}

@Test("each function is documented with an example")
func everyFunctionHasAnExample() {
    let documented = Set(Example.all.map(\.function))
    var names = FunctionRegistry.scalarFamilies.flatMap(\.functions).map { $0.name }
    names += FunctionRegistry.higherOrderFunctions.map { $0.name } + AggregateRegistry.functions.map { $0.name }
    let missing = names.filter { !documented.contains($0) }
    #expect(missing.isEmpty, "no example: \(missing.joined(separator: ", "))")
}

@Test("no name stands for two functions")
func functionNamesAreUnique() {
    var seen: [String: String] = [:]
    var twice: [String] = []
    func see(_ names: [String], of function: String) {
        for name in names {
            if let other = seen.updateValue(function, forKey: name) {
                twice.append("\(name): \(other) and \(function)")
            }
        }
    }
    for function in FunctionRegistry.scalarFamilies.flatMap(\.functions) {
        see([function.name] + function.aliases, of: function.name)
    }
    for function in FunctionRegistry.higherOrderFunctions { see([function.name] + function.aliases, of: function.name) }
    for function in AggregateRegistry.functions {
        see([function.name] + function.aliases + function.aliasesInAnyCase, of: function.name)
    }
    #expect(twice.isEmpty, "\(twice.joined(separator: ", "))")
}
