import Columns
import Errors

/// Rows that are JSON objects, with or without commas and brackets around them: JSONEachRow.
struct JSONObjectSplitter: RowSplitter {
    let style: InputStyle
    private let matcher: ColumnMatcher
    private let skipsUnknown: Bool
    private let formatName: String
    /// The keys of the row before in their order, as they were written, with their columns: rows are mostly alike.
    private var keyBytes: [UInt8] = []
    private var keys: [Key] = []

    private struct Key {
        let range: Range<Int>
        let column: Int
    }

    init(_ header: [ColumnHeader], _ settings: InputSettings, formatName: String, style: InputStyle = .json) {
        matcher = ColumnMatcher(header, settings.matching)
        skipsUnknown = settings.skipsUnknown
        self.formatName = formatName
        self.style = style
    }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        skipBetweenRows(bytes, at: &position)
        guard position < bytes.count else { return isLast ? .end : .incomplete }
        table.beginRow()
        var index = position
        guard try splitObject(bytes, at: &index, isLast: isLast, into: &table) else {
            if isLast { throw JSONScanner.endOfData() }
            return .incomplete
        }
        position = index
        return .row
    }

    /// Spaces, commas, the brackets of an array of rows, a semicolon at the end.
    private func skipBetweenRows(_ bytes: Span<UInt8>, at position: inout Int) {
        while position < bytes.count {
            let byte = bytes[position]
            guard
                JSONScanner.isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[")
                    || byte == UInt8(ascii: "]") || byte == UInt8(ascii: ";")
            else { return }
            position &+= 1
        }
    }

    /// Splits one object; false when it is not all there.
    mutating func splitObject(
        _ bytes: Span<UInt8>, at index: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> Bool {
        guard try JSONScanner.expect(UInt8(ascii: "{"), bytes, at: &index) else { return false }
        var number = 0
        while true {
            JSONScanner.skipSpaces(bytes, at: &index)
            guard index < bytes.count else { return false }
            if bytes[index] == UInt8(ascii: "}") {
                index &+= 1
                return true
            }
            if number > 0 {
                guard try JSONScanner.expect(UInt8(ascii: ","), bytes, at: &index) else { return false }
                JSONScanner.skipSpaces(bytes, at: &index)
            }
            let keyStart = index
            guard let column = try readKey(number, bytes, at: &index) else { return false }
            let keyEnd = index
            if index < bytes.count, bytes[index] == UInt8(ascii: ":") {
                index &+= 1
            } else {
                guard try JSONScanner.expect(UInt8(ascii: ":"), bytes, at: &index) else { return false }
            }
            JSONScanner.skipSpaces(bytes, at: &index)
            let start = index
            guard try JSONScanner.skipValue(bytes, at: &index, isLast: isLast) else { return false }
            if column >= 0 {
                if table.isSet(column) {
                    var name: [UInt8] = []
                    TextExcerpt.append(bytes, keyStart &+ 1..<keyEnd &- 1, to: &name)
                    throw duplicate(name)
                }
                table.set(column, start, index)
            }
            number &+= 1
        }
    }

    private func duplicate(_ name: [UInt8]) -> QueryError {
        let text = String(decoding: name, as: UTF8.self)
        return QueryError(.incorrectData, "Duplicate field found while parsing \(formatName) format: \(text)")
    }

    /// The column that the key at `index` names, -1 for none; `nil` when the key is not all there.
    private mutating func readKey(
        _ number: Int, _ bytes: Span<UInt8>, at index: inout Int
    ) throws(QueryError) -> Int? {
        if number < keys.count {
            let key = keys[number]
            let known = keyBytes.span
            if index &+ key.range.count <= bytes.count,
                ByteSearch.isSame(bytes, at: index, known, at: key.range.lowerBound, count: key.range.count)
            {
                index &+= key.range.count
                return key.column
            }
        }
        return try readNewKey(number, bytes, at: &index)
    }

    private mutating func readNewKey(
        _ number: Int, _ bytes: Span<UInt8>, at index: inout Int
    ) throws(QueryError) -> Int? {
        let start = index
        guard try JSONScanner.skipString(bytes, at: &index) else { return nil }
        var name: [UInt8] = []
        var position = start
        try JSONText.readQuoted(bytes, at: &position, to: &name)
        let column = matcher.column(named: name)
        if column < 0, !skipsUnknown {
            throw QueryError(
                .incorrectData,
                "Unknown field found while parsing \(formatName) format: \(String(decoding: name, as: UTF8.self))")
        }
        // More keys than that are no regular rows: they are not remembered.
        guard number < 1 << 16 else { return column }
        if keyBytes.count > 1 << 20 {
            keys = []
            keyBytes = []
        }
        guard number <= keys.count else { return column }
        let begin = keyBytes.count
        TextExcerpt.append(bytes, start..<index, to: &keyBytes)
        let key = Key(range: begin..<keyBytes.count, column: column)
        if number < keys.count { keys[number] = key } else { keys.append(key) }
        return column
    }

    func border(_ bytes: Span<UInt8>, from position: Int) -> Int? {
        JSONScanner.border(bytes, from: position, opening: UInt8(ascii: "{"))
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        if case .garbage(_, 0) = error.reason { return error.queryError(expected: ",") }
        return error.queryError(expected: ",").adding(": (while reading the value of key \(name))")
    }
}
