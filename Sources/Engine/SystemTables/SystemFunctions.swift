import Columns
import Errors
import Functions
import SQLSyntax

struct SystemFunctions: SystemTable {
    static let name = "functions"
    static let comment = "All functions with their descriptions."
    static let columns = """
        name String
        is_aggregate UInt8
        case_insensitive UInt8
        alias_to String
        create_query String
        origin Enum8('System' = 0, 'SQLUserDefined' = 1, 'ExecutableUserDefined' = 2, 'WasmUserDefined' = 3)
        description String
        syntax String
        arguments String
        parameters String
        returned_value String
        examples String
        introduced_in String
        categories String
        deterministic Nullable(UInt8)
        higher_order Nullable(UInt8)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (family, functions) in FunctionRegistry.scalarFamilies {
            for function in functions {
                var description = Description(function.name, family, function.documentation)
                description.isDeterministic = function.isDeterministic
                description.isHigherOrder = false
                try add(description, function.aliases, inAnyCase: function.isCaseInsensitive, to: &rows)
            }
        }
        for function in FunctionRegistry.higherOrderFunctions {
            var description = Description(function.name, "Arrays", function.documentation)
            description.isDeterministic = true
            description.isHigherOrder = true
            try add(description, function.aliases, inAnyCase: false, to: &rows)
        }
        for function in AggregateRegistry.functions {
            var description = Description(function.name, "Aggregate Functions", function.documentation)
            description.isAggregate = true
            try add(description, function.aliases, inAnyCase: function.isCaseInsensitive, to: &rows)
            for alias in function.aliasesInAnyCase { try addAlias(alias, of: description, inAnyCase: true, to: &rows) }
        }
        for function in WindowFunctions.all {
            var description = Description(function.name, "Window Functions", function.documentation)
            description.isAggregate = true
            try add(description, function.aliases, inAnyCase: function.isCaseInsensitive, to: &rows)
        }
        for create in scope.instance.userFunctions.all {
            try rows.add([
                "name": .text(create.name), "create_query": .text(Statement.createFunction(create).singleLineText),
                "origin": .int64(1), "deterministic": .null, "higher_order": .null,
            ])
        }
    }

    private struct Description {
        let name: String
        let category: String
        let documentation: FunctionDocumentation
        var isAggregate = false
        var isDeterministic: Bool?
        var isHigherOrder: Bool?

        init(_ name: String, _ category: String, _ documentation: FunctionDocumentation) {
            self.name = name
            self.category = category
            self.documentation = documentation
        }
    }

    private static func add(
        _ function: Description, _ aliases: [String], inAnyCase: Bool, to rows: inout SystemRows
    ) throws(QueryError) {
        let examples = function.documentation.examples
        try rows.add([
            "name": .text(function.name), "is_aggregate": .flag(function.isAggregate),
            "case_insensitive": .flag(inAnyCase), "description": .text(function.documentation.summary),
            "syntax": .text(examples.first?.sql ?? ""),
            "examples": .text(examples.map { "SELECT \($0.sql)\n-- \($0.result)" }.joined(separator: "\n\n")),
            "categories": .text(function.category), "deterministic": flag(function.isDeterministic),
            "higher_order": flag(function.isHigherOrder),
        ])
        for alias in aliases { try addAlias(alias, of: function, inAnyCase: inAnyCase, to: &rows) }
    }

    private static func addAlias(
        _ alias: String, of function: Description, inAnyCase: Bool, to rows: inout SystemRows
    ) throws(QueryError) {
        try rows.add([
            "name": .text(alias), "is_aggregate": .flag(function.isAggregate), "case_insensitive": .flag(inAnyCase),
            "alias_to": .text(function.name), "deterministic": flag(function.isDeterministic),
            "higher_order": flag(function.isHigherOrder),
        ])
    }

    private static func flag(_ isSet: Bool?) -> Value { isSet.map { .flag($0) } ?? .null }
}
