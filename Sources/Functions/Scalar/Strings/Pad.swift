import Columns
import Errors

/// `leftPad` and its kin: the string filled up to, or cut down to, a length.
protocol PadFunction: ScalarFunction {
    static var padsLeft: Bool { get }
    static var countsCodePoints: Bool { get }
}

extension PadFunction {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        try checkStrings(name, arguments, 0, 2)
        try checkIntegers(name, arguments, 1)
        if arguments.count > 2, arguments[2].constant == nil {
            throw QueryError(.illegalColumn, "The third argument of function \(name) must be a constant string")
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let lengths = arguments[1].integers
        let fillers = arguments.count > 2 ? arguments[2].strings : nil
        let bytes = strings.bytes.span
        var written = StringColumn()
        for row in 0..<rowCount {
            let wanted = lengths[row]
            guard wanted >= 0 else {
                throw QueryError(
                    .indexOfPositionalArgumentIsOutOfRange, "New padded length (\(wanted)) is negative")
            }
            guard wanted <= StringLimits.paddedLengthMax else {
                throw QueryError(
                    .tooLargeStringSize,
                    "New padded length (\(wanted)) is too big, maximum is: \(StringLimits.paddedLengthMax)")
            }
            let range = strings.range(of: row)
            let text = bytes.extracting(range)
            let length = countsCodePoints ? CodePoints.count(text) : text.count
            if length >= wanted {
                let end = countsCodePoints ? CodePoints.offset(text, from: 0, skipping: Int(wanted)) : Int(wanted)
                written.append(strings.bytes[range.lowerBound..<range.lowerBound + end])
                continue
            }
            let filler = fillers.map { Array($0[row]) } ?? []
            let padding = filled(Int(wanted) - length, with: filler.isEmpty ? [UInt8(ascii: " ")] : filler)
            if padsLeft { written.bytes.append(contentsOf: padding) }
            written.bytes.append(contentsOf: strings.bytes[range])
            if !padsLeft { written.bytes.append(contentsOf: padding) }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }

    /// `count` bytes or code points of `filler`, over and over.
    private static func filled(_ count: Int, with filler: [UInt8]) -> [UInt8] {
        let unit = countsCodePoints ? CodePoints.count(filler.span) : filler.count
        guard unit > 0 else { return [] }
        var result: [UInt8] = []
        for _ in 0..<count / unit { result.append(contentsOf: filler) }
        let rest = count % unit
        let end = countsCodePoints ? CodePoints.offset(filler.span, from: 0, skipping: rest) : rest
        result.append(contentsOf: filler[..<end])
        return result
    }
}

enum LeftPad: PadFunction {
    static let name = "leftPad"
    static let aliases = ["lpad"]
    static let padsLeft = true
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The string filled up at its start to `length` bytes, or cut to them.",
        example: "leftPad('abc', 7, '*')", "****abc")
}

enum LeftPadUTF8: PadFunction {
    static let name = "leftPadUTF8"
    static let padsLeft = true
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string filled up at its start to `length` code points, or cut to them.",
        example: "leftPadUTF8('аб', 4, 'в')", "вваб")
}

enum RightPad: PadFunction {
    static let name = "rightPad"
    static let aliases = ["rpad"]
    static let padsLeft = false
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The string filled up at its end to `length` bytes, or cut to them.",
        example: "rightPad('abc', 7, '*')", "abc****")
}

enum RightPadUTF8: PadFunction {
    static let name = "rightPadUTF8"
    static let padsLeft = false
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string filled up at its end to `length` code points, or cut to them.",
        example: "rightPadUTF8('аб', 4, 'в')", "абвв")
}

/// Bounds on the strings that functions make out of small arguments.
enum StringLimits {
    /// ClickHouse's `MAX_NEW_LENGTH` of `leftPad`.
    static let paddedLengthMax: Int64 = 16_000_000
    /// ClickHouse's bound on the times that `repeat` repeats.
    static let repetitionsMax: Int64 = 1_000_000
    /// Bytes of one block's result of `repeat`, `space` and their kin.
    static let blockBytesMax = 1 << 30
}
