import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Runs statements against an instance.
package struct QuerySession: Sendable {
    let instance: Instance

    package init(_ instance: Instance) {
        self.instance = instance
    }

    /// Runs one statement. The answer's rows are computed when they are pulled; everything else is done on return.
    package func run(_ request: QueryRequest) throws(QueryError) -> QueryResult {
        let running = try RunningQuery(instance, request)
        do throws(QueryError) {
            let parsed = try running.parse()
            let environment = try running.environment(for: parsed)
            return try running.execute(parsed, environment)
        } catch {
            running.finish(error)
            throw error
        }
    }
}
