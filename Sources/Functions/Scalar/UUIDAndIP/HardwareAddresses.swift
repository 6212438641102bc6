import Columns
import Errors

/// `MACStringToNum` and `MACStringToOUI`: the first bytes of a hardware address as a number.
protocol HardwareAddressReading: StringMeasure where Number == UInt64 {
    static var byteCount: Int { get }
    static var sizes: [Int] { get }
}

extension HardwareAddressReading {
    static var resultType: DataType { .uint64 }

    static func measure(_ text: Span<UInt8>) -> UInt64 {
        guard sizes.contains(text.count) else { return 0 }
        var value: UInt64 = 0
        for place in 0..<byteCount {
            let (high, low) = (HexText.value(text[place * 3]), HexText.value(text[place * 3 + 1]))
            guard high < 16, low < 16 else { return 0 }
            value = value &<< 8 | UInt64(high &<< 4 | low)
        }
        return value
    }
}

enum MACStringToNum: HardwareAddressReading {
    static let name = "MACStringToNum"
    static let byteCount = 6
    static let sizes = [17]
    static let documentation = FunctionDocumentation(
        "The number of a hardware address.", example: "MACStringToNum('01:02:03:04:05:06')", "1108152157446")
}

enum MACStringToOUI: HardwareAddressReading {
    static let name = "MACStringToOUI"
    static let byteCount = 3
    static let sizes = [8, 17]
    static let documentation = FunctionDocumentation(
        "The number of a hardware address's first three bytes, its maker's.",
        example: "MACStringToOUI('00:50:56:00:00:00')", "20566")
}

enum MACNumToString: ScalarFunction {
    static let name = "MACNumToString"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The hardware address with a number.", example: "MACNumToString(149809441867716)", "88:40:3A:91:07:C4")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type == .uint64 else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .uint64(let numbers) = arguments[0].column.materialised else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        var written = StringColumn()
        for number in numbers {
            for place in 0..<6 {
                if place > 0 { written.bytes.append(UInt8(ascii: ":")) }
                let byte = UInt8(truncatingIfNeeded: number &>> UInt64(40 - 8 * place))
                written.bytes.append(HexText.capitalDigit(byte &>> 4))
                written.bytes.append(HexText.capitalDigit(byte & 15))
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum CutIPv6: ScalarFunction {
    static let name = "cutIPv6"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The text of an IPv6 address with its last bytes set to zero: so many of IPv6, so many of mapped IPv4.",
        example: "cutIPv6(IPv6StringToNum('2001:0DB8:AC10:FE01:FEED:BABE:CAFE:F00D'), 2, 0)",
        "2001:db8:ac10:fe01:feed:babe:cafe:0")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        guard arguments[0].type == .ipv6 || arguments[0].type == .fixedString(size: 16) else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        for position in 1...2 {
            guard arguments[position].type == .uint8 else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
            guard let count = arguments[position].constantInteger else {
                throw QueryError(.illegalColumn, "Argument at index \(position) for function \(name) must be constant")
            }
            guard count <= 16 else {
                throw QueryError(
                    .illegalTypeOfArgument, "Illegal value for argument \(position + 1) UInt8 of function \(name)")
            }
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let cuts = arguments[1...2].map { Int($0.integers.first ?? 0) }
        guard let raw = RawBytes(arguments[0].column.materialised) else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        var written = StringColumn()
        for row in 0..<rowCount {
            var bytes = Array(raw.bytes[row * 16..<row * 16 + 16])
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            let cut = min(cuts[isMapped ? 1 : 0], 16)
            for place in 16 - cut..<16 { bytes[place] = 0 }
            IPv6Text.write(bytes.reversed().reduce(0) { $0 &<< 8 | UInt128($1) }, to: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
