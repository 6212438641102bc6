import Columns
import Errors

/// The character sets that `convertCharset` knows.
enum Charset {
    case utf8, ascii, latin1
    case utf16(isBig: Bool, hasMark: Bool)
    case utf32(isBig: Bool, hasMark: Bool)

    static func named(_ name: [UInt8]) throws(QueryError) -> Charset {
        let text = String(decoding: name, as: UTF8.self)
        switch text.lowercased().filter({ $0 != "-" && $0 != "_" }) {
        case "utf8": return .utf8
        case "usascii", "ascii": return .ascii
        case "iso88591", "latin1": return .latin1
        case "utf16": return .utf16(isBig: false, hasMark: true)
        case "utf16le": return .utf16(isBig: false, hasMark: false)
        case "utf16be": return .utf16(isBig: true, hasMark: false)
        case "utf32": return .utf32(isBig: false, hasMark: true)
        case "utf32le": return .utf32(isBig: false, hasMark: false)
        case "utf32be": return .utf32(isBig: true, hasMark: false)
        default: throw QueryError(.cannotCreateCharsetConverter, "The charset \(text) is not supported")
        }
    }

    func scalars(_ text: [UInt8]) -> [UInt32] {
        var found: [UInt32] = []
        switch self {
        case .utf8, .ascii:
            var position = 0
            while position < text.count {
                let (scalar, length) = CodePoints.scalar(text.span, at: position)
                found.append(scalar?.value ?? 0xFFFD)
                position += length
            }
        case .latin1: found = text.map { UInt32($0) }
        case .utf16(let isBig, _):
            var units: [UInt16] = []
            for place in stride(from: 0, to: text.count - 1, by: 2) {
                let (high, low) = isBig ? (text[place], text[place + 1]) : (text[place + 1], text[place])
                units.append(UInt16(high) &<< 8 | UInt16(low))
            }
            found = String(decoding: units, as: UTF16.self).unicodeScalars.map(\.value)
        case .utf32(let isBig, _):
            for place in stride(from: 0, to: text.count - 3, by: 4) {
                let bytes = Array(text[place..<place + 4])
                found.append((isBig ? bytes : bytes.reversed()).reduce(0) { $0 &<< 8 | UInt32($1) })
            }
        }
        return found
    }

    func bytes(_ scalars: [UInt32]) -> [UInt8] {
        var text: [UInt8] = []
        switch self {
        case .utf8:
            for value in scalars {
                text.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
            }
        case .ascii: text = scalars.map { $0 < 0x80 ? UInt8($0) : 0x1A }
        case .latin1: text = scalars.map { $0 < 0x100 ? UInt8($0) : 0x1A }
        case .utf16(let isBig, let hasMark):
            var units: [UInt16] = hasMark ? [0xFEFF] : []
            for value in scalars { units.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf16) }
            for unit in units {
                let (high, low) = (UInt8(truncatingIfNeeded: unit &>> 8), UInt8(truncatingIfNeeded: unit))
                text.append(contentsOf: isBig ? [high, low] : [low, high])
            }
        case .utf32(let isBig, let hasMark):
            for value in hasMark ? [0xFEFF] + scalars : scalars {
                let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value &>> UInt32(8 * $0)) }
                text.append(contentsOf: isBig ? bytes.reversed() : bytes)
            }
        }
        return text
    }
}

enum ConvertCharset: RowwiseFunction {
    static let name = "convertCharset"
    static let signature: [ArgumentKind] = [.text, .constant(.text), .constant(.text)]
    static let documentation = FunctionDocumentation(
        "A string in another character set: UTF-8, UTF-16, UTF-32, ISO-8859-1 or US-ASCII.",
        example: "hex(convertCharset('é', 'UTF-8', 'UTF-16LE'))", "E900")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        for position in 1...2 { _ = try Charset.named(arguments[position].constantBytes ?? []) }
        return .string
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let from = try Charset.named(row[1].bytes)
        let to = try Charset.named(row[2].bytes)
        return .string(to.bytes(from.scalars(row[0].bytes)))
    }
}
