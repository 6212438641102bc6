/// `DELETE FROM t WHERE …`
package struct Delete: Sendable, Hashable {
    package var table: TableName
    package var cluster: String?
    package var partition: PartitionReference?
    package var `where`: Expression
    package var settings: [SettingChange] = []
}

/// `UPDATE t SET a = 1 WHERE …`
package struct Update: Sendable, Hashable {
    package var table: TableName
    package var cluster: String?
    package var assignments: [Assignment]
    package var partition: PartitionReference?
    package var `where`: Expression
    package var settings: [SettingChange] = []
}

/// `OPTIMIZE TABLE t PARTITION p FINAL DEDUPLICATE BY …`
package struct Optimize: Sendable, Hashable {
    package var table: TableName
    package var cluster: String?
    package var partition: PartitionReference?
    package var isFinal = false
    package var deduplicates = false
    /// Empty means by every column.
    package var deduplicateBy: [Expression] = []
    package var cleansUp = false
    package var settings: [SettingChange] = []
}

/// `SYSTEM STOP MERGES db.t`
package struct SystemCommand: Sendable, Hashable {
    /// In capitals, one space between them: `STOP MERGES`, `FLUSH LOGS`. `DROP … CACHE` is `CLEAR … CACHE`.
    package var words: String
    package var table: TableName?
    package var cluster: String?
    /// What follows that is neither: `'replica'`, `STRICT`, a number.
    package var rest: String = ""
}

/// `KILL QUERY WHERE …`, `KILL MUTATION WHERE …`
package struct Kill: Sendable, Hashable {
    package enum Object: Sendable, Hashable { case query, mutation, other(String) }
    package enum Mode: Sendable, Hashable { case async, sync, test }

    package var object: Object
    package var cluster: String?
    package var `where`: Expression
    package var mode: Mode = .async
}

/// `CHECK TABLE t PARTITION p`
package struct Check: Sendable, Hashable {
    package enum Object: Sendable, Hashable {
        case table(TableName)
        case allTables
        case database(String)
        /// `CHECK VIEW`: our own; ClickHouse has none.
        case view(TableName)
    }

    package var object: Object
    package var partition: PartitionReference?
    package var settings: [SettingChange] = []
}
