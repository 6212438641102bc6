/// `CREATE VIEW` and `CREATE MATERIALIZED VIEW`, and their `ATTACH`.
package struct CreateView: Sendable, Hashable {
    package enum Security: Sendable, Hashable { case definer, invoker, none }

    package var action: CreateTable.Action = .create
    package var ifNotExists = false
    package var isMaterialized = false
    package var isTemporary = false
    package var name: TableName
    package var uuid: String?
    package var cluster: String?
    /// `TO db.table`
    package var target: TableName?
    /// `TO INNER UUID '…'`
    package var innerUUID: String?
    package var structure: TableStructure?
    package var storage = TableStorage()
    package var populates = false
    /// `EMPTY`
    package var isEmpty = false
    package var refresh: RefreshStrategy?
    package var definer: String?
    package var security: Security?
    package var query: SelectUnion
    package var comment: String?
}

/// `REFRESH EVERY 1 HOUR …` of a refreshable materialized view.
package struct RefreshStrategy: Sendable, Hashable {
    package struct Interval: Sendable, Hashable {
        package var count: UInt64
        /// In capitals: `HOUR`
        package var unit: String
    }

    /// `true` for `EVERY`, `false` for `AFTER`.
    package var isEvery: Bool
    package var period: [Interval]
    package var offset: [Interval] = []
    package var spread: [Interval] = []
    package var dependencies: [TableName] = []
    package var settings: [SettingChange] = []
    package var appends = false
}

/// `CREATE DATABASE`
package struct CreateDatabase: Sendable, Hashable {
    package var isAttach = false
    package var ifNotExists = false
    package var name: String
    package var uuid: String?
    package var cluster: String?
    package var engine: FunctionCall?
    package var settings: [SettingChange] = []
    package var comment: String?
}

/// `CREATE FUNCTION name AS lambda`
package struct CreateFunction: Sendable, Hashable {
    package var orReplace = false
    package var ifNotExists = false
    package var name: String
    package var cluster: String?
    package var body: Expression
}
