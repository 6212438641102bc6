import Errors

/// A pattern for dates and times, as `formatDateTime` and `parseDateTime` take it, taken apart once per query.
package struct DateTimePattern: Sendable {
    let fields: [Field]

    enum Field: Sendable {
        case literal([UInt8])
        case number(Number, Shape)
        /// `Jan`, `January`; in reading, the short form is enough for Joda's patterns.
        case month(isLong: Bool, acceptsShort: Bool)
        case weekday(isLong: Bool, acceptsShort: Bool)
        /// AM or PM.
        case halfday
        /// +0100.
        case offset
        /// Europe/Berlin.
        case zone
        /// AD or Anno Domini.
        case era(isLong: Bool)
    }

    enum Number: Sendable {
        case year, yearOfCentury, century, isoYear, isoYearOfCentury
        case month, day, dayOfYear, isoWeek, quarter
        /// Monday 1 ... Sunday 7, or Sunday 0 ... Saturday 6.
        case weekday, weekdayFromSunday
        /// 0...23, 1...24, 0...11 and 1...12.
        case hour, clockHour, halfdayHour, halfdayClockHour
        case minute, second
        /// The first digits of the second's fraction, as many as the width says.
        case fraction
    }

    /// How a number is written (to at least `width` digits) and read (`digits`, a space before it or a sign allowed).
    struct Shape: Sendable {
        var width: Int
        var digits: ClosedRange<Int>
        var allowsSpace = false
        var allowsSign = false
        /// Two digits mean a year of 1970...2069.
        var abbreviates = false
        /// A fraction's digits count from the left however few there are (MySQL); else they are a number of its width.
        var countsFromLeft = false

        static func fixed(_ width: Int) -> Shape { Shape(width: width, digits: width...width) }
        static func upTo(_ digits: Int, width: Int) -> Shape { Shape(width: width, digits: 1...digits) }
    }

    /// What a pattern is for: some fields can be written but not read.
    package enum Use: Sendable {
        case formatting, parsing

        var functionName: String { self == .formatting ? "formatDateTime" : "parseDateTime" }
    }

    /// The digits of a fraction that the pattern reads: the precision of what `parseDateTime64` gives.
    package var fractionDigits: Int {
        for case .number(.fraction, let shape) in fields { return shape.digits.upperBound }
        return 0
    }

    /// Does it write the zone? Dates have none.
    package var namesZone: Bool {
        fields.contains { field in
            switch field {
            case .offset, .zone: true
            default: false
            }
        }
    }
}

// MARK: - MySQL syntax

extension DateTimePattern {
    /// A pattern in MySQL's syntax: `%Y-%m-%d %H:%i:%s`.
    ///
    /// - Throws: 36 for a letter without meaning, 48 for one that ClickHouse knows and does not support.
    package init(mysql text: [UInt8], for use: Use) throws(QueryError) {
        var fields: [Field] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { fields.append(.literal(literal)) }
            literal = []
        }
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "%") else {
                literal.append(text[index])
                index += 1
                continue
            }
            guard index + 1 < text.count else {
                throw QueryError(
                    .badArguments, "'%' must not be the last character in the format string, use '%%' instead")
            }
            let letter = text[index + 1]
            index += 2
            switch letter {
            case UInt8(ascii: "%"): literal.append(letter)
            case UInt8(ascii: "n"): literal.append(10)
            case UInt8(ascii: "t"): literal.append(9)
            default:
                flush()
                fields += try DateTimePattern.mysqlFields(letter, use)
            }
        }
        flush()
        self.fields = fields
    }

    private static func mysqlFields(_ letter: UInt8, _ use: Use) throws(QueryError) -> [Field] {
        if let field = mysqlField(letter) { return [field] }
        let (dash, slash, colon, space): (Field, Field, Field, Field) = (
            .literal(Array("-".utf8)), .literal(Array("/".utf8)), .literal(Array(":".utf8)), .literal(Array(" ".utf8))
        )
        let (year, month, day): (Field, Field, Field) = (
            .number(.year, .fixed(4)), .number(.month, .fixed(2)), .number(.day, .fixed(2))
        )
        let (hour, minute, second): (Field, Field, Field) = (
            .number(.hour, .fixed(2)), .number(.minute, .fixed(2)), .number(.second, .fixed(2))
        )
        switch Unicode.Scalar(letter) {
        case "D": return [month, slash, day, slash, .number(.yearOfCentury, .fixed(2))]
        case "F": return [year, dash, month, dash, day]
        case "r": return [.number(.halfdayClockHour, .fixed(2)), colon, minute, space, .halfday]
        case "R": return [hour, colon, minute]
        case "T": return [hour, colon, minute, colon, second]
        case "Q":
            if use == .formatting { return [.number(.quarter, .fixed(1))] }
            throw QueryError(.notImplemented, "format is not supported for quarter")
        case "U": throw QueryError(.notImplemented, "format is not supported for WEEK (Sun-Sat)")
        case "v": throw QueryError(.notImplemented, "format is not supported for WEEK (Mon-Sun)")
        case "x": throw QueryError(.notImplemented, "format is not supported for YEAR for week (Mon-Sun)")
        case "X": throw QueryError(.notImplemented, "format is not supported for YEAR for week (Sun-Sat)")
        case let symbol:
            throw QueryError(
                .badArguments,
                "Incorrect syntax '%\(symbol)', symbol is not supported '\(symbol)' for function \(use.functionName)")
        }
    }

    private static func mysqlField(_ letter: UInt8) -> Field? {
        switch Unicode.Scalar(letter) {
        case "a": .weekday(isLong: false, acceptsShort: true)
        case "b": .month(isLong: false, acceptsShort: true)
        case "c": .number(.month, .upTo(2, width: 2))
        case "C": .number(.century, .fixed(2))
        case "d": .number(.day, .fixed(2))
        case "e": .number(.day, Shape(width: 1, digits: 1...2, allowsSpace: true))
        case "f": .number(.fraction, Shape(width: 6, digits: 1...6, countsFromLeft: true))
        case "g": .number(.isoYearOfCentury, .fixed(2))
        case "G": .number(.isoYear, .fixed(4))
        case "h", "I": .number(.halfdayClockHour, .fixed(2))
        case "H": .number(.hour, .fixed(2))
        case "i": .number(.minute, .fixed(2))
        case "j": .number(.dayOfYear, .fixed(3))
        case "k": .number(.hour, .upTo(2, width: 2))
        case "l": .number(.halfdayClockHour, .upTo(2, width: 2))
        case "m": .number(.month, .fixed(2))
        case "M": .month(isLong: true, acceptsShort: false)
        case "p": .halfday
        case "s", "S": .number(.second, .fixed(2))
        case "u": .number(.weekday, .fixed(1))
        case "V": .number(.isoWeek, .fixed(2))
        case "w": .number(.weekdayFromSunday, .fixed(1))
        case "W": .weekday(isLong: true, acceptsShort: false)
        case "y": .number(.yearOfCentury, .fixed(2))
        case "Y": .number(.year, .fixed(4))
        case "z": .offset
        default: nil
        }
    }
}

// MARK: - Joda syntax

extension DateTimePattern {
    /// A pattern in Joda's syntax: `yyyy-MM-dd HH:mm:ss`, text between single quotes.
    ///
    /// - Throws: 36 for a quote without its other, 48 for letters that are not supported.
    package init(joda text: [UInt8], for use: Use) throws(QueryError) {
        var fields: [Field] = []
        var literal: [UInt8] = []
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "'") {
                literal += try DateTimePattern.quoted(text, &index)
            } else if TextExcerpt.isLetter(byte) {
                var count = 0
                while index < text.count, text[index] == byte {
                    count += 1
                    index += 1
                }
                if !literal.isEmpty { fields.append(.literal(literal)) }
                literal = []
                fields.append(try DateTimePattern.jodaField(byte, Swift.min(count, 1000), use))
            } else {
                literal.append(byte)
                index += 1
            }
        }
        if !literal.isEmpty { fields.append(.literal(literal)) }
        self.fields = fields
    }

    /// The text between quotes; two quotes are one.
    private static func quoted(_ text: [UInt8], _ index: inout Int) throws(QueryError) -> [UInt8] {
        let quote = UInt8(ascii: "'")
        index += 1
        if index < text.count, text[index] == quote {
            index += 1
            return [quote]
        }
        var result: [UInt8] = []
        while index < text.count {
            if text[index] == quote {
                guard index + 1 < text.count, text[index + 1] == quote else {
                    index += 1
                    return result
                }
                index += 1
            }
            result.append(text[index])
            index += 1
        }
        throw QueryError(.badArguments, "No closing single quote for literal")
    }

    private static func jodaField(_ letter: UInt8, _ count: Int, _ use: Use) throws(QueryError) -> Field {
        let yearDigits = count < 3 ? count : Swift.max(count, 4)
        let two = Shape.upTo(Swift.max(count, 2), width: count)
        switch Unicode.Scalar(letter) {
        case "G": return .era(isLong: use == .formatting && count > 3)
        case "C": return .number(.century, .upTo(count, width: count))
        case "Y", "y":
            var shape = Shape.upTo(yearDigits, width: count)
            shape.abbreviates = count == 2
            shape.allowsSign = letter == UInt8(ascii: "y")
            return .number(use == .formatting && count == 2 ? .yearOfCentury : .year, shape)
        case "x":
            var shape = Shape.upTo(yearDigits, width: count)
            shape.abbreviates = count == 2
            shape.allowsSign = true
            return .number(.isoYear, shape)
        case "w": return .number(.isoWeek, two)
        case "e": return .number(.weekday, .upTo(count, width: count))
        case "E": return .weekday(isLong: count > 3, acceptsShort: true)
        case "D": return .number(.dayOfYear, .upTo(Swift.max(count, 3), width: count))
        case "M" where count > 2: return .month(isLong: count > 3, acceptsShort: true)
        case "M": return .number(.month, two)
        case "d": return .number(.day, two)
        case "a": return .halfday
        case "K": return .number(.halfdayHour, two)
        case "h": return .number(.halfdayClockHour, two)
        case "H": return .number(.hour, two)
        case "k": return .number(.clockHour, two)
        case "m": return .number(.minute, two)
        case "s": return .number(.second, two)
        case "S":
            if use == .parsing && count > 6 {
                throw QueryError(.cannotParseDatetime, "Precision \(count) is invalid (must be [0, 6])")
            }
            return .number(.fraction, .upTo(count, width: count))
        case "z" where use == .parsing || count > 3: return .zone
        case "z": throw QueryError(.notImplemented, "Short name time zone is not yet supported")
        case "Z" where use == .parsing: return .offset
        case "Z": throw QueryError(.notImplemented, "format is not supported for TIMEZONE_OFFSET_ID")
        case let symbol:
            let letters = String(repeating: String(symbol), count: count)
            throw QueryError(.notImplemented, "format is not supported for \(letters)")
        }
    }
}
