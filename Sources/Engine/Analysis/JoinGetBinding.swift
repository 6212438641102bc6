import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension SelectAnalyser {
    /// `joinGet('db.table', 'column', keys…)`: what a table of engine Join has for keys, found as a dictionary's.
    func bindJoinGet(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard call.arguments.count >= 3 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(call.name) doesn't match: passed \(call.arguments.count), should "
                    + "be greater or equal to 3")
        }
        let name = try joinTableName(call)
        guard case .table(let found, let database, let tableName) = try analyser.environment.resolve(name) else {
            throw QueryError(.badArguments, "Table \(name.table) should have engine Join")
        }
        guard let table = found as? JoinEngineTable else {
            throw QueryError(.badArguments, "Table '\(database).\(tableName)' should have engine Join")
        }
        analyser.noteTable("\(database).\(tableName)")
        let declared = table.schema.columns.map(\.name)
        guard
            try analyser.environment.rowCondition(database: database, table: tableName, columns: declared) == nil
        else { throw QueryError(.accessDenied, "The key sees some rows of \(tableName) only") }
        let content = try table.content(named: "\(database).\(tableName)", in: analyser.context)
        var keys: [BoundExpression] = []
        for argument in call.arguments.dropFirst(2) { keys.append(try bind(argument)) }
        guard keys.count == content.keyTypes.count else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of join_keys and number of right table key columns for function \(call.name) don't match: "
                    + "passed \(keys.count), should be equal to \(content.keyTypes.count)")
        }
        for (place, (key, type)) in zip(keys, content.keyTypes).enumerated()
        where key.type.unwrapped != type.unwrapped {
            throw QueryError(
                .typeMismatch,
                "Type mismatch in joinGet key \(place): found type \(key.type.name), while the needed type is "
                    + type.name)
        }
        let attribute = try constant(call.arguments[1], for: "Second argument of \(call.name)").0.value(at: 0)
        guard case .string(let bytes) = attribute else {
            throw QueryError(.illegalTypeOfArgument, "Second argument of \(call.name) must be a constant string")
        }
        let column = String(decoding: bytes, as: UTF8.self)
        guard content.attributes.contains(where: { $0.name == column }) else {
            throw QueryError(.noSuchColumnInTable, "StorageJoin doesn't contain column \(column)")
        }
        let key = keys.count == 1 ? keys[0] : try analyser.call("tuple", keys)
        return try analyser.call(
            call.name == "joinGet" ? "dictGet" : "dictGetOrNull",
            [analyser.text(content.name), analyser.text(column), key])
    }

    /// The first argument: a constant string, or the bare name of the table.
    private func joinTableName(_ call: FunctionCall) throws(QueryError) -> TableName {
        if let identifier = call.arguments[0].identifier, scope.lookUp(identifier.parts).matches.isEmpty {
            return TableName(
                database: identifier.parts.count > 1 ? identifier.parts[0] : nil, table: identifier.last)
        }
        let value = try constant(call.arguments[0], for: "First argument of \(call.name)").0.value(at: 0)
        guard case .string(let bytes) = value else {
            throw QueryError(.illegalTypeOfArgument, "First argument of \(call.name) must be a constant string")
        }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2
            ? TableName(database: parts[0], table: parts[1])
            : TableName(table: String(decoding: bytes, as: UTF8.self))
    }
}
