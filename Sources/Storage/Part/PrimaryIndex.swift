import Codecs
import Columns
import Errors

/// The primary key at the first row of each granule, and at the last row of the part, as columns.
///
/// The file has them row by row, each value in its single-value form; `primary.cidx` is compressed, `primary.idx` not.
/// Parts with granules of one size have no entry for the last row.
package struct PrimaryIndex: Sendable {
    package static let compressedName = "primary.cidx"
    package static let plainName = "primary.idx"

    package let columns: [Column]
    /// Rows of `columns`.
    package let entryCount: Int

    package init(columns: [Column], entryCount: Int) {
        self.columns = columns
        self.entryCount = entryCount
    }

    package var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

    static func parse(_ bytes: [UInt8], types: [DataType], granuleCount: Int) throws(QueryError) -> PrimaryIndex {
        var reader = ByteReader(bytes)
        var values = types.map { _ in [Value]() }
        var entries = 0
        while !reader.isAtEnd, entries <= granuleCount {
            for position in types.indices { values[position].append(try reader.readValue(of: types[position])) }
            entries += 1
        }
        guard reader.isAtEnd else { throw QueryError(.corruptedData, "The primary index is unexpectedly long") }
        guard entries >= granuleCount else {
            throw QueryError(
                .corruptedData, "The primary index has \(entries) entries for \(granuleCount) granules")
        }
        var columns: [Column] = []
        for (position, type) in types.enumerated() {
            columns.append(try Column(values[position], as: type.withoutLowCardinality))
        }
        return PrimaryIndex(columns: columns, entryCount: entries)
    }

    /// Appends row `row` of the key `columns`.
    static func append(
        _ columns: [Column], types: [DataType], row: Int, to writer: inout ByteWriter
    ) throws(QueryError) {
        for (column, type) in zip(columns, types) {
            try writer.writeValue(of: column, at: row, type: type)
        }
    }
}
