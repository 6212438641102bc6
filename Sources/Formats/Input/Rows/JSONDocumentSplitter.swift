import Columns
import Errors

/// The rows of JSON and JSONCompact: the array behind the key `data`; all else in the document is skipped.
struct JSONDocumentSplitter: RowSplitter {
    let style: InputStyle
    private var objects: JSONObjectSplitter
    private let arrays: JSONArraySplitter
    private var state = State.before

    private enum State { case before, inside, over }

    init(_ header: [ColumnHeader], _ settings: InputSettings, style: InputStyle, formatName: String) {
        self.style = style
        objects = JSONObjectSplitter(header, settings, formatName: formatName, style: style)
        arrays = JSONArraySplitter(header, settings, style: style, heading: .none, allowsAnyCount: false)
    }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        if state == .before {
            var index = position
            guard let found = try findData(bytes, at: &index, isLast: isLast) else {
                JSONScanner.skipSpaces(bytes, at: &position)
                guard isLast else { return .incomplete }
                if position == bytes.count { return .end }
                throw JSONScanner.endOfData()
            }
            position = index
            state = found ? .inside : .over
        }
        while position < bytes.count, state == .inside {
            let byte = bytes[position]
            if byte == UInt8(ascii: "]") { state = .over }
            guard JSONScanner.isSpace(byte) || byte == UInt8(ascii: ",") else { break }
            position &+= 1
        }
        if state == .over {
            position = bytes.count
            return isLast ? .end : .incomplete
        }
        guard position < bytes.count else {
            guard isLast else { return .incomplete }
            throw JSONScanner.endOfData()
        }
        table.beginRow()
        var index = position
        let isWhole =
            bytes[position] == UInt8(ascii: "[")
            ? try arrays.splitRow(bytes, at: &index, isLast: isLast, into: &table)
            : try objects.splitObject(bytes, at: &index, isLast: isLast, into: &table)
        guard isWhole else {
            if isLast { throw JSONScanner.endOfData() }
            return .incomplete
        }
        position = index
        return .row
    }

    /// Goes into the array of rows; false where the document has none, `nil` when that is not known yet.
    private func findData(_ bytes: Span<UInt8>, at index: inout Int, isLast: Bool) throws(QueryError) -> Bool? {
        guard try JSONScanner.expect(UInt8(ascii: "{"), bytes, at: &index) else { return nil }
        while true {
            JSONScanner.skipSpaces(bytes, at: &index)
            guard index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: "}") { return false }
            if bytes[index] == UInt8(ascii: ",") {
                index &+= 1
                JSONScanner.skipSpaces(bytes, at: &index)
            }
            let start = index
            guard try JSONScanner.skipString(bytes, at: &index) else { return nil }
            let isData = index &- start == 6 && TextExcerpt.matches(bytes, at: start, "\"data\"")
            guard try JSONScanner.expect(UInt8(ascii: ":"), bytes, at: &index) else { return nil }
            JSONScanner.skipSpaces(bytes, at: &index)
            if isData { return try JSONScanner.expect(UInt8(ascii: "["), bytes, at: &index) ? true : nil }
            guard try JSONScanner.skipValue(bytes, at: &index, isLast: isLast) else { return nil }
        }
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        objects.error(error, column: column, name: name)
    }
}
