import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Binds what mutations and partition commands name over a table's columns.
struct MutationBinder {
    private let environment: QueryEnvironment
    private let schemas: SchemaAnalyser
    private let table: MergeTreeTable

    /// Refuses tables that cannot be mutated.
    init(_ environment: QueryEnvironment, _ table: any Table) throws(QueryError) {
        guard let table = table as? MergeTreeTable else {
            throw QueryError(.notImplemented, "Mutations are not supported by storage \(table.engineName)")
        }
        self.environment = environment
        self.table = table
        schemas = SchemaAnalyser(environment)
    }

    func condition(_ expression: SQLSyntax.Expression) throws(QueryError) -> BoundExpression {
        let bound = try schemas.bind(expression, over: table.schema)
        guard bound.type.unwrapped.isNumber else {
            throw QueryError(
                .illegalTypeOfColumnForFilter, "The condition of a mutation must be a number, got \(bound.type.name)")
        }
        return bound
    }

    func update(
        _ assignments: [Assignment], where condition: SQLSyntax.Expression
    ) throws(QueryError) -> MutationCommand {
        var values: [(column: String, value: BoundExpression)] = []
        for assignment in assignments {
            let declaration = try table.schema.column(named: assignment.column)
            guard !values.contains(where: { $0.column == assignment.column }) else {
                throw QueryError(
                    .multipleAssignmentsToColumn,
                    "Multiple assignments in the single statement to column `\(assignment.column)`")
            }
            let bound = try schemas.bind(assignment.expression, over: table.schema)
            values.append((assignment.column, try schemas.cast(bound, to: declaration.type)))
        }
        return .update(values, condition: try self.condition(condition))
    }

    func mutate(
        _ commands: [MutationCommand], text: String, partition: PartitionReference?, waits: Bool
    ) throws(QueryError) {
        var partitions: Set<String>?
        if let partition, case .partition(let identifier) = try target(partition) { partitions = [identifier] }
        let version = try table.mutate(commands, text: text, partitions: partitions)
        if waits { try table.waitForMutation(version) }
    }

    func target(_ reference: PartitionReference) throws(QueryError) -> PartitionTarget {
        switch reference {
        case .all: return .all
        case .id(let identifier): return .partition(identifier)
        case .part(let name): return .part(name)
        case .value(let expression): return .partition(try identifier(of: expression))
        }
    }

    /// The partition with the value (or tuple of values) that is written.
    private func identifier(of expression: SQLSyntax.Expression) throws(QueryError) -> String {
        let key = table.definition.partitionKey
        var elements = [expression]
        if let call = expression.functionCall, call.name == "tuple", key.count != 1 { elements = call.arguments }
        guard elements.count == key.count else {
            throw QueryError(
                .invalidPartitionValue,
                "Wrong number of fields in the partition expression: \(elements.count), must be: \(key.count)")
        }
        var values: [Value] = []
        for (element, column) in zip(elements, key) {
            let bound = try schemas.bind(element, over: TableSchema(columns: []))
            guard let constant = try schemas.cast(bound, to: column.expression.type).constantValue else {
                throw QueryError(.invalidPartitionValue, "The partition \(element.text) must be a constant")
            }
            values.append(constant.value(at: 0))
        }
        return try table.partitionIdentifier(of: values)
    }

    /// The commands of a mutation that a restart left as text.
    func commands(parsing text: String) throws(QueryError) -> [MutationCommand] {
        guard case .alter(let alter) = try Parser.parseStatement("ALTER TABLE t \(text)").statement else {
            return [.rewrite]
        }
        var commands: [MutationCommand] = []
        for command in alter.commands {
            switch command {
            case .update(let assignments, _, let condition): commands.append(try update(assignments, where: condition))
            case .delete(_, let condition): commands.append(.delete(condition: try self.condition(condition)))
            case .materializeColumn(let name, _): commands.append(.materialiseColumn(name))
            case .clearColumn(let name, _, _): commands.append(.clearColumn(name))
            default: commands.append(.rewrite)
            }
        }
        return commands
    }
}
