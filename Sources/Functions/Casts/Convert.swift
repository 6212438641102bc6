import Columns
import Errors

/// The values of `column`, of type `source`, as `target`: what `CAST`, `INSERT` and common types do.
///
/// Throws `TYPE_MISMATCH`/`CANNOT_CONVERT_TYPE` where there is no conversion, `CANNOT_PARSE_TEXT` and its kin where a
/// string does not hold a value of the type, `CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN` for a NULL in a plain type.
package func convertColumn(
    _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
) throws(QueryError) -> Column {
    var conversion = Conversion(context: context)
    return try conversion.convert(column, from: source, to: target)
}

/// The same for what a user writes or inserts: a string that becomes a `Variant` is read as what it looks like.
package func castColumn(
    _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
) throws(QueryError) -> Column {
    var conversion = Conversion(context: context)
    conversion.infersAlternatives = context.allows("cast_string_to_variant_use_inference", default: true)
    return try conversion.convert(column, from: source, to: target)
}

/// The rows of `column` as `target`, and a mask of those that do not convert; these hold a default.
///
/// - Parameter isAccurate: numbers that change their value do not convert; without it times are read by the stricter
///   rules of `toDateTimeOrNull`.
func convertWhatFits(
    _ column: Column, from source: DataType, to target: DataType, isAccurate: Bool, in context: QueryContext
) throws(QueryError) -> (values: Column, failures: [UInt8]) {
    let rows = column.materialised
    var conversion = Conversion(context: context)
    conversion.isAccurate = isAccurate
    conversion.readsBasicTimes = !isAccurate
    conversion.failures = [UInt8](repeating: 0, count: rows.count)
    let values = try conversion.convert(rows, from: source, to: target)
    return (values, conversion.failures ?? [])
}

/// One conversion under way: its rules, and what becomes of rows that do not convert.
struct Conversion {
    let context: QueryContext
    /// Numbers must keep their value.
    var isAccurate = false
    /// `nil`: a row that does not convert throws. Else its byte becomes 1 and the row holds a default.
    var failures: [UInt8]?
    /// A `FixedString` that becomes a `String` keeps the zeros at its end, as in `if` and `reinterpret`.
    var keepsZeros = false
    /// A string that becomes a `Variant` is read as what it looks like, where that is an alternative.
    var infersAlternatives = false
    /// Times are read as `YYYY-MM-DD hh:mm:ss` or a Unix timestamp only.
    var readsBasicTimes = false

    init(context: QueryContext) { self.context = context }

    /// Notes that `row` does not convert, or throws `error`.
    mutating func fail(_ row: Int, _ error: @autoclosure () -> QueryError) throws(QueryError) {
        guard failures != nil else { throw error() }
        failures?[row] = 1
    }

    mutating func convert(_ column: Column, from source: DataType, to target: DataType) throws(QueryError) -> Column {
        if source == target { return column }
        if case .constant(let constant) = column {
            let single = try convert(constant.value, from: source, to: target)
            return .constant(ConstantColumn(single.materialised, count: constant.count))
        }
        if source.storedValue != source || target.storedValue != target {
            return try convert(column, from: source.storedValue, to: target.storedValue)
        }
        if let mixed = try convertMixed(column, from: source, to: target) { return mixed }
        if case .lowCardinality(let inner) = source { return try convertDictionary(column, of: inner, to: target) }
        if case .lowCardinality(let inner) = target {
            return try dictionaryEncoded(try convert(column, from: source, to: inner), inner: inner)
        }
        if case .nullable(let inner) = source { return try convertNullable(column, of: inner, to: target) }
        if case .nullable(let inner) = target {
            if source == .nothing { return .defaults(of: target, count: column.count) }
            if let read = try readOrNull(column, from: source, to: inner) { return read }
            let values = try convert(column, from: source, to: inner)
            return .nullable(NullableColumn(nulls: [UInt8](repeating: 0, count: values.count), values: values))
        }
        return try convertPlain(column, from: source, to: target)
    }

    // MARK: Wrappers

    /// Converts the dictionary's entries that occur, not the rows.
    private mutating func convertDictionary(
        _ column: Column, of inner: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        guard case .lowCardinality(let low) = column else { throw wrongLayout(column, .lowCardinality(inner)) }
        if case .lowCardinality(let wanted) = target, wanted == inner { return column }
        var places = [UInt32](repeating: UInt32.max, count: low.dictionary.count)
        var used: [UInt32] = []
        var codes = low.codes
        for row in codes.indices {
            let code = Int(codes[row])
            if places[code] == UInt32.max {
                places[code] = UInt32(truncatingIfNeeded: used.count)
                used.append(codes[row])
            }
            codes[row] = places[code]
        }
        let entries = LowCardinalityColumn(dictionary: low.dictionary, codes: used, isNullable: low.isNullable).decoded
        let outer = failures
        if outer != nil { failures = [UInt8](repeating: 0, count: used.count) }
        let wanted = target.withoutLowCardinality
        let converted = try convert(entries, from: inner, to: wanted).materialised
        if var rows = outer, let marks = failures {
            for row in rows.indices { rows[row] |= marks[Int(codes[row])] }
            failures = rows
        }
        guard target != wanted, case .lowCardinality(let encoded) = try dictionaryEncoded(converted, inner: wanted)
        else {
            return converted.gathering(codes)
        }
        return .lowCardinality(
            LowCardinalityColumn(
                dictionary: encoded.dictionary, codes: codes.map { encoded.codes[Int($0)] },
                isNullable: encoded.isNullable))
    }

    private mutating func convertNullable(
        _ column: Column, of inner: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        guard case .nullable(let nullable) = column else { throw wrongLayout(column, .nullable(inner)) }
        let nullCount = countOnes(in: nullable.nulls)
        guard case .nullable(let wanted) = target else {
            if nullCount > 0 {
                if failures == nil {
                    throw QueryError(
                        inner == .nothing ? .cannotConvertType : .cannotInsertNullInOrdinaryColumn,
                        "Cannot convert NULL value to non-Nullable type \(target.name): use Nullable(\(target.name)), "
                            + "ifNull or assumeNotNull")
                }
                for row in nullable.nulls.indices where nullable.nulls[row] != 0 { failures?[row] = 1 }
            }
            return try convertPresent(nullable, nullCount: nullCount, of: inner, to: target)
        }
        if inner == .nothing { return .defaults(of: target, count: column.count) }
        if case .nullable(let read)? = try readOrNull(nullable.values, from: inner, to: wanted) {
            let nulls = zip(read.nulls, nullable.nulls).map { $0 | $1 }
            return .nullable(NullableColumn(nulls: nulls, values: read.values))
        }
        let values = try convertPresent(nullable, nullCount: nullCount, of: inner, to: wanted)
        return .nullable(NullableColumn(nulls: nullable.nulls, values: values))
    }

    /// The values of the rows that are not NULL, with defaults for the others: their leftovers must not fail.
    private mutating func convertPresent(
        _ nullable: NullableColumn, nullCount: Int, of inner: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        if nullCount == 0 { return try convert(nullable.values, from: inner, to: target).materialised }
        if nullCount == nullable.count { return .defaults(of: target, count: nullable.count) }
        let mask = nullable.nulls.map { 1 &- $0 }
        let kept = nullable.count - nullCount
        let outer = failures
        if outer != nil { failures = [UInt8](repeating: 0, count: kept) }
        var values = Column.defaults(of: target, count: 1)
        let present = nullable.values.filtered(by: mask, keeping: kept)
        values.append(try convert(present, from: inner, to: target).materialised)
        var place = 0
        var rows = [UInt32](repeating: 0, count: nullable.count)
        var marks = outer
        for row in rows.indices {
            if mask[row] != 0, failures?[place] == 1 { marks?[row] = 1 }
            place &+= Int(mask[row])
            rows[row] = UInt32(truncatingIfNeeded: place) &* UInt32(mask[row])
        }
        failures = marks
        return values.gathering(rows)
    }

    /// A string that does not hold a value of the type becomes NULL; `nil` where another rule applies.
    private mutating func readOrNull(
        _ column: Column, from source: DataType, to inner: DataType
    ) throws(QueryError) -> Column? {
        guard source.isStringOrFixedString, failures == nil, !isAccurate else { return nil }
        switch inner {
        case .string, .fixedString, .bool, .enum8, .enum16, .nothing, .array, .tuple, .map, .interval: return nil
        default: break
        }
        failures = [UInt8](repeating: 0, count: column.count)
        defer { failures = nil }
        let values = try convert(column, from: source, to: inner)
        return .nullable(NullableColumn(nulls: failures ?? [], values: values.materialised))
    }

    // MARK: Plain types

    private mutating func convertPlain(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        if source == .nothing { return .defaults(of: target, count: column.count) }
        switch target {
        case .array, .tuple, .map: return try convertNested(column, from: source, to: target)
        case .string where keepsZeros && source.isStringOrFixedString:
            guard case .fixedString(let fixed) = column else { return column }
            return .string(StringColumn(ends: (0..<fixed.count).map { ($0 &+ 1) &* fixed.size }, bytes: fixed.bytes))
        case .string: return try convertToString(column, from: source)
        case .object(let object): return try convertToObject(column, from: source, object)
        case .variant, .dynamicValue: throw unsupported(source, target)
        case .fixedString(let size) where source == .bool:
            return try convertToFixedString(try convertToString(column, from: .bool), from: .string, size: size)
        case .fixedString(let size): return try convertToFixedString(column, from: source, size: size)
        case .aggregateFunction, .nothing, .nullable, .lowCardinality, .simpleAggregateFunction:
            throw unsupported(source, target)
        default: break
        }
        if source.isStringOrFixedString { return try parse(column, from: source, as: target) }
        switch target {
        case .date, .date32, .dateTime, .dateTime64: return try convertToTime(column, from: source, to: target)
        case .decimal(let precision, let scale):
            return try convertToDecimal(column, from: source, precision: precision, scale: scale)
        case .enum8(let values), .enum16(let values):
            return try convertToEnum(column, from: source, to: target, values: values)
        case .uuid, .ipv4, .ipv6: return try convertToAddress(column, from: source, to: target)
        default: return try convertToNumber(column, from: source, to: target)
        }
    }

    func unsupported(_ source: DataType, _ target: DataType) -> QueryError {
        let code: ErrorCode
        switch (source, target) {
        case (.array, .decimal), (.tuple, .decimal), (.map, .decimal): code = .cannotConvertType
        case (.uuid, .decimal), (.ipv4, .decimal), (.ipv6, .decimal): code = .cannotConvertType
        case (.array, _), (.tuple, _), (.map, _): code = .illegalTypeOfArgument
        case (.uuid, _), (.ipv4, _), (.ipv6, _): code = target.isEnum ? .cannotConvertType : .notImplemented
        case (.decimal, .interval): code = .illegalTypeOfArgument
        case (.decimal, _) where !target.isEnum: code = .illegalColumn
        case (_, .decimal) where source.isDateOrDateTime: code = .illegalColumn
        case (_, .uuid), (_, .ipv4), (_, .ipv6): code = .notImplemented
        default: code = .cannotConvertType
        }
        return QueryError(code, "Conversion from \(source.name) to \(target.name) is not supported")
    }
}

/// `values`, of type `inner`, with a dictionary of what is distinct among them.
func dictionaryEncoded(_ values: Column, inner: DataType) throws(QueryError) -> Column {
    guard case .lowCardinality(let empty) = Column.defaults(of: .lowCardinality(inner), count: 0) else {
        throw wrongLayout(values, .lowCardinality(inner))
    }
    var index = DictionaryIndex(empty.dictionary)
    guard case .nullable(let nullable) = values.materialised else {
        let codes = index.codes(addingAll: values.materialised, reserved: 0)
        return .lowCardinality(
            LowCardinalityColumn(dictionary: index.dictionary, codes: codes, isNullable: inner.isNullable))
    }
    var codes = index.codes(addingAll: nullable.values, reserved: 0)
    for row in codes.indices { codes[row] &*= UInt32(1 &- nullable.nulls[row]) }
    return .lowCardinality(LowCardinalityColumn(dictionary: index.dictionary, codes: codes, isNullable: true))
}
