/// `DELETE`, `UPDATE`, `OPTIMIZE`, `SYSTEM`, `KILL`, `CHECK`.
extension Parser {
    mutating func parseDelete() throws(ParseFailure) -> Delete {
        try expect("DELETE", "FROM")
        let table = try parseTableName()
        let cluster = try parseCluster()
        let partition = try parseInPartition()
        try expect("WHERE")
        var delete = Delete(table: table, where: try parseExpression(above: Precedence.lowest))
        delete.cluster = cluster
        delete.partition = partition
        if accept("SETTINGS") { delete.settings = try parseSettings() }
        return delete
    }

    mutating func parseUpdate() throws(ParseFailure) -> Update {
        try expect("UPDATE")
        let table = try parseTableName()
        let cluster = try parseCluster()
        try expect("SET")
        let assignments = try parseAssignments()
        let partition = try parseInPartition()
        try expect("WHERE")
        let condition = try parseExpression(above: Precedence.lowest)
        var update = Update(table: table, assignments: assignments, where: condition)
        update.cluster = cluster
        update.partition = partition
        if accept("SETTINGS") { update.settings = try parseSettings() }
        return update
    }

    mutating func parseOptimize() throws(ParseFailure) -> Optimize {
        try expect("OPTIMIZE")
        try expect("TABLE")
        var optimize = Optimize(table: try parseTableName())
        optimize.cluster = try parseCluster()
        if at("PARTITION") { optimize.partition = try parsePartition() }
        optimize.isFinal = accept("FINAL") || accept("FORCE")
        if accept("DEDUPLICATE") {
            optimize.deduplicates = true
            if accept("BY") { optimize.deduplicateBy = try parseElements() }
        }
        optimize.cleansUp = accept("CLEANUP")
        if accept("SETTINGS") { optimize.settings = try parseSettings() }
        return optimize
    }

    // MARK: SYSTEM

    /// Words in capitals are the command as long as they are known; what follows is a table or something else.
    mutating func parseSystem() throws(ParseFailure) -> SystemCommand {
        try expect("SYSTEM")
        var words: [String] = []
        while token.kind == .word, Parser.systemWords.contains(token.word), token.word != "ON" {
            if ahead(1).kind == .dot { break }
            words.append(token.word)
            advance()
        }
        guard !words.isEmpty else { throw mismatch("SYSTEM command") }
        if words.first == "DROP", words.last == "CACHE" || words.last == "CACHES" { words[0] = "CLEAR" }
        var command = SystemCommand(words: words.joined(separator: " "))
        command.cluster = try parseCluster()
        if isAtName {
            let name = try parseTableName()
            command.table = name
            if command.cluster == nil { command.cluster = try parseCluster() }
        }
        command.rest = try parseWords(named: "").text
        return command
    }

    /// - Source: the commands of ClickHouse's `SYSTEM`.
    private static let systemWords: Set<String> = [
        "SHUTDOWN", "KILL", "DROP", "CLEAR", "RELOAD", "FLUSH", "START", "STOP", "SYNC", "RESTART", "RESTORE",
        "REFRESH", "CANCEL", "WAIT", "UNFREEZE", "ENABLE", "DISABLE", "PAUSE", "NOTIFY", "PREWARM", "SUSPEND",
        "TEST", "LOAD", "UNLOAD", "RESET", "JEMALLOC", "PURGE", "PROFILE", "THREAD", "FUZZER", "LISTEN",
        "INSTRUMENT", "ALLOCATE", "DNS", "CONNECTIONS", "MARK", "UNCOMPRESSED", "INDEX", "PRIMARY", "TEXT",
        "DICTIONARY", "HEADER", "POSTINGS", "TOKENS", "MMAP", "QUERY", "COMPILED", "EXPRESSION", "FILESYSTEM",
        "CACHE", "CACHES", "DISTRIBUTED", "PAGE", "ICEBERG", "METADATA", "AVRO", "SCHEMA", "FORMAT", "S3", "CLIENT",
        "ASYNC", "INSERT", "QUEUE", "ASYNCHRONOUS", "LOGS", "LOG", "CONFIG", "DICTIONARIES", "MODEL", "MODELS",
        "EMBEDDED", "FUNCTION", "FUNCTIONS", "USERS", "MERGES", "TTL", "MOVES", "FETCHES", "REPLICATED", "SENDS",
        "REPLICATION", "QUEUES", "REPLICA", "REPLICAS", "DATABASE", "TRANSACTION", "FILE", "VIEW", "VIEWS",
        "PULLING", "CLEANUP", "THREADPOOL", "FAILPOINT", "MUTATIONS", "VIRTUAL", "PARTS", "UPDATE", "CATALOG",
        "STATISTICS", "VECTOR", "SIMILARITY", "REDUCE", "BLOCKING", "COLUMNS", "SYMBOLS", "FREE", "MEMORY",
        "LOADING", "CURRENT", "CONDITION", "METRICS", "ZOOKEEPER", "CONNECTION", "KEEPER", "UNIQUE", "COVERAGE",
        "DELETED", "FOR", "THREADS", "LOST",
    ]

    // MARK: KILL and CHECK

    mutating func parseKill() throws(ParseFailure) -> Kill {
        try expect("KILL")
        let object: Kill.Object
        if accept("QUERY") {
            object = .query
        } else if accept("MUTATION") {
            object = .mutation
        } else if token.word == "PART_MOVE_TO_SHARD" || token.word == "TRANSACTION" {
            object = .other(token.word)
            advance()
        } else {
            throw mismatch("QUERY")
        }
        let cluster = try parseCluster()
        try expect("WHERE")
        var kill = Kill(object: object, where: try parseExpression(above: Precedence.lowest))
        kill.cluster = cluster
        if accept("SYNC") {
            kill.mode = .sync
        } else if accept("TEST") {
            kill.mode = .test
        } else {
            _ = accept("ASYNC")
        }
        return kill
    }

    mutating func parseCheck() throws(ParseFailure) -> Statement {
        advance()
        if token.word == "GRANT" { return .words(try parseWords(named: "CHECK GRANT")) }
        if accept("ALL", "TABLES") { return .check(Check(object: .allTables)) }
        if accept("DATABASE") { return .check(Check(object: .database(try parseName()))) }
        if at("VIEW") {
            advance()
            var check = Check(object: .view(try parseTableName()))
            if accept("SETTINGS") { check.settings = try parseSettings() }
            return .check(check)
        }
        try expect("TABLE")
        var check = Check(object: .table(try parseTableName()))
        if at("PARTITION") || at("PART") { check.partition = try parsePartition() }
        if accept("SETTINGS") { check.settings = try parseSettings() }
        return .check(check)
    }
}
