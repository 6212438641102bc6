import Columns
import Errors

/// Texts as addresses, row by row; `nil` where a text is none.
enum AddressTexts {
    static func v4(_ strings: StringColumn) -> [UInt32?] {
        let source = strings.bytes
        let bytes = source.span
        return (0..<strings.count).map { row in
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            guard let value = IPv4Text.readOrNil(text, at: &position), position == text.count else { return nil }
            return value
        }
    }

    /// An IPv4 text is the address `::ffff:a.b.c.d`.
    static func v6(_ strings: StringColumn) -> [UInt128?] {
        let source = strings.bytes
        let bytes = source.span
        return (0..<strings.count).map { row in
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            if let value = IPv6Text.readOrNil(text, at: &position), position == text.count { return value }
            position = 0
            guard let value = IPv4Text.readOrNil(text, at: &position), position == text.count else { return nil }
            return mapped(value)
        }
    }

    /// `::ffff:a.b.c.d`, its first byte lowest, as addresses lie in memory.
    static func mapped(_ address: UInt32) -> UInt128 {
        (UInt128(0xFFFF) &<< 32 | UInt128(address)).byteSwapped
    }

    /// The bytes of addresses in network order.
    static func bytes(_ values: [UInt128]) -> [UInt8] {
        values.flatMap { value in (0..<16).map { UInt8(truncatingIfNeeded: value &>> UInt128(8 * $0)) } }
    }
}

/// `IPv4StringToNum` and its forms.
protocol IPv4Reading: ScalarFunction {
    static var failure: ParseFailure { get }
}

extension IPv4Reading {
    static var toleratesEveryValue: Bool { failure != .refused }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return failure == .null ? .nullable(.uint32) : .uint32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let found = AddressTexts.v4(arguments[0].strings)
        if failure == .refused, found.contains(where: { $0 == nil }) {
            throw QueryError(.cannotParseIpv4, "Invalid IPv4 value")
        }
        let values = Column.uint32(found.map { $0 ?? 0 })
        guard failure == .null else { return values }
        return .nullable(NullableColumn(nulls: found.map { $0 == nil ? 1 : 0 }, values: values))
    }
}

enum IPv4StringToNum: IPv4Reading {
    static let name = "IPv4StringToNum"
    static let aliases = ["INET_ATON"]
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "The number of an IPv4 address.", example: "IPv4StringToNum('1.2.3.4')", "16909060")
}

enum IPv4StringToNumOrDefault: IPv4Reading {
    static let name = "IPv4StringToNumOrDefault"
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "The number of an IPv4 address, 0 where it is none.", example: "IPv4StringToNumOrDefault('x')", "0")
}

enum IPv4StringToNumOrNull: IPv4Reading {
    static let name = "IPv4StringToNumOrNull"
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "The number of an IPv4 address, NULL where it is none.", example: "isNull(IPv4StringToNumOrNull('x'))", "1")
}

/// `IPv6StringToNum` and its forms.
protocol IPv6Reading: ScalarFunction {
    static var failure: ParseFailure { get }
}

extension IPv6Reading {
    static var toleratesEveryValue: Bool { failure != .refused }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return failure == .null ? .nullable(.fixedString(size: 16)) : .fixedString(size: 16)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let found = AddressTexts.v6(arguments[0].strings)
        if failure == .refused, found.contains(where: { $0 == nil }) {
            throw QueryError(.cannotParseIpv6, "Invalid IPv6 value")
        }
        let bytes = AddressTexts.bytes(found.map { $0 ?? 0 })
        let values = Column.fixedString(FixedStringColumn(size: 16, bytes: bytes))
        guard failure == .null else { return values }
        return .nullable(NullableColumn(nulls: found.map { $0 == nil ? 1 : 0 }, values: values))
    }
}

enum IPv6StringToNum: IPv6Reading {
    static let name = "IPv6StringToNum"
    static let aliases = ["INET6_ATON"]
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "The 16 bytes of an IPv6 address.", example: "hex(IPv6StringToNum('::1'))", "00000000000000000000000000000001")
}

enum IPv6StringToNumOrDefault: IPv6Reading {
    static let name = "IPv6StringToNumOrDefault"
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "The 16 bytes of an IPv6 address, zeros where it is none.", example: "length(IPv6StringToNumOrDefault('x'))",
        "16")
}

enum IPv6StringToNumOrNull: IPv6Reading {
    static let name = "IPv6StringToNumOrNull"
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "The 16 bytes of an IPv6 address, NULL where it is none.", example: "isNull(IPv6StringToNumOrNull('x'))", "1")
}

/// `IPv4NumToString` and `IPv4NumToStringClassC`.
protocol IPv4Writing: ScalarFunction {
    static var hidesLastByte: Bool { get }
}

extension IPv4Writing {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        switch arguments[0].type {
        case .ipv4, .uint8, .uint16, .uint32: return .string
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var written = StringColumn()
        for value in arguments[0].integers {
            IPv4Text.write(UInt32(truncatingIfNeeded: value), to: &written.bytes)
            if hidesLastByte {
                while let last = written.bytes.last, last != UInt8(ascii: ".") { written.bytes.removeLast() }
                written.bytes.append(contentsOf: "xxx".utf8)
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum IPv4NumToString: IPv4Writing {
    static let name = "IPv4NumToString"
    static let aliases = ["INET_NTOA"]
    static let hidesLastByte = false
    static let documentation = FunctionDocumentation(
        "The text of an IPv4 address.", example: "IPv4NumToString(toUInt32(16909060))", "1.2.3.4")
}

enum IPv4NumToStringClassC: IPv4Writing {
    static let name = "IPv4NumToStringClassC"
    static let hidesLastByte = true
    static let documentation = FunctionDocumentation(
        "The text of an IPv4 address with xxx as its last part.",
        example: "IPv4NumToStringClassC(toUInt32(16909060))", "1.2.3.xxx")
}

enum IPv6NumToString: ScalarFunction {
    static let name = "IPv6NumToString"
    static let aliases = ["INET6_NTOA"]
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The text of an IPv6 address.", example: "IPv6NumToString(IPv6StringToNum('2001:DB8::1'))", "2001:db8::1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type == .ipv6 || arguments[0].type == .fixedString(size: 16) else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var written = StringColumn()
        for value in addresses(arguments[0]) {
            IPv6Text.write(value, to: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }

    private static func addresses(_ argument: TypedColumn) -> [UInt128] {
        if case .uint128(let values) = argument.column { return values }
        let strings = argument.strings
        return (0..<strings.count).map { row in strings[row].reversed().reduce(0) { $0 &<< 8 | UInt128($1) } }
    }
}

enum IPv4ToIPv6: ScalarFunction {
    static let name = "IPv4ToIPv6"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "An IPv4 address as the IPv6 address ::ffff:a.b.c.d.",
        example: "IPv6NumToString(IPv4ToIPv6(IPv4StringToNum('192.168.0.1')))", "::ffff:192.168.0.1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        switch arguments[0].type {
        case .ipv4: return .ipv6
        case .uint32: return .fixedString(size: 16)
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let values = arguments[0].integers.map { AddressTexts.mapped(UInt32(truncatingIfNeeded: $0)) }
        if result == .ipv6 { return .uint128(values) }
        return .fixedString(FixedStringColumn(size: 16, bytes: AddressTexts.bytes(values)))
    }
}

enum IsIPv4String: StringMeasure {
    static let name = "isIPv4String"
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the text is an IPv4 address.", example: "isIPv4String('0.0.0.0')", "1")

    static func measure(_ text: Span<UInt8>) -> UInt8 {
        var position = 0
        return IPv4Text.readOrNil(text, at: &position) != nil && position == text.count ? 1 : 0
    }
}

enum IsIPv6String: StringMeasure {
    static let name = "isIPv6String"
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the text is an IPv6 address.", example: "isIPv6String('::ffff:127.0.0.1')", "1")

    static func measure(_ text: Span<UInt8>) -> UInt8 {
        var position = 0
        guard IPv6Text.readOrNil(text, at: &position) != nil, position == text.count else { return 0 }
        for index in text.indices where text[index] == UInt8(ascii: ":") { return 1 }
        return 0
    }
}
