import Columns
import Errors

enum LengthUTF8: ScalarFunction {
    static let name = "lengthUTF8"
    static let aliases = ["CHAR_LENGTH", "CHARACTER_LENGTH"]
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The number of code points in a UTF-8 string.", example: "lengthUTF8('añil')", "4")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint64(CodePoints.countRows(arguments[0].strings))
    }
}

enum Ascii: StringMeasure {
    static let name = "ascii"
    static let isCaseInsensitive = true
    static let resultType = DataType.int32
    static let documentation = FunctionDocumentation(
        "The code of the first byte of a string.", example: "ascii('234')", "50")

    static func measure(_ text: Span<UInt8>) -> Int32 {
        text.isEmpty ? 0 : Int32(text[0])
    }
}

enum IsValidUTF8: StringMeasure {
    static let name = "isValidUTF8"
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the bytes are well-formed UTF-8.", example: "isValidUTF8('añil')", "1")

    static func measure(_ text: Span<UInt8>) -> UInt8 { CodePoints.isValid(text) ? 1 : 0 }
}

enum IsValidASCII: StringMeasure {
    static let name = "isValidASCII"
    static let aliases = ["isASCII"]
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if all bytes are ASCII.", example: "isValidASCII('abc')", "1")

    static func measure(_ text: Span<UInt8>) -> UInt8 {
        var seen: UInt8 = 0
        for index in text.indices { seen |= text[index] }
        return seen < 0x80 ? 1 : 0
    }
}

enum ToValidUTF8: StringMapping {
    static let name = "toValidUTF8"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The string with each run of bytes that are not UTF-8 replaced by U+FFFD.",
        example: "toValidUTF8('\\x61\\xF0\\x80\\x80\\x80b')", "a\u{FFFD}b")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        var isInsideRun = false
        while position < text.count {
            let length = CodePoints.validLength(text, at: position)
            if length == 0 {
                if !isInsideRun { result.append(contentsOf: [0xEF, 0xBF, 0xBD]) }
                position &+= 1
            } else {
                for index in position..<position &+ length { result.append(text[index]) }
                position &+= length
            }
            isInsideRun = length == 0
        }
    }
}
