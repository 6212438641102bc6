import Columns
import Errors

enum EncodeXMLComponent: StringMapping {
    static let name = "encodeXMLComponent"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The text with XML's special characters as entities.", example: "encodeXMLComponent('a < b')", "a &lt; b")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "<"): result.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): result.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): result.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "\""): result.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): result.append(contentsOf: "&apos;".utf8)
            case let byte: result.append(byte)
            }
        }
    }
}

enum DecodeXMLComponent: StringMapping {
    static let name = "decodeXMLComponent"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The text with XML's entities as characters.", example: "decodeXMLComponent('a &lt; b')", "a < b")

    private static let entities: [String: String] = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            if text[position] == UInt8(ascii: "&"),
                let (character, end) = CharacterEntity.read(text, position, nameLengthMax: 10, named: entities)
            {
                result.append(contentsOf: character.utf8)
                position = end
            } else {
                result.append(text[position])
                position += 1
            }
        }
    }
}

/// `encodeURLComponent` and `encodeURLFormComponent`.
protocol URLEncoding: StringMapping {
    static var spaceIsPlus: Bool { get }
}

extension URLEncoding {
    static var toleratesEveryValue: Bool { true }

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        for index in text.indices {
            let byte = text[index]
            let isPlain =
                (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
            if isPlain {
                result.append(byte)
            } else if byte == UInt8(ascii: " "), spaceIsPlus {
                result.append(UInt8(ascii: "+"))
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(HexText.capitalDigit(byte &>> 4))
                result.append(HexText.capitalDigit(byte & 15))
            }
        }
    }
}

enum EncodeURLComponent: URLEncoding {
    static let name = "encodeURLComponent"
    static let spaceIsPlus = false
    static let documentation = FunctionDocumentation(
        "The text as a part of a URL.", example: "encodeURLComponent('a b/c')", "a%20b%2Fc")
}

enum EncodeURLFormComponent: URLEncoding {
    static let name = "encodeURLFormComponent"
    static let spaceIsPlus = true
    static let documentation = FunctionDocumentation(
        "The text as a part of a form's URL.", example: "encodeURLFormComponent('a b/c')", "a+b%2Fc")
}

/// `decodeURLComponent` and `decodeURLFormComponent`.
protocol URLDecoding: StringMapping {
    static var plusIsSpace: Bool { get }
}

extension URLDecoding {
    static var toleratesEveryValue: Bool { true }

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "%"), position + 2 < text.count, let high = digit(text[position + 1]),
                let low = digit(text[position + 2])
            {
                result.append(high &<< 4 | low)
                position += 3
            } else {
                result.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
                position += 1
            }
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }
}

enum DecodeURLComponent: URLDecoding {
    static let name = "decodeURLComponent"
    static let plusIsSpace = false
    static let documentation = FunctionDocumentation(
        "The text of a part of a URL.", example: "decodeURLComponent('a%20b')", "a b")
}

enum DecodeURLFormComponent: URLDecoding {
    static let name = "decodeURLFormComponent"
    static let plusIsSpace = true
    static let documentation = FunctionDocumentation(
        "The text of a part of a form's URL.", example: "decodeURLFormComponent('a+b%2Fc')", "a b/c")
}
