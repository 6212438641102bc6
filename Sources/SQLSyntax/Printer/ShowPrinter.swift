/// `SHOW`, `DESCRIBE`, `EXPLAIN`.
extension SQLPrinter {
    mutating func print(_ show: Show) {
        switch show.object {
        case .databases: write("SHOW DATABASES")
        case .tables(let isFull, let isTemporary):
            write("SHOW ")
            write("FULL ", if: isFull)
            write("TEMPORARY ", if: isTemporary)
            write("TABLES")
        case .dictionaries: write("SHOW DICTIONARIES")
        case .clusters: write("SHOW CLUSTERS")
        case .columns(let table, let isExtended, let isFull):
            write("SHOW ")
            write("EXTENDED ", if: isExtended)
            write("FULL ", if: isFull)
            write("COLUMNS FROM ")
            write(table: table)
        case .indexes(let table, let isExtended):
            write(isExtended ? "SHOW EXTENDED INDEXES FROM " : "SHOW INDEXES FROM ")
            write(table: table)
        case .processlist: write("SHOW PROCESSLIST")
        case .settings(let isChangedOnly): write(isChangedOnly ? "SHOW CHANGED SETTINGS" : "SHOW SETTINGS")
        case .setting(let name): write("SHOW SETTING " + LiteralText.identifier(name))
        case .functions: write("SHOW FUNCTIONS")
        case .engines: write("SHOW ENGINES")
        case .merges: write("SHOW MERGES")
        default: print(showCreate: show.object)
        }
        if let database = show.database { write(" FROM " + LiteralText.identifier(database)) }
        print(show.filter)
        if let condition = show.where {
            write(" WHERE ")
            print(condition)
        }
        if let limit = show.limit {
            write(" LIMIT ")
            print(limit)
        }
    }

    private mutating func print(showCreate object: Show.Object) {
        switch object {
        case .createTable(let name): print(showCreate: "TABLE", name)
        case .createView(let name): print(showCreate: "VIEW", name)
        case .createDictionary(let name): print(showCreate: "DICTIONARY", name)
        case .createTemporaryTable(let name): print(showCreate: "TEMPORARY TABLE", name)
        case .createDatabase(let name): write("SHOW CREATE DATABASE " + LiteralText.identifier(name))
        case .access(let name, let text):
            let rest = name.hasPrefix("CREATE ") ? "CREATE " + text : text
            write("SHOW " + rest)
        default: break
        }
    }

    private mutating func print(showCreate object: String, _ name: TableName) {
        write("SHOW CREATE \(object) ")
        write(table: name)
    }

    mutating func print(describe element: TableElement) {
        write("DESCRIBE TABLE")
        if case .subquery = element.kind { breakLine() } else { write(" ") }
        print(element)
    }

    mutating func print(_ explain: Explain) {
        write("EXPLAIN")
        if !explain.kind.words.isEmpty { write(" " + explain.kind.words) }
        if !explain.settings.isEmpty {
            write(" ")
            print(settings: explain.settings)
        }
        breakLine()
        print(explain.statement)
    }
}
