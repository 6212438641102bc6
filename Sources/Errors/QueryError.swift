/// The one error that a user sees: ClickHouse's code and a text that says where, what was expected, and what to do
/// next.
package struct QueryError: Error, Sendable, Hashable {
    package let code: ErrorCode
    package let message: String

    package init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same error with `context` after its text, for callers that know where it happened (`In scope …`).
    package func adding(_ context: String) -> QueryError {
        QueryError(code, message + context)
    }
}

extension QueryError: CustomStringConvertible {
    package var description: String { "Code: \(code.rawValue). DB::Exception: \(message) (\(code.name))" }
}
