import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// The CHECK constraints of a table, bound over its columns: every row that comes in must pass them.
struct Constraints {
    private let table: CatalogEntry
    private let checks: [(declaration: ConstraintDeclaration, condition: BoundExpression)]
    private let schema: TableSchema

    init?(_ entry: CatalogEntry, _ schema: TableSchema, _ environment: QueryEnvironment) throws(QueryError) {
        guard case .createTable(let create) = entry.definition else { return nil }
        let declarations = (create.structure?.constraints ?? []).filter { $0.kind == .check }
        guard !declarations.isEmpty else { return nil }
        table = entry
        self.schema = schema
        var checks: [(declaration: ConstraintDeclaration, condition: BoundExpression)] = []
        for declaration in declarations {
            checks.append((declaration, try SchemaAnalyser(environment).constraint(declaration, over: schema)))
        }
        self.checks = checks
    }

    /// Throws for a block with a row that breaks one.
    func check(_ block: Block, in context: QueryContext) throws(QueryError) {
        var columns: [Int: Column] = [:]
        for (position, declaration) in schema.columns.enumerated() {
            if let place = block.position(of: declaration.name) { columns[position] = block.columns[place].column }
        }
        let input = EvaluationInput(columns: columns, rowCount: block.rowCount)
        for (declaration, condition) in checks {
            let result = try condition.evaluate(over: input, in: context).materialised.withoutLowCardinality
            let failure = "Constraint `\(declaration.name)` for table \(table.name) (\(table.uuid)) is violated"
            let expression = "Expression: (\(declaration.expression.text))."
            if (0..<block.rowCount).contains(where: { result.isNull(at: $0) }) {
                throw QueryError(
                    .violatedConstraint,
                    "\(failure). \(expression)Constraint expression returns nullable column that contains null value")
            }
            guard let row = maskOfTrue(result).firstIndex(of: 0) else { continue }
            var used: Set<Int> = []
            condition.collectColumns(into: &used)
            let values = used.sorted().compactMap { position -> String? in
                columns[position].map { "\(schema.columns[position].name) = \($0.value(at: row).literal)" }
            }
            throw QueryError(
                .violatedConstraint,
                "\(failure) at row \(row + 1). \(expression) Column values: \(values.joined(separator: ", "))")
        }
    }
}
