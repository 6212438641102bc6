import Columns
import Errors

/// A format that rows are read from: one type per format, listed in `FormatRegistry.swift`.
package protocol InputFormat: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
    /// A reader of `header`'s columns. Formats that carry names match them (unknown ones are refused or skipped as
    /// settings say); the others go by position.
    static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader
}

extension InputFormat {
    package static var aliases: [String] { [] }
}

/// Reads rows as blocks of at most `Limits.blockRowsMax` rows; memory is bounded by a block and a chunk.
package protocol BlockReader: AnyObject {
    /// The next block, with columns by the header's names, or `nil` at the end. Its types are the header's, except for
    /// formats that carry their own (Native): then the caller converts. Columns that the data leave out may be missing.
    func next() throws(QueryError) -> Block?
}

/// Bytes that arrive piece by piece; pulled by one thread, which may have to wait.
package protocol ByteChunks: AnyObject, Sendable {
    /// The next bytes, never empty, or `nil` at the end.
    func next() throws(QueryError) -> [UInt8]?
}
