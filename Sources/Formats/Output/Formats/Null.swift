import Columns
import Errors

/// Nothing: the rows are computed and dropped.
package enum Null: OutputFormat {
    package static let name = "Null"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        NullWriter()
    }
}

private final class NullWriter: BlockWriter {
    func begin(into bytes: inout [UInt8]) {}
    func write(_ block: Block, into bytes: inout [UInt8]) {}
    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) {}
}
