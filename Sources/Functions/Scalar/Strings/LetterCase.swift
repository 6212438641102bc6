import Columns
import Errors

/// ASCII letters changed over all bytes of a column at once, rows ending at `ends`; a `FixedString` stays one.
protocol AsciiCaseChange: ScalarFunction {
    static func change(_ bytes: [UInt8], ends: [Int]) -> [UInt8]
}

extension AsciiCaseChange {
    static var isCaseInsensitive: Bool { true }
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return arguments[0].type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if case .fixedString(let fixed) = arguments[0].column {
            let bytes = change(fixed.bytes, ends: arguments[0].strings.ends)
            return .fixedString(FixedStringColumn(size: fixed.size, bytes: bytes))
        }
        let strings = arguments[0].strings
        return .string(StringColumn(ends: strings.ends, bytes: change(strings.bytes, ends: strings.ends)))
    }
}

enum Lower: AsciiCaseChange {
    static let name = "lower"
    static let aliases = ["lcase"]
    static let documentation = FunctionDocumentation(
        "The string with its ASCII letters in lower case.", example: "lower('CLICKhouse')", "clickhouse")

    static func change(_ bytes: [UInt8], ends: [Int]) -> [UInt8] { asciiLowered(bytes) }
}

enum Upper: AsciiCaseChange {
    static let name = "upper"
    static let aliases = ["ucase"]
    static let documentation = FunctionDocumentation(
        "The string with its ASCII letters in upper case.", example: "upper('clickHouse')", "CLICKHOUSE")

    static func change(_ bytes: [UInt8], ends: [Int]) -> [UInt8] { asciiUppered(bytes) }
}

enum LowerUTF8: StringMapping {
    static let name = "lowerUTF8"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string with all letters in lower case.", example: "lowerUTF8('MÜNCHEN')", "münchen")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let (scalar, length) = CodePoints.scalar(text, at: position)
            if let scalar, scalar.isASCII {
                result.append(asciiLowered(text[position]))
            } else if let scalar {
                let isFinalSigma = scalar.value == 0x3A3 && isLastOfWord(text, position, length)
                result.append(contentsOf: isFinalSigma ? "ς".utf8 : scalar.properties.lowercaseMapping.utf8)
            } else {
                result.append(contentsOf: "\u{FFFD}".utf8)
            }
            position &+= length
        }
    }

    /// A sigma with a letter before it and none behind it has a form of its own.
    private static func isLastOfWord(_ text: Span<UInt8>, _ position: Int, _ length: Int) -> Bool {
        guard position > 0 else { return false }
        let before = CodePoints.offsetFromEnd(text.extracting(0..<position), 1)
        guard CodePoints.scalar(text, at: before).scalar?.properties.isCased == true else { return false }
        let behind = position &+ length
        return behind >= text.count || CodePoints.scalar(text, at: behind).scalar?.properties.isCased != true
    }
}

enum UpperUTF8: StringMapping {
    static let name = "upperUTF8"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string with all letters in upper case.", example: "upperUTF8('München')", "MÜNCHEN")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let (scalar, length) = CodePoints.scalar(text, at: position)
            if let scalar, scalar.isASCII {
                result.append(asciiUppered(text[position]))
            } else if let scalar {
                result.append(contentsOf: scalar.properties.uppercaseMapping.utf8)
            } else {
                result.append(contentsOf: "\u{FFFD}".utf8)
            }
            position &+= length
        }
    }
}

enum Initcap: AsciiCaseChange {
    static let name = "initcap"
    static let documentation = FunctionDocumentation(
        "The string with the first letter of each word in upper case and the rest in lower case.",
        example: "initcap('building for fast')", "Building For Fast")

    static func change(_ bytes: [UInt8], ends: [Int]) -> [UInt8] {
        var result = bytes
        var start = 0
        for end in ends {
            var isInsideWord = false
            for index in start..<end {
                let byte = bytes[index]
                result[index] = isInsideWord ? asciiLowered(byte) : asciiUppered(byte)
                isInsideWord = (byte | 0x20) &- 97 < 26 || byte &- 48 < 10
            }
            start = end
        }
        return result
    }
}

enum InitcapUTF8: StringMapping {
    static let name = "initcapUTF8"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string with the first letter of each word in upper case and the rest in lower case.",
        example: "initcapUTF8('не тормозит')", "Не Тормозит")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var isInsideWord = false
        var position = 0
        while position < text.count {
            let (scalar, length) = CodePoints.scalar(text, at: position)
            if let scalar {
                let properties = scalar.properties
                let isWord = properties.isAlphabetic || properties.numericType != nil
                let mapped = isInsideWord ? properties.lowercaseMapping : properties.uppercaseMapping
                // Letters whose other case is more than one letter stay.
                result.append(contentsOf: mapped.unicodeScalars.count == 1 ? mapped.utf8 : String(scalar).utf8)
                isInsideWord = isWord
            } else {
                result.append(text[position])
                isInsideWord = false
            }
            position &+= length
        }
    }
}
