import Columns
import Errors

/// Rows that are JSON arrays: JSONCompactEachRow, with rows of names and types before them if so said.
struct JSONArraySplitter: RowSplitter {
    let style: InputStyle
    private let header: [ColumnHeader]
    private let settings: InputSettings
    private let allowsAnyCount: Bool
    private var pendingHeading: Heading
    private var columnOfField: [Int]

    init(
        _ header: [ColumnHeader], _ settings: InputSettings, style: InputStyle, heading: Heading, allowsAnyCount: Bool
    ) {
        self.header = header
        self.settings = settings
        self.style = style
        self.allowsAnyCount = allowsAnyCount
        pendingHeading = heading
        columnOfField = Array(header.indices)
    }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        while true {
            skipBetweenRows(bytes, at: &position)
            guard position < bytes.count else { return isLast ? .end : .incomplete }
            guard pendingHeading != .none else { break }
            var index = position
            guard let names = try splitHeading(bytes, at: &index, isLast: isLast) else {
                if isLast { throw JSONScanner.endOfData() }
                return .incomplete
            }
            position = index
            try take(names)
        }
        table.beginRow()
        var index = position
        guard try splitRow(bytes, at: &index, isLast: isLast, into: &table) else {
            if isLast { throw JSONScanner.endOfData() }
            return .incomplete
        }
        position = index
        return .row
    }

    func border(_ bytes: Span<UInt8>, from position: Int) -> Int? {
        guard pendingHeading == .none else { return nil }
        return JSONScanner.border(bytes, from: position, opening: UInt8(ascii: "["))
    }

    private func skipBetweenRows(_ bytes: Span<UInt8>, at position: inout Int) {
        while position < bytes.count {
            let byte = bytes[position]
            guard JSONScanner.isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") else { return }
            position &+= 1
        }
    }

    /// Splits one row; false when it is not all there.
    func splitRow(
        _ bytes: Span<UInt8>, at index: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> Bool {
        guard try JSONScanner.expect(UInt8(ascii: "["), bytes, at: &index) else { return false }
        var number = 0
        while true {
            JSONScanner.skipSpaces(bytes, at: &index)
            guard index < bytes.count else { return false }
            if bytes[index] == UInt8(ascii: "]"), number == 0 || number >= columnOfField.count || allowsAnyCount {
                guard number == columnOfField.count || allowsAnyCount else {
                    throw InputText.expected(",", before: InputText.rest(of: bytes, from: index))
                }
                index &+= 1
                return true
            }
            if number > 0 {
                if number >= columnOfField.count, !allowsAnyCount {
                    throw InputText.expected("]", before: InputText.rest(of: bytes, from: index))
                }
                guard try JSONScanner.expect(UInt8(ascii: ","), bytes, at: &index) else { return false }
                JSONScanner.skipSpaces(bytes, at: &index)
            }
            let start = index
            guard try JSONScanner.skipValue(bytes, at: &index, isLast: isLast) else { return false }
            if number < columnOfField.count, columnOfField[number] >= 0 {
                table.set(columnOfField[number], start, index)
            }
            number &+= 1
        }
    }

    // MARK: - Heading

    private func splitHeading(
        _ bytes: Span<UInt8>, at index: inout Int, isLast: Bool
    ) throws(QueryError) -> [String]? {
        guard try JSONScanner.expect(UInt8(ascii: "["), bytes, at: &index) else { return nil }
        var names: [String] = []
        while true {
            JSONScanner.skipSpaces(bytes, at: &index)
            guard index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: "]") {
                index &+= 1
                return names
            }
            if !names.isEmpty {
                guard try JSONScanner.expect(UInt8(ascii: ","), bytes, at: &index) else { return nil }
                JSONScanner.skipSpaces(bytes, at: &index)
            }
            let start = index
            guard try JSONScanner.skipString(bytes, at: &index) else { return nil }
            var name: [UInt8] = []
            var position = start
            try JSONText.readQuoted(bytes, at: &position, to: &name)
            names.append(String(decoding: name, as: UTF8.self))
        }
    }

    private mutating func take(_ names: [String]) throws(QueryError) {
        if pendingHeading == .types {
            pendingHeading = .none
            if settings.usesHeaderTypes { try HeadingRules.check(names, columnOfField, header) }
            return
        }
        pendingHeading = pendingHeading == .namesAndTypes ? .types : .none
        if settings.usesHeaderNames { columnOfField = try HeadingRules.columns(of: names, header, settings) }
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        error.queryError(expected: columnOfField.last == column ? "]" : ",")
    }
}
