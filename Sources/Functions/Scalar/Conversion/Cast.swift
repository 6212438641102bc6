import Columns
import Errors

/// The type that the constant string at `position` names.
func constantType(_ name: String, _ arguments: [Argument], at position: Int) throws(QueryError) -> DataType {
    guard case .string(let bytes)? = arguments[position].constant?.value(at: 0) else {
        throw QueryError(
            .illegalTypeOfArgument,
            "Argument \(position + 1) of function \(name) must be a constant string describing type")
    }
    return try DataType(parsing: String(decoding: bytes, as: UTF8.self))
}

/// A conversion to the type that the second argument names.
protocol CastFunction: ScalarFunction {
    /// The type of the result, where that is not just the one named.
    static func castResult(_ target: DataType) throws(QueryError) -> DataType
    static func cast(
        _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
    ) throws(QueryError) -> Column
}

extension CastFunction {
    package static var nulls: NullRule { .seen }
    package static var dictionaries: DictionaryRule { .seen }
    package static var constants: ConstantRule { .seen }

    static func castResult(_ target: DataType) throws(QueryError) -> DataType { target }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let named = try constantType(name, arguments, at: 1)
        let target = try castResult(named.keepingZone(of: arguments[0].type))
        // What has no conversion at all is refused now, not with the first row.
        _ = try castColumn(
            .defaults(of: arguments[0].type, count: 0), from: arguments[0].type, to: target, in: context)
        return target
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try cast(arguments[0].column, from: arguments[0].type, to: result, in: context)
    }
}

/// `CAST(x AS T)`, `x::T`.
package struct Cast: CastFunction {
    package static let name = "CAST"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "Converts a value to a type.", examples: [.init(sql: "CAST('12', 'UInt8')", result: "12")])

    static func cast(
        _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        try castColumn(column, from: source, to: target, in: context)
    }
}

/// The conversion that the engine itself adds.
package struct InternalCast: CastFunction {
    package static let name = "_CAST"
    package static let documentation = FunctionDocumentation(
        summary: "Converts a value to a type; what the engine itself uses.",
        examples: [.init(sql: "_CAST('12', 'UInt8')", result: "12")])

    static func cast(
        _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        try castColumn(column, from: source, to: target, in: context)
    }
}

/// A conversion that refuses to change a value.
package struct AccurateCast: CastFunction {
    package static let name = "accurateCast"
    package static let documentation = FunctionDocumentation(
        summary: "Converts a value to a type; a number that does not fit is an error.",
        examples: [.init(sql: "accurateCast(200, 'UInt8')", result: "200")])

    static func cast(
        _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        var conversion = Conversion(context: context)
        conversion.isAccurate = true
        return try conversion.convert(column, from: source, to: target)
    }
}

/// A conversion that gives NULL for what does not convert.
package struct AccurateCastOrNull: CastFunction {
    package static let name = "accurateCastOrNull"
    package static let documentation = FunctionDocumentation(
        summary: "Converts a value to a type; NULL for what does not fit.",
        examples: [.init(sql: "accurateCastOrNull(300, 'UInt8')", result: "\\N")])

    static func castResult(_ target: DataType) throws(QueryError) -> DataType {
        guard target.isNullable || target.canBeInsideNullable else {
            throw QueryError(.illegalTypeOfArgument, "Nested type \(target.name) cannot be inside Nullable type")
        }
        return target.asNullable
    }

    static func cast(
        _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (values, failures) = try convertWhatFits(
            column, from: source, to: target.withoutNullable, isAccurate: true, in: context)
        return .nullable(NullableColumn(nulls: failures, values: values))
    }
}

/// A conversion that gives a default for what does not convert.
package struct AccurateCastOrDefault: ScalarFunction {
    package static let name = "accurateCastOrDefault"
    package static let nulls = NullRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "Converts a value to a type; the third argument, or the type's default, for what does not fit.",
        examples: [.init(sql: "accurateCastOrDefault(300, 'UInt8')", result: "0")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        let target = try constantType(name, arguments, at: 1)
        if arguments.count == 3 { try DefaultValue.check(arguments[2].type, against: target) }
        return target
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try DefaultValue.convert(
            arguments[0], to: result, otherwise: arguments.count == 3 ? arguments[2].column : nil, in: context)
    }
}

extension DataType {
    /// A time without a zone of its own takes that of the time it comes from.
    fileprivate func keepingZone(of source: DataType) -> DataType {
        guard let zone = source.unwrapped.zone else { return self }
        return switch self {
        case .dateTime(nil): .dateTime(zone: zone)
        case .dateTime64(let precision, nil): .dateTime64(precision: precision, zone: zone)
        case .nullable(let inner): .nullable(inner.keepingZone(of: source))
        default: self
        }
    }
}

/// What the `OrDefault` functions share.
enum DefaultValue {
    static func check(_ type: DataType, against target: DataType) throws(QueryError) {
        guard type == target else {
            throw QueryError(
                .badArguments,
                "Default value type should be same as cast type. Expected \(target.name). Actual \(type.name)")
        }
    }

    static func convert(
        _ argument: TypedColumn, to target: DataType, otherwise: Column?, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (values, failures) = try convertWhatFits(
            argument.column, from: argument.type, to: target, isAccurate: true, in: context)
        return try filling(values, failures, with: otherwise, of: target)
    }

    /// `values` with another value, or the type's default, in the rows that failed; for `Date32` that is 1900-01-01.
    static func filling(
        _ values: Column, _ failures: [UInt8], with otherwise: Column?, of type: DataType
    ) throws(QueryError) -> Column {
        let single = type == .date32 ? Column.int32([-25_567]) : .defaults(of: type, count: 1)
        let filler = Column.constant(ConstantColumn(single, count: failures.count))
        return try selectRows(failures, otherwise ?? filler, values)
    }
}
