/// Statements other than `CREATE` and `ALTER`.
extension SQLPrinter {
    package mutating func print(_ statement: Statement) {
        switch statement {
        case .select(let query): print(query)
        case .insert(let insert): print(insert)
        case .createTable(let table): print(table)
        case .createView(let view): print(view)
        case .createDatabase(let database): print(database)
        case .createFunction(let function): print(function)
        case .createDictionary(let dictionary): print(dictionary)
        case .drop(let drop): print(drop)
        case .rename(let rename): print(rename)
        case .exists(let exists): print(exists)
        case .show(let show): print(show)
        case .describe(let element): print(describe: element)
        case .use(let database): write("USE " + LiteralText.identifier(database))
        case .set(let settings):
            write("SET ")
            print(settings: settings)
        default: printMore(statement)
        }
    }

    private mutating func printMore(_ statement: Statement) {
        switch statement {
        case .explain(let explain): print(explain)
        case .alter(let alter): print(alter)
        case .delete(let delete): print(delete)
        case .update(let update): print(update)
        case .optimize(let optimize): print(optimize)
        case .system(let command): print(command)
        case .kill(let kill): print(kill)
        case .check(let check): print(check)
        case .backup(let backup): print(backup)
        case .words(let words): write(words.text)
        default: break
        }
    }

    // MARK: parts

    mutating func write(_ words: String, if condition: Bool) {
        if condition { write(words) }
    }

    mutating func print(cluster: String?) {
        if let cluster { write(" ON CLUSTER " + LiteralText.identifier(cluster)) }
    }

    mutating func print(trailingSettings settings: [SettingChange]) {
        if settings.isEmpty { return }
        breakLine()
        write("SETTINGS ")
        print(settings: settings)
    }

    mutating func print(_ partition: PartitionReference) {
        if case .part(let name) = partition { return write("PART " + LiteralText.string(name)) }
        write("PARTITION ")
        print(value: partition)
    }

    /// What follows the word `PARTITION`.
    mutating func print(value partition: PartitionReference) {
        switch partition {
        case .value(let value): print(value)
        case .id(let id): write("ID " + LiteralText.string(id))
        case .all: write("ALL")
        case .part(let name): write(LiteralText.string(name))
        }
    }

    mutating func print(inPartition partition: PartitionReference?) {
        guard let partition else { return }
        write(" IN ")
        print(partition)
    }

    mutating func print(_ filter: NameFilter?) {
        guard let filter else { return }
        write(filter.isNegated ? " NOT " : " ")
        write(filter.ignoresCase ? "ILIKE " : "LIKE ")
        write(string: filter.pattern)
    }

    mutating func print(_ assignments: [Assignment]) {
        list(assignments) { printer, assignment in
            printer.write(name: assignment.column)
            printer.write(" = ")
            printer.print(assignment.expression)
        }
    }

    // MARK: INSERT

    private mutating func print(_ insert: Insert) {
        write("INSERT INTO ")
        switch insert.target {
        case .table(let name): write(table: name)
        case .function(let call):
            write("FUNCTION ")
            printTableFunction(call)
        }
        if let partitionBy = insert.partitionBy {
            write(" PARTITION BY ")
            print(partitionBy)
        }
        if !insert.columns.isEmpty {
            write(" (")
            list(insert.columns) { $0.print($1) }
            write(")")
        }
        if case .infile(let path) = insert.source { write(" FROM INFILE " + LiteralText.string(path)) }
        print(trailingSettings: insert.settings)
        if case .infile = insert.source { return }
        if insert.settings.isEmpty { write(" ") } else { breakLine() }
        switch insert.source {
        case .select(let query): print(query)
        case .format(let name): write("FORMAT " + name)
        case .infile: break
        }
    }

    // MARK: DROP, RENAME, EXISTS

    private mutating func print(_ drop: Drop) {
        switch drop.action {
        case .drop: write("DROP ")
        case .detach: write("DETACH ")
        case .truncate: write("TRUNCATE ")
        case .undrop: write("UNDROP ")
        }
        write("TEMPORARY ", if: drop.isTemporary)
        switch drop.object {
        case .table: write("TABLE ")
        case .view: write("VIEW ")
        case .dictionary: write("DICTIONARY ")
        case .database: write("DATABASE ")
        case .function: write("FUNCTION ")
        case .allTables: write("ALL TABLES FROM ")
        }
        write("IF EXISTS ", if: drop.ifExists)
        write("IF EMPTY ", if: drop.ifEmpty)
        list(drop.names) { $0.write(table: $1) }
        print(drop.filter)
        if let uuid = drop.uuid { write(" UUID " + LiteralText.string(uuid)) }
        print(cluster: drop.cluster)
        write(" PERMANENTLY", if: drop.isPermanent)
        write(" SYNC", if: drop.isSync)
        print(trailingSettings: drop.settings)
    }

    private mutating func print(_ rename: Rename) {
        write(rename.isExchange ? "EXCHANGE " : "RENAME ")
        switch rename.object {
        case .table: write(rename.isExchange ? "TABLES " : "TABLE ")
        case .dictionary: write(rename.isExchange ? "DICTIONARIES " : "DICTIONARY ")
        case .database: write("DATABASE ")
        }
        write("IF EXISTS ", if: rename.ifExists)
        list(rename.pairs) { printer, pair in
            printer.write(table: pair.from)
            printer.write(rename.isExchange ? " AND " : " TO ")
            printer.write(table: pair.to)
        }
        print(cluster: rename.cluster)
    }

    private mutating func print(_ exists: Exists) {
        switch exists.object {
        case .table: write("EXISTS TABLE ")
        case .temporaryTable: write("EXISTS TEMPORARY TABLE ")
        case .view: write("EXISTS VIEW ")
        case .dictionary: write("EXISTS DICTIONARY ")
        case .database: write("EXISTS DATABASE ")
        }
        write(table: exists.name)
    }
}
