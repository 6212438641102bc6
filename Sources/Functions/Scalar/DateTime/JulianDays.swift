import Columns
import Errors

/// The day number of 1970-01-01 in the modified Julian calendar.
private let epoch: Int64 = 40_587

/// `toModifiedJulianDay` and its form with NULL.
protocol ToJulianDay: RowwiseFunction {
    static var isNullForBroken: Bool { get }
}

extension ToJulianDay {
    static var signature: [ArgumentKind] { [.text] }
    static var toleratesEveryValue: Bool { isNullForBroken }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        isNullForBroken ? .nullable(.int32) : .int32
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let text = row[0].bytes
        var position = 0
        func number(_ digits: Int) -> Int? {
            guard position + digits <= text.count else { return nil }
            var value = 0
            for place in position..<position + digits {
                guard IntegerText.isDigit(text[place]) else { return nil }
                value = value * 10 + Int(text[place] &- 48)
            }
            position += digits
            return value
        }
        func dash() -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: "-") else { return false }
            position += 1
            return true
        }
        guard let year = number(4), dash(), let month = number(2), dash(), let day = number(2), position == text.count
        else {
            if isNullForBroken { return .null }
            throw QueryError(
                .cannotParseInputAssertionFailed, "Cannot read input: expected a digit but got something else")
        }
        guard (1...12).contains(month), (1...CivilDate.dayCount(year: year, month: month)).contains(day) else {
            if isNullForBroken { return .null }
            throw QueryError(
                .cannotParseDate, "Invalid date, out of range (year: \(year), month: \(month), day_of_month: \(day))")
        }
        return .int64(Int64(CivilDate.dayNumber(year, month, day)) + epoch)
    }
}

enum ToModifiedJulianDay: ToJulianDay {
    static let name = "toModifiedJulianDay"
    static let isNullForBroken = false
    static let documentation = FunctionDocumentation(
        "The modified Julian day of a date's text.", example: "toModifiedJulianDay('2020-11-01')", "59154")
}

enum ToModifiedJulianDayOrNull: ToJulianDay {
    static let name = "toModifiedJulianDayOrNull"
    static let isNullForBroken = true
    static let documentation = FunctionDocumentation(
        "The modified Julian day of a date's text, NULL where it is none.", example: "toModifiedJulianDayOrNull('x')",
        "\\N")
}

/// `fromModifiedJulianDay` and its form with NULL.
protocol FromJulianDay: RowwiseFunction {
    static var isNullForBroken: Bool { get }
}

extension FromJulianDay {
    static var signature: [ArgumentKind] { [.integer] }
    static var toleratesEveryValue: Bool { isNullForBroken }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        isNullForBroken ? .nullable(.string) : .string
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (day, isTooSmall) = row[0].integer.subtractingReportingOverflow(epoch)
        guard !isTooSmall, (Int64(CivilDate.firstDay)...Int64(CivilDate.lastDay)).contains(day) else {
            if isNullForBroken { return .null }
            throw QueryError(
                .cannotFormatDatetime, "Value cannot be represented as date because it's out of range")
        }
        let date = CivilDate(dayNumber: Int(day))
        var text: [UInt8] = []
        IntegerText.writeDigits(UInt64(date.year), width: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        IntegerText.writeDigits(UInt64(date.month), width: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        IntegerText.writeDigits(UInt64(date.day), width: 2, to: &text)
        return .string(text)
    }
}

enum FromModifiedJulianDay: FromJulianDay {
    static let name = "fromModifiedJulianDay"
    static let isNullForBroken = false
    static let documentation = FunctionDocumentation(
        "The text of the date with a modified Julian day.", example: "fromModifiedJulianDay(58849)", "2020-01-01")
}

enum FromModifiedJulianDayOrNull: FromJulianDay {
    static let name = "fromModifiedJulianDayOrNull"
    static let isNullForBroken = true
    static let documentation = FunctionDocumentation(
        "The text of the date with a modified Julian day, NULL where there is none.",
        example: "fromModifiedJulianDayOrNull(58849)", "2020-01-01")
}
