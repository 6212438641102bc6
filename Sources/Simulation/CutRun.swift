import Errors

/// Cuts the power behind every single operation that a few statements make of the disk, and looks each time at what is
/// there after the next start.
package struct CutRun {
    /// Runs before any cut.
    package var preparation: [String]
    /// Run one after the other; a cut comes behind each of their writes, fsyncs, renames and removals.
    package var statements: [String]
    /// Looks at a server that was started again: `done` statements were acknowledged, and one more was under way. Gives
    /// what is wrong.
    package var check: (_ server: SimulatedServer, _ done: Int) throws(QueryError) -> [String]

    /// What a cut loses is decided by chance: so many tries for each.
    package var lossesPerCut = 1

    package init(
        preparation: [String], statements: [String],
        check: @escaping (_ server: SimulatedServer, _ done: Int) throws(QueryError) -> [String]
    ) {
        self.preparation = preparation
        self.statements = statements
        self.check = check
    }

    package struct Outcome: Sendable {
        package var cuts = 0
        package var failures: [String] = []
    }

    package func run() throws(QueryError) -> Outcome {
        var outcome = Outcome()
        let whole = try prepared(seed: 1)
        let first = whole.disk.operationCount
        for statement in statements { try Self.run(statement, on: whole) }
        let last = whole.disk.operationCount
        for cut in first...last {
            for loss in 0..<lossesPerCut {
                outcome.cuts += 1
                let server = try prepared(seed: UInt64(cut * 16 + loss))
                server.disk.cutPower(after: cut)
                var done = 0
                var failure = ""
                do throws(QueryError) {
                    for statement in statements {
                        try Self.run(statement, on: server)
                        if server.disk.isOff, statement == Self.background { break }
                        done += 1
                    }
                } catch {
                    failure = error.message
                }
                let operations = server.disk.lastOperations.suffix(5)
                var found: [String]
                do throws(QueryError) {
                    try server.crash()
                    found = try server.faultsOfTables()
                    found += try check(server, done)
                } catch {
                    found = ["the start failed: \(error.message)"]
                }
                for text in found {
                    outcome.failures.append(
                        "cut \(cut), loss \(loss), \(done) done, then \(failure): \(text); before the cut: "
                            + operations.joined(separator: "; "))
                }
            }
        }
        return outcome
    }

    /// A statement that means merges, mutations and cleaning in the background.
    package static let background = "background"

    private static func run(_ statement: String, on server: SimulatedServer) throws(QueryError) {
        if statement == background { server.work(10) } else { try server.run(statement) }
    }

    private func prepared(seed: UInt64) throws(QueryError) -> SimulatedServer {
        let server = try SimulatedServer(seed: seed)
        for statement in preparation { try Self.run(statement, on: server) }
        return server
    }
}
