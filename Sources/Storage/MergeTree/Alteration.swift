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
    /// Parts whose data version is below this are from before the change.
    package let version: Int64
}

extension MergeTreeTable {
    /// `ALTER TABLE … ADD | DROP | RENAME | MODIFY`: the table is as `schema` and `definition` say from now on. Parts
    /// that are there are read through the difference, and rewritten in the background where `needsRewrite`, or
    /// columns were renamed or dropped; then the version of that mutation is given, to be waited for.
    @discardableResult
    package func alter(
        schema: TableSchema, definition: MergeTreeDefinition, changes: [ColumnChange.Kind], needsRewrite: Bool,
        text: String
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
        guard !changes.isEmpty || needsRewrite else {
            new.changes = old.changes
            let layout = new
            state.withLock { $0.layout = layout }
            return nil
        }
        // The mutation's number divides the parts that know the change from those that do not.
        let version = try mutate([.rewrite], text: text)
        new.changes = old.changes + changes.map { ColumnChange(kind: $0, version: version) }
        let layout = new
        state.withLock { $0.layout = layout }
        scheduler?.wake()
        return version
    }

    /// Gives the table the definition that an `ALTER … MODIFY SETTING` makes.
    package func setSettings(_ settings: MergeTreeSettings) throws(QueryError) {
        let old = layout
        var definition = old.definition
        definition.settings = settings
        try alter(schema: old.schema, definition: definition, changes: [], needsRewrite: false, text: "")
    }
}

extension MergeTreeLayout {
    /// What the column `name` is called in a part of `dataVersion`; `nil` where a column of that name was dropped
    /// since.
    func storedName(of name: String, dataVersion: Int64) -> String? {
        var result = name
        for change in changes.reversed() where change.version > dataVersion {
            switch change.kind {
            case .renamed(let from, let to):
                if to == result { result = from } else if from == result { return nil }
            case .dropped(let dropped): if dropped == result { return nil }
            }
        }
        return result
    }

    /// Forgets changes that every part has.
    mutating func forgetFinishedChanges(pending: [Int64]) {
        if !changes.isEmpty { changes.removeAll { !pending.contains($0.version) } }
    }
}
