/// `DROP`, `DETACH`, `TRUNCATE`, `UNDROP`.
package struct Drop: Sendable, Hashable {
    package enum Action: Sendable, Hashable { case drop, detach, truncate, undrop }
    package enum Object: Sendable, Hashable {
        case table, view, dictionary, database, function
        /// `TRUNCATE ALL TABLES FROM db`
        case allTables
    }

    package var action: Action
    package var object: Object
    package var isTemporary = false
    package var ifExists = false
    /// `IF EMPTY`
    package var ifEmpty = false
    /// Several for `DROP TABLE a, b`. A database's or function's name is in `table`.
    package var names: [TableName]
    package var uuid: String?
    package var cluster: String?
    /// `TRUNCATE ALL TABLES FROM db LIKE 'x'`
    package var filter: NameFilter?
    package var isSync = false
    package var isPermanent = false
    package var settings: [SettingChange] = []
}

/// `RENAME` and `EXCHANGE`.
package struct Rename: Sendable, Hashable {
    package enum Object: Sendable, Hashable { case table, dictionary, database }
    package struct Pair: Sendable, Hashable {
        package var from: TableName
        package var to: TableName
    }

    package var object: Object
    package var isExchange: Bool
    package var ifExists = false
    package var pairs: [Pair]
    package var cluster: String?
}

/// `EXISTS TABLE t`
package struct Exists: Sendable, Hashable {
    package enum Object: Sendable, Hashable { case table, temporaryTable, view, dictionary, database }

    package var object: Object
    /// A database's name is in `table`.
    package var name: TableName
}

/// `LIKE 'x'`, `NOT ILIKE 'x'`
package struct NameFilter: Sendable, Hashable {
    package var pattern: String
    package var isNegated = false
    package var ignoresCase = false
}
