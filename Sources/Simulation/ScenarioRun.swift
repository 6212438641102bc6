import Errors

extension Scenario {
    /// What a run with this seed came to, for `colonnade check --simulate`.
    package struct Report: Sendable {
        package let seed: UInt64
        package let failures: [String]
        /// The last steps before the first failure.
        package let history: [String]
        package let counts: Counts
    }

    /// Runs the scenario of one seed from the beginning.
    package static func report(seed: UInt64) -> Report {
        do throws(QueryError) {
            let scenario = try Scenario(seed: seed)
            scenario.run()
            return Report(
                seed: seed, failures: scenario.failures, history: scenario.history.suffix(20), counts: scenario.counts)
        } catch {
            return Report(
                seed: seed, failures: ["seed \(seed): the schema failed: \(error.message)"], history: [],
                counts: Counts())
        }
    }
}
