import Columns
import Errors
import Functions
import Synchronization

/// A change of a stored column that parts from before it do not know of yet.
package struct ColumnChange: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case renamed(from: String, to: String)
        case dropped(String)
    }

    package let kind: Kind
    /// The version of the table's definition that the change made: parts that were written before have a lower one in
    /// `metadata_version.txt`.
    package let version: Int
}

extension MergeTreeTable {
    /// `ALTER TABLE … ADD | DROP | RENAME | MODIFY`: the table is as `schema` and `definition` say from now on.
    /// Parts that
    /// are there are read through the difference, and rewritten in the background where `needsRewrite`, or columns were
    /// renamed or dropped; then the version of that mutation is given, to be waited for.
    ///
    /// `recording` makes the new definition durable: a crash before it leaves the old table, one behind it the new one.
    @discardableResult
    package func alter(
        schema: TableSchema, definition: MergeTreeDefinition, changes: [ColumnChange.Kind], needsRewrite: Bool,
        text: String, recording: () throws(QueryError) -> Void = { () throws(QueryError) in }
    ) throws(QueryError) -> Int64? {
        try checkIsOpen()
        let old = layout
        for change in changes {
            let name =
                switch change {
                case .renamed(let from, _): from
                case .dropped(let name): name
                }
            guard !old.keyColumnNames.contains(name) else {
                throw QueryError(
                    .alterOfColumnIsForbidden, "Trying to ALTER key column \(name), which is not possible")
            }
        }
        var new = try MergeTreeLayout(
            schema: schema, definition: definition, defaultCodec: old.defaultCodec, version: old.version + 1)
        new.changes = old.changes + changes.map { ColumnChange(kind: $0, version: new.version) }
        let layout = new
        if !layout.changes.isEmpty { try ColumnChangesFile(before: old, after: layout).write(for: self) }
        let isRewriting = !changes.isEmpty || needsRewrite
        let mutation = isRewriting ? try writeMutation([.rewrite], text: text, partitions: nil) : nil
        do throws(QueryError) {
            try recording()
        } catch {
            if let mutation { try? policy.mainDisk.removeFile(location(of: Mutation.fileName(mutation.version))) }
            throw error
        }
        state.withLock { state in
            state.layout = layout
            if let mutation { state.mutations.append(mutation) }
        }
        scheduler?.wake()
        return mutation?.version
    }

    /// Gives the table the definition that an `ALTER … MODIFY SETTING` makes.
    package func setSettings(_ settings: MergeTreeSettings) throws(QueryError) {
        let old = layout
        var definition = old.definition
        definition.settings = settings
        try alter(schema: old.schema, definition: definition, changes: [], needsRewrite: false, text: "")
    }

    /// Removes the record of changes once every part has them.
    func forgetFinishedChanges() {
        let isDone = state.withLock { state -> Bool in
            guard let last = state.layout.changes.last, !state.hasCommits else { return false }
            return state.active.allSatisfy { $0.content.metadataVersion >= last.version }
        }
        if isDone { try? policy.mainDisk.removeFile(location(of: ColumnChangesFile.name)) }
    }
}

/// `column_changes.json`: the columns before and behind the last ALTER, each with the changes that older parts do
/// not know.
/// Which of both holds is seen by comparing with the columns that the table has when it is opened.
struct ColumnChangesFile {
    static let name = "column_changes.json"
    private let layouts: [MergeTreeLayout]

    init(before: MergeTreeLayout, after: MergeTreeLayout) { layouts = [before, after] }

    func write(for table: MergeTreeTable) throws(QueryError) {
        let disk = table.policy.mainDisk
        let file = table.location(of: Self.name)
        let text = JSONValue.array(
            layouts.map { layout in
                .object([
                    .init("columns", Self.columns(layout.schema)), .init("version", .integer(layout.version)),
                    .init("changes", .array(layout.changes.map(Self.change))),
                ])
            })
        try disk.replaceFile(file, by: Array(text.written.utf8))
    }

    private static func columns(_ schema: TableSchema) -> JSONValue {
        .array(schema.stored.map { .string("\($0.name) \($0.type.name)") })
    }

    private static func change(_ change: ColumnChange) -> JSONValue {
        let names: [JSONValue.Member] =
            switch change.kind {
            case .renamed(let from, let to): [.init("from", .string(from)), .init("to", .string(to))]
            case .dropped(let name): [.init("dropped", .string(name))]
            }
        return .object(names + [.init("version", .integer(change.version))])
    }

    /// The version and changes of the table's definition, if there is a record of it.
    static func read(_ table: MergeTreeTable, schema: TableSchema) throws(QueryError) -> (Int, [ColumnChange])? {
        let file = table.location(of: name)
        guard table.policy.mainDisk.exists(file) else { return nil }
        let content = try JSONValue(reading: try table.policy.mainDisk.readAll(file))
        let wanted = columns(schema).written
        guard let record = content.elements?.last(where: { $0["columns"]?.written == wanted }) else { return nil }
        let changes = (record["changes"]?.elements ?? []).compactMap { entry -> ColumnChange? in
            guard let version = entry["version"]?.integer else { return nil }
            if let dropped = entry["dropped"]?.text {
                return ColumnChange(kind: .dropped(dropped), version: Int(version))
            }
            guard let from = entry["from"]?.text, let to = entry["to"]?.text else { return nil }
            return ColumnChange(kind: .renamed(from: from, to: to), version: Int(version))
        }
        return (Int(record["version"]?.integer ?? 0), changes)
    }
}

extension MergeTreeLayout {
    /// What the column `name` is called in `part`; `nil` where a column of that name was dropped since.
    func storedName(of name: String, in part: Part) -> String? {
        var result = name
        for change in changes.reversed() where change.version > part.content.metadataVersion {
            switch change.kind {
            case .renamed(let from, let to):
                if to == result, part.has(from) { result = from } else if from == result { return nil }
            case .dropped(let dropped): if dropped == result { return nil }
            }
        }
        return result
    }
}
