import Columns
import Errors

/// The part of `size` units that `offset` (from 1; negative from the end) and `length` choose, as `substring` does.
///
/// `nil` as `length` means to the end; a negative one leaves so many units out at the end.
func chosenPart(of size: Int, offset: Int64, length: Int64?) -> Range<Int> {
    guard offset != 0 else { return 0..<0 }
    let total = Int64(size)
    let start =
        offset > 0 ? min(offset - 1, total) : total.subtractingReportingOverflow(offset.magnitudeClamped).partialValue
    guard let length else { return offset > 0 ? Int(start)..<size : Int(max(start, 0))..<size }
    let end: Int64
    if length >= 0 {
        let (sum, overflows) = start.addingReportingOverflow(length)
        end = overflows ? total : min(sum, total)
    } else {
        let (sum, overflows) = total.addingReportingOverflow(length)
        end = overflows ? 0 : sum
    }
    let from = max(start, 0)
    return end > from ? Int(from)..<Int(end) : 0..<0
}

extension Int64 {
    /// The absolute value; of the smallest number, the largest.
    fileprivate var magnitudeClamped: Int64 { Int64(clamping: magnitude) }
}

/// `substring` and its kin: a string and integers that choose a part of each row.
protocol SubstringFunction: ScalarFunction {
    static var argumentCounts: ClosedRange<Int> { get }
    static var countsCodePoints: Bool { get }
    /// The part of `size` bytes or code points; `second` is `nil` where the third argument is left out.
    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int>
}

extension SubstringFunction {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, argumentCounts)
        if !arguments[0].type.isEnum { try checkStrings(name, arguments, 0) }
        try checkIntegers(name, arguments, 1, 2)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let offsets = arguments[1].integers
        let lengths = arguments.count > 2 ? arguments[2].integers : nil
        var starts = [Int](repeating: 0, count: rowCount)
        var counts = starts
        let bytes = strings.bytes.span
        for row in 0..<rowCount {
            let range = strings.range(of: row)
            if countsCodePoints {
                let text = bytes.extracting(range)
                let part = part(of: CodePoints.count(text), offsets[row], lengths?[row])
                let start = CodePoints.offset(text, from: 0, skipping: part.lowerBound)
                starts[row] = range.lowerBound &+ start
                counts[row] = CodePoints.offset(text, from: start, skipping: part.count) &- start
            } else {
                let part = part(of: range.count, offsets[row], lengths?[row])
                starts[row] = range.lowerBound &+ part.lowerBound
                counts[row] = part.count
            }
        }
        return .string(strings.slicing(starts: starts, lengths: counts))
    }
}

enum Substring: SubstringFunction {
    static let name = "substring"
    static let aliases = ["substr", "mid", "byteSlice"]
    static let isCaseInsensitive = true
    static let argumentCounts = 2...3
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The bytes of a string from `offset`, counted from 1 or from the end if negative, at most `length` of them.",
        example: "substring('database', 5, 4)", "base")

    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int> {
        chosenPart(of: size, offset: first, length: second)
    }
}

enum SubstringUTF8: SubstringFunction {
    static let name = "substringUTF8"
    static let argumentCounts = 2...3
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The code points of a UTF-8 string from `offset`, counted from 1 or from the end if negative.",
        example: "substringUTF8('Täglich grüßt', 9)", "grüßt")

    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int> {
        chosenPart(of: size, offset: first, length: second)
    }
}

enum Left: SubstringFunction {
    static let name = "left"
    static let isCaseInsensitive = true
    static let argumentCounts = 2...2
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The first `count` bytes; a negative count leaves so many bytes out at the end.",
        example: "left('Hello', 3)", "Hel")

    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int> {
        chosenPart(of: size, offset: 1, length: first)
    }
}

enum LeftUTF8: SubstringFunction {
    static let name = "leftUTF8"
    static let argumentCounts = 2...2
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The first `count` code points; a negative count leaves so many out at the end.",
        example: "leftUTF8('Привет', 4)", "Прив")

    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int> {
        chosenPart(of: size, offset: 1, length: first)
    }
}

/// The last `count` units; a negative count leaves so many out at the start.
private func lastPart(of size: Int, count: Int64) -> Range<Int> {
    let kept = count >= 0 ? min(count, Int64(size)) : max(Int64(size) + max(count, -Int64(size)), 0)
    return size - Int(kept)..<size
}

enum Right: SubstringFunction {
    static let name = "right"
    static let isCaseInsensitive = true
    static let argumentCounts = 2...2
    static let countsCodePoints = false
    static let documentation = FunctionDocumentation(
        "The last `count` bytes; a negative count leaves so many bytes out at the start.",
        example: "right('Hello', 3)", "llo")

    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int> {
        lastPart(of: size, count: first)
    }
}

enum RightUTF8: SubstringFunction {
    static let name = "rightUTF8"
    static let argumentCounts = 2...2
    static let countsCodePoints = true
    static let documentation = FunctionDocumentation(
        "The last `count` code points; a negative count leaves so many out at the start.",
        example: "rightUTF8('Привет', 4)", "ивет")

    static func part(of size: Int, _ first: Int64, _ second: Int64?) -> Range<Int> {
        lastPart(of: size, count: first)
    }
}
