import Columns
import Errors

/// `toT(x)`: as `CAST`, but NULL stays NULL.
struct ToType<Target: ConversionTarget>: ScalarFunction {
    static var name: String { "to\(Target.suffix)" }
    static var constants: ConstantRule { .seen }
    static var mixtures: MixtureRule { .seen }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "Converts a value to \(Target.suffix).",
            examples: [.init(sql: "\(name)(\(Target.example.arguments))", result: Target.example.result)])
    }

    /// Numbers become other numbers without a check.
    static func tolerates(_ arguments: [Argument]) -> Bool {
        guard let source = NumberShape(arguments[0].type) else { return false }
        guard let target = try? Target.type(of: arguments[0].type, name, Array(arguments.dropFirst())) else {
            return false
        }
        return (!source.isFloat && NumberShape(target) != nil) || target.isFloat
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let target = try ConversionArguments.target(Target.self, name, arguments)
        let source = arguments[0].type
        switch source {
        case .array, .tuple, .map, .aggregateFunction: throw illegalArgumentType(name, 0, source)
        default: break
        }
        let from = try ConversionArguments.source(Target.self, source, arguments)
        _ = try convertColumn(.defaults(of: from, count: 0), from: from, to: target, in: context)
        return target
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let known = arguments.map { Argument(type: $0.type, constant: $0.column.isConstant ? $0.column.single : nil) }
        let source = try ConversionArguments.source(Target.self, arguments[0].type, known)
        var inner = context
        if result == .date || result == .date32, let zone = try constantZone(name, known, at: 1) {
            inner.timeZone = zone
        }
        return try convertColumn(arguments[0].column, from: source, to: result, in: inner)
    }
}

extension ToType: NullableReading {
    static func readOrNull(
        _ arguments: [TypedColumn], to result: DataType, in context: QueryContext
    ) throws(QueryError) -> NullableColumn? {
        guard arguments[0].type.isStringOrFixedString else { return nil }
        switch result {
        case .dateTime64, .bool: return nil
        default: break
        }
        let (values, failures) = try convertWhatFits(
            arguments[0].column.materialised, from: arguments[0].type, to: result, isAccurate: false, in: context)
        return NullableColumn(nulls: failures, values: values.materialised)
    }
}

/// What the conversion functions make of their arguments.
enum ConversionArguments {
    static func target<Target: ConversionTarget>(
        _ target: Target.Type, _ name: String, _ arguments: [Argument], optionalExtra: Bool = false
    ) throws(QueryError) -> DataType {
        let fewest = optionalExtra && Target.suffix == "DateTime64" ? 0 : Target.extraArguments.lowerBound
        try checkArgumentCount(name, arguments, 1 + fewest...1 + Target.extraArguments.upperBound)
        return try Target.type(of: arguments[0].type, name, Array(arguments.dropFirst()))
    }

    /// `toDate(time, zone)` looks at the time in that zone.
    static func source<Target: ConversionTarget>(
        _ target: Target.Type, _ source: DataType, _ arguments: [Argument]
    ) throws(QueryError) -> DataType {
        guard Target.suffix == "Date" || Target.suffix == "Date32",
            let zone = try constantZone("to\(Target.suffix)", arguments, at: 1)
        else { return source }
        switch source {
        case .dateTime: return .dateTime(zone: zone)
        case .dateTime64(let precision, _): return .dateTime64(precision: precision, zone: zone)
        default: return source
        }
    }

    static func checkString(_ name: String, _ type: DataType) throws(QueryError) {
        guard type.isStringOrFixedString else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(type.name) of first argument of function \(name). Conversion functions with "
                    + "postfix 'OrZero' or 'OrNull' should take String argument")
        }
    }
}

/// `toTOrZero(string)`: the default for what does not read as a value.
struct ToTypeOrZero<Target: ConversionTarget>: ScalarFunction {
    static var name: String { "to\(Target.suffix)OrZero" }
    static var toleratesEveryValue: Bool { true }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "Reads a \(Target.suffix) from a string; the default value where it does not hold one.",
            examples: [.init(sql: "\(name)(\(Target.example.arguments))", result: Target.example.result)])
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let target = try ConversionArguments.target(Target.self, name, arguments, optionalExtra: true)
        try ConversionArguments.checkString(name, arguments[0].type)
        return target
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (values, failures) = try convertWhatFits(
            arguments[0].column, from: arguments[0].type, to: result, isAccurate: false, in: context)
        return try DefaultValue.filling(values, failures, with: nil, of: result)
    }
}

/// `toTOrNull(string)`: NULL for what does not read as a value.
struct ToTypeOrNull<Target: ConversionTarget>: ScalarFunction {
    static var name: String { "to\(Target.suffix)OrNull" }
    static var toleratesEveryValue: Bool { true }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "Reads a \(Target.suffix) from a string; NULL where it does not hold one.",
            examples: [.init(sql: "\(name)(\(Target.example.arguments))", result: Target.example.result)])
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let target = try ConversionArguments.target(Target.self, name, arguments, optionalExtra: true)
        try ConversionArguments.checkString(name, arguments[0].type)
        return .nullable(target)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (values, failures) = try convertWhatFits(
            arguments[0].column, from: arguments[0].type, to: result.withoutNullable, isAccurate: false, in: context)
        return .nullable(NullableColumn(nulls: failures, values: values))
    }
}

/// `toTOrDefault(x, …, default)`: the last argument, or the type's default, for what does not convert.
struct ToTypeOrDefault<Target: ConversionTarget>: ScalarFunction {
    static var name: String { "to\(Target.suffix)OrDefault" }
    static var nulls: NullRule { .seen }
    static var toleratesEveryValue: Bool { true }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "Converts a value to \(Target.suffix); the last argument, or the default value, where it cannot.",
            examples: [.init(sql: "\(name)(\(Target.example.arguments))", result: Target.example.result)])
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(
            name, arguments, 1 + Target.extraArguments.lowerBound...2 + Target.extraArguments.upperBound)
        let extra = Array(arguments.dropFirst().prefix(Target.extraArguments.upperBound))
        // `toDateOrDefault(x, default)` has no zone: the second argument is the default already.
        let isZoneLess = (Target.suffix == "Date" || Target.suffix == "Date32") && arguments.count == 2
        let target = try Target.type(of: arguments[0].type, name, isZoneLess ? [] : extra)
        if let given = defaultArgument(arguments.count) {
            try DefaultValue.check(arguments[given].type, against: target)
        }
        return target
    }

    /// Where the default stands, if there is one.
    private static func defaultArgument(_ count: Int) -> Int? {
        let isDate = Target.suffix == "Date" || Target.suffix == "Date32"
        if isDate { return count >= 2 ? count - 1 : nil }
        let most = Target.suffix == "DateTime" ? 1 : Target.extraArguments.upperBound
        return count > 1 + most ? count - 1 : nil
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try DefaultValue.convert(
            arguments[0], to: result, otherwise: defaultArgument(arguments.count).map { arguments[$0].column },
            in: context)
    }
}
