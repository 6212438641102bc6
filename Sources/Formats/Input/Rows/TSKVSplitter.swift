import Columns
import Errors

/// Rows of `name=value` with tabs between.
struct TSKVSplitter: RowSplitter {
    var style: InputStyle { .escaped }
    private let matcher: ColumnMatcher
    private let skipsUnknown: Bool

    init(_ header: [ColumnHeader], _ settings: InputSettings) {
        matcher = ColumnMatcher(header, settings.matching)
        skipsUnknown = settings.skipsUnknown
    }

    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit {
        guard position < bytes.count else { return isLast ? .end : .incomplete }
        guard let end = lineEnd(bytes, from: position) else {
            guard isLast else { return .incomplete }
            throw QueryError(
                .cannotReadAllData, "Unexpected end of stream after field in TSKV format: \(lastName(bytes, position))")
        }
        table.beginRow()
        var index = position
        // A row without values is an empty line, or the word itself.
        if end &- index == 4, TextExcerpt.matches(bytes, at: index, "tskv") { index = end }
        while index < end {
            var name: [UInt8] = []
            guard try readName(bytes, at: &index, end: end, to: &name) else {
                // A name without a value.
                if name.elementsEqual("tskv".utf8) { continue }
                throw InputText.expected("=", before: InputText.rest(of: bytes, from: index))
            }
            let start = index
            while index < end, bytes[index] != UInt8(ascii: "\t") {
                index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            index = Swift.min(index, end)
            let column = matcher.column(named: name)
            if column >= 0 {
                if table.isSet(column) { throw duplicate(name) }
                table.set(column, start, index)
            } else if !skipsUnknown {
                let text = String(decoding: name, as: UTF8.self)
                throw QueryError(.incorrectData, "Unknown field found while parsing TSKV format: \(text)")
            }
            if index < end { index &+= 1 }
        }
        position = Swift.min(end &+ 1, bytes.count)
        return .row
    }

    func border(_ bytes: Span<UInt8>, from position: Int) -> Int? {
        let feed = UInt8(ascii: "\n")
        let end = ByteSearch.first(feed, or: feed, in: bytes, position..<bytes.count)
        return end < bytes.count ? end &+ 1 : nil
    }

    private func duplicate(_ name: [UInt8]) -> QueryError {
        let text = String(decoding: name, as: UTF8.self)
        return QueryError(.incorrectData, "Duplicate field found while parsing TSKV format: \(text)")
    }

    /// The name of the last field, for the message that it is cut off.
    private func lastName(_ bytes: Span<UInt8>, _ start: Int) -> String {
        var begin = bytes.count
        while begin > start, bytes[begin &- 1] != UInt8(ascii: "\t") { begin &-= 1 }
        var end = begin
        while end < bytes.count, bytes[end] != UInt8(ascii: "=") { end &+= 1 }
        return TextExcerpt.string(bytes, begin..<Swift.min(end, begin &+ 64))
    }

    private func lineEnd(_ bytes: Span<UInt8>, from position: Int) -> Int? {
        var index = position
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") { return index }
            index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// Reads a name up to `=` and goes behind that; false when the name ends otherwise, which it goes behind then.
    private func readName(
        _ bytes: Span<UInt8>, at index: inout Int, end: Int, to name: inout [UInt8]
    ) throws(QueryError) -> Bool {
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "="):
                index &+= 1
                return true
            case UInt8(ascii: "\t"):
                index &+= 1
                return false
            case UInt8(ascii: "\\"):
                if index &+ 1 < end, bytes[index &+ 1] == UInt8(ascii: "=") {
                    name.append(UInt8(ascii: "="))
                    index &+= 2
                } else {
                    try BackslashEscape.read(bytes, at: &index, to: &name)
                }
            case let byte:
                name.append(byte)
                index &+= 1
            }
        }
        return false
    }
}
