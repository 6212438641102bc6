/// `BACKUP` and `RESTORE`.
extension SQLPrinter {
    mutating func print(_ backup: Backup) {
        write(backup.action == .backup ? "BACKUP " : "RESTORE ")
        list(backup.elements) { $0.print($1) }
        print(cluster: backup.cluster)
        write(backup.action == .backup ? " TO " : " FROM ")
        print(engine: backup.place)
        if let base = backup.baseBackup {
            write(" SETTINGS base_backup = ")
            print(engine: base)
            if !backup.settings.isEmpty {
                write(", ")
                print(settings: backup.settings)
            }
        } else {
            print(trailingSettings: backup.settings)
        }
    }

    private mutating func print(_ element: Backup.Element) {
        switch element {
        case .table(let name, let newName, let partitions):
            write("TABLE ")
            write(table: name)
            if let newName {
                write(" AS ")
                write(table: newName)
            }
            guard !partitions.isEmpty else { return }
            // ClickHouse writes two spaces, too.
            write(partitions.count == 1 ? " PARTITION  " : " PARTITIONS  ")
            list(partitions) { $0.print(value: $1) }
        case .database(let name, let newName, let except):
            write("DATABASE " + LiteralText.identifier(name))
            if let newName { write(" AS " + LiteralText.identifier(newName)) }
            print(exceptTables: except)
        case .all(let databases, let tables):
            write("ALL")
            if !databases.isEmpty {
                write(databases.count == 1 ? " EXCEPT DATABASE " : " EXCEPT DATABASES ")
                write(databases.map { LiteralText.identifier($0) }.joined(separator: ", "))
            }
            print(exceptTables: tables)
        }
    }

    private mutating func print(exceptTables tables: [TableName]) {
        guard !tables.isEmpty else { return }
        write(tables.count == 1 ? " EXCEPT TABLE " : " EXCEPT TABLES ")
        list(tables) { $0.write(table: $1) }
    }
}
