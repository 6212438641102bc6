/// `CREATE`, `ATTACH`, `REPLACE`.
extension Parser {
    mutating func parseCreate() throws(ParseFailure) -> Statement {
        var action: CreateTable.Action = .create
        switch token.word {
        case "ATTACH": action = .attach
        case "REPLACE": action = .replace
        default: break
        }
        let object = ahead(1).word == "OR" ? ahead(3).word : ahead(1).word
        if action == .create, Parser.accessObjects.contains(object) {
            return .words(try parseWords(named: "CREATE " + object))
        }
        advance()
        if action == .create, accept("OR", "REPLACE") { action = .createOrReplace }
        let isTemporary = accept("TEMPORARY")
        if accept("TABLE") { return .createTable(try parseCreateTable(action, isTemporary: isTemporary)) }
        if accept("MATERIALIZED", "VIEW") { return try parseCreateView(action, isMaterialized: true) }
        if accept("VIEW") { return try parseCreateView(action, isMaterialized: false, isTemporary: isTemporary) }
        if accept("DATABASE") { return .createDatabase(try parseCreateDatabase(isAttach: action == .attach)) }
        if accept("FUNCTION") { return .createFunction(try parseCreateFunction(action)) }
        if accept("DICTIONARY") { return .createDictionary(try parseCreateDictionary(action)) }
        if at("LIVE") || at("WINDOW") || at("NAMED") || at("RESOURCE") || at("WORKLOAD") {
            return .words(try parseWords(named: "CREATE " + token.word))
        }
        if action == .attach, isAtName { return .createTable(try parseCreateTable(action, isTemporary: false)) }
        throw .mismatch
    }

    private static let accessObjects: Set<String> = [
        "USER", "ROLE", "QUOTA", "ROW", "POLICY", "SETTINGS", "PROFILE", "NAMED", "WORKLOAD", "RESOURCE",
        "LIVE", "WINDOW", "INDEX", "UNIQUE",
    ]

    private mutating func parseCreateTable(
        _ action: CreateTable.Action, isTemporary: Bool
    ) throws(ParseFailure) -> CreateTable {
        let ifNotExists = acceptIfNotExists()
        var table = CreateTable(name: try parseTableName())
        table.action = action
        table.ifNotExists = ifNotExists
        table.isTemporary = isTemporary
        if accept("UUID") { table.uuid = try parseString() }
        table.cluster = try parseCluster()
        if action == .attach, accept("FROM") { table.attachPath = try parseString() }
        if accept("CLONE", "AS") { table.source = .clone(try parseTableName()) }
        try parseCreateTableBody(&table)
        if accept("COMMENT") { table.comment = try parseString() }
        return table
    }

    private mutating func parseCreateTableBody(_ table: inout CreateTable) throws(ParseFailure) {
        if token.kind == .openingRound, !mayBeSubquery() {
            advance()
            let (structure, key) = try parseTableStructure()
            try expectClosing()
            table.structure = structure
            table.storage.primaryKey = key
        }
        try parseStorage(&table.storage)
        if accept("COMMENT") { table.comment = try parseString() }
        let isEmpty = accept("EMPTY")
        guard accept("AS") else { return }
        if token.word == "SELECT" || token.word == "WITH" || token.word == "FROM" || token.kind == .openingRound {
            let query = try parseUnion()
            table.source = isEmpty ? .emptySelect(query) : .select(query)
            return
        }
        let name = try parseTableName()
        if token.kind == .openingRound, name.database == nil {
            table.source = .function(try parseTableFunction(named: name.table))
        } else {
            table.source = .table(name)
        }
        try parseStorage(&table.storage)
    }

    // MARK: views

    private mutating func parseCreateView(
        _ action: CreateTable.Action, isMaterialized: Bool, isTemporary: Bool = false
    ) throws(ParseFailure) -> Statement {
        let ifNotExists = acceptIfNotExists()
        let placeholder = SelectUnion.select(SelectQuery())
        var view = CreateView(name: try parseTableName(), query: placeholder)
        view.action = action
        view.ifNotExists = ifNotExists
        view.isMaterialized = isMaterialized
        view.isTemporary = isTemporary
        if accept("UUID") { view.uuid = try parseString() }
        view.cluster = try parseCluster()
        if isMaterialized, accept("REFRESH") { view.refresh = try parseRefresh() }
        if isMaterialized, accept("TO", "INNER", "UUID") { view.innerUUID = try parseString() }
        if isMaterialized, accept("TO") { view.target = try parseTableName() }
        if token.kind == .openingRound, !mayBeSubquery() {
            advance()
            let (structure, key) = try parseTableStructure()
            try expectClosing()
            view.structure = structure
            view.storage.primaryKey = key
        }
        if isMaterialized {
            if accept("TO", "INNER", "UUID") { view.innerUUID = try parseString() }
            try parseStorage(&view.storage)
            view.populates = accept("POPULATE")
        }
        if accept("EMPTY") { view.isEmpty = true }
        try parseSecurity(&view.definer, &view.security)
        if accept("COMMENT") { view.comment = try parseString() }
        try expect("AS")
        view.query = try parseUnion()
        if accept("COMMENT") { view.comment = try parseString() }
        return .createView(view)
    }

    /// `DEFINER = user SQL SECURITY DEFINER`, in either order.
    mutating func parseSecurity(
        _ definer: inout String?, _ security: inout CreateView.Security?
    ) throws(ParseFailure) {
        while true {
            if accept("DEFINER") {
                _ = accept(.equals)
                definer = token.kind == .string ? try parseString() : try parseName()
                if accept(.at) { definer? += "@" + (token.kind == .string ? try parseString() : try parseName()) }
            } else if accept("SQL", "SECURITY") {
                if accept("DEFINER") {
                    security = .definer
                } else if accept("INVOKER") {
                    security = .invoker
                } else {
                    try expect("NONE")
                    security = CreateView.Security.none
                }
            } else {
                return
            }
        }
    }

    /// After `REFRESH`.
    mutating func parseRefresh() throws(ParseFailure) -> RefreshStrategy {
        let isEvery = accept("EVERY")
        if !isEvery { try expect("AFTER") }
        var refresh = RefreshStrategy(isEvery: isEvery, period: try parseRefreshInterval())
        if accept("OFFSET") { refresh.offset = try parseRefreshInterval() }
        if accept("RANDOMIZE", "FOR") { refresh.spread = try parseRefreshInterval() }
        if accept("DEPENDS", "ON") {
            repeat { refresh.dependencies.append(try parseTableName()) } while accept(.comma)
        }
        if accept("SETTINGS") { refresh.settings = try parseSettings() }
        refresh.appends = accept("APPEND")
        return refresh
    }

    private mutating func parseRefreshInterval() throws(ParseFailure) -> [RefreshStrategy.Interval] {
        var intervals: [RefreshStrategy.Interval] = []
        repeat {
            let count = try parseUnsigned()
            guard let unit = IntervalUnit(word: token.word) else { throw mismatch("interval unit") }
            advance()
            intervals.append(.init(count: count, unit: unit.rawValue.uppercased()))
        } while token.kind == .number
        return intervals
    }

    // MARK: databases and functions

    private mutating func parseCreateDatabase(isAttach: Bool) throws(ParseFailure) -> CreateDatabase {
        let ifNotExists = acceptIfNotExists()
        var database = CreateDatabase(name: try parseName())
        database.isAttach = isAttach
        database.ifNotExists = ifNotExists
        if accept("UUID") { database.uuid = try parseString() }
        database.cluster = try parseCluster()
        if accept("ENGINE") {
            _ = accept(.equals)
            database.engine = try parseEngine()
        }
        if accept("SETTINGS") { database.settings = try parseSettings() }
        if accept("COMMENT") { database.comment = try parseString() }
        return database
    }

    private mutating func parseCreateFunction(_ action: CreateTable.Action) throws(ParseFailure) -> CreateFunction {
        let ifNotExists = acceptIfNotExists()
        let name = try parseName()
        let cluster = try parseCluster()
        try expect("AS")
        var function = CreateFunction(name: name, body: try parseExpression(above: Precedence.lowest))
        function.orReplace = action == .createOrReplace
        function.ifNotExists = ifNotExists
        function.cluster = cluster
        return function
    }
}
