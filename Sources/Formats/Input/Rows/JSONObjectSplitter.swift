import Columns
import Errors

/// Rows that are JSON objects, with or without commas and brackets around them: JSONEachRow.
struct JSONObjectSplitter: RowSplitter {
    let style: InputStyle
    private let matcher: ColumnMatcher
    private let skipsUnknown: Bool
    private let formatName: String
    /// The keys of the row before in their order, as they were written, with their columns: rows are mostly alike.
    private var keys: [[UInt8]] = []
    private var columnOfKey: [Int] = []

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
            guard let column = try readKey(number, bytes, at: &index) else { return false }
            guard try JSONScanner.expect(UInt8(ascii: ":"), bytes, at: &index) else { return false }
            JSONScanner.skipSpaces(bytes, at: &index)
            let start = index
            guard try JSONScanner.skipValue(bytes, at: &index, isLast: isLast) else { return false }
            if column >= 0 {
                if table.isSet(column) { throw duplicate(number) }
                table.set(column, start, index)
            }
            number &+= 1
        }
    }

    private func duplicate(_ number: Int) -> QueryError {
        let name = String(decoding: keys[number].dropFirst().dropLast(), as: UTF8.self)
        return QueryError(.incorrectData, "Duplicate field found while parsing \(formatName) format: \(name)")
    }

    /// The column that the key at `index` names, -1 for none; `nil` when the key is not all there.
    private mutating func readKey(
        _ number: Int, _ bytes: Span<UInt8>, at index: inout Int
    ) throws(QueryError) -> Int? {
        if number < keys.count, matches(keys[number], bytes, at: index) {
            index &+= keys[number].count
            return columnOfKey[number]
        }
        let start = index
        guard try JSONScanner.skipString(bytes, at: &index) else { return nil }
        var written: [UInt8] = []
        TextExcerpt.append(bytes, start..<index, to: &written)
        var name: [UInt8] = []
        var position = 0
        let span = written.span
        try JSONText.readQuoted(span, at: &position, to: &name)
        let column = matcher.column(named: name)
        if column < 0, !skipsUnknown {
            throw QueryError(
                .incorrectData,
                "Unknown field found while parsing \(formatName) format: \(String(decoding: name, as: UTF8.self))")
        }
        // More keys than that are no regular rows: they are not remembered.
        guard number < 1 << 16 else { return column }
        if number < keys.count {
            keys[number] = written
            columnOfKey[number] = column
        } else {
            keys.append(written)
            columnOfKey.append(column)
        }
        return column
    }

    private func matches(_ key: [UInt8], _ bytes: Span<UInt8>, at index: Int) -> Bool {
        guard index &+ key.count <= bytes.count else { return false }
        for offset in 0..<key.count where key[offset] != bytes[index &+ offset] { return false }
        return true
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        if case .garbage(_, 0) = error.reason { return error.queryError(expected: ",") }
        return error.queryError(expected: ",").adding(": (while reading the value of key \(name))")
    }
}
