import Columns
import Errors

/// Finds one field of a line.
protocol FieldScanner: Sendable {
    var style: InputStyle { get }
    /// What stands between fields, for messages.
    var separator: UInt8 { get }
    /// Finds the field at `position` and goes to what ended it; `nil` when the text ends first and is not the last.
    func field(_ bytes: Span<UInt8>, at position: inout Int, isLast: Bool) throws(QueryError) -> Field?
}

/// A field and what stands behind it.
struct Field {
    let start: Int
    let end: Int
    let isLineEnd: Bool
    /// Where the next field or line begins.
    let next: Int
}

/// Rows that are lines of fields: TabSeparated, CSV, CustomSeparated.
struct SeparatedSplitter<Scanner: FieldScanner>: RowSplitter {
    let scanner: Scanner
    /// For each field of a line the column it belongs to; -1 to skip it.
    let columnOfField: [Int]
    /// Lines may have fewer fields or more.
    let allowsAnyCount: Bool
    /// A field with nothing in it, not even quotes, is no value.
    let emptyIsMissing: Bool
    var style: InputStyle { scanner.style }

    func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        if position == bytes.count { return isLast ? .end : .incomplete }
        table.beginRow()
        var index = position
        var number = 0
        while true {
            guard let field = try scanner.field(bytes, at: &index, isLast: isLast) else { return .incomplete }
            let isValue = field.end > field.start || !emptyIsMissing
            if number < columnOfField.count, columnOfField[number] >= 0, isValue {
                table.set(columnOfField[number], field.start, field.end)
            }
            number &+= 1
            if field.isLineEnd {
                if number < columnOfField.count, !allowsAnyCount {
                    let text = String(UnicodeScalar(scanner.separator))
                    throw InputText.expected(text, before: InputText.rest(of: bytes, from: index))
                }
                position = field.next
                return .row
            }
            if number >= columnOfField.count, !allowsAnyCount { throw tooMany(bytes, index) }
            index = field.next
        }
    }

    func border(_ bytes: Span<UInt8>, from position: Int) -> Int? {
        let feed = UInt8(ascii: "\n")
        var index = position
        while true {
            index = ByteSearch.first(feed, or: feed, in: bytes, index..<bytes.count) &+ 1
            guard index < bytes.count else { return nil }
            // Where a carriage return follows, it belongs to the end of the line.
            if bytes[index] != UInt8(ascii: "\r") { return index }
        }
    }

    private func tooMany(_ bytes: Span<UInt8>, _ position: Int) -> QueryError {
        if style == .csv { return QueryError(.incorrectData, "Expected end of line") }
        return InputText.expected("\n", before: InputText.rest(of: bytes, from: position))
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        guard case .garbage(_, 0) = error.reason, columnOfField.last == column else {
            return error.queryError(expected: String(UnicodeScalar(scanner.separator)))
        }
        if style == .csv { return QueryError(.incorrectData, "Expected end of line") }
        return error.queryError(expected: "\n")
    }
}

/// TabSeparated: tabs and line feeds inside a value are escaped (in Raw there are none).
struct TSVScanner: FieldScanner {
    let style: InputStyle
    let allowsCarriageReturn: Bool
    var separator: UInt8 { UInt8(ascii: "\t") }

    func field(_ bytes: Span<UInt8>, at position: inout Int, isLast: Bool) throws(QueryError) -> Field? {
        let start = position
        var index = start
        let tab = UInt8(ascii: "\t")
        let escape = style == .escaped ? UInt8(ascii: "\\") : tab
        while index < bytes.count {
            index = ByteSearch.first(tab, UInt8(ascii: "\n"), or: escape, in: bytes, index..<bytes.count)
            guard index < bytes.count else { break }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\t") {
                position = index
                return Field(start: start, end: index, isLineEnd: false, next: index &+ 1)
            }
            if byte == UInt8(ascii: "\n") {
                position = index
                return try line(bytes, start, index, next: index &+ 1)
            }
            index &+= 2
        }
        guard isLast else { return nil }
        position = bytes.count
        return try line(bytes, start, bytes.count, next: bytes.count)
    }

    private func line(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, next: Int) throws(QueryError) -> Field {
        guard end > start, next > end, bytes[end &- 1] == UInt8(ascii: "\r") else {
            return Field(start: start, end: end, isLineEnd: true, next: next)
        }
        guard allowsCarriageReturn else {
            throw QueryError(
                .incorrectData,
                "\nYou have carriage return (\\r, 0x0D, ASCII 13) at end of first row.\nIt's like your input data has "
                    + "DOS/Windows style line separators, that are illegal in TabSeparated format. "
                    + "You must transform your file to Unix format.\n"
                    + "But if you really need carriage return at end of string value of last column, "
                    + "you need to escape it as \\r\nor else enable setting 'input_format_tsv_crlf_end_of_line'")
        }
        return Field(start: start, end: end &- 1, isLineEnd: true, next: next)
    }
}

/// CSV: a field in quotes may have anything inside.
struct CSVScanner: FieldScanner {
    let separator: UInt8
    let trims: Bool
    let singleQuotes: Bool
    let doubleQuotes: Bool
    var style: InputStyle { .csv }

    init(_ settings: InputSettings) {
        separator = settings.text.csvDelimiter
        trims = settings.trimsCSV
        singleQuotes = settings.singleQuotesInCSV
        doubleQuotes = settings.doubleQuotesInCSV
    }

    func field(_ bytes: Span<UInt8>, at position: inout Int, isLast: Bool) throws(QueryError) -> Field? {
        skipSpaces(bytes, at: &position)
        guard position < bytes.count else {
            return isLast ? Field(start: position, end: position, isLineEnd: true, next: position) : nil
        }
        let first = bytes[position]
        if first == UInt8(ascii: "\"") && doubleQuotes || first == UInt8(ascii: "'") && singleQuotes {
            return try quoted(bytes, at: &position, quote: first, isLast: isLast)
        }
        let start = position
        var index = start
        index = ByteSearch.first(
            separator, UInt8(ascii: "\n"), or: UInt8(ascii: "\r"), in: bytes, index..<bytes.count)
        guard index < bytes.count || isLast else { return nil }
        var end = index
        if trims { while end > start, isSpace(bytes[end &- 1]) { end &-= 1 } }
        position = index
        return ended(bytes, start, end, at: index, isLast: isLast)
    }

    private func quoted(
        _ bytes: Span<UInt8>, at position: inout Int, quote: UInt8, isLast: Bool
    ) throws(QueryError) -> Field? {
        let start = position
        var index = start &+ 1
        while true {
            // Behind the end of the bytes it is one further than behind a quote there.
            index = ByteSearch.first(quote, or: quote, in: bytes, index..<bytes.count) &+ 1
            guard index < bytes.count else {
                guard isLast else { return nil }
                guard index == bytes.count else {
                    throw QueryError(
                        .cannotParseQuotedString, "Cannot parse quoted string: expected closing quote in CSV field")
                }
                break
            }
            guard bytes[index] == quote else { break }
            index &+= 1
        }
        let end = index
        position = index
        skipSpaces(bytes, at: &position)
        guard position < bytes.count || isLast else { return nil }
        if position < bytes.count {
            let byte = bytes[position]
            guard byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                throw InputText.expected(
                    String(UnicodeScalar(separator)), before: InputText.rest(of: bytes, from: position))
            }
        }
        return ended(bytes, start, end, at: position, isLast: isLast)
    }

    private func ended(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, at position: Int, isLast: Bool) -> Field? {
        guard position < bytes.count else { return Field(start: start, end: end, isLineEnd: true, next: position) }
        switch bytes[position] {
        case UInt8(ascii: "\n"):
            // Some write \n\r.
            let hasReturn = position &+ 1 < bytes.count && bytes[position &+ 1] == UInt8(ascii: "\r")
            return Field(start: start, end: end, isLineEnd: true, next: position &+ (hasReturn ? 2 : 1))
        case UInt8(ascii: "\r") where separator != UInt8(ascii: "\r"):
            guard position &+ 1 < bytes.count || isLast else { return nil }
            let hasFeed = position &+ 1 < bytes.count && bytes[position &+ 1] == UInt8(ascii: "\n")
            return Field(start: start, end: end, isLineEnd: true, next: position &+ (hasFeed ? 2 : 1))
        default:
            return Field(start: start, end: end, isLineEnd: false, next: position &+ 1)
        }
    }

    private func skipSpaces(_ bytes: Span<UInt8>, at position: inout Int) {
        guard trims else { return }
        while position < bytes.count, isSpace(bytes[position]) { position &+= 1 }
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        (byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")) && byte != separator
    }
}
