import Columns
import Errors
import Glibc

enum StringBytesUniq: StringMeasure {
    static let name = "stringBytesUniq"
    static let resultType = DataType.uint16
    static let documentation = FunctionDocumentation(
        "The number of different bytes in a string.", example: "stringBytesUniq('Hello')", "4")

    static func measure(_ text: Span<UInt8>) -> UInt16 {
        var seen = [Bool](repeating: false, count: 256)
        var count: UInt16 = 0
        for index in text.indices where !seen[Int(text[index])] {
            seen[Int(text[index])] = true
            count &+= 1
        }
        return count
    }
}

enum StringBytesEntropy: StringMeasure {
    static let name = "stringBytesEntropy"
    static let resultType = DataType.float64
    static let documentation = FunctionDocumentation(
        "Shannon's entropy of a string's bytes, in bits.", example: "stringBytesEntropy('aabb')", "1")

    static func measure(_ text: Span<UInt8>) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for index in text.indices { counts[Int(text[index])] &+= 1 }
        var entropy = 0.0
        for count in counts where count > 0 {
            let share = Double(count) / Double(text.count)
            entropy -= share * log2(share)
        }
        return entropy
    }
}

enum Soundex: StringMapping {
    static let name = "soundex"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The Soundex code of a word: what sounds alike in English has the same.", example: "soundex('aksel')", "A240")

    /// The digits of the letters from A; 0 for those that do not count.
    private static let codes = Array("01230120022455012623010202".utf8)

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var written = 0
        var last: UInt8 = 0
        for index in text.indices where TextExcerpt.isLetter(text[index]) {
            let letter = text[index] & 0xDF
            let code = codes[Int(letter &- UInt8(ascii: "A"))]
            if written == 0 {
                result.append(letter)
                written = 1
            } else if code != UInt8(ascii: "0"), code != last {
                result.append(code)
                written += 1
            }
            last = code
            if written == 4 { break }
        }
        while written < 4 {
            result.append(UInt8(ascii: "0"))
            written += 1
        }
    }
}

enum CountDigits: ScalarFunction {
    static let name = "countDigits"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The number of decimal digits of an integer, or of a decimal's integer without its point.",
        example: "countDigits(toDecimal32(12.34, 2))", "4")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        if case .decimal = arguments[0].type { return .uint8 }
        guard arguments[0].type.isInteger else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let column = arguments[0].column
        return .uint8(
            (0..<rowCount).map { row in
                let literal = column.value(at: row).literal
                return UInt8(truncatingIfNeeded: literal.utf8.count { IntegerText.isDigit($0) })
            })
    }
}

enum ToStringCutToZero: StringSlice {
    static let name = "toStringCutToZero"
    static let documentation = FunctionDocumentation(
        "The string up to its first zero byte.", example: "toStringCutToZero(toFixedString('foo', 8))", "foo")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        for index in text.indices where text[index] == 0 { return 0..<index }
        return 0..<text.count
    }
}

enum CompareSubstrings: RowwiseFunction {
    static let name = "compareSubstrings"
    static let signature: [ArgumentKind] = [
        .text, .text, .constant(.integer), .constant(.integer), .constant(.integer),
    ]
    static let documentation = FunctionDocumentation(
        "-1, 0 or 1: the order of two strings from an offset each, over a number of bytes.",
        example: "compareSubstrings('Saxony', 'Anglo-Saxon', 0, 6, 5)", "0")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .int8 }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        for place in 2...4 where row[place].integer < 0 {
            throw QueryError(.badArguments, "Offsets and length of function \(name) must not be negative")
        }
        func part(_ text: [UInt8], _ offset: Int64) -> ArraySlice<UInt8> {
            let start = Int(min(offset, Int64(text.count)))
            return text[start...].prefix(Int(min(row[4].integer, Int64(text.count))))
        }
        let order = compareLexicographically(part(row[0].bytes, row[2].integer), part(row[1].bytes, row[3].integer))
        return .int64(order < 0 ? -1 : order > 0 ? 1 : 0)
    }
}

enum Conv: ScalarFunction {
    static let name = "conv"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "A number's digits in another base.", example: "conv('ff', 16, 10)", "255")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        guard arguments[0].type.isStringOrFixedString || arguments[0].type.isNativeInteger else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        try checkIntegers(name, arguments, 1, 2)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let texts = try convertColumn(arguments[0].column, from: arguments[0].type, to: .string, in: context)
        let digits = TypedColumn(type: .string, column: texts).strings
        let from = arguments[1].integers
        let to = arguments[2].integers
        var written = StringColumn()
        for row in 0..<rowCount {
            guard (2...36).contains(from[row]), (2...36).contains(to[row]) else {
                throw QueryError(.badArguments, "Base is less than 2 or greater than 36 which is not supported")
            }
            let number = try parse(Array(digits[row]), UInt64(from[row]))
            written.append(String(number, radix: Int(to[row]), uppercase: true).utf8)
        }
        return .string(written)
    }

    /// The leading digits of the base; what goes beyond 64 bits is the greatest number.
    private static func parse(_ text: [UInt8], _ base: UInt64) throws(QueryError) -> UInt64 {
        var rest = text.drop { $0 == 0x20 || $0 &- 9 <= 4 }
        guard !rest.isEmpty else { throw QueryError(.badArguments, "Number for conversion is empty") }
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var number: UInt64 = 0
        for byte in rest {
            let letter = byte | 0x20
            let digit = IntegerText.isDigit(byte) ? UInt64(byte &- 48) : letter &- 97 < 26 ? UInt64(letter &- 87) : 99
            guard digit < base else { break }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: base)
            let (sum, isStillTooLarge) = product.addingReportingOverflow(digit)
            if isTooLarge || isStillTooLarge { return .max }
            number = sum
        }
        return isNegative ? 0 &- number : number
    }
}
