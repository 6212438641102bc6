import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ alter: Alter) throws(QueryError) -> StatementAnswer {
        try refuseCluster(alter.cluster)
        guard !alter.isTemporary else { throw QueryError(.notImplemented, "ALTER TEMPORARY TABLE is not supported") }
        let entry = try entry(alter.table)
        if case .materializedView = entry.kind, case .modifyQuery(let query)? = alter.commands.first {
            return try modifyQuery(of: entry, query)
        }
        let (stored, table) = try storedTable(of: entry)
        if let memory = table as? MemoryTable {
            try MemoryAlteration(environment, entry: stored, table: memory).apply(alter)
            return .nothing
        }
        guard let mergeTree = table as? MergeTreeTable else {
            for case .dropColumn(let name, false) in alter.commands where table.schema.position(of: name) == nil {
                throw QueryError(
                    .notFoundColumnInBlock, "Wrong column name. Cannot find column `\(name)` to drop")
            }
            throw QueryError(.notImplemented, "Alter is not supported by storage \(table.engineName)")
        }
        let changes = alter.commands.filter(\.isMetadataChange)
        if !changes.isEmpty {
            try catalog.changing { () throws(QueryError) in
                try TableAlteration(environment, entry: stored).apply(changes, to: mergeTree)
            }
        }
        for command in alter.commands {
            if case .modifyTTL = command, environment.settings.flag("materialize_ttl_after_modify") {
                try run(.materializeTTL(partition: nil), on: mergeTree, alter)
            }
            if !command.isMetadataChange { try run(command, on: mergeTree, alter) }
        }
        return .nothing
    }

    private func modifyQuery(of entry: CatalogEntry, _ query: SelectUnion) throws(QueryError) -> StatementAnswer {
        guard case .createView(var create) = entry.definition else { return .nothing }
        create.query = query.qualified(in: environment.context.database)
        _ = try Analyser(environment).analyse(create.query)
        let changed = try TableFactory(environment).makeEntry(create, name: entry.name)
        try catalog.changing { () throws(QueryError) in try catalog.replace(changed) }
        return .nothing
    }

    func run(_ delete: Delete) throws(QueryError) -> StatementAnswer {
        try refuseCluster(delete.cluster)
        let (_, table) = try storedTable(of: try entry(delete.table))
        let binder = try MutationBinder(environment, table)
        let command = MutationCommand.delete(condition: try binder.condition(delete.where))
        // DELETE FROM waits, whatever `mutations_sync` says: its rows are gone when it returns.
        try binder.mutate(
            [command], text: "DELETE WHERE \(delete.where.text)", partition: delete.partition, waits: true)
        return .nothing
    }

    func run(_ update: Update) throws(QueryError) -> StatementAnswer {
        try refuseCluster(update.cluster)
        let (_, table) = try storedTable(of: try entry(update.table))
        let binder = try MutationBinder(environment, table)
        let command = try binder.update(update.assignments, where: update.where)
        let assignments = update.assignments.map { "\($0.column) = \($0.expression.text)" }.joined(separator: ", ")
        try binder.mutate(
            [command], text: "UPDATE \(assignments) WHERE \(update.where.text)", partition: update.partition,
            waits: true)
        return .nothing
    }

    private func run(_ command: AlterCommand, on table: MergeTreeTable, _ alter: Alter) throws(QueryError) {
        let binder = try MutationBinder(environment, table)
        let waits = (environment.settings.number("mutations_sync") ?? 0) > 0
        switch command {
        case .update(let assignments, let partition, let condition):
            try binder.mutate(
                [try binder.update(assignments, where: condition)], text: command.text, partition: partition,
                waits: waits)
        case .delete(let partition, let condition):
            try binder.mutate(
                [.delete(condition: try binder.condition(condition))], text: command.text, partition: partition,
                waits: waits)
        case .materializeColumn(let name, let partition):
            try binder.mutate([.materialiseColumn(name)], text: command.text, partition: partition, waits: waits)
        case .clearColumn(let name, _, let partition):
            try binder.mutate([.clearColumn(name)], text: command.text, partition: partition, waits: waits)
        case .materializeIndex(_, _, let partition), .materializeTTL(let partition), .rewriteParts(let partition):
            try binder.mutate([.rewrite], text: command.text, partition: partition, waits: waits)
        case .dropPartition(let reference): try table.dropPartition(try binder.target(reference))
        case .detachPartition(let reference): try table.detachPartition(try binder.target(reference))
        case .attachPartition(let reference): try table.attachPartition(try binder.target(reference))
        case .dropDetachedPartition(let reference): try table.dropDetached(try binder.target(reference))
        case .freezePartition(let reference, let name):
            let target = try reference.map { (reference) throws(QueryError) in try binder.target(reference) } ?? .all
            _ = try table.freeze(target, name: name ?? environment.newUUID())
        case .unfreezePartition(let reference, let name):
            let target = try reference.map { (reference) throws(QueryError) in try binder.target(reference) } ?? .all
            try table.unfreeze(target, name: name)
        case .movePartition(let reference, let destination): try move(reference, destination, table, binder)
        case .attachPartitionFrom(let reference, let source):
            try copy(reference, from: source, to: table, binder, replaces: false)
        case .replacePartition(let reference, let source):
            try copy(reference, from: source, to: table, binder, replaces: true)
        default: throw QueryError(.notImplemented, "ALTER TABLE … \(command.text) is not supported")
        }
    }

    private func move(
        _ reference: PartitionReference, _ destination: PartitionDestination, _ table: MergeTreeTable,
        _ binder: MutationBinder
    ) throws(QueryError) {
        switch destination {
        case .disk(let name): try table.movePartition(try binder.target(reference), toDisk: name)
        case .volume(let name): try table.movePartition(try binder.target(reference), toVolume: name)
        case .table(let name):
            guard let other = try storedTable(of: try entry(name)).table as? MergeTreeTable,
                case .partition(let identifier) = try binder.target(reference)
            else { throw QueryError(.notImplemented, "MOVE PARTITION TO TABLE goes from MergeTree to MergeTree") }
            try table.movePartition(identifier, to: other)
        }
    }

    private func copy(
        _ reference: PartitionReference, from source: TableName, to table: MergeTreeTable, _ binder: MutationBinder,
        replaces: Bool
    ) throws(QueryError) {
        guard let other = try storedTable(of: try entry(source)).table as? MergeTreeTable,
            case .partition(let identifier) = try binder.target(reference)
        else { throw QueryError(.notImplemented, "Partitions are taken from MergeTree tables, by partition") }
        try table.attachPartition(identifier, from: other, isReplacing: replaces)
    }
}

extension AlterCommand {
    /// Changes what the table declares, not its rows.
    var isMetadataChange: Bool {
        switch self {
        case .addColumn, .dropColumn, .modifyColumn, .removeFromColumn, .renameColumn, .commentColumn, .modifyOrderBy,
            .modifyTTL, .removeTTL, .modifySetting, .resetSetting, .modifyComment, .addIndex, .dropIndex,
            .addConstraint, .dropConstraint, .modifySampleBy, .removeSampleBy:
            true
        default: false
        }
    }
}
