import Codecs
import Columns
import Errors

/// The smallest and largest value of each source column of the partition key, from `minmax_<column>.idx`.
package struct MinMaxIndex: Sendable {
    package struct Entry: Sendable {
        package let column: String
        package let type: DataType
        /// NULL sorts last: `max` is NULL when there is any, `min` when there is nothing else.
        package var min: Value
        package var max: Value
    }

    package var entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    static func fileName(_ column: String) -> String { "minmax_\(Substream.escape(column)).idx" }

    func bytes(of entry: Entry) throws(QueryError) -> [UInt8] {
        var writer = ByteWriter()
        try writer.writeValue(entry.min, of: entry.type)
        try writer.writeValue(entry.max, of: entry.type)
        return writer.bytes
    }

    static func parse(_ bytes: [UInt8], column: String, type: DataType) throws(QueryError) -> Entry {
        var reader = ByteReader(bytes)
        let min = try reader.readValue(of: type)
        return Entry(column: column, type: type, min: min, max: try reader.readValue(of: type))
    }

    /// The entry for the values of `column`, which has rows.
    package static func entry(_ name: String, _ type: DataType, of column: Column) -> Entry {
        let plain = column.materialised
        let (low, high) = plain.sortable(as: type).extremes
        return Entry(column: name, type: type, min: plain.value(at: low), max: plain.value(at: high))
    }

    /// The two rows, min and max, in the layout of each entry's type.
    package func columns() throws(QueryError) -> [Column] {
        var result: [Column] = []
        for entry in entries { result.append(try Column([entry.min, entry.max], as: entry.type)) }
        return result
    }
}

extension Column {
    /// The rows of the smallest and of the largest value, NULL and NaN being largest. There is a row.
    package var extremes: (min: Int, max: Int) {
        var visitor = ExtremesVisitor()
        if let found = visitor.run(on: self) { return found }
        var low = 0
        var high = 0
        for row in 1..<Swift.max(count, 1) {
            if compare(row, with: self, low) < 0 { low = row }
            if compare(row, with: self, high) > 0 { high = row }
        }
        return (low, high)
    }
}

private struct ExtremesVisitor: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> (min: Int, max: Int) {
        var low = 0
        var high = 0
        for row in values.indices {
            // A NaN equals nothing and sorts last.
            if values[row] < values[low] || (values[low] != values[low] && values[row] == values[row]) { low = row }
            if values[high] < values[row] || (values[row] != values[row] && values[high] == values[high]) { high = row }
        }
        return (low, high)
    }
}

extension ByteWriter {
    /// A single value of `type`.
    mutating func writeValue(_ value: Value, of type: DataType) throws(QueryError) {
        try writeValue(of: try Column([value], as: type), at: 0, type: type)
    }
}
