import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// One statement from its arrival to its end: settings, limits, process list, log.
// `@unchecked`: used by the thread that runs the statement, and handed on with its result.
final class RunningQuery: @unchecked Sendable {
    let instance: Instance
    let request: QueryRequest
    private var settings: QuerySettings
    private let startNanoseconds: Int64
    private var context: QueryContext
    private var resources: QueryResources?
    private var kind = ""
    private var tables: [String] = []
    /// Its analysis found no fault.
    private var hasStarted = false
    private var isOver = false
    var written = (rows: 0, bytes: 0)
    /// Rows that an INSERT handed over, and does not wait for.
    var pending: PendingInsert?
    /// What an INSERT's answer promises.
    var acknowledgement: InsertAcknowledgement?

    init(_ instance: Instance, _ request: QueryRequest) throws(QueryError) {
        self.instance = instance
        self.request = request
        startNanoseconds = instance.clock.nowNanoseconds
        settings = request.session.settings
        for (name, value) in request.settings { try settings.set(name, value) }
        context = QueryContext(
            timeZone: instance.configuration.timeZone, startNanoseconds: startNanoseconds,
            database: request.database ?? request.session.database, user: request.session.user,
            queryIdentifier: request.queryIdentifier, settings: [:], randomSeed: instance.random.next())
    }

    /// The statement with Grafana's macros expanded; the data behind an INSERT are no SQL and stay as they are.
    private func expandedText() throws(QueryError) -> [UInt8] {
        var lexer = Lexer(request.text)
        if lexer.next().word.uppercased() == "INSERT" { return request.text }
        return try MacroExpander.expand(request.text, over: request.macros)
    }

    /// The request's own values of `{name:Type}`, then the session's.
    private var parameters: [String: String] {
        request.parameters.merging(request.session.parameters) { own, _ in own }
    }

    func parse() throws(QueryError) -> ParsedStatement {
        var limits = ParserLimits()
        if let size = settings.number("max_query_size"), size > 0 { limits.querySizeMax = size }
        if let size = settings.number("max_ast_elements"), size > 0 { limits.treeSizeMax = size }
        let options = ParserOptions(limits: limits, identifierParameters: parameters)
        return try Parser.parseStatement(try expandedText(), options: options)
    }

    /// What the statement sees, with its own SETTINGS applied.
    func environment(for parsed: ParsedStatement) throws(QueryError) -> QueryEnvironment {
        for change in parsed.statement.ownSettings + parsed.settings { try settings.apply(change) }
        guard instance.catalog.hasDatabase(context.database) else {
            throw QueryError(.unknownDatabase, "Database \(context.database) does not exist")
        }
        let zone = settings.text("session_timezone")
        if !zone.isEmpty { context.timeZone = zone }
        context.settings = settings.changed
        context.server = ServerFacts(
            displayName: instance.configuration.displayName, uuid: instance.uuid,
            startNanoseconds: instance.startNanoseconds)
        context.findSetting = { [settings] name in settings.typedValue(name) }
        context.formatQuery = { (text, isMultiline) throws(QueryError) in
            let parsed = try Parser.parseStatement(text)
            return isMultiline ? parsed.multilineText : parsed.singleLineText
        }
        context.normaliseQuery = { NormalisedQuery.text($0, keepsNames: $1) }
        context.hashNormalisedQuery = { NormalisedQuery.hash($0, keepsNames: $1) }
        let (changed, zoneName) = (settings.changed, context.timeZone)
        context.formatRows = { (format, block) throws(QueryError) in
            try RowTexts(format: format, settings: changed, timeZone: zoneName).texts(of: block)
        }
        context.findDictionary = instance.dictionaryFinder(database: context.database, for: request.session.principal)
        let resources = QueryResources(
            context: context, threadsMax: threads, blockRowsMax: blockRows, limits: limits,
            memory: MemoryAccountant(.query, bytesMax: limits.memoryBytesMax, parent: instance.memory),
            spillSpace: SpillSpace(instance.catalog.files.disk),
            progress: QueryProgress(isHidden: request.session.principal.hidesTotals),
            elapsedNanoseconds: { [instance, startNanoseconds] in instance.clock.nowNanoseconds - startNanoseconds })
        kind = parsed.statement.kindName
        try instance.processes.add(
            ProcessList.Process(
                queryIdentifier: request.queryIdentifier, user: context.user, database: context.database,
                text: String(decoding: request.text.prefix(10_000), as: UTF8.self), client: request.client,
                interface: request.interface, kind: kind, startNanoseconds: startNanoseconds, resources: resources))
        self.resources = resources
        request.handle?.attach(resources, onlyReads: parsed.statement.isReadOnly)
        let environment = QueryEnvironment(
            instance: instance, session: request.session, settings: settings, context: context,
            resources: resources, parameters: parameters)
        for table in request.externalTables { environment.externalTables[table.name] = try table.table(environment) }
        return environment
    }

    private var threads: Int {
        guard let wanted = settings.number("max_threads"), wanted > 0 else { return instance.configuration.threadsMax }
        return min(wanted, 256)
    }

    private var blockRows: Int {
        guard let wanted = settings.number("max_block_size"), wanted > 0 else { return Limits.blockRowsMax }
        return min(wanted, Limits.blockRowsMax)
    }

    private var limits: QueryLimits {
        var limits = QueryLimits()
        limits.readRowsMax = settings.number("max_rows_to_read") ?? 0
        limits.readBytesMax = settings.number("max_bytes_to_read") ?? 0
        limits.readOverflow = settings.text("read_overflow_mode") == "break" ? .break : .throw
        limits.resultRowsMax = settings.number("max_result_rows") ?? 0
        limits.resultBytesMax = settings.number("max_result_bytes") ?? 0
        limits.resultOverflow = settings.text("result_overflow_mode") == "break" ? .break : .throw
        limits.groupsMax = settings.number("max_rows_to_group_by") ?? 0
        limits.sortRowsMax = settings.number("max_rows_to_sort") ?? 0
        limits.sortBytesMax = settings.number("max_bytes_to_sort") ?? 0
        limits.joinRowsMax = settings.number("max_rows_in_join") ?? 0
        limits.joinBytesMax = settings.number("max_bytes_in_join") ?? 0
        limits.distinctRowsMax = settings.number("max_rows_in_distinct") ?? 0
        limits.executionMillisecondsMax = Int64(settings.seconds("max_execution_time") * 1000)
        limits.memoryBytesMax = settings.number("max_memory_usage") ?? 0
        limits.groupSpillBytes = spillBytes("group_by", of: limits.memoryBytesMax)
        limits.sortSpillBytes = spillBytes("sort", of: limits.memoryBytesMax)
        return limits
    }

    /// The smaller of the bound in bytes and the share of `memoryBytesMax`, as far as they are set.
    private func spillBytes(_ kind: String, of memoryBytesMax: Int) -> Int? {
        var bounds: [Int] = []
        if let bytes = settings.number("max_bytes_before_external_\(kind)"), bytes > 0 { bounds.append(bytes) }
        let ratio = settings.seconds("max_bytes_ratio_before_external_\(kind)")
        if memoryBytesMax > 0, ratio > 0, ratio < 1 { bounds.append(Int(Double(memoryBytesMax) * ratio)) }
        return bounds.min()
    }

    /// Rows that were acknowledged have to be there for the statement. Where they cannot be written, as on a full disk,
    /// a SELECT goes on if it reads other tables: gives what is thrown if it does not.
    private func flushJournal(for statement: Statement) throws(QueryError) -> QueryError? {
        guard statement.seesStoredRows else { return nil }
        do throws(QueryError) {
            try instance.insertJournal.flush(instance)
        } catch {
            guard case .select = statement else { throw error }
            return error
        }
        return nil
    }

    func execute(_ parsed: ParsedStatement, _ environment: QueryEnvironment) throws(QueryError) -> QueryResult {
        guard parsed.outfile == nil else {
            throw QueryError(
                .notImplemented, "INTO OUTFILE is not supported by the server: redirect the client's output")
        }
        if environment.isReadOnly(request), !parsed.statement.isReadOnly {
            throw QueryError(
                .readonly,
                "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly. You "
                    + "should use method POST for modifying queries"
            )
        }
        try request.session.principal.authorise(parsed.statement)
        try request.session.principal.authorise(settings)
        let unflushed = try flushJournal(for: parsed.statement)
        let format = parsed.format ?? request.defaultFormat
        if case .select(let query) = parsed.statement {
            let analysed = try Analyser(environment).analyseStatement(query)
            tables = analysed.tables
            if let unflushed, instance.insertJournal.holdsRows(ofOneOf: tables, instance.catalog) { throw unflushed }
            hasStarted = true
            return try answer(try environment.start(analysed), environment, format)
        }
        hasStarted = true
        let rows = try StatementRunner(self, environment).run(parsed)
        switch rows {
        case .query(let analysed): return try answer(try environment.start(analysed), environment, format)
        case .rows(let header, let blocks):
            if let pending { return later(pending, environment, format) }
            let context = resultContext(environment.context.timeZone)
            finish(nil)
            return QueryResult(
                header: header, blocks: blocks, format: format, settings: settings, context: context)
        }
    }

    private func answer(
        _ run: QueryRun, _ environment: QueryEnvironment, _ format: String
    ) throws(QueryError) -> QueryResult {
        QueryResult(run, format: format, settings: settings, context: resultContext(environment.context.timeZone)) {
            [self] error in
            finish(error)
        }
    }

    /// The answer of an INSERT that ends when its rows are written.
    private func later(_ pending: PendingInsert, _ environment: QueryEnvironment, _ format: String) -> QueryResult {
        let timeZone = environment.context.timeZone
        return QueryResult(format: format, settings: settings, context: resultContext(timeZone)) {
            [self] (result, body) in
            pending.outcome.whenEnded { [self] error in
                if error == nil {
                    written.rows += pending.rows
                    written.bytes += pending.bytes
                }
                finish(error)
                result.context = resultContext(timeZone)
                body(error)
            }
        }
    }

    private func resultContext(_ timeZone: String) -> QueryResultContext {
        var result = QueryResultContext(queryIdentifier: request.queryIdentifier, timeZone: timeZone)
        result.writtenRows = written.rows
        result.writtenBytes = written.bytes
        result.acknowledgement = acknowledgement
        return result
    }

    /// Takes the statement off the process list and into the log; the first call counts.
    func finish(_ error: QueryError?) {
        guard !isOver else { return }
        isOver = true
        if resources != nil { instance.processes.remove(request.queryIdentifier) }
        let duration = instance.clock.nowNanoseconds - startNanoseconds
        let events = instance.events
        events.add(.query)
        if kind == "Select" { events.add(.selectQuery) }
        if kind == "Insert" { events.add(.insertQuery) }
        if let error {
            events.add(.failedQuery)
            instance.errors.add(
                error, queryIdentifier: request.queryIdentifier, at: instance.clock.nowNanoseconds)
        }
        events.add(.queryTimeMicroseconds, Int(duration / 1000))
        events.add(.selectedRows, resources?.progress.countedRows ?? 0)
        events.add(.selectedBytes, resources?.progress.countedBytes ?? 0)
        instance.queryLog.add(
            QueryLog.Entry(
                queryIdentifier: request.queryIdentifier, user: context.user, database: context.database,
                text: String(decoding: request.text.prefix(10_000), as: UTF8.self), kind: kind,
                startNanoseconds: startNanoseconds, durationNanoseconds: duration,
                readRows: resources?.progress.countedRows ?? 0, readBytes: resources?.progress.countedBytes ?? 0,
                resultRows: resources?.progress.resultRows ?? 0, resultBytes: resources?.progress.resultBytes ?? 0,
                writtenRows: written.rows, writtenBytes: written.bytes, memoryBytes: resources?.memory.peak ?? 0,
                tables: tables, client: request.client, settings: settings.changed, hasStarted: hasStarted, error: error
            ))
    }
}

extension QueryEnvironment {
    /// GET without more, or `readonly` set: only statements that change nothing.
    fileprivate func isReadOnly(_ request: QueryRequest) -> Bool {
        request.isReadOnly || (settings.number("readonly") ?? 0) > 0
    }
}

extension QuerySettings {
    /// Applies `name = value` of a SETTINGS clause or of SET.
    mutating func apply(_ change: SettingChange) throws(QueryError) {
        switch change.value {
        case .default: reset(change.name)
        default: try set(change.name, change.value.text)
        }
    }
}
