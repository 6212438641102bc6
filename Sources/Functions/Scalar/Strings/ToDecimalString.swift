import Columns
import Errors

enum ToDecimalString: ScalarFunction {
    static let name = "toDecimalString"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "A number as text with so many decimals.", example: "toDecimalString(2.1456, 2)", "2.15")
    /// ClickHouse's, for floats and for the others.
    private static let floatDigitsMax: Int64 = 60
    private static let digitsMax: Int64 = 77

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let type = arguments[0].type
        guard type.isNumber else { throw illegalArgumentType(name, 0, type) }
        try checkIntegers(name, arguments, 1)
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "Argument at index 1 for function \(name) must be constant")
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let digits = arguments[1].integers
        let most = arguments[0].type.isFloat ? floatDigitsMax : digitsMax
        if let wrong = digits.first(where: { $0 < 0 || $0 > most }) {
            throw QueryError(
                .cannotPrintFloatOrDoubleNumber,
                "Too many fractional digits requested, shall not be more than \(most): \(wrong)")
        }
        var written = StringColumn()
        if arguments[0].type.isFloat {
            let values = arguments[0].doubles
            for row in 0..<rowCount { written.append(Array(fixed(values[row], Int(digits[row])).utf8)) }
            return .string(written)
        }
        let texts = try convertColumn(arguments[0].column, from: arguments[0].type, to: .string, in: context)
        let strings = TypedColumn(type: .string, column: texts).strings
        for row in 0..<rowCount { written.append(padded(Array(strings[row]), Int(digits[row]))) }
        return .string(written)
    }

    /// The text of a whole number or decimal with exactly `digits` behind the point; what is more is rounded away
    /// from zero at halves.
    private static func padded(_ text: [UInt8], _ digits: Int) -> [UInt8] {
        let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.count
        var behind = Array(text[min(point + 1, text.count)...])
        var whole = Array(text[..<point])
        let isUp = behind.count > digits && behind[digits] >= UInt8(ascii: "5")
        behind = Array(behind.prefix(digits))
        behind += [UInt8](repeating: UInt8(ascii: "0"), count: digits - behind.count)
        if isUp { increment(&whole, &behind) }
        return digits == 0 ? whole : whole + [UInt8(ascii: ".")] + behind
    }

    private static func increment(_ whole: inout [UInt8], _ behind: inout [UInt8]) {
        for place in behind.indices.reversed() {
            if behind[place] != UInt8(ascii: "9") { return behind[place] += 1 }
            behind[place] = UInt8(ascii: "0")
        }
        for place in whole.indices.reversed() where whole[place] != UInt8(ascii: "-") {
            if whole[place] != UInt8(ascii: "9") { return whole[place] += 1 }
            whole[place] = UInt8(ascii: "0")
        }
        whole.insert(UInt8(ascii: "1"), at: whole.first == UInt8(ascii: "-") ? 1 : 0)
    }

    /// The exact value of the float, rounded to so many decimals, halves away from zero.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        var (numbers, exponent) = ExactDecimal.digits(of: value.magnitude)
        // `exponent` digits stand behind the point.
        if exponent > digits {
            let cut = exponent - digits
            let isUp = cut <= numbers.count && numbers[numbers.count - cut] >= 5
            numbers = Array(numbers.dropLast(cut))
            if isUp { ExactDecimal.increment(&numbers) }
            exponent = digits
        }
        numbers += [UInt8](repeating: 0, count: digits - exponent)
        if numbers.count <= digits { numbers = [UInt8](repeating: 0, count: digits + 1 - numbers.count) + numbers }
        let text = String(decoding: numbers.map { $0 + 48 }, as: UTF8.self)
        let whole = text.prefix(text.count - digits)
        let sign = value.sign == .minus && !(value == 0) ? "-" : ""
        return digits == 0 ? sign + whole : "\(sign)\(whole).\(text.suffix(digits))"
    }
}

/// The exact decimal digits of a float.
enum ExactDecimal {
    /// The digits of a finite, not negative number, and how many of them stand behind the point.
    static func digits(of value: Double) -> (numbers: [UInt8], behind: Int) {
        guard value != 0 else { return ([0], 0) }
        let significand = value.significandBitPattern | (value.isNormal ? 1 &<< 52 : 0)
        let exponent = max(Int(value.exponentBitPattern), 1) - 1075
        var numbers = String(significand).utf8.map { $0 - 48 }
        if exponent >= 0 {
            for _ in 0..<exponent { multiply(&numbers, by: 2) }
            return (numbers, 0)
        }
        // Halving is multiplying by 5 with one more digit behind the point.
        for _ in 0..<(-exponent) { multiply(&numbers, by: 5) }
        var behind = -exponent
        while behind > 0, numbers.last == 0 {
            numbers.removeLast()
            behind -= 1
        }
        return (numbers, behind)
    }

    private static func multiply(_ numbers: inout [UInt8], by factor: Int) {
        var carry = 0
        for place in numbers.indices.reversed() {
            let product = Int(numbers[place]) * factor + carry
            numbers[place] = UInt8(product % 10)
            carry = product / 10
        }
        if carry > 0 { numbers.insert(UInt8(carry), at: 0) }
    }

    static func increment(_ numbers: inout [UInt8]) {
        for place in numbers.indices.reversed() {
            if numbers[place] != 9 {
                numbers[place] += 1
                return
            }
            numbers[place] = 0
        }
        numbers.insert(1, at: 0)
    }
}
