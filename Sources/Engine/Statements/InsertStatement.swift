import Columns
import Errors
import Formats
import Functions
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ insert: Insert, dataFrom position: Int) throws(QueryError) -> StatementAnswer {
        guard insert.partitionBy == nil else {
            throw QueryError(.notImplemented, "INSERT … PARTITION BY is not supported")
        }
        let (stored, table): (CatalogEntry, any Table)
        switch insert.target {
        case .table(let name): (stored, table) = try storedTable(of: try entry(name))
        case .function(let call): (stored, table) = try target(call)
        }
        let columns = try insertedColumns(insert, table.schema)
        var pipeline = try InsertPipeline(environment, target: stored.name, table: table, columns: columns)
        if !running.request.bringsNewEvents, !stored.isTemporary {
            pipeline.eventFinder = EventRowFinder(instance.eventRows, stored.name, table)
        }
        switch insert.source {
        case .infile: throw QueryError(.notImplemented, "FROM INFILE is not supported by the server: send the data")
        case .select(let query): try copy(query, into: &pipeline)
        case .format(let format):
            let reader: any BlockReader
            if let blocks = running.request.blocks, hasNoData(behind: position) {
                try blocks.begin(pipeline.header, description: stored.columnsDescription(table.schema))
                reader = ArrivingBlocks(blocks, pipeline.header)
            } else {
                reader = try self.reader(format, dataFrom: position, pipeline.header)
            }
            // What the server inserts for itself is written at once.
            let isOwn = running.request.blocks != nil && running.request.interface != .tcp
            let gathered =
                isOwn ? nil : GatheredInsert(self, into: stored, pipeline, columns, format: format)
            try write(reader, gathered, into: &pipeline)
        }
        try pipeline.commit()
        if running.acknowledgement == nil { running.acknowledgement = pipeline.acknowledgement }
        running.written.rows += pipeline.writtenRows
        running.written.bytes += pipeline.writtenBytes
        return .nothing
    }

    /// `INSERT INTO FUNCTION null('a UInt8')`: the only function that takes rows, and forgets them.
    private func target(_ call: FunctionCall) throws(QueryError) -> (CatalogEntry, any Table) {
        guard call.name == "null" else {
            throw QueryError(.notImplemented, "INSERT INTO FUNCTION \(call.name) is not supported")
        }
        let arguments = TableFunctionArguments(call, Analyser(environment), with: WithScope())
        try arguments.checkCount(1...1)
        let columns = try structure(try arguments.text(0))
        let table = NullTable(
            schema: TableSchema(
                columns: columns.map { Storage.ColumnDeclaration(name: $0.name, type: $0.type) }))
        let name = QualifiedName(database: "_table_function", table: "null")
        let entry = CatalogEntry(
            name: name, uuid: "", kind: .table(table),
            definition: .createTable(CreateTable(name: TableName(database: name.database, table: name.table))),
            comment: "", isTemporary: true)
        return (entry, table)
    }

    /// The columns that the INSERT names, or all that take values.
    private func insertedColumns(_ insert: Insert, _ schema: TableSchema) throws(QueryError) -> [String] {
        let all = schema.columns.filter { $0.defaultKind == .none || $0.defaultKind == .default }.map(\.name)
        guard !insert.columns.isEmpty else { return all }
        var names: [String] = []
        for expression in insert.columns {
            switch expression {
            case .identifier(let identifier): names.append(identifier.name)
            case .columns(let matcher) where matcher.pattern == .all:
                var excluded: Set<String> = []
                for transformer in matcher.transformers {
                    guard case .except(let list, _) = transformer else {
                        throw QueryError(.notImplemented, "Only EXCEPT is supported in the columns of INSERT")
                    }
                    excluded.formUnion(list)
                }
                names += all.filter { !excluded.contains($0) }
            default:
                throw QueryError(.notImplemented, "\(expression.columnName) is not supported in the columns of INSERT")
            }
        }
        return names
    }

    private func copy(_ query: SelectUnion, into pipeline: inout InsertPipeline) throws(QueryError) {
        let run = try environment.start(try Analyser(environment).analyseStatement(query))
        guard run.header.count == pipeline.header.count else {
            throw QueryError(
                .numberOfColumnsDoesntMatch,
                "Number of columns in INSERT and SELECT doesn't match: \(pipeline.header.count) and \(run.header.count)"
            )
        }
        var squasher = BlockSquasher(environment.settings)
        while let block = try run.next() {
            if let full = squasher.add(block) { try pipeline.insert(full) }
        }
        if let rest = squasher.finish() { try pipeline.insert(rest) }
    }

    /// Only white space stands behind the statement: its rows come as blocks.
    private func hasNoData(behind position: Int) -> Bool {
        running.request.text.dropFirst(position).allSatisfy { $0 <= 0x20 || $0 == UInt8(ascii: ";") }
    }

    /// A reader of the data behind the statement, and of all that follows it in the request.
    private func reader(
        _ format: String, dataFrom position: Int, _ header: [ColumnHeader]
    ) throws(QueryError) -> any BlockReader {
        let request = running.request
        let begin = request.text[min(position, request.text.count)...]
        let source = InsertData(first: Array(begin), rest: request.data)
        var options = FormatOptions(
            settings: environment.settings.changed, timeZone: environment.context.timeZone)
        options.parallel = environment.resources.parallel
        options.nowSeconds = environment.context.startNanoseconds / 1_000_000_000
        let values = InsertedExpressions(environment)
        options.evaluateExpression = { (text, type) throws(QueryError) in try values.value(of: text, as: type) }
        return try ObjectTexts.reader(FormatRegistry.input(format), header, options, source)
    }

    private func write(
        _ reader: any BlockReader, _ gathered: GatheredInsert?, into pipeline: inout InsertPipeline
    ) throws(QueryError) {
        var squasher = BlockSquasher(environment.settings)
        if let gathered {
            for block in try gathered.run(reader) {
                if let full = squasher.add(block) { try pipeline.insert(complete: full) }
            }
        }
        while let block = try reader.next() {
            try environment.resources.checkpoint()
            let complete = try pipeline.completed(block, missing: reader.missing)
            if let full = squasher.add(complete) { try pipeline.insert(complete: full) }
        }
        if let rest = squasher.finish() { try pipeline.insert(complete: rest) }
    }
}

/// Expressions between the literals of VALUES.
// `@unchecked`: asked by the thread that reads the data, which is the statement's own.
private final class InsertedExpressions: @unchecked Sendable {
    private let environment: QueryEnvironment

    init(_ environment: QueryEnvironment) { self.environment = environment }

    /// One row of `type`; NULL is the default of a type that has none.
    func value(of text: String, as type: DataType) throws(QueryError) -> Column {
        let expression = try Parser.parseExpression(text)
        let binder = SelectAnalyser(
            Analyser(environment), SelectQuery(projection: []), with: WithScope())
        let (column, source) = try binder.constant(expression, for: "A value of VALUES")
        if !type.withoutLowCardinality.isNullable, column.value(at: 0) == .null {
            return .defaults(of: type, count: 1)
        }
        return try castColumn(column, from: source, to: type, in: environment.context)
    }
}

/// The bytes of an INSERT: what stood behind the statement, then the rest of the request.
// `@unchecked`: pulled by one thread at a time, as every source of bytes.
private final class InsertData: ByteChunks, @unchecked Sendable {
    private var first: [UInt8]?
    private let rest: (any ByteChunks)?

    init(first: [UInt8], rest: (any ByteChunks)?) {
        self.first = first.isEmpty ? nil : first
        self.rest = rest
    }

    func next() throws(QueryError) -> [UInt8]? {
        if let bytes = first {
            first = nil
            return bytes
        }
        return try rest?.next()
    }
}

/// Gathers small blocks into ones that are worth a part: `min_insert_block_size_rows` and `_bytes`.
struct BlockSquasher {
    private let rowsMin: Int
    private let bytesMin: Int
    private var pending: [Block] = []
    private var rows = 0
    private var bytes = 0

    init(_ settings: QuerySettings) {
        rowsMin = settings.number("min_insert_block_size_rows") ?? 1_048_449
        bytesMin = settings.number("min_insert_block_size_bytes") ?? 256 << 20
    }

    /// A block that is full with `block`, if it is.
    mutating func add(_ block: Block) -> Block? {
        if let first = pending.first, first.header != block.header {
            let full = finish()
            pending = [block]
            rows = block.rowCount
            bytes = block.byteCount
            return full
        }
        pending.append(block)
        rows += block.rowCount
        bytes += block.byteCount
        return rows >= rowsMin || bytes >= bytesMin ? finish() : nil
    }

    mutating func finish() -> Block? {
        defer {
            pending = []
            rows = 0
            bytes = 0
        }
        return pending.isEmpty ? nil : Block.concatenating(pending)
    }
}
