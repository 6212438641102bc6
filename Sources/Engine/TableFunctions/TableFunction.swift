import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// What SQL can write where a table is named: one type per function, listed in `TableFunctions.swift`.
protocol TableFunction: Sendable {
    static var name: String { get }
    static var documentation: FunctionDocumentation { get }

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table
}

/// The arguments of a table function: expressions, computed on demand.
struct TableFunctionArguments {
    let written: [SQLSyntax.Expression]
    let analyser: Analyser
    private let with: WithScope
    private let name: String

    /// `with` is what WITH defines around the call.
    init(_ call: FunctionCall, _ analyser: Analyser, with: WithScope) {
        written = call.arguments
        self.analyser = analyser
        self.with = with
        name = call.name
    }

    var count: Int { written.count }

    func checkCount(_ allowed: ClosedRange<Int>) throws(QueryError) {
        guard allowed.contains(count) else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Table function '\(name)' requires from \(allowed.lowerBound) to \(allowed.upperBound) arguments, "
                    + "got \(count)")
        }
    }

    /// A constant expression's value.
    func constant(_ position: Int) throws(QueryError) -> (Column, DataType) {
        let binder = SelectAnalyser(analyser, SelectQuery(projection: []), with: with)
        binder.scope.aliases = with.expressions
        return try binder.constant(written[position], for: "Argument \(position + 1) of table function \(name)")
    }

    func unsigned(_ position: Int) throws(QueryError) -> UInt64 {
        let (column, type) = try constant(position)
        guard type.isInteger || type.isFloat else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(type.name) expression, must be numeric type: argument "
                    + "\(position + 1) of table function \(name)")
        }
        let value = column.value(at: 0)
        var whole: UInt64? = value.exactInteger()
        if case .float64(let fraction) = value { whole = UInt64(exactly: fraction) }
        guard let number = whole else {
            throw QueryError(
                .illegalTypeOfArgument,
                "The value \(value.literal) is not representable as UInt64: argument "
                    + "\(position + 1) of table function \(name)")
        }
        return number
    }

    func text(_ position: Int) throws(QueryError) -> String {
        String(decoding: try bytes(position), as: UTF8.self)
    }

    /// A string, or an identifier's name, as its bytes.
    func bytes(_ position: Int) throws(QueryError) -> [UInt8] {
        if let identifier = written[position].identifier { return Array(identifier.name.utf8) }
        guard case .string(let bytes) = try constant(position).0.value(at: 0) else {
            throw QueryError(.badArguments, "Argument \(position + 1) of table function \(name) must be a string")
        }
        return bytes
    }
}
