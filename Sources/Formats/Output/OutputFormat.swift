import Columns
import Errors

/// A format that answers are written in: one type per format, listed in `FormatRegistry.swift`.
package protocol OutputFormat: Format {
    /// HTTP's `Content-Type`.
    static var contentType: String { get }
    /// Throws for columns or settings that the format does not have.
    static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
}

/// Writes one answer; used by one thread, in the order begin, write …, finish.
package protocol BlockWriter: AnyObject {
    /// What stands before the first row (also of an answer without rows).
    func begin(into bytes: inout [UInt8]) throws(QueryError)
    /// Appends the rows of a block with the header's columns.
    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError)
    /// What stands behind the last row.
    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError)
}

/// What is known of an answer at its end.
package struct AnswerSummary: Sendable {
    /// WITH TOTALS: one row.
    package var totals: Block?
    /// `extremes = 1`: two rows, minimum and maximum.
    package var extremes: Block?
    /// Rows before LIMIT, where it was counted.
    package var rowsBeforeLimit: Int?
    package var elapsedSeconds: Double
    package var readRows: Int
    package var readBytes: Int

    package init(elapsedSeconds: Double, readRows: Int, readBytes: Int) {
        self.elapsedSeconds = elapsedSeconds
        self.readRows = readRows
        self.readBytes = readBytes
    }
}
