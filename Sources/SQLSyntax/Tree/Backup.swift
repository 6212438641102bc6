/// `BACKUP … TO place` and `RESTORE … FROM place`.
package struct Backup: Sendable, Hashable {
    package enum Action: Sendable, Hashable { case backup, restore }

    package enum Element: Sendable, Hashable {
        /// `TABLE db.t AS db.u PARTITIONS 'a', 'b'`; without partitions all of them. Views and dictionaries likewise.
        case table(TableName, newName: TableName?, partitions: [PartitionReference])
        /// `DATABASE d AS e EXCEPT TABLES t, u`
        case database(String, newName: String?, except: [TableName])
        /// `ALL EXCEPT DATABASES d EXCEPT TABLES e.t`
        case all(exceptDatabases: [String], exceptTables: [TableName])
    }

    package var action: Action
    package var elements: [Element]
    package var cluster: String?
    /// `File('name')`, `Disk('backups', 'name')`, `Null`
    package var place: FunctionCall
    /// `SETTINGS base_backup = File('name')`
    package var baseBackup: FunctionCall?
    /// Settings of the backup and of the query, as they came; `ASYNC` is the setting `async`.
    package var settings: [SettingChange] = []
}
