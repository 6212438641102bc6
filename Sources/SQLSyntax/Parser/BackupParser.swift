/// `BACKUP` and `RESTORE`.
extension Parser {
    mutating func parseBackup() throws(ParseFailure) -> Backup {
        let action: Backup.Action = token.word == "BACKUP" ? .backup : .restore
        advance()
        var elements: [Backup.Element] = []
        repeat { elements.append(try parseBackupElement()) } while accept(.comma)
        let cluster = try parseCluster()
        try expect(action == .backup ? "TO" : "FROM")
        var backup = Backup(action: action, elements: elements, cluster: cluster, place: try parseEngine())
        if accept("SETTINGS") { try parseBackupSettings(&backup) }
        if token.word == "ASYNC" || token.word == "SYNC" {
            backup.settings.append(SettingChange(name: "async", value: .literal(.bool(token.word == "ASYNC"))))
            advance()
        }
        return backup
    }

    private mutating func parseBackupElement() throws(ParseFailure) -> Backup.Element {
        switch token.word {
        case "TABLE", "VIEW", "DICTIONARY":
            advance()
            let name = try parseTableName()
            let newName = accept("AS") ? try parseTableName() : nil
            return .table(name, newName: newName, partitions: try parseBackupPartitions())
        case "DATABASE":
            advance()
            let name = try parseName()
            let newName = accept("AS") ? try parseName() : nil
            return .database(name, newName: newName, except: try parseExceptTables())
        case "ALL":
            advance()
            var databases: [String] = []
            if accept("EXCEPT", "DATABASES") || accept("EXCEPT", "DATABASE") {
                repeat { databases.append(try parseName()) } while accept(.comma)
            }
            return .all(exceptDatabases: databases, exceptTables: try parseExceptTables())
        default: throw mismatch("TABLE")
        }
    }

    private mutating func parseBackupPartitions() throws(ParseFailure) -> [PartitionReference] {
        guard token.word == "PARTITION" || token.word == "PARTITIONS" else { return [] }
        advance()
        var partitions: [PartitionReference] = []
        repeat { partitions.append(try parsePartitionValue()) } while acceptCommaInElement()
        return partitions
    }

    private mutating func parseExceptTables() throws(ParseFailure) -> [TableName] {
        guard accept("EXCEPT", "TABLES") || accept("EXCEPT", "TABLE") else { return [] }
        var tables: [TableName] = []
        repeat { tables.append(try parseTableName()) } while acceptCommaInElement()
        return tables
    }

    /// A comma that is not followed by the next element of the statement.
    private mutating func acceptCommaInElement() -> Bool {
        guard token.kind == .comma else { return false }
        switch ahead(1).word {
        case "TABLE", "VIEW", "DICTIONARY", "DATABASE", "ALL": return false
        default: return accept(.comma)
        }
    }

    /// Like those of a query, but `base_backup` is a place.
    private mutating func parseBackupSettings(_ backup: inout Backup) throws(ParseFailure) {
        repeat {
            if token.word == "BASE_BACKUP", ahead(1).kind == .equals {
                advance()
                advance()
                backup.baseBackup = try parseEngine()
            } else {
                backup.settings.append(try parseSetting())
            }
        } while accept(.comma)
    }
}
