import SQLSyntax

extension Statement {
    /// The SETTINGS inside the statement itself; those of a SELECT count when it is the whole statement.
    var ownSettings: [SettingChange] {
        switch self {
        case .select(let query): query.queries.last?.settings ?? []
        case .createTable(let create): MergeTreeSettingList.queryOnly(create.storage.settings)
        case .insert(let insert): insert.settings
        case .alter(let alter): alter.settings
        case .delete(let delete): delete.settings
        case .update(let update): update.settings
        case .optimize(let optimize): optimize.settings
        case .drop(let drop): drop.settings
        case .check(let check): check.settings
        case .backup(let backup): backup.settings.filter { !BackupSettings.names.contains($0.name) }
        default: []
        }
    }

    /// Changes nothing: allowed in `readonly` mode.
    var isReadOnly: Bool {
        switch self {
        case .select, .exists, .show, .describe, .explain, .use, .check: true
        default: false
        }
    }

    /// Reads tables, or changes what they are: rows that wait in the journal have to be there before.
    var seesStoredRows: Bool {
        switch self {
        case .insert(let insert): if case .format = insert.source { false } else { true }
        // A table that goes takes its rows with it, wherever they are: this is how a full disk gets room.
        case .drop(let drop): drop.action != .drop || drop.ifEmpty
        case .set, .use, .kill: false
        default: true
        }
    }

    /// `query_kind` of the log.
    var kindName: String {
        switch self {
        case .select: "Select"
        case .insert: "Insert"
        case .createTable, .createView, .createDatabase, .createFunction, .createDictionary: "Create"
        case .drop: "Drop"
        case .rename: "Rename"
        case .exists, .show: "Show"
        case .describe: "Describe"
        case .use: "Use"
        case .set: "Set"
        case .explain: "Explain"
        case .alter: "Alter"
        case .delete: "Delete"
        case .update: "Update"
        case .optimize: "Optimize"
        case .system: "System"
        case .kill: "KillQuery"
        case .check: "Check"
        case .backup(let backup): backup.action == .backup ? "Backup" : "Restore"
        case .words: ""
        }
    }
}
