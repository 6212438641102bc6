import Columns
import Errors

/// `printf(format, …)`: C's formats, checked against the arguments' types.
enum Printf: ScalarFunction {
    static let name = "printf"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The arguments as C's printf writes them.", example: "printf('%s has %05.1f%%', 'a', 12.34)", "a has 012.3%")

    /// One `%…` with what stands before it.
    private struct Piece {
        var text: [UInt8] = []
        var flags: Set<UInt8> = []
        var width = 0
        var precision: Int?
        var kind: UInt8 = 0
    }

    private static let widthMax = 10_000

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed 0, should be at least 1")
        }
        try checkStrings(name, arguments, 0)
        for (position, argument) in arguments.enumerated().dropFirst() {
            guard argument.type.isStringOrFixedString || argument.type.isNativeInteger || argument.type.isFloat else {
                throw illegalArgumentType(name, position, argument.type)
            }
        }
        guard let pattern = arguments[0].constantBytes else {
            throw QueryError(.illegalColumn, "First argument of function \(name) must be constant string")
        }
        _ = try checked(pattern, arguments.dropFirst().map(\.type))
        return .string
    }

    private static func checked(_ pattern: [UInt8], _ types: [DataType]) throws(QueryError) -> [Piece] {
        let pieces = try pieces(pattern)
        guard pieces.count - 1 == types.count else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(types.count + 1), but format is "
                    + String(decoding: pattern, as: UTF8.self))
        }
        for (piece, type) in zip(pieces, types) {
            let fits =
                switch piece.kind {
                case UInt8(ascii: "s"): type.isStringOrFixedString
                case let kind where "fFeEgGaA".utf8.contains(kind): type.isFloat
                default: type.isNativeInteger
                }
            guard fits else {
                throw QueryError(
                    .badArguments,
                    "Bad format %\(Character(Unicode.Scalar(piece.kind))) in function \(name) with \(type.name) as "
                        + "input argument, reason: invalid format specifier")
            }
        }
        return pieces
    }

    private static func pieces(_ pattern: [UInt8]) throws(QueryError) -> [Piece] {
        var pieces: [Piece] = []
        var piece = Piece()
        var place = 0
        while place < pattern.count {
            guard pattern[place] == UInt8(ascii: "%") else {
                piece.text.append(pattern[place])
                place += 1
                continue
            }
            place += 1
            if place < pattern.count, pattern[place] == UInt8(ascii: "%") {
                piece.text.append(UInt8(ascii: "%"))
                place += 1
                continue
            }
            while place < pattern.count, "-+ #0".utf8.contains(pattern[place]) {
                piece.flags.insert(pattern[place])
                place += 1
            }
            piece.width = try number(pattern, &place)
            if place < pattern.count, pattern[place] == UInt8(ascii: ".") {
                place += 1
                piece.precision = try number(pattern, &place)
            }
            guard place < pattern.count, "diuoxXcsfFeEgGaA".utf8.contains(pattern[place]) else {
                throw QueryError(
                    .badArguments, "Bad format \(String(decoding: pattern, as: UTF8.self)) in function \(name)")
            }
            piece.kind = pattern[place]
            place += 1
            pieces.append(piece)
            piece = Piece()
        }
        return pieces + [piece]
    }

    private static func number(_ pattern: [UInt8], _ place: inout Int) throws(QueryError) -> Int {
        var value = 0
        while place < pattern.count, (48...57).contains(pattern[place]) {
            value = value * 10 + Int(pattern[place] - 48)
            guard value <= widthMax else {
                throw QueryError(.badArguments, "A width of more than \(widthMax) is not supported by \(name)")
            }
            place += 1
        }
        return value
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let pattern = arguments[0].constantBytes ?? arguments[0].strings.bytesOfFirstRow
        let pieces = try checked(pattern, arguments.dropFirst().map(\.type))
        let columns = arguments.dropFirst().map { $0.column.materialised }
        var written = StringColumn()
        for row in 0..<rowCount {
            var line: [UInt8] = []
            for (number, piece) in pieces.enumerated() {
                line += piece.text
                if number < columns.count { line += text(columns[number].value(at: row), piece) }
            }
            written.append(line)
            try checkResultBytes(name, written.bytes.count)
        }
        return .string(written)
    }

    private static func text(_ value: Value, _ piece: Piece) -> [UInt8] {
        if case .string(let bytes) = value {
            return padded(Array(bytes.prefix(piece.precision ?? bytes.count)), sign: "", piece, canZero: false)
        }
        let kind = Character(Unicode.Scalar(piece.kind))
        switch kind {
        case "c": return padded([UInt8(truncatingIfNeeded: value.integer)], sign: "", piece, canZero: false)
        case "d", "i", "u", "o", "x", "X":
            let isSigned = kind == "d" || kind == "i"
            let isNegative = isSigned && value.integer < 0
            let magnitude: UInt64 =
                if case .uint64(let number) = value { number } else {
                    isNegative ? value.integer.magnitude : UInt64(bitPattern: value.integer)
                }
            let radix = kind == "o" ? 8 : kind == "x" || kind == "X" ? 16 : 10
            var digits = String(magnitude, radix: radix, uppercase: kind == "X")
            if let least = piece.precision, digits.utf8.count < least {
                digits = String(repeating: "0", count: least - digits.utf8.count) + digits
            }
            var sign = isNegative ? "-" : isSigned ? plus(piece) : ""
            if piece.flags.contains(UInt8(ascii: "#")), magnitude != 0 {
                sign += kind == "o" ? "0" : radix == 16 ? "0\(kind)" : ""
            }
            return padded(Array(digits.utf8), sign: sign, piece, canZero: piece.precision == nil)
        default:
            let number = value.double
            let sign = number.sign == .minus ? "-" : plus(piece)
            let digits = FloatFormat.text(number.magnitude, kind, piece.precision)
            return padded(Array(digits.utf8), sign: sign, piece, canZero: number.isFinite)
        }
    }

    private static func plus(_ piece: Piece) -> String {
        piece.flags.contains(UInt8(ascii: "+")) ? "+" : piece.flags.contains(UInt8(ascii: " ")) ? " " : ""
    }

    private static func padded(_ text: [UInt8], sign: String, _ piece: Piece, canZero: Bool) -> [UInt8] {
        let missing = max(piece.width - text.count - sign.utf8.count, 0)
        let fill = [UInt8](repeating: UInt8(ascii: " "), count: missing)
        if piece.flags.contains(UInt8(ascii: "-")) { return Array(sign.utf8) + text + fill }
        if canZero, piece.flags.contains(UInt8(ascii: "0")) {
            return Array(sign.utf8) + [UInt8](repeating: 48, count: missing) + text
        }
        return fill + Array(sign.utf8) + text
    }
}

/// Floats as C's `%f`, `%e` and `%g` write them.
enum FloatFormat {
    static func text(_ value: Double, _ kind: Character, _ precision: Int?) -> String {
        let isUpper = kind.isUppercase
        if !value.isFinite { return isUpper ? (value.isNaN ? "NAN" : "INF") : (value.isNaN ? "nan" : "inf") }
        let digits = precision ?? 6
        let text: String =
            switch kind {
            case "f", "F": ToDecimalString.fixed(value, digits)
            case "e", "E": scientific(value, digits)
            case "g", "G": general(value, max(digits, 1))
            default: hexadecimal(value, precision)
            }
        return isUpper ? text.uppercased() : text
    }

    /// The first `count` digits, rounded, and the exponent of ten of the first one.
    private static func rounded(_ value: Double, _ count: Int) -> (digits: [UInt8], exponent: Int) {
        guard value != 0 else { return ([UInt8](repeating: 0, count: count), 0) }
        var (numbers, behind) = ExactDecimal.digits(of: value)
        let leading = numbers.prefix { $0 == 0 }.count
        numbers.removeFirst(leading)
        var exponent = numbers.count - behind - 1
        if numbers.count > count {
            let rest = numbers[count...]
            let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
            let isUp = isHalf ? !numbers[count - 1].isMultiple(of: 2) : (rest.first ?? 0) >= 5
            numbers = Array(numbers[..<count])
            if isUp { ExactDecimal.increment(&numbers) }
            if numbers.count > count {
                numbers.removeLast()
                exponent += 1
            }
        }
        return (numbers + [UInt8](repeating: 0, count: count - numbers.count), exponent)
    }

    private static func scientific(_ value: Double, _ digits: Int) -> String {
        let (numbers, exponent) = rounded(value, digits + 1)
        let text = String(decoding: numbers.map { $0 + 48 }, as: UTF8.self)
        let behind = digits > 0 ? ".\(text.dropFirst())" : ""
        let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        return "\(text.prefix(1))\(behind)e\(exponent < 0 ? "-" : "+")\(power)"
    }

    private static func general(_ value: Double, _ digits: Int) -> String {
        let (_, exponent) = rounded(value, digits)
        let isScientific = exponent < -4 || exponent >= digits
        let text =
            isScientific ? scientific(value, digits - 1) : ToDecimalString.fixed(value, digits - 1 - exponent)
        guard text.contains(".") else { return text }
        let parts = text.split(separator: "e", maxSplits: 1)
        var mantissa = parts[0]
        while mantissa.hasSuffix("0") { mantissa.removeLast() }
        if mantissa.hasSuffix(".") { mantissa.removeLast() }
        return parts.count > 1 ? "\(mantissa)e\(parts[1])" : String(mantissa)
    }

    private static func hexadecimal(_ value: Double, _ precision: Int?) -> String {
        guard value != 0 else { return "0x0p+0" }
        var fraction = String(value.significandBitPattern, radix: 16)
        fraction = String(repeating: "0", count: 13 - fraction.count) + fraction
        if let precision {
            fraction = String(fraction.prefix(precision))
        } else {
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        let exponent = Int(value.exponent)
        return "0x1\(fraction.isEmpty ? "" : ".\(fraction)")p\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
    }
}
