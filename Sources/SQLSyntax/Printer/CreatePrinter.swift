/// `CREATE TABLE`, `CREATE VIEW` and their parts: the text of `SHOW CREATE TABLE` and of stored metadata.
extension SQLPrinter {
    mutating func print(_ table: CreateTable) {
        write(table.action.words)
        write(table.isTemporary ? " TEMPORARY TABLE " : " TABLE ")
        printHead(ifNotExists: table.ifNotExists, table.name, uuid: table.uuid, cluster: table.cluster)
        if let path = table.attachPath { write(" FROM " + LiteralText.string(path)) }
        if let structure = table.structure { print(inLines: structure) }
        switch table.source {
        case .table(let name)?:
            write(" AS ")
            write(table: name)
        case .clone(let name)?:
            write(" CLONE AS ")
            write(table: name)
        case .function(let call)?:
            write(" AS ")
            printTableFunction(call)
        default: break
        }
        print(table.storage)
        print(comment: table.comment)
        switch table.source {
        case .select(let query)?: print(source: query, "AS ")
        case .emptySelect(let query)?: print(source: query, "EMPTY AS ")
        default: break
        }
    }

    private mutating func printHead(ifNotExists: Bool, _ name: TableName, uuid: String?, cluster: String?) {
        write("IF NOT EXISTS ", if: ifNotExists)
        write(table: name)
        if let uuid { write(" UUID " + LiteralText.string(uuid)) }
        print(cluster: cluster)
    }

    private mutating func print(comment: String?) {
        guard let comment else { return }
        breakLine()
        write("COMMENT " + LiteralText.string(comment))
    }

    private mutating func print(source query: SelectUnion, _ words: String) {
        breakLine()
        write(words)
        print(query)
    }

    // MARK: views

    mutating func print(_ view: CreateView) {
        write(view.action.words)
        write(" TEMPORARY", if: view.isTemporary)
        write(view.isMaterialized ? " MATERIALIZED VIEW " : " VIEW ")
        printHead(ifNotExists: view.ifNotExists, view.name, uuid: view.uuid, cluster: view.cluster)
        if let refresh = view.refresh {
            breakLine()
            print(refresh)
        }
        if let inner = view.innerUUID { write(" TO INNER UUID " + LiteralText.string(inner)) }
        if let target = view.target {
            write(" TO ")
            write(table: target)
        }
        if let structure = view.structure { print(inLines: structure) }
        print(view.storage)
        write(" POPULATE", if: view.populates)
        write(" EMPTY", if: view.isEmpty)
        print(definer: view.definer, view.security)
        print(comment: view.comment)
        print(source: view.query, "AS ")
    }

    private mutating func print(definer: String?, _ security: CreateView.Security?) {
        guard definer != nil || security != nil else { return }
        breakLine()
        print(security: security, definer: definer)
    }

    mutating func print(security: CreateView.Security?, definer: String?) {
        if let definer { write("DEFINER = " + LiteralText.identifier(definer)) }
        guard let security else { return }
        write(" ", if: definer != nil)
        switch security {
        case .definer: write("SQL SECURITY DEFINER")
        case .invoker: write("SQL SECURITY INVOKER")
        case .none: write("SQL SECURITY NONE")
        }
    }

    mutating func print(_ refresh: RefreshStrategy) {
        func intervals(_ intervals: [RefreshStrategy.Interval]) -> String {
            intervals.map { "\($0.count) \($0.unit)" }.joined(separator: " ")
        }
        write("REFRESH \(refresh.isEvery ? "EVERY" : "AFTER") \(intervals(refresh.period))")
        if !refresh.offset.isEmpty { write(" OFFSET " + intervals(refresh.offset)) }
        if !refresh.spread.isEmpty { write(" RANDOMIZE FOR " + intervals(refresh.spread)) }
        if !refresh.dependencies.isEmpty {
            write(" DEPENDS ON ")
            list(refresh.dependencies) { $0.write(table: $1) }
        }
        if !refresh.settings.isEmpty {
            write(" SETTINGS ")
            print(settings: refresh.settings)
        }
        write(" APPEND", if: refresh.appends)
    }

    // MARK: databases and functions

    mutating func print(_ database: CreateDatabase) {
        write(database.isAttach ? "ATTACH DATABASE " : "CREATE DATABASE ")
        let name = TableName(table: database.name)
        printHead(ifNotExists: database.ifNotExists, name, uuid: database.uuid, cluster: database.cluster)
        if let engine = database.engine {
            breakLine()
            write("ENGINE = ")
            print(engine: engine)
        }
        print(trailingSettings: database.settings)
        print(comment: database.comment)
    }

    mutating func print(_ function: CreateFunction) {
        write(function.orReplace ? "CREATE OR REPLACE FUNCTION " : "CREATE FUNCTION ")
        write("IF NOT EXISTS ", if: function.ifNotExists)
        write(name: function.name)
        print(cluster: function.cluster)
        write(" AS ")
        print(function.body)
    }
}

extension CreateTable.Action {
    var words: String {
        switch self {
        case .create: "CREATE"
        case .createOrReplace: "CREATE OR REPLACE"
        case .replace: "REPLACE"
        case .attach: "ATTACH"
        }
    }
}
