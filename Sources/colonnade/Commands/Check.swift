import ArgumentParser
import Errors
import Foundation
import Simulation

/// `colonnade check`: random scenarios on a simulated disk that fails, and random inputs; nothing of the machine is
/// touched.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove the storage on a disk that fails, or the server with inputs that are wrong.",
        discussion: """
            A seed decides everything, so that a failure can be repeated.

            --simulate: random inserts, merges, mutations and view chains. Power cuts lose and tear what was not made \
            durable; writes fail with ENOSPC and EIO. After every start the rows are compared with what was \
            acknowledged, and views with their recomputation.

            --fuzz: statements, calls of functions, data in every input format and compressed frames, changed at \
            random. None may end the process, run for more than 30 seconds, or take more than 4 GiB of memory.
            """)

    @Flag(help: "Run scenarios on a simulated disk.") var simulate = false
    @Flag(help: "Try changed inputs.") var fuzz = false
    @Option(help: "The first seed.") var seed: UInt64 = 0
    @Option(help: "How many seeds to run, one after the other.") var seeds: UInt64 = 1
    @Option(help: "With --fuzz: the golden files whose statements are changed.") var corpus = "Tests/Golden"
    @Option(help: "With --fuzz: statements, calls, formats or frames alone; all of them by turns without it.")
    var kind: FuzzRun.Kind?
    @Option(help: "With --fuzz: a file that holds the input under way, should it end the process.")
    var trace: String?

    func validate() throws {
        guard simulate != fuzz else { throw ValidationError("Say what to check: --simulate or --fuzz.") }
    }

    func run() throws { try fuzz ? runInputs() : runScenarios() }

    private func runScenarios() throws {
        var failed = 0
        var statements = 0
        var cuts = 0
        for offset in 0..<seeds {
            let report = Scenario.report(seed: seed &+ offset)
            statements += report.counts.statements
            cuts += report.counts.cuts
            guard !report.failures.isEmpty else { continue }
            failed += 1
            write((report.failures + ["  before it:"] + report.history.map { "  " + $0 }).joined(separator: "\n"))
        }
        write("\(seeds) seeds, \(statements) statements, \(cuts) power cuts: \(failed) failed")
        if failed > 0 { throw ExitCode.failure }
    }

    private func runInputs() throws {
        let subjects = try FileManager.default.subpathsOfDirectory(atPath: corpus).filter { $0.hasSuffix(".test") }
            .sorted().map { path in
                FuzzRun.Subject(golden: try String(contentsOfFile: corpus + "/" + path, encoding: .utf8))
            }
        let watch = try FuzzWatch(trace: trace)
        let run = FuzzRun(subjects: subjects, clock: SystemClock()) { watch.began($0) }
        var (inputs, answers, failures) = (0, 0, 0)
        for offset in 0..<seeds {
            let seed = seed &+ offset
            let kind = self.kind ?? FuzzRun.Kind.allCases[Int(seed % UInt64(FuzzRun.Kind.allCases.count))]
            watch.seed(seed, kind)
            let counts = try run.run(seed: seed, kind: kind)
            inputs += counts.inputs
            answers += counts.answers
            failures += counts.ownErrors.count
            for error in counts.ownErrors { write("seed \(seed), \(kind.rawValue): LOGICAL_ERROR: \(error)") }
        }
        watch.stop()
        write("\(seeds) seeds, \(inputs) inputs, \(answers) answers: \(failures) failed")
        if failures > 0 { throw ExitCode.failure }
    }

    private func write(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}

extension FuzzRun.Kind: ExpressibleByArgument {}
