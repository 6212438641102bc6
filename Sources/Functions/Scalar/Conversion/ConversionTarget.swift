import Columns
import Errors

/// What a family `toT`, `toTOrZero`, `toTOrNull`, `toTOrDefault` converts to.
protocol ConversionTarget: Sendable {
    /// `Int8` of `toInt8`.
    static var suffix: String { get }
    /// How many arguments follow the value: a scale, a precision, a time zone.
    static var extraArguments: ClosedRange<Int> { get }
    /// The type for a value of type `source` and what follows it.
    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType
    /// A text and what `toT` makes of it, for the documentation; the text in SQL.
    static var example: (arguments: String, result: String) { get }
}

extension ConversionTarget {
    static var extraArguments: ClosedRange<Int> { 0...0 }
}

/// A target without arguments.
protocol PlainTarget: ConversionTarget {
    static var plain: DataType { get }
}

extension PlainTarget {
    static var suffix: String { plain.name }
    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType { plain }
    static var example: (arguments: String, result: String) { ("'12'", "12") }
}

enum ToInt8: PlainTarget { static var plain: DataType { .int8 } }
enum ToInt16: PlainTarget { static var plain: DataType { .int16 } }
enum ToInt32: PlainTarget { static var plain: DataType { .int32 } }
enum ToInt64: PlainTarget { static var plain: DataType { .int64 } }
enum ToInt128: PlainTarget { static var plain: DataType { .int128 } }
enum ToInt256: PlainTarget { static var plain: DataType { .int256 } }
enum ToUInt8: PlainTarget { static var plain: DataType { .uint8 } }
enum ToUInt16: PlainTarget { static var plain: DataType { .uint16 } }
enum ToUInt32: PlainTarget { static var plain: DataType { .uint32 } }
enum ToUInt64: PlainTarget { static var plain: DataType { .uint64 } }
enum ToUInt128: PlainTarget { static var plain: DataType { .uint128 } }
enum ToUInt256: PlainTarget { static var plain: DataType { .uint256 } }
enum ToFloat32: PlainTarget { static var plain: DataType { .float32 } }
enum ToFloat64: PlainTarget { static var plain: DataType { .float64 } }

enum ToBool: PlainTarget {
    static var plain: DataType { .bool }
    static var example: (arguments: String, result: String) { ("'yes'", "true") }
}

enum ToUUID: PlainTarget {
    static var plain: DataType { .uuid }
    static var example: (arguments: String, result: String) {
        ("'61f0c404-5cb3-11e7-907b-a6006ad3dba0'", "61f0c404-5cb3-11e7-907b-a6006ad3dba0")
    }
}

enum ToIPv4: PlainTarget {
    static var plain: DataType { .ipv4 }
    static var example: (arguments: String, result: String) { ("'1.2.3.4'", "1.2.3.4") }
}

enum ToIPv6: PlainTarget {
    static var plain: DataType { .ipv6 }
    static var example: (arguments: String, result: String) { ("'::1'", "::1") }
}

/// `toDecimal32(x, scale)` and its kin.
protocol DecimalTarget: ConversionTarget {
    static var precision: Int { get }
}

extension DecimalTarget {
    static var extraArguments: ClosedRange<Int> { 1...1 }
    static var example: (arguments: String, result: String) { ("'1.5', 2", "1.5") }

    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType {
        let scale = try constantInteger(name, extra[0], position: 1)
        guard scale >= 0, scale <= precision else {
            throw QueryError(
                .argumentOutOfBound, "Scale \(scale) is out of bounds (max scale: \(precision))")
        }
        return .decimal(precision: precision, scale: scale)
    }
}

enum ToDecimal32: DecimalTarget {
    static var suffix: String { "Decimal32" }
    static var precision: Int { 9 }
}

enum ToDecimal64: DecimalTarget {
    static var suffix: String { "Decimal64" }
    static var precision: Int { 18 }
}

enum ToDecimal128: DecimalTarget {
    static var suffix: String { "Decimal128" }
    static var precision: Int { 38 }
}

enum ToDecimal256: DecimalTarget {
    static var suffix: String { "Decimal256" }
    static var precision: Int { 76 }
}

enum ToDate: ConversionTarget {
    static var suffix: String { "Date" }
    static var extraArguments: ClosedRange<Int> { 0...1 }
    static var example: (arguments: String, result: String) { ("'2024-05-17'", "2024-05-17") }
    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType { .date }
}

enum ToDate32: ConversionTarget {
    static var suffix: String { "Date32" }
    static var extraArguments: ClosedRange<Int> { 0...1 }
    static var example: (arguments: String, result: String) { ("'1955-05-17'", "1955-05-17") }
    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType {
        .date32
    }
}

enum ToDateTime: ConversionTarget {
    static var suffix: String { "DateTime" }
    static var extraArguments: ClosedRange<Int> { 0...2 }
    static var example: (arguments: String, result: String) { ("'2024-05-17 13:47:59'", "2024-05-17 13:47:59") }

    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType {
        // `toDateTime(x, 3)` is `toDateTime64(x, 3)`.
        if let first = extra.first, first.type.isInteger { return try ToDateTime64.type(of: source, name, extra) }
        return .dateTime(zone: try constantZone(name, extra, at: 0) ?? source.zone)
    }
}

enum ToDateTime32: ConversionTarget {
    static var suffix: String { "DateTime32" }
    static var extraArguments: ClosedRange<Int> { 0...1 }
    static var example: (arguments: String, result: String) { ("'2024-05-17 13:47:59'", "2024-05-17 13:47:59") }

    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType {
        .dateTime(zone: try constantZone(name, extra, at: 0) ?? source.zone)
    }
}

enum ToDateTime64: ConversionTarget {
    static var suffix: String { "DateTime64" }
    static var extraArguments: ClosedRange<Int> { 1...2 }
    static var example: (arguments: String, result: String) {
        ("'2024-05-17 13:47:59.5', 3", "2024-05-17 13:47:59.500")
    }

    static func type(of source: DataType, _ name: String, _ extra: [Argument]) throws(QueryError) -> DataType {
        // The OrNull and OrZero forms may leave the precision out.
        let precision = extra.isEmpty ? 3 : try constantInteger(name, extra[0], position: 1)
        guard precision >= 0, precision <= 9 else {
            throw QueryError(.argumentOutOfBound, "Scale \(precision) is too large for DateTime64. Maximum is up to 9")
        }
        return .dateTime64(precision: precision, zone: try constantZone(name, extra, at: 1) ?? source.zone)
    }
}

extension DataType {
    /// The zone that a time carries along.
    var zone: String? {
        switch self {
        case .dateTime(let zone), .dateTime64(_, let zone): zone
        default: nil
        }
    }
}

/// A constant integer argument; `position` counts from 0.
func constantInteger(_ name: String, _ argument: Argument, position: Int) throws(QueryError) -> Int {
    guard let value: Int = argument.constant?.value(at: 0).exactInteger() else {
        throw QueryError(
            .illegalTypeOfArgument,
            "Argument \(position + 1) of function \(name) must be a constant integer, not \(argument.type.name)")
    }
    return value
}

/// The time zone that a constant string names, where there is such an argument.
func constantZone(_ name: String, _ arguments: [Argument], at position: Int) throws(QueryError) -> String? {
    guard arguments.count > position else { return nil }
    guard case .string(let bytes)? = arguments[position].constant?.value(at: 0) else {
        throw QueryError(
            .illegalTypeOfArgument, "The time zone argument of function \(name) must be a constant string")
    }
    let zone = String(decoding: bytes, as: UTF8.self)
    if zone.isEmpty { return nil }
    _ = try TimeZoneRegistry.named(zone)
    return zone
}
