import Columns
import Errors

/// A format that rows are read from: one type per format, listed in `FormatRegistry.swift`.
package protocol InputFormat: Format {
    /// A reader of `header`'s columns. Formats that carry names match them (unknown ones are refused or skipped as
    /// settings say); the others go by position.
    static func reader(
        _ header: [ColumnHeader], _ options: FormatOptions, _ source: any ByteChunks
    ) throws(QueryError) -> any BlockReader
}

/// An input format whose data say what columns they have, or from which that can be guessed.
package protocol SelfDescribingFormat: InputFormat {
    /// The names and types of the columns in the data.
    static func schema(_ options: FormatOptions, _ source: any ByteChunks) throws(QueryError) -> [ColumnHeader]
}

/// Reads rows as blocks of at most `Limits.blockRowsMax` rows; memory is bounded by a block and a chunk.
package protocol BlockReader: AnyObject {
    /// The next block, with columns by the header's names, or `nil` at the end. Its types are the header's, except for
    /// formats that carry their own (Native): then the caller converts. Columns that no row has are left out.
    func next() throws(QueryError) -> Block?

    /// For each column of the block given last: 1 for each row that has no value there, or that has NULL where the
    /// column takes none, so that its default is wanted; empty where every row has one. The block has the type's
    /// default in such rows.
    var missing: [[UInt8]] { get }
}

/// Bytes that arrive piece by piece; pulled by one thread, which may have to wait.
package protocol ByteChunks: AnyObject, Sendable {
    /// The next bytes, never empty, or `nil` at the end.
    func next() throws(QueryError) -> [UInt8]?
}
