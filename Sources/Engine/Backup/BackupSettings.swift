import Errors
import SQLSyntax

/// The settings of BACKUP and RESTORE themselves, which are none of the query.
struct BackupSettings {
    /// What `system.backups` calls it; `nil` for a new UUID.
    var identifier: String?
    /// The answer comes before the work is done.
    var isAsync = false
    /// Definitions without rows.
    var structureOnly = false
    /// Rows are added to tables that have some.
    var allowsNonEmptyTables = false

    /// ClickHouse's settings that have only one value here: its default.
    private static let fixed = [
        "allow_backup_broken_projections": "0", "allow_checksums_from_remote_paths": "1", "check_parts": "1",
        "check_projection_parts": "1", "compression_level": "-1", "compression_method": "",
        "data_file_name_generator": "", "data_file_name_prefix_length": "3", "decrypt_files_from_encrypted_disks": "0",
        "deduplicate_files": "1",
        "read_from_filesystem_cache": "1", "replica_num": "0", "shard_num": "0", "password": "",
        "allow_different_database_def": "0", "allow_different_table_def": "0", "create_access": "if-not-exists",
        "create_database": "if-not-exists", "create_function": "if-not-exists", "create_table": "if-not-exists",
        "restore_broken_parts_as_detached": "0", "restore_functions": "1", "storage_policy": "",
        "skip_unresolved_access_dependencies": "0", "shard_num_in_backup": "0", "replica_num_in_backup": "0",
    ]
    static let names = Set(fixed.keys).union([
        "id", "async", "structure_only", "allow_non_empty_tables", "restore_table_data",
    ])

    init(_ changes: [SettingChange], of action: Backup.Action) throws(QueryError) {
        for change in changes where Self.names.contains(change.name) {
            switch (change.name, action) {
            case ("id", _): identifier = change.value.text
            case ("async", _): isAsync = try Self.flag(change)
            case ("structure_only", _): structureOnly = try Self.flag(change)
            case ("restore_table_data", .restore): if try !Self.flag(change) { structureOnly = true }
            case ("allow_non_empty_tables", .restore): allowsNonEmptyTables = try Self.flag(change)
            default:
                let text = ["true": "1", "false": "0"][change.value.text] ?? change.value.text
                guard Self.fixed[change.name] == text else {
                    throw QueryError(
                        .notImplemented, "Setting \(change.name) = \(change.value.text) is not supported here")
                }
            }
        }
        if let identifier, identifier.isEmpty || identifier.utf8.count > 1000 {
            throw QueryError(.wrongBackupSettings, "The id of a backup must have 1 to 1000 bytes")
        }
    }

    private static func flag(_ change: SettingChange) throws(QueryError) -> Bool {
        switch change.value.text {
        case "1", "true": return true
        case "0", "false": return false
        default:
            throw QueryError(
                .cannotParseBackupSettings, "Setting \(change.name) must be true or false, not \(change.value.text)")
        }
    }
}
