import Columns
import Errors

/// The setting's value, from the session or its default.
private func setting(_ name: String, in context: QueryContext) -> SettingValue? {
    if let known = context.findSetting?(name) { return known }
    return context.settings[name].map { SettingValue(type: .string, value: .text($0)) }
}

private func constantName(_ function: String, _ argument: Argument) throws(QueryError) -> String {
    guard argument.type == .string else { throw illegalArgumentType(function, 0, argument.type) }
    guard let bytes = argument.constantBytes else {
        throw QueryError(.illegalColumn, "The first argument of function \(function) must be a constant string")
    }
    return String(decoding: bytes, as: UTF8.self)
}

enum GetSetting: ScalarFunction {
    static let name = "getSetting"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The value of a setting.", example: "getSetting('max_block_size') > 0", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return try found(try constantName(name, arguments[0]), in: context).type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let name = String(decoding: arguments[0].constantBytes ?? [], as: UTF8.self)
        let value = try found(name, in: context).value
        return .constant(ConstantColumn(try Column([value], as: result), count: rowCount))
    }

    private static func found(_ setting: String, in context: QueryContext) throws(QueryError) -> SettingValue {
        guard let value = Functions.setting(setting, in: context) else {
            throw QueryError(.unknownSetting, "Unknown setting '\(setting)'")
        }
        return value
    }
}

enum GetSettingOrDefault: ScalarFunction {
    static let name = "getSettingOrDefault"
    static let nulls = NullRule.seen
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The value of a setting, or the second argument where there is no such setting.",
        example: "getSettingOrDefault('custom_x', 5)", "5")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        return setting(try constantName(name, arguments[0]), in: context)?.type ?? arguments[1].type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let name = String(decoding: arguments[0].constantBytes ?? [], as: UTF8.self)
        guard let known = setting(name, in: context) else { return arguments[1].column }
        return .constant(ConstantColumn(try Column([known.value], as: result), count: rowCount))
    }
}
