import Columns
import Errors

/// The smallest type that holds the values of all `types`: of an array's elements, of `if`'s branches, of `UNION`.
///
/// Throws `NO_COMMON_TYPE`. Without types it is `Nothing`.
package func leastSupertype(of types: [DataType]) throws(QueryError) -> DataType {
    guard let first = types.first else { return .nothing }
    if types.allSatisfy({ $0 == first }) { return first }
    let some = types.filter { $0 != .nothing }
    guard some.count == types.count else { return try leastSupertype(of: some) }
    if let mixed = try mixedSupertype(some) { return mixed }
    if some.contains(where: { $0.storedValue != $0 }) { return try leastSupertype(of: some.map(\.storedValue)) }
    let low = some.count { $0.withoutLowCardinality != $0 }
    if low > 0 {
        let inner = try leastSupertype(of: some.map(\.withoutLowCardinality))
        return low == some.count && inner.canBeInsideLowCardinality ? .lowCardinality(inner) : inner
    }
    if some.contains(where: \.isNullable) {
        let inner = try leastSupertype(of: some.map(\.withoutNullable))
        guard inner.canBeInsideNullable else { throw noCommonType(types, "some of them are Nullable") }
        return .nullable(inner)
    }
    if let nested = try nestedSupertype(some) { return nested }
    if let text = try textSupertype(some) { return text }
    if let time = try timeSupertype(some) { return time }
    if let interval = try intervalSupertype(some) { return interval }
    if some.contains(where: \.isDecimal) { return try decimalSupertype(some) }
    return try numberSupertype(some)
}

/// `Dynamic` where one of the types is; else, where one is a `Variant`, that of all their alternatives.
private func mixedSupertype(_ types: [DataType]) throws(QueryError) -> DataType? {
    var typesMax: Int?
    for case .dynamicValue(let own) in types { typesMax = max(typesMax ?? 0, own) }
    if let typesMax { return .dynamicValue(typesMax: typesMax) }
    return types.contains(where: \.isVariant) ? try variantSupertype(types) : nil
}

private func variantSupertype(_ types: [DataType]) throws(QueryError) -> DataType {
    try .variant(of: types.flatMap { $0.isVariant ? $0.alternatives : [$0.unwrapped] })
}

/// The type of values that come from arguments of several types, as branches of `if` do: their common type, or a
/// `Variant` of them where there is none and `use_variant_as_common_type` is on.
package func leastSupertypeOrVariant(
    ofArguments arguments: [Argument], in context: QueryContext
) throws(QueryError) -> DataType {
    do throws(QueryError) {
        return try leastSupertype(ofArguments: arguments)
    } catch {
        guard error.code == .noCommonType, context.allows("use_variant_as_common_type", default: true) else {
            throw error
        }
        return try variantSupertype(arguments.map(\.type))
    }
}

/// The same for types.
package func leastSupertypeOrVariant(
    of types: [DataType], in context: QueryContext
) throws(QueryError) -> DataType {
    try leastSupertypeOrVariant(ofArguments: types.map { Argument(type: $0) }, in: context)
}

extension QueryContext {
    /// A setting that is on or off.
    package func allows(_ name: String, default isOn: Bool) -> Bool {
        guard let value = settings[name] else { return isOn }
        return value == "1" || value.lowercased() == "true"
    }
}

/// The same for arguments: a constant UInt64 counts as signed where that helps, as a literal `300000000000` does
/// beside negative numbers.
func leastSupertype(ofArguments arguments: [Argument]) throws(QueryError) -> DataType {
    do throws(QueryError) {
        return try leastSupertype(of: arguments.map(\.type))
    } catch {
        let types = arguments.map { argument -> DataType in
            guard argument.type == .uint64, case .uint64(let value)? = argument.constant?.value(at: 0),
                value > UInt64(UInt32.max), value <= UInt64(Int64.max)
            else { return argument.type }
            return .int64
        }
        guard types != arguments.map(\.type), let common = try? leastSupertype(of: types) else { throw error }
        return common
    }
}

private func noCommonType(_ types: [DataType], _ reason: String) -> QueryError {
    QueryError(
        .noCommonType,
        "There is no supertype for types \(types.map(\.name).joined(separator: ", ")) because \(reason)")
}

private func nestedSupertype(_ types: [DataType]) throws(QueryError) -> DataType? {
    var arrays: [DataType] = []
    var maps: [(key: DataType, value: DataType)] = []
    var tuples: [[TupleElement]] = []
    for type in types {
        switch type {
        case .array(let element): arrays.append(element)
        case .map(let key, let value): maps.append((key, value))
        case .tuple(let elements): tuples.append(elements)
        default: break
        }
    }
    if arrays.count + maps.count + tuples.count == 0 { return nil }
    if arrays.count == types.count { return .array(try leastSupertype(of: arrays)) }
    if maps.count == types.count {
        return .map(
            key: try leastSupertype(of: maps.map(\.key)), value: try leastSupertype(of: maps.map(\.value)))
    }
    guard tuples.count == types.count else {
        let kind = arrays.isEmpty ? (maps.isEmpty ? "Tuple" : "Map") : "Array"
        throw noCommonType(types, "some of them are \(kind) and some of them are not")
    }
    guard tuples.allSatisfy({ $0.count == tuples[0].count }) else {
        throw noCommonType(types, "Tuples have different sizes")
    }
    var elements: [TupleElement] = []
    let haveOneSpelling = tuples.allSatisfy { $0.map(\.name) == tuples[0].map(\.name) }
    for position in tuples[0].indices {
        let type = try leastSupertype(of: tuples.map { $0[position].type })
        elements.append(TupleElement(haveOneSpelling ? tuples[0][position].name : nil, type))
    }
    return .tuple(elements)
}

/// `String` where a string meets strings of fixed size or enums.
private func textSupertype(_ types: [DataType]) throws(QueryError) -> DataType? {
    guard types.contains(where: \.isStringOrFixedString) else { return nil }
    guard types.allSatisfy({ $0.isStringOrFixedString || $0.isEnum }) else {
        throw noCommonType(types, "some of them are String/FixedString/Enum and some of them are not")
    }
    return .string
}

private func timeSupertype(_ types: [DataType]) throws(QueryError) -> DataType? {
    guard types.contains(where: \.isDateOrDateTime) else { return nil }
    guard types.allSatisfy(\.isDateOrDateTime) else {
        throw noCommonType(types, "some of them are Date/Date32/DateTime/DateTime64 and some of them are not")
    }
    var precision: Int?
    var seconds: DataType?
    var ticks: DataType?
    var hasDate32 = false
    for type in types {
        switch type {
        case .dateTime: seconds = seconds ?? type
        case .dateTime64(let own, _):
            if own > precision ?? -1 { ticks = type }
            precision = max(precision ?? 0, own)
        case .date32: hasDate32 = true
        default: break
        }
    }
    if let ticks { return ticks }
    if seconds != nil && hasDate32 { return .dateTime64(precision: 0, zone: nil) }
    return seconds ?? .date32
}

/// The finer unit of one family; numbers among intervals count in that unit.
private func intervalSupertype(_ types: [DataType]) throws(QueryError) -> DataType? {
    var finest: IntervalUnit?
    for type in types {
        guard case .interval(let unit) = type else {
            if NumberShape(type) != nil || type.isEnum { continue }
            if types.contains(where: \.isInterval) {
                throw noCommonType(types, "some of them are Interval and some of them are not")
            }
            return nil
        }
        if let size = unit.size, let known = finest?.size {
            guard size.isMonths == known.isMonths else {
                throw QueryError(
                    .noCommonType,
                    "Cannot compare intervals \(types[0].name) and \(type.name) because the number of days in a "
                        + "month is not fixed")
            }
            if size.count < known.count { finest = unit }
        } else {
            finest = unit
        }
    }
    return finest.map { .interval($0) }
}

extension DataType {
    var isInterval: Bool { if case .interval = self { true } else { false } }
}

private func decimalSupertype(_ types: [DataType]) throws(QueryError) -> DataType {
    var scale = 0
    var precision = 0
    for type in types {
        if case .decimal(let own, let ownScale) = type {
            scale = max(scale, ownScale)
            precision = max(precision, own)
        }
    }
    for type in types where !type.isDecimal {
        guard let shape = NumberShape(type), !shape.isFloat, shape.size <= 8 else {
            throw noCommonType(types, "some of them are Decimal and some of them cannot be converted to one")
        }
        let digits: Int
        switch (shape.size, shape.isSigned) {
        case (1, _): digits = 3
        case (2, _): digits = 5
        case (4, _): digits = 10
        case (_, true): digits = 19
        case (_, false): digits = 20
        }
        precision = max(precision, digits + scale)
    }
    guard precision <= 76 else {
        throw noCommonType(types, "the maximum precision exceeds 76 digits")
    }
    return .decimal(precision: DecimalArithmetic.widest(precision), scale: scale)
}

/// Integers and floats; enums and addresses count as the integers they are.
private func numberSupertype(_ types: [DataType]) throws(QueryError) -> DataType {
    var shapes: [NumberShape] = []
    for type in types {
        let number: DataType
        switch type {
        case .enum8: number = .int8
        case .enum16: number = .int16
        case .ipv4: number = .uint32
        default: number = type
        }
        guard let shape = NumberShape(number) else {
            throw noCommonType(types, "some of them are numbers and some of them are not")
        }
        shapes.append(shape)
    }
    if types.allSatisfy({ $0 == .bool || $0 == .uint8 }) { return types[0] }
    if shapes.contains(where: \.isFloat) { return try floatSupertype(shapes, types) }
    let unsigned = shapes.filter { !$0.isSigned }.map(\.size).max() ?? 0
    let signed = shapes.filter(\.isSigned).map(\.size).max() ?? 0
    if signed == 0 { return NumberShape(isSigned: false, isFloat: false, size: unsigned).type }
    if unsigned < signed { return NumberShape(isSigned: true, isFloat: false, size: signed).type }
    guard unsigned != 8, unsigned < 32 else {
        throw noCommonType(
            types,
            "some of them are signed integers and some are unsigned integers, but there is no signed integer "
                + "type, that can exactly represent all required unsigned integer values")
    }
    return NumberShape(isSigned: true, isFloat: false, size: unsigned * 2).type
}

private func floatSupertype(_ shapes: [NumberShape], _ types: [DataType]) throws(QueryError) -> DataType {
    let widestInteger = shapes.filter { !$0.isFloat }.map(\.size).max() ?? 0
    guard widestInteger <= 4 else {
        throw noCommonType(
            types,
            "some of them are integers and some are floating point, but there is no floating point type, "
                + "that can exactly represent all required integers")
    }
    let isDouble = widestInteger == 4 || shapes.contains { $0.isFloat && $0.size == 8 }
    return isDouble ? .float64 : .float32
}
