import Codecs
import Columns
import Errors

/// Blocks as they are, column by column.
package enum Native: OutputFormat {
    package static let name = "Native"
    package static let contentType = "application/octet-stream"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try UnsupportedSettings.refuse(UnsupportedSettings.ofOutputs, in: options)
        return NativeBlockWriter(
            NativeWriter(
                revision: options.protocolRevision,
                keepsDictionaries: options.flag("low_cardinality_allow_in_native_format", default: true),
                keepsObjects: !options.flag("output_format_native_write_json_as_string", default: false)))
    }
}

/// Blocks back to back; none for an answer without rows.
private final class NativeBlockWriter: BlockWriter {
    private let writer: NativeWriter

    init(_ writer: NativeWriter) { self.writer = writer }

    func begin(into bytes: inout [UInt8]) {}

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        guard block.rowCount > 0 else { return }
        var output = ByteWriter(appendingTo: bytes)
        bytes = []
        try writer.write(block, to: &output)
        bytes = output.take()
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) {}
}
