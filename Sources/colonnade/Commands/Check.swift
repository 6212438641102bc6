import ArgumentParser
import Foundation
import Simulation

/// `colonnade check --simulate`: random scenarios on a simulated disk that fails; nothing of the machine is touched.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove the storage: random inserts, merges, mutations and view chains on a disk that fails.",
        discussion: """
            A seed decides everything, so that a failure can be repeated. Power cuts lose and tear what was not made \
            durable; writes fail with ENOSPC and EIO. After every start the rows are compared with what was \
            acknowledged, and views with their recomputation.
            """)

    @Flag(help: "Run scenarios on a simulated disk.") var simulate = false
    @Option(help: "The first seed.") var seed: UInt64 = 0
    @Option(help: "How many seeds to run, one after the other.") var seeds: UInt64 = 1

    func validate() throws {
        guard simulate else { throw ValidationError("Say what to check: --simulate is all there is.") }
    }

    func run() throws {
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

    private func write(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}
