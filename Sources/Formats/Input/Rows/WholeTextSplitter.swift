import Columns
import Errors

/// Rows whose one cell is the whole text of the row: a line, a JSON object, or all there is.
struct WholeTextSplitter: RowSplitter {
    enum Unit: Sendable { case line, object, all }

    var style: InputStyle { .raw }
    private let unit: Unit

    /// Throws unless `header` is one column of strings.
    init(_ header: [ColumnHeader], _ unit: Unit, formatName: String) throws(QueryError) {
        guard header.count == 1, header[0].type.unwrapped.storedValue.isStringOrFixedString else {
            throw QueryError(
                .incorrectQuery,
                "This input format is only suitable for tables with a single column of type String: \(formatName)")
        }
        self.unit = unit
    }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        if unit == .object { skipBetweenObjects(bytes, at: &position) }
        guard position < bytes.count else { return isLast ? .end : .incomplete }
        var index = position
        switch unit {
        case .all:
            guard isLast else { return .incomplete }
            index = bytes.count
        case .line:
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index &+= 1 }
            guard index < bytes.count || isLast else { return .incomplete }
        case .object:
            guard bytes[index] == UInt8(ascii: "{") else {
                throw QueryError(.incorrectData, "JSON object must begin with '{'.")
            }
            guard try JSONScanner.skipValue(bytes, at: &index, isLast: isLast) else {
                if isLast { throw JSONScanner.endOfData() }
                return .incomplete
            }
        }
        table.beginRow()
        table.set(0, position, index)
        position = unit == .line ? Swift.min(index &+ 1, bytes.count) : index
        return .row
    }

    private func skipBetweenObjects(_ bytes: Span<UInt8>, at position: inout Int) {
        while position < bytes.count {
            let byte = bytes[position]
            guard
                JSONScanner.isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
                    || byte == UInt8(ascii: "]") || byte == UInt8(ascii: ";")
            else { return }
            position &+= 1
        }
    }
}
