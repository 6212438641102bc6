import Columns
import Errors

/// Rows as VALUES has them: `(1, 'a'), (2, now())`. A cell is the text of an expression.
struct ValuesSplitter: RowSplitter {
    var style: InputStyle { .quoted }
    private let names: [ColumnHeader]
    private var isOver = false

    init(_ header: [ColumnHeader]) { names = header }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        JSONScanner.skipSpaces(bytes, at: &position)
        if position < bytes.count, bytes[position] == UInt8(ascii: ","), !isOver {
            position &+= 1
            JSONScanner.skipSpaces(bytes, at: &position)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ";") {
            isOver = true
            position &+= 1
            JSONScanner.skipSpaces(bytes, at: &position)
        }
        guard position < bytes.count else { return isLast ? .end : .incomplete }
        if isOver {
            throw QueryError(
                .syntaxError, "Cannot read data after semicolon (and input_format_allow_data_after_semicolon=0)")
        }
        guard bytes[position] == UInt8(ascii: "(") else {
            throw InputText.expected("(", before: InputText.rest(of: bytes, from: position))
        }
        table.beginRow()
        var index = position &+ 1
        for column in names.indices {
            guard try splitCell(column, bytes, at: &index, into: &table) else {
                guard isLast else { return .incomplete }
                throw QueryError(
                    .cannotReadAllData, "Unexpected end of data: a row of the Values data is cut off")
            }
        }
        position = index
        return .row
    }

    /// Splits one cell and goes behind what ends it; false when its end is not there.
    private func splitCell(
        _ column: Int, _ bytes: Span<UInt8>, at index: inout Int, into table: inout CellTable
    ) throws(QueryError) -> Bool {
        JSONScanner.skipSpaces(bytes, at: &index)
        let start = index
        guard SQLScanner.skipExpression(bytes, at: &index) else { return false }
        var end = index
        while end > start, JSONScanner.isSpace(bytes[end &- 1]) { end &-= 1 }
        let isLastColumn = column &+ 1 == names.count
        let expected = isLastColumn ? UInt8(ascii: ")") : UInt8(ascii: ",")
        guard bytes[index] == expected, end > start else {
            let rest = String(decoding: InputText.rest(of: bytes, from: start), as: UTF8.self)
            throw QueryError(
                .syntaxError,
                "Expected '\(UnicodeScalar(expected))' after the value of column `\(names[column].name)` of type "
                    + "\(names[column].type.name) here: \(rest)")
        }
        index &+= 1
        if end &- start != 7 || !TextExcerpt.matches(bytes, at: start, "default") { table.set(column, start, end) }
        return true
    }

    func error(_ error: CellError, column: Int, name: String) -> QueryError {
        if case .garbage(let rest, 0) = error.reason {
            return QueryError(
                .syntaxError,
                "Cannot parse expression of type \(names[column].type.name) here: "
                    + String(decoding: rest, as: UTF8.self))
        }
        return error.queryError(expected: ",")
    }

    /// A row ends where the next begins.
    func skipBrokenRow(_ bytes: Span<UInt8>, at position: inout Int) -> Bool {
        var index = position &+ 1
        while index < bytes.count {
            guard SQLScanner.skipExpression(bytes, at: &index) else { return false }
            let byte = bytes[index]
            index &+= 1
            if byte == UInt8(ascii: ")") {
                position = index
                return true
            }
        }
        return false
    }
}

/// Finds expressions in a text of SQL without reading them.
enum SQLScanner {
    /// Goes to the comma or bracket that ends the expression at `position`; false when it is not there.
    static func skipExpression(_ bytes: Span<UInt8>, at position: inout Int) -> Bool {
        var index = position
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                guard skipQuoted(bytes, at: &index) else { return false }
                continue
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth &+= 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 {
                    position = index
                    return true
                }
                depth &-= 1
            case UInt8(ascii: ",") where depth == 0:
                position = index
                return true
            default: break
            }
            index &+= 1
        }
        return false
    }

    private static func skipQuoted(_ bytes: Span<UInt8>, at index: inout Int) -> Bool {
        let quote = bytes[index]
        var position = index &+ 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                index = position &+ 1
                return true
            }
            position &+= byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }
}
