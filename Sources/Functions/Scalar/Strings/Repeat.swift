import Columns
import Errors

/// Refuses a result that would not fit in memory.
func checkResultBytes(_ name: String, _ byteCount: Int) throws(QueryError) {
    guard byteCount <= StringLimits.blockBytesMax else {
        throw QueryError(
            .tooLargeStringSize,
            "Function \(name) would make more than \(StringLimits.blockBytesMax) bytes for one block")
    }
}

private func checkRepetitions(_ name: String, _ count: Int64) throws(QueryError) {
    guard count <= StringLimits.repetitionsMax else {
        throw QueryError(
            .tooLargeStringSize,
            "Too many times to repeat (\(count)), maximum is: \(StringLimits.repetitionsMax)")
    }
}

enum Repeat: ScalarFunction {
    static let name = "repeat"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The string `count` times, one behind the other; empty for a count below 1.",
        example: "repeat('abc', 3)", "abcabcabc")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0)
        try checkIntegers(name, arguments, 1)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let counts = arguments[1].integers
        var written = StringColumn()
        for row in 0..<rowCount {
            try checkRepetitions(name, counts[row])
            let (size, overflows) = strings.range(of: row).count.multipliedReportingOverflow(
                by: Int(max(counts[row], 0)))
            try checkResultBytes(name, overflows ? Int.max : size &+ written.bytes.count)
            if size > 0 { for _ in 0..<counts[row] { written.bytes.append(contentsOf: strings[row]) } }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum Space: ScalarFunction {
    static let name = "space"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "A string of `count` spaces; empty for a count below 1.", example: "concat('[', space(3), ']')", "[   ]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkIntegers(name, arguments, 0)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var written = StringColumn()
        for count in arguments[0].integers {
            try checkRepetitions(name, count)
            try checkResultBytes(name, written.bytes.count &+ Int(max(count, 0)))
            written.bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Int(max(count, 0))))
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum ReverseUTF8: StringMapping {
    static let name = "reverseUTF8"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The code points of a UTF-8 string in reverse order.", example: "reverseUTF8('añil')", "liña")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var end = text.count
        var starts: [Int] = []
        var position = 0
        while position < end {
            starts.append(position)
            // Bytes that begin no code point count as the first of four here.
            position &+= text[position] >= 0xF8 ? 4 : CodePoints.sequenceLength(text[position])
        }
        for start in starts.reversed() {
            for index in start..<end { result.append(text[index]) }
            end = start
        }
    }
}

enum AppendTrailingCharIfAbsent: ScalarFunction {
    static let name = "appendTrailingCharIfAbsent"
    static let documentation = FunctionDocumentation(
        "A string that is not empty, with the given byte at its end if it was not there.",
        example: "appendTrailingCharIfAbsent('https://a.b', '/')", "https://a.b/")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        for position in 0...1 where arguments[position].type != .string {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let tails = arguments[1].strings
        var written = StringColumn()
        for row in 0..<rowCount {
            let tail = tails[row]
            guard tail.count == 1, let byte = tail.first else {
                throw QueryError(
                    .badArguments, "The second argument of function \(name) must be a one-character string")
            }
            written.bytes.append(contentsOf: strings[row])
            if let last = strings[row].last, last != byte { written.bytes.append(byte) }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum Basename: StringSlice {
    static let name = "basename"
    static let documentation = FunctionDocumentation(
        "What follows the last slash or backslash.", example: "basename('/var/log/a.txt')", "a.txt")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        var start = text.count
        while start > 0, text[start &- 1] != UInt8(ascii: "/"), text[start &- 1] != UInt8(ascii: "\\") { start &-= 1 }
        return start..<text.count
    }
}

enum FirstLine: StringSlice {
    static let name = "firstLine"
    static let documentation = FunctionDocumentation(
        "What comes before the first line end.", example: "firstLine('a\\nb')", "a")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        var end = 0
        while end < text.count, text[end] != 0x0A, text[end] != 0x0D { end &+= 1 }
        return 0..<end
    }
}
