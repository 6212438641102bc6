extension DataType: CustomStringConvertible {
    package var description: String { name }

    /// ClickHouse's spelling, as in `DESCRIBE` and in Native blocks; `DataType(parsing:)` reads it back.
    package var name: String {
        switch self {
        case .int8: "Int8"
        case .int16: "Int16"
        case .int32: "Int32"
        case .int64: "Int64"
        case .int128: "Int128"
        case .int256: "Int256"
        case .uint8: "UInt8"
        case .uint16: "UInt16"
        case .uint32: "UInt32"
        case .uint64: "UInt64"
        case .uint128: "UInt128"
        case .uint256: "UInt256"
        case .float32: "Float32"
        case .float64: "Float64"
        case .bool: "Bool"
        case .string: "String"
        case .uuid: "UUID"
        case .ipv4: "IPv4"
        case .ipv6: "IPv6"
        case .date: "Date"
        case .date32: "Date32"
        case .nothing: "Nothing"
        case .interval(let unit): "Interval" + unit.rawValue
        default: nameWithArguments
        }
    }

    /// The names of the types that take arguments.
    private var nameWithArguments: String {
        switch self {
        case .fixedString(let size): "FixedString(\(size))"
        case .dateTime(let zone): zone.map { "DateTime(\(quoteLiteral($0)))" } ?? "DateTime"
        case .dateTime64(let precision, let zone):
            zone.map { "DateTime64(\(precision), \(quoteLiteral($0)))" } ?? "DateTime64(\(precision))"
        case .enum8(let values): "Enum8(\(values.declaration))"
        case .enum16(let values): "Enum16(\(values.declaration))"
        case .decimal(let precision, let scale): "Decimal(\(precision), \(scale))"
        case .nullable(let inner): "Nullable(\(inner.name))"
        case .lowCardinality(let inner): "LowCardinality(\(inner.name))"
        case .array(let element): "Array(\(element.name))"
        case .tuple(let elements): "Tuple(\(elements.map(\.declaration).joined(separator: ", ")))"
        case .map(let key, let value): "Map(\(key.name), \(value.name))"
        case .aggregateFunction(let state):
            "AggregateFunction(\(state.version.map { "\($0), " } ?? "")\(state.declaration))"
        case .simpleAggregateFunction(let state): "SimpleAggregateFunction(\(state.declaration))"
        case .variant(let types): "Variant(\(types.map(\.name).joined(separator: ", ")))"
        case .dynamicValue(Self.dynamicTypesMaxDefault): "Dynamic"
        case .dynamicValue(let typesMax): "Dynamic(max_types=\(typesMax))"
        case .object(let object): object.name
        default: name
        }
    }
}

extension TupleElement {
    fileprivate var declaration: String { name.map { "\(quoteIdentifier($0)) \(type.name)" } ?? type.name }
}

extension EnumValues {
    /// `'buy' = 1, 'sell' = 2`.
    fileprivate var declaration: String {
        zip(names, numbers).map { "\(quoteLiteral(String(decoding: $0, as: UTF8.self))) = \($1)" }
            .joined(separator: ", ")
    }
}

extension AggregateStateType {
    /// `quantiles(0.5, 0.9), Float64`: the function, its parameters if any, its argument types.
    fileprivate var declaration: String {
        let call = parameters.isEmpty ? name : "\(name)(\(parameters.map(\.literal).joined(separator: ", ")))"
        return ([call] + arguments.map(\.name)).joined(separator: ", ")
    }
}

extension Value {
    /// The value as an SQL literal, strings quoted.
    package var literal: String {
        switch self {
        case .null: "NULL"
        case .uint64(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .uint128(let value): "\(value)"
        case .int128(let value): "\(value)"
        case .uint256(let value): "\(value)"
        case .int256(let value): "\(value)"
        case .float64(let value): floatLiteral(value)
        case .string(let bytes): quoteLiteral(String(decoding: bytes, as: UTF8.self))
        case .array(let elements): "[\(elements.map(\.literal).joined(separator: ", "))]"
        case .tuple(let elements):
            elements.count == 1
                ? "tuple(\(elements[0].literal))" : "(\(elements.map(\.literal).joined(separator: ", ")))"
        }
    }
}

/// A float in SQL text: whole values keep a point (`1.`), as ClickHouse writes parameters.
private func floatLiteral(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast()) : text
}

/// `'text'` with ClickHouse's backslash escapes.
package func quoteLiteral(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
        switch scalar {
        case "'": result += "\\'"
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        case "\0": result += "\\0"
        case "\u{08}": result += "\\b"
        case "\u{0C}": result += "\\f"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "'"
}

/// The identifier as it is where it is a plain word, in backticks with escapes where not.
package func quoteIdentifier(_ name: String) -> String {
    var isPlain = !name.isEmpty
    for (position, byte) in name.utf8.enumerated() {
        let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
        let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        if !isLetter && !(isDigit && position > 0) { isPlain = false }
    }
    if isPlain, !["null", "distinct", "all", "select", "true", "false"].contains(name.lowercased()) { return name }
    let quoted = quoteLiteral(name).dropFirst().dropLast()
    return "`" + escapingBackticks(String(quoted)) + "`"
}

private func escapingBackticks(_ text: String) -> String {
    var result = ""
    var isEscaped = false
    for character in text {
        if character == "`" {
            result += "\\`"
        } else if isEscaped && character == "'" {
            result.removeLast()
            result.append(character)
        } else {
            result.append(character)
        }
        isEscaped = character == "\\" && !isEscaped
    }
    return result
}
