import Columns
import Errors

/// `parseReadableSize` and its forms: a number and a unit of bytes.
protocol ReadableSizeParsing: RowwiseFunction {
    static var failure: ReadableSizeFailure { get }
}

/// What stands for a text that is no size.
enum ReadableSizeFailure: Sendable { case refused, null, zero }

extension ReadableSizeParsing {
    static var toleratesEveryValue: Bool { failure != .refused }
    static var signature: [ArgumentKind] { [.text] }

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        failure == .null ? .nullable(.uint64) : .uint64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        do throws(QueryError) {
            return .uint64(try parse(row[0].bytes))
        } catch {
            switch failure {
            case .refused: throw error
            case .null: return .null
            case .zero: return .uint64(0)
            }
        }
    }

    private static func refused(_ code: ErrorCode, _ text: String) -> QueryError {
        QueryError(code, "Invalid expression for function \(name) - \(text)")
    }

    private static func parse(_ text: [UInt8]) throws(QueryError) -> UInt64 {
        let shown = String(decoding: text, as: UTF8.self)
        guard text.first != UInt8(ascii: " ") else {
            throw refused(.cannotParseInputAssertionFailed, "Leading whitespace is not allowed (\"\(shown)\")")
        }
        var position = 0
        guard !text.isEmpty, let number = FloatText.readOrNil(text.span, at: &position) else {
            throw refused(.cannotParseNumber, "Unable to parse readable size numeric component (\"\(shown)\")")
        }
        guard number.isFinite else { throw refused(.badArguments, "Invalid numeric component: \(number)") }
        guard number >= 0 else { throw refused(.badArguments, "Negative sizes are not allowed (\(number))") }
        while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
        var unit: [UInt8] = []
        while position < text.count, TextExcerpt.isLetter(text[position]) {
            unit.append(text[position] | 0x20)
            position += 1
        }
        let word = String(decoding: unit, as: UTF8.self)
        guard let size = units[word] else {
            throw refused(.cannotParseText, "Unknown readable size unit (\"\(word)\")")
        }
        guard position == text.count else {
            throw refused(
                .unexpectedDataAfterParsedValue, "Found trailing characters after readable size string (\"\(shown)\")")
        }
        let total = (number * size).rounded(.up)
        guard total < 18_446_744_073_709_551_616 else {
            throw refused(.badArguments, "Result is too big for output type (\"\(number * size)\")")
        }
        return UInt64(total)
    }

    private static var units: [String: Double] {
        [
            "b": 1, "kib": 1024, "mib": 0x1p20, "gib": 0x1p30, "tib": 0x1p40, "pib": 0x1p50, "eib": 0x1p60,
            "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15, "eb": 1e18,
        ]
    }
}

enum ParseReadableSize: ReadableSizeParsing {
    static let name = "parseReadableSize"
    static let failure = ReadableSizeFailure.refused
    static let documentation = FunctionDocumentation(
        "The number of bytes of a size with a unit.", example: "parseReadableSize('1.5 KiB')", "1536")
}

enum ParseReadableSizeOrNull: ReadableSizeParsing {
    static let name = "parseReadableSizeOrNull"
    static let failure = ReadableSizeFailure.null
    static let documentation = FunctionDocumentation(
        "The number of bytes of a size with a unit, NULL where it is none.", example: "parseReadableSizeOrNull('x')",
        "\\N")
}

enum ParseReadableSizeOrZero: ReadableSizeParsing {
    static let name = "parseReadableSizeOrZero"
    static let failure = ReadableSizeFailure.zero
    static let documentation = FunctionDocumentation(
        "The number of bytes of a size with a unit, 0 where it is none.", example: "parseReadableSizeOrZero('x')", "0")
}

enum ParseTimeDelta: RowwiseFunction {
    static let name = "parseTimeDelta"
    static let signature: [ArgumentKind] = [.text]
    static let documentation = FunctionDocumentation(
        "The seconds of numbers with units.", example: "parseTimeDelta('11s+22min')", "1331")

    private static let units: [String: Double] = {
        var result: [String: Double] = [:]
        let named: [(Double, [String])] = [
            (31_536_000, ["years", "year", "yr", "y"]), (2_635_200, ["months", "month", "mo"]),
            (604_800, ["weeks", "week", "w"]), (86_400, ["days", "day", "d"]),
            (3600, ["hours", "hour", "hr", "h"]), (60, ["minutes", "minute", "min", "m"]),
            (1, ["seconds", "second", "sec", "s"]), (1e-3, ["milliseconds", "millisecond", "millisec", "ms"]),
            (1e-6, ["microseconds", "microsecond", "microsec", "μs", "µs", "us"]),
            (1e-9, ["nanoseconds", "nanosecond", "nanosec", "ns"]),
        ]
        for (size, words) in named { for word in words { result[word] = size } }
        return result
    }()

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .float64 }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ";") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let text = row[0].bytes
        let shown = String(decoding: text, as: UTF8.self)
        func refused(_ reason: String) -> QueryError {
            QueryError(.badArguments, "Invalid argument of function \(name), \(reason)")
        }
        func isSpace(_ place: Int) -> Bool { text[place] == 0x20 || text[place] &- 9 <= 4 }
        var position = 0
        var total = 0.0
        guard !text.allSatisfy({ $0 == 0x20 }) else { throw refused("no valid characters, str: \"\(shown)\"") }
        while position < text.count {
            while position < text.count, isSpace(position) { position += 1 }
            guard position < text.count else { break }
            guard IntegerText.isDigit(text[position]), let number = readNumber(text, &position) else {
                throw refused("number not found, str: \"\(shown)\"")
            }
            while position < text.count, isSpace(position) { position += 1 }
            var unit: [UInt8] = []
            while position < text.count, TextExcerpt.isLetter(text[position]) || text[position] >= 0x80 {
                unit.append(text[position])
                position += 1
            }
            let word = String(decoding: unit, as: UTF8.self)
            guard !word.isEmpty else { throw refused("unit not found, str: \"\(shown)\"") }
            guard let size = units[word.lowercased()] else { throw refused("can't parse the unit: \"\(word)\"") }
            total += number * size
            while position < text.count, isSpace(position) { position += 1 }
            if position < text.count, isSeparator(text[position]) { position += 1 }
        }
        return .float64(total)
    }

    private static func readNumber(_ text: [UInt8], _ position: inout Int) -> Double? {
        var digits: [UInt8] = []
        while position < text.count, IntegerText.isDigit(text[position]) || text[position] == UInt8(ascii: ".") {
            digits.append(text[position])
            position += 1
        }
        return Double(String(decoding: digits, as: UTF8.self))
    }
}
