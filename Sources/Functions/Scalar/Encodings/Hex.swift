import Columns
import Errors

/// `hex` and `bin`: the digits of a value's bytes.
protocol DigitsFunction: ScalarFunction {
    static func append(_ byte: UInt8, to output: inout [UInt8])
    /// Removes the leading zeros of a number, and keeps one byte of it.
    static var digitsPerByte: Int { get }
}

extension DigitsFunction {
    static var isCaseInsensitive: Bool { true }
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        switch arguments[0].type {
        case .string, .fixedString, .date, .dateTime, .uuid, .ipv4, .ipv6, .decimal, .bool, .aggregateFunction:
            return .string
        case .dateTime64:
            throw QueryError(.illegalColumn, "Illegal column \(arguments[0].type.name) of argument of function \(name)")
        case let type where type.isInteger || type.isFloat: return .string
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let type = arguments[0].type
        var written = StringColumn()
        if case .string(let strings) = arguments[0].column {
            for row in 0..<rowCount {
                for byte in strings[row] { append(byte, to: &written.bytes) }
                written.ends.append(written.bytes.count)
            }
            return .string(written)
        }
        guard let raw = RawBytes(arguments[0].column) else { throw illegalArgumentType(name, 0, type) }
        // Whole numbers show their digits without leading zero bytes, high ones first; the rest its bytes as they lie.
        let isNumber = type.isInteger || type == .bool || type == .date || type.physicalKind == .uint32
        for row in 0..<rowCount {
            let bytes = Array(raw.bytes[row * raw.width..<(row + 1) * raw.width])
            if isNumber {
                var isLeading = true
                for (place, byte) in bytes.reversed().enumerated() {
                    if isLeading, byte == 0, place < raw.width - 1 { continue }
                    isLeading = false
                    append(byte, to: &written.bytes)
                }
            } else if type == .uuid {
                for half in [bytes[0..<8], bytes[8..<16]] {
                    for byte in half.reversed() { append(byte, to: &written.bytes) }
                }
            } else {
                for byte in bytes { append(byte, to: &written.bytes) }
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum Hex: DigitsFunction {
    static let name = "hex"
    static let digitsPerByte = 2
    static let documentation = FunctionDocumentation(
        "The hexadecimal digits of a value's bytes.", example: "hex(toUInt32(255))", "FF")

    static func append(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(HexText.capitalDigit(byte &>> 4))
        output.append(HexText.capitalDigit(byte & 15))
    }
}

enum Bin: DigitsFunction {
    static let name = "bin"
    static let digitsPerByte = 8
    static let documentation = FunctionDocumentation(
        "The binary digits of a value's bytes.", example: "bin(14)", "00001110")

    static func append(_ byte: UInt8, to output: inout [UInt8]) {
        for bit in (0..<8).reversed() { output.append(UInt8(ascii: "0") + (byte &>> UInt8(bit) & 1)) }
    }
}

enum Unhex: StringMapping {
    static let name = "unhex"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The bytes of hexadecimal digits.", example: "unhex('303132')", "012")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        if !text.count.isMultiple(of: 2) {
            result.append(digit(text[0]))
            position = 1
        }
        while position < text.count {
            result.append(digit(text[position]) &<< 4 | digit(text[position &+ 1]) & 15)
            position &+= 2
        }
    }

    /// What is no digit counts as 255, as in ClickHouse's table.
    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: 0xFF
        }
    }
}

enum Unbin: StringMapping {
    static let name = "unbin"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The bytes of binary digits.", example: "unbin('001100000011000100110010')", "012")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var byte: UInt8 = 0
        var left = text.count % 8
        if left == 0 { left = 8 }
        for index in text.indices {
            byte = byte &<< 1 | (text[index] == UInt8(ascii: "0") ? 0 : 1)
            left -= 1
            if left == 0 {
                result.append(byte)
                byte = 0
                left = 8
            }
        }
    }
}

enum CharFunction: ScalarFunction {
    static let name = "char"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "A string of the bytes with the given codes.", example: "char(104.1, 101, 108.9, 108.9, 111)", "hello")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(
                .tooFewArgumentsForFunction,
                "Number of arguments for function \(name) can't be 0, should be at least 1")
        }
        for (position, argument) in arguments.enumerated() {
            guard argument.type.isInteger || argument.type.isFloat else {
                throw illegalArgumentType(name, position, argument.type)
            }
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let codes = arguments.map { argument in
            argument.type.isFloat
                ? argument.doubles.map { Int64(exactly: $0.rounded(.towardZero)) ?? 0 } : argument.integers
        }
        var written = StringColumn()
        for row in 0..<rowCount {
            for code in codes { written.bytes.append(UInt8(truncatingIfNeeded: code[row])) }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
