import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// `ALTER TABLE` of what a MergeTree table declares: the definition is changed as syntax, bound anew, and given to the
/// table; the metadata file follows.
struct TableAlteration {
    private let environment: QueryEnvironment
    private let entry: CatalogEntry

    init(_ environment: QueryEnvironment, entry: CatalogEntry) {
        self.environment = environment
        self.entry = entry
    }

    /// The definition after the commands.
    func changed(_ commands: [AlterCommand]) throws(QueryError) -> (CreateTable, [ColumnChange.Kind]) {
        guard case .createTable(var create) = entry.definition else {
            throw QueryError(.notImplemented, "ALTER of \(entry.name) is not supported: it is no table")
        }
        var changes: [ColumnChange.Kind] = []
        for command in commands { try apply(command, to: &create, &changes) }
        return (create, changes)
    }

    func apply(_ commands: [AlterCommand], to table: MergeTreeTable) throws(QueryError) {
        guard case .createTable(let before) = entry.definition else { return }
        let (create, changes) = try changed(commands)
        let factory = TableFactory(environment)
        let (definition, _) = try factory.completed(create, name: entry.name)
        let (schema, bound) = try TableBuilder(environment, SchemaAnalyser(environment)).declaration(
            definition, name: entry.name)
        let needsRewrite = table.schema.columns.contains { old in
            // Columns that keep their name but not their type.
            schema.columns.contains { $0.name == old.name && $0.type != old.type }
        }
        try checkKeys(before, of: table, schema)
        try checkNullability(of: table, schema)
        if commands.contains(where: { if case .modifyOrderBy = $0 { true } else { false } }) {
            try checkAddedKeys(before, definition, of: table, schema)
        }
        let renamed = CatalogEntry(
            name: entry.name, uuid: entry.uuid, kind: entry.kind, definition: .createTable(definition),
            comment: definition.comment ?? "", isTemporary: entry.isTemporary)
        let text = commands.map(\.text).joined(separator: ", ")
        let version = try table.alter(
            schema: schema, definition: bound, changes: changes, needsRewrite: needsRewrite, text: text
        ) { () throws(QueryError) in try environment.instance.catalog.replace(renamed) }
        let waits = (environment.settings.number("alter_sync") ?? 1) > 0
        if waits, let version { try table.waitForMutation(version) }
    }

    /// What ORDER BY gains may read columns only that this ALTER adds: the rows that are there are not sorted anew.
    private func checkAddedKeys(
        _ before: CreateTable, _ after: CreateTable, of table: MergeTreeTable, _ schema: TableSchema
    ) throws(QueryError) {
        let schemas = SchemaAnalyser(environment)
        let old = Set(try schemas.key(before.storage.orderBy, over: table.schema).map(\.text))
        for column in try schemas.key(after.storage.orderBy, over: schema) where !old.contains(column.text) {
            var positions: Set<Int> = []
            column.expression.collectColumns(into: &positions)
            for name in positions.sorted().map({ schema.columns[$0].name })
            where table.schema.position(of: name) != nil {
                throw QueryError(
                    .badArguments,
                    "Existing column \(name) is used in the expression that was added to the sorting key. You can add "
                        + "expressions that use only the newly added columns")
            }
        }
    }

    /// A Nullable column becomes another only with something to put in NULL's place.
    private func checkNullability(of table: MergeTreeTable, _ schema: TableSchema) throws(QueryError) {
        for old in table.schema.columns where old.type.withoutLowCardinality.isNullable {
            guard let new = schema.columns.first(where: { $0.name == old.name }),
                !new.type.withoutLowCardinality.isNullable, new.defaultKind == .none
            else { continue }
            throw QueryError(
                .badArguments,
                "Cannot convert column '\(old.name)' from nullable type \(old.type.name) to non-nullable type "
                    + "\(new.type.name). Please specify `DEFAULT` expression in ALTER MODIFY COLUMN statement")
        }
    }

    /// Columns of keys keep their types: other values would not be in the parts' order.
    private func checkKeys(
        _ create: CreateTable, of table: MergeTreeTable, _ schema: TableSchema
    ) throws(QueryError) {
        let schemas = SchemaAnalyser(environment)
        var keyed: Set<String> = []
        for key in [create.storage.orderBy, create.storage.partitionBy, create.storage.sampleBy] {
            for column in try schemas.key(key, over: table.schema) {
                var positions: Set<Int> = []
                column.expression.collectColumns(into: &positions)
                keyed.formUnion(positions.map { table.schema.columns[$0].name })
            }
        }
        for old in table.schema.columns where keyed.contains(old.name) {
            guard let new = schema.columns.first(where: { $0.name == old.name }), new.type != old.type,
                !old.type.isWidenedEnum(new.type)
            else { continue }
            throw QueryError(
                .alterOfColumnIsForbidden,
                "ALTER of key column \(old.name) from type \(old.type.name) to type \(new.type.name) is not safe "
                    + "because it can change the representation of primary key")
        }
    }

    private func apply(
        _ command: AlterCommand, to create: inout CreateTable, _ changes: inout [ColumnChange.Kind]
    ) throws(QueryError) {
        var structure = create.structure ?? TableStructure()
        defer { create.structure = structure }
        switch command {
        case .addColumn(let column, let ifNotExists, let place):
            if position(of: column.name, in: structure) != nil {
                if ifNotExists { return }
                throw QueryError(
                    .duplicateColumn, "Cannot add column \(column.name): column with this name already exists")
            }
            structure.columns.insert(column, at: try index(of: place, in: structure))
        case .dropColumn(let name, let ifExists):
            guard let position = try existing(name, in: structure, ifExists) else { return }
            structure.columns.remove(at: position)
            changes.append(.dropped(name))
        case .renameColumn(let name, let target, let ifExists):
            guard try existing(name, in: structure, ifExists) != nil else { return }
            guard self.position(of: target, in: structure) == nil else {
                throw QueryError(.duplicateColumn, "Cannot rename to \(target): column with this name already exists")
            }
            create.rename(column: name, to: target, in: &structure)
            changes.append(.renamed(from: name, to: target))
        case .commentColumn(let name, let ifExists, let comment):
            guard let position = try existing(name, in: structure, ifExists) else { return }
            structure.columns[position].comment = comment.isEmpty ? nil : comment
        case .modifyColumn(let column, let ifExists, let place):
            guard let position = try existing(column.name, in: structure, ifExists) else { return }
            modify(&structure.columns[position], by: column)
            if let place {
                let moved = structure.columns.remove(at: position)
                structure.columns.insert(moved, at: try index(of: place, in: structure))
            }
        case .removeFromColumn(let name, let ifExists, let property):
            guard let position = try existing(name, in: structure, ifExists) else { return }
            try remove(property, from: &structure.columns[position])
        default: try applyToTable(command, &create, &structure)
        }
    }

    private func applyToTable(
        _ command: AlterCommand, _ create: inout CreateTable, _ structure: inout TableStructure
    ) throws(QueryError) {
        switch command {
        case .modifyOrderBy(let expression):
            if create.storage.primaryKey == nil { create.storage.primaryKey = create.storage.orderBy }
            create.storage.orderBy = expression
        case .modifyTTL(let elements): create.storage.timeToLive = elements
        case .removeTTL: create.storage.timeToLive = []
        case .modifyComment(let comment): create.comment = comment.isEmpty ? nil : comment
        case .modifySetting(let settings):
            for setting in settings {
                create.storage.settings.removeAll { $0.name == setting.name }
                create.storage.settings.append(setting)
            }
        case .resetSetting(let names): create.storage.settings.removeAll { names.contains($0.name) }
        case .addIndex(let index, let ifNotExists, let place):
            guard !structure.indexes.contains(where: { $0.name == index.name }) else {
                if ifNotExists { return }
                throw QueryError(
                    .illegalColumn, "Cannot add index \(index.name): index with this name already exists")
            }
            var position = structure.indexes.count
            if case .first? = place { position = 0 }
            if case .after(let name)? = place {
                guard let found = structure.indexes.firstIndex(where: { $0.name == name }) else {
                    throw QueryError(.illegalColumn, "Wrong index name. Cannot find index \(name) to insert after")
                }
                position = found + 1
            }
            structure.indexes.insert(index, at: position)
        case .dropIndex(let name, let ifExists):
            guard structure.indexes.contains(where: { $0.name == name }) else {
                if ifExists { return }
                throw QueryError(.badArguments, "Wrong index name. Cannot find index \(name) to drop")
            }
            structure.indexes.removeAll { $0.name == name }
        case .addConstraint(let constraint, let ifNotExists):
            guard !structure.constraints.contains(where: { $0.name == constraint.name }) else {
                if ifNotExists { return }
                throw QueryError(
                    .illegalColumn,
                    "Cannot add constraint \(constraint.name): constraint with this name already exists")
            }
            structure.constraints.append(constraint)
        case .dropConstraint(let name, let ifExists):
            guard structure.constraints.contains(where: { $0.name == name }) else {
                if ifExists { return }
                throw QueryError(.badArguments, "Wrong constraint name. Cannot find constraint `\(name)` to drop")
            }
            structure.constraints.removeAll { $0.name == name }
        case .modifySampleBy(let expression): create.storage.sampleBy = expression
        case .removeSampleBy: create.storage.sampleBy = nil
        default: throw QueryError(.notImplemented, "ALTER TABLE … \(command.text) is not supported")
        }
    }

    // MARK: - Columns

    private func position(of name: String, in structure: TableStructure) -> Int? {
        structure.columns.firstIndex { $0.name == name }
    }

    private func existing(
        _ name: String, in structure: TableStructure, _ ifExists: Bool
    ) throws(QueryError) -> Int? {
        if let position = position(of: name, in: structure) { return position }
        if ifExists { return nil }
        throw QueryError(.notFoundColumnInBlock, "Wrong column name. Cannot find column \(name) in table \(entry.name)")
    }

    private func index(of place: AlterPlace?, in structure: TableStructure) throws(QueryError) -> Int {
        switch place {
        case nil: return structure.columns.count
        case .first?: return 0
        case .after(let name)?:
            guard let position = position(of: name, in: structure) else {
                throw QueryError(
                    .notFoundColumnInBlock, "Wrong column name. Cannot find column \(name) to insert after")
            }
            return position + 1
        }
    }

    /// What the declaration leaves out stays as it is.
    private func modify(_ column: inout SQLSyntax.ColumnDeclaration, by change: SQLSyntax.ColumnDeclaration) {
        if let type = change.type { column.type = type }
        if let kind = change.defaultKind {
            column.defaultKind = kind
            column.defaultExpression = change.defaultExpression
        }
        if let comment = change.comment { column.comment = comment }
        if !change.codec.isEmpty { column.codec = change.codec }
        if let ttl = change.timeToLive { column.timeToLive = ttl }
        if change.nullModifier != nil { column.nullModifier = change.nullModifier }
    }

    private func remove(
        _ property: ColumnProperty, from column: inout SQLSyntax.ColumnDeclaration
    ) throws(QueryError) {
        switch property {
        case .default, .materialized, .alias:
            column.defaultKind = nil
            column.defaultExpression = nil
        case .comment: column.comment = nil
        case .codec: column.codec = []
        case .timeToLive: column.timeToLive = nil
        case .settings: throw QueryError(.notImplemented, "SETTINGS of a column are not supported")
        }
    }
}

extension DataType {
    /// The other is an enum that has at least all the names of this one, or what its numbers are.
    fileprivate func isWidenedEnum(_ other: DataType) -> Bool {
        switch (self, other) {
        case (.enum8(let old), .enum8(let new)), (.enum8(let old), .enum16(let new)),
            (.enum16(let old), .enum16(let new)):
            let keepsNumbers = old.names.allSatisfy { old.number(of: $0) == new.number(of: $0) }
            return physicalKind == other.physicalKind && keepsNumbers
        case (.enum8, .int8), (.enum16, .int16): return true
        case (.dateTime, .dateTime): return true
        default: return false
        }
    }
}
