import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// `ALTER TABLE` of a Memory table: its blocks are made anew, all at once.
struct MemoryAlteration {
    private let environment: QueryEnvironment
    private let entry: CatalogEntry
    private let table: MemoryTable

    init(_ environment: QueryEnvironment, entry: CatalogEntry, table: MemoryTable) {
        self.environment = environment
        self.entry = entry
        self.table = table
    }

    func apply(_ alter: Alter) throws(QueryError) {
        let changes = alter.commands.filter(\.isMetadataChange)
        if !changes.isEmpty { return try change(changes) }
        for command in alter.commands {
            switch command {
            case .delete(nil, let condition): try delete(where: condition)
            case .update(let assignments, nil, let condition): try update(assignments, where: condition)
            default:
                throw QueryError(
                    .notImplemented, "ALTER TABLE … \(command.text) is not supported by storage Memory")
            }
        }
    }

    private func bind(_ expression: SQLSyntax.Expression) throws(QueryError) -> BoundExpression {
        try SchemaAnalyser(environment).bind(expression, over: table.schema)
    }

    /// Marks the rows for which a condition holds.
    private func mask(_ condition: BoundExpression, _ block: Block) throws(QueryError) -> [UInt8] {
        let column = try condition.evaluate(over: input(block), in: environment.context).materialised
        return (0..<block.rowCount).map { row in
            switch column.value(at: row) {
            case .uint64(let number): number == 0 ? 0 : 1
            case .int64(let number): number == 0 ? 0 : 1
            case .float64(let number): number == 0 ? 0 : 1
            default: 0
            }
        }
    }

    private func input(_ block: Block) -> EvaluationInput {
        var columns: [Int: Column] = [:]
        for column in block.columns {
            if let position = table.schema.position(of: column.name) { columns[position] = column.column }
        }
        return EvaluationInput(columns: columns, rowCount: block.rowCount)
    }

    private func delete(where expression: SQLSyntax.Expression) throws(QueryError) {
        let condition = try bind(expression)
        try table.rewrite { (block) throws(QueryError) in
            let kept = try mask(condition, block).map { 1 &- $0 }
            let count = kept.reduce(0) { $0 + Int($1) }
            return block.mapping(rowCount: count) { $0.filtered(by: kept, keeping: count) }
        }
    }

    private func update(_ assignments: [Assignment], where expression: SQLSyntax.Expression) throws(QueryError) {
        let condition = try bind(expression)
        let schemas = SchemaAnalyser(environment)
        var values: [String: BoundExpression] = [:]
        for assignment in assignments {
            let declaration = try table.schema.column(named: assignment.column)
            let value = try schemas.cast(try bind(assignment.expression), to: declaration.type)
            guard values.updateValue(value, forKey: assignment.column) == nil else {
                throw QueryError(
                    .multipleAssignmentsToColumn,
                    "Multiple assignments in the single statement to column `\(assignment.column)`")
            }
        }
        try table.rewrite { (block) throws(QueryError) in
            let changed = try mask(condition, block)
            var columns: [BlockColumn] = []
            for column in block.columns {
                guard let value = values[column.name] else {
                    columns.append(column)
                    continue
                }
                let new = try value.evaluate(over: input(block), in: environment.context).materialised
                let rows = changed.indices.map {
                    UInt32(truncatingIfNeeded: $0 + (changed[$0] != 0 ? block.rowCount : 0))
                }
                let both = Column.concatenating([column.column.materialised, new]).gathering(rows)
                columns.append(BlockColumn(name: column.name, type: column.type, column: both))
            }
            return Block(columns, rowCount: block.rowCount)
        }
    }

    /// A table with the new columns takes the old one's place and rows; what is new in them has its type's default.
    private func change(_ commands: [AlterCommand]) throws(QueryError) {
        let alteration = TableAlteration(environment, entry: entry)
        let (create, changes) = try alteration.changed(commands)
        var oldNames: [String: String] = [:]
        for case .renamed(let old, let new) in changes { oldNames[new] = old }
        let factory = TableFactory(environment)
        let (definition, _) = try factory.completed(create, name: entry.name)
        let changed = try factory.makeEntry(definition, name: entry.name, isLoading: false)
        guard let target = changed.table as? MemoryTable else { return }
        var blocks: [Block] = []
        try table.rewrite { (block) throws(QueryError) in
            blocks.append(block)
            return block
        }
        for block in blocks {
            var columns: [BlockColumn] = []
            for declaration in target.schema.stored {
                let name = oldNames[declaration.name] ?? declaration.name
                var column = Column.defaults(of: declaration.type, count: block.rowCount)
                if let position = block.position(of: name) {
                    let old = block.columns[position]
                    column = try convertColumn(
                        old.column, from: old.type, to: declaration.type, in: environment.context
                    ).materialised
                }
                columns.append(BlockColumn(name: declaration.name, type: declaration.type, column: column))
            }
            let options = InsertOptions(isDurable: false, deduplicationToken: "", context: environment.context)
            try target.prepareInsert(Block(columns, rowCount: block.rowCount), options).publish()
        }
        try environment.instance.catalog.changing { () throws(QueryError) in
            try environment.instance.catalog.replace(changed)
        }
    }
}
