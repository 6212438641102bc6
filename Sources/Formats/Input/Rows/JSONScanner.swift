import Columns
import Errors

/// Finds values in a JSON text without reading them.
enum JSONScanner {
    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte >= 9 && byte <= 13 }

    static func skipSpaces(_ bytes: Span<UInt8>, at position: inout Int) {
        while position < bytes.count, isSpace(bytes[position]) { position &+= 1 }
    }

    /// Goes behind the string at `position`; false when its end is not there. A string must begin there.
    static func skipString(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Bool {
        guard position < bytes.count else { return false }
        guard bytes[position] == UInt8(ascii: "\"") else {
            throw QueryError(.cannotParseQuotedString, "Cannot parse JSON string: expected opening quote")
        }
        var index = position &+ 1
        while index < bytes.count {
            index = ByteSearch.first(UInt8(ascii: "\""), or: UInt8(ascii: "\\"), in: bytes, index..<bytes.count)
            guard index < bytes.count else { return false }
            if bytes[index] == UInt8(ascii: "\"") {
                position = index &+ 1
                return true
            }
            index &+= 2
        }
        return false
    }

    /// Goes behind the value at `position`; false when its end is not there. A number or word may end with the text
    /// where `isLast` says that nothing follows.
    static func skipValue(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool
    ) throws(QueryError) -> Bool {
        guard position < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: "\""): return try skipString(bytes, at: &position)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested(bytes, at: &position)
        default:
            var index = position
            while index < bytes.count {
                index = ByteSearch.firstSpaceOr(
                    UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), in: bytes, from: index)
                if index == bytes.count || isEnd(bytes[index]) { break }
                index &+= 1
            }
            guard index < bytes.count || isLast else { return false }
            guard index > position else {
                throw InputText.expected("\"", before: InputText.rest(of: bytes, from: position))
            }
            position = index
            return true
        }
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || isSpace(byte)
    }

    private static func skipNested(_ bytes: Span<UInt8>, at position: inout Int) -> Bool {
        var index = position
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index &+= 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth &-= 1
                if depth == 0 {
                    position = index &+ 1
                    return true
                }
            default: break
            }
            index &+= 1
        }
        return false
    }

    /// Where a row may begin that `opening` begins: behind a line feed, at or behind `position`.
    static func border(_ bytes: Span<UInt8>, from position: Int, opening: UInt8) -> Int? {
        var index = position
        while true {
            let feed = UInt8(ascii: "\n")
            index = ByteSearch.first(feed, or: feed, in: bytes, index..<bytes.count) &+ 1
            guard index < bytes.count else { return nil }
            if bytes[index] == opening { return index }
        }
    }

    /// Expects `byte`; false when the text ends.
    static func expect(_ byte: UInt8, _ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Bool {
        skipSpaces(bytes, at: &position)
        guard position < bytes.count else { return false }
        guard bytes[position] == byte else {
            throw InputText.expected(
                String(UnicodeScalar(byte)), before: InputText.rest(of: bytes, from: position))
        }
        position &+= 1
        return true
    }

    /// A text that ended in the middle of a row.
    static func endOfData() -> QueryError {
        QueryError(.cannotReadAllData, "Unexpected end of data: a row of the JSON data is cut off")
    }
}
