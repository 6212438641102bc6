import Errors
import Functions
import SQLSyntax
import Storage

/// All table functions.
enum TableFunctions {
    static let all: [any TableFunction.Type] = [
        NumbersFunction.self, NumbersParallelFunction.self, ZerosFunction.self, ZerosParallelFunction.self,
        OneRowFunction.self, ViewFunction.self, NullFunction.self, ValuesFunction.self, GenerateSeriesFunction.self,
        GenerateSeriesAliasFunction.self, MergeFunction.self, FormatFunction.self,
        GenerateRandomFunction.self, FileFunction.self, StandardValuesFunction.self, DictionaryFunction.self,
        PrimesFunction.self, LoopFunction.self, ViewExplainFunction.self,
    ]

    /// Is there a function of that name, or one that is refused?
    static func has(_ name: String) -> Bool {
        all.contains { $0.name == name } || name.lowercased() == ValuesFunction.name || RefusedFunctions.has(name)
    }

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try RefusedFunctions.refuse(call, arguments)
        // The only function that ClickHouse takes in any case.
        let name = call.name.lowercased() == ValuesFunction.name ? ValuesFunction.name : call.name
        guard let function = all.first(where: { $0.name == name }) else {
            let near = nearestNames(to: call.name, among: all.map { $0.name })
            let hint = near.first.map { ". Maybe you meant: ['\($0)']" } ?? ""
            throw QueryError(.unknownFunction, "Unknown table function \(call.name)\(hint)")
        }
        guard call.settings.isEmpty else {
            throw QueryError(.notImplemented, "SETTINGS of a table function are not supported")
        }
        return try function.table(for: call, arguments, environment)
    }
}
