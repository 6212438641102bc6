import Columns
import Errors

/// `IPv4CIDRToRange` and `IPv6CIDRToRange`: the first and last address of a network.
protocol AddressRangeFunction: ScalarFunction {
    static var isWide: Bool { get }
}

extension AddressRangeFunction {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let type = arguments[0].type
        let isRight = isWide ? type == .ipv6 || type == .fixedString(size: 16) : type == .ipv4 || type == .uint32
        guard isRight else { throw illegalArgumentType(name, 0, type) }
        guard arguments[1].type == .uint8 else { throw illegalArgumentType(name, 1, arguments[1].type) }
        let address: DataType = isWide ? .ipv6 : .ipv4
        return .tuple([TupleElement(nil, address), TupleElement(nil, address)])
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let lengths = arguments[1].integers
        let bits = isWide ? 128 : 32
        for length in lengths where length > Int64(bits) {
            throw QueryError(.argumentOutOfBound, "The prefix length of function \(name) is out of bounds: \(length)")
        }
        if isWide {
            var values: [UInt128] = []
            if case .uint128(let addresses) = arguments[0].column {
                values = addresses.map(\.byteSwapped)
            } else {
                let strings = arguments[0].strings
                values = (0..<rowCount).map { row in strings[row].reduce(0) { $0 &<< 8 | UInt128($1) } }
            }
            let masks = lengths.map { $0 == 0 ? 0 : UInt128.max &<< UInt128(128 - $0) }
            let low = values.indices.map { (values[$0] & masks[$0]).byteSwapped }
            let high = values.indices.map { (values[$0] | ~masks[$0]).byteSwapped }
            return .tuple(TupleColumn(elements: [.uint128(low), .uint128(high)], count: rowCount))
        }
        let values = arguments[0].integers.map { UInt32(truncatingIfNeeded: $0) }
        let masks = lengths.map { $0 == 0 ? 0 : UInt32.max &<< UInt32(32 - $0) }
        let low = values.indices.map { values[$0] & masks[$0] }
        let high = values.indices.map { values[$0] | ~masks[$0] }
        return .tuple(TupleColumn(elements: [.uint32(low), .uint32(high)], count: rowCount))
    }
}

enum IPv4CIDRToRange: AddressRangeFunction {
    static let name = "IPv4CIDRToRange"
    static let isWide = false
    static let documentation = FunctionDocumentation(
        "The first and last IPv4 address of a network.", example: "IPv4CIDRToRange(toIPv4('192.168.5.2'), 16)",
        "('192.168.0.0','192.168.255.255')")
}

enum IPv6CIDRToRange: AddressRangeFunction {
    static let name = "IPv6CIDRToRange"
    static let isWide = true
    static let documentation = FunctionDocumentation(
        "The first and last IPv6 address of a network.", example: "IPv6CIDRToRange(toIPv6('2001:db8::1'), 32)",
        "('2001:db8::','2001:db8:ffff:ffff:ffff:ffff:ffff:ffff')")
}

enum IsIPAddressInRange: ScalarFunction {
    static let name = "isIPAddressInRange"
    static let documentation = FunctionDocumentation(
        "1 if the address lies in the network.", example: "isIPAddressInRange('127.0.0.1', '127.0.0.0/8')", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if arguments[0].type != .ipv4, arguments[0].type != .ipv6 { try checkStrings(name, arguments, 0) }
        try checkStrings(name, arguments, 1)
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let addresses = try convertColumn(arguments[0].column, from: arguments[0].type, to: .string, in: context)
        let texts = TypedColumn(type: .string, column: addresses.materialised).strings
        let networks = arguments[1].strings
        var mask = [UInt8](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            let address = try parse(Array(texts[row]))
            let network = Array(networks[row])
            guard let slash = network.lastIndex(of: UInt8(ascii: "/")) else {
                throw QueryError(
                    .cannotParseText, "The text does not contain '/': \(String(decoding: network, as: UTF8.self))")
            }
            let base = try parse(Array(network[..<slash]))
            let bits = base.isWide ? 128 : 32
            guard let length = Int(String(decoding: network[(slash + 1)...], as: UTF8.self)),
                (0...bits).contains(length)
            else {
                throw QueryError(
                    .cannotParseText,
                    "The CIDR has a malformed prefix bits: \(String(decoding: network, as: UTF8.self))")
            }
            guard base.isWide == address.isWide else { continue }
            let shift = UInt128(bits - length)
            mask[row] = length == 0 || base.value &>> shift == address.value &>> shift ? 1 : 0
        }
        return .uint8(mask)
    }

    private static func parse(_ text: [UInt8]) throws(QueryError) -> (value: UInt128, isWide: Bool) {
        var position = 0
        if let value = IPv4Text.readOrNil(text.span, at: &position), position == text.count {
            return (UInt128(value), false)
        }
        position = 0
        if let value = IPv6Text.readOrNil(text.span, at: &position), position == text.count {
            return (value.byteSwapped, true)
        }
        throw QueryError(
            .cannotParseText, "Neither IPv4 nor IPv6 address: '\(String(decoding: text, as: UTF8.self))'")
    }
}
