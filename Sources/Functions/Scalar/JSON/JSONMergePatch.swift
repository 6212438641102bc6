import Columns
import Errors

enum JSONMergePatch: ScalarFunction {
    static let name = "JSONMergePatch"
    static let aliases = ["jsonMergePatch"]
    static let documentation = FunctionDocumentation(
        "One object of several: members of later ones win, objects in them are merged too.",
        example: "JSONMergePatch('{\"a\":1}', '{\"b\":2}')", #"{"a":1,"b":2}"#)

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(.numberOfArgumentsDoesntMatch, "Function \(name) requires at least one argument.")
        }
        for position in arguments.indices { try checkStrings(name, arguments, position) }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let columns = arguments.map(\.strings)
        var written = StringColumn()
        for row in 0..<rowCount {
            var merged: JSONValue?
            for strings in columns {
                let parsed: JSONValue
                do {
                    parsed = try JSONValue(parsing: Array(strings[row]))
                } catch {
                    throw QueryError(.badArguments, "Wrong JSON string to merge. Expected JSON object")
                }
                guard case .object = parsed else {
                    throw QueryError(.badArguments, "Wrong JSON string to merge. Expected JSON object")
                }
                merged = merged.map { patched($0, parsed) } ?? parsed
            }
            written.append(Array((merged ?? .null).written.utf8))
        }
        return .string(written)
    }

    private static func patched(_ target: JSONValue, _ patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch, case .object(var members) = target else { return patch }
        for change in changes {
            if let place = members.firstIndex(where: { $0.name == change.name }) {
                members[place] = .init(change.name, patched(members[place].value, change.value))
            } else {
                members.append(change)
            }
        }
        return .object(members)
    }
}
