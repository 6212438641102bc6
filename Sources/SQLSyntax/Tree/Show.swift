/// `SHOW …`
package struct Show: Sendable, Hashable {
    package enum Object: Sendable, Hashable {
        case databases
        /// `SHOW [FULL] [TEMPORARY] TABLES`
        case tables(isFull: Bool, isTemporary: Bool)
        case dictionaries
        case clusters
        /// `SHOW [EXTENDED] [FULL] COLUMNS FROM t`
        case columns(TableName, isExtended: Bool, isFull: Bool)
        case indexes(TableName, isExtended: Bool)
        case createTable(TableName), createView(TableName), createDictionary(TableName), createTemporaryTable(TableName)
        case createDatabase(String)
        case processlist
        case settings(isChangedOnly: Bool)
        case setting(String)
        case functions, engines, merges
        /// `GRANTS`, `USERS`, `ACCESS`, `ROLES`, `CREATE USER u` …: the words in capitals and what follows them.
        case access(String, text: String)
    }

    package var object: Object
    /// `FROM db`
    package var database: String?
    package var filter: NameFilter?
    package var `where`: Expression?
    package var limit: Expression?
}

/// `EXPLAIN kind settings statement`
package struct Explain: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// `plan` also when no word is written.
        case ast, syntax, queryTree, plan, pipeline, estimate, tableOverride, currentTransaction
    }

    package var kind: Kind
    package var settings: [SettingChange]
    package var statement: Statement
    /// `EXPLAIN … FORMAT` belongs to the answer; this is the format inside a nested statement, if any.
    package var format: String?
}
