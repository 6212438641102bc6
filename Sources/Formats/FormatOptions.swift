import Columns
import Errors

/// What a format may know of the query: its settings and the zone of times.
package struct FormatOptions: Sendable {
    /// Settings that differ from ClickHouse's defaults, as text.
    package let settings: [String: String]
    /// The session's time zone: for `DateTime` without one of its own.
    package let timeZone: String
    /// The revision of the native protocol that the client speaks (`client_protocol_version`), for Native.
    package var protocolRevision = 0
    /// Seconds since the epoch when the query began: what a time without a year means.
    package var nowSeconds: Int64 = 0
    /// The value of an SQL expression as one row of a type: for what stands in Values and is no literal.
    package var evaluateExpression: (@Sendable (_ text: String, _ type: DataType) throws(QueryError) -> Column)?

    /// Several threads for the parts of large blocks; `nil` where there is one.
    package var parallel: ParallelRun?

    package init(settings: [String: String], timeZone: String) {
        self.settings = settings
        self.timeZone = timeZone
    }

    /// A Bool setting; `fallback` is ClickHouse's default.
    package func flag(_ name: String, default fallback: Bool) -> Bool {
        settings[name].map { $0 == "1" || $0.lowercased() == "true" } ?? fallback
    }

    package func number(_ name: String, default fallback: Int) -> Int {
        settings[name].flatMap { Int($0) } ?? fallback
    }

    package func text(_ name: String, default fallback: String) -> String { settings[name] ?? fallback }
}
