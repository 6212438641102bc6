import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Opens the table that a completed definition describes: engine arguments, keys, TTL, indexes and settings bound.
struct TableBuilder {
    private let environment: QueryEnvironment
    private let schemas: SchemaAnalyser

    init(_ environment: QueryEnvironment, _ schemas: SchemaAnalyser) {
        self.environment = environment
        self.schemas = schemas
    }

    func table(
        _ create: CreateTable, name: QualifiedName, uuid: String, isLoading: Bool
    ) throws(QueryError) -> any Table {
        let structure = create.structure ?? TableStructure()
        if case .function(let function)? = create.source, create.storage.engine == nil {
            return FunctionTable(schema: try schemas.schema(structure.columns), call: function)
        }
        guard let call = create.storage.engine else {
            throw QueryError(.engineRequired, "Table \(name) has no engine")
        }
        let engine = try TableEngineRegistry.engine(named: call.name)
        if engine.isMergeTree, create.storage.isDeprecatedMergeTree, !isLoading,
            !environment.settings.flag("allow_deprecated_syntax_for_merge_tree")
        {
            throw QueryError(
                .badArguments,
                "This syntax for *MergeTree engine is deprecated. Use extended storage definition syntax with ORDER "
                    + "BY/PRIMARY KEY clause. See also allow_deprecated_syntax_for_merge_tree setting.")
        }
        try refuseUnsupported(structure)
        let schema = try schemas.schema(structure.columns)
        for constraint in structure.constraints { _ = try schemas.constraint(constraint, over: schema) }
        if TableEngineRegistry.catalogEngines.contains(call.name) {
            _ = try plain(create)
            if let table = try CatalogEngines(environment).table(create, schema, path: CatalogFiles.store(uuid)) {
                return table
            }
        }
        let description = try TableDescription(
            engineName: call.name, arguments: engine.isMergeTree ? [] : values(of: call.arguments, schema),
            schema: schema, definition: engine.isMergeTree ? definition(create, call, schema, name) : plain(create),
            path: CatalogFiles.store(uuid))
        return try TableEngineRegistry.open(description, in: environment.instance.storage)
    }

    /// What a MergeTree table's definition declares, bound, without opening it: for ALTER.
    func declaration(
        _ create: CreateTable, name: QualifiedName
    ) throws(QueryError) -> (TableSchema, MergeTreeDefinition) {
        guard let call = create.storage.engine else {
            throw QueryError(.engineRequired, "Table \(name) has no engine")
        }
        let structure = create.structure ?? TableStructure()
        try refuseUnsupported(structure)
        let schema = try schemas.schema(structure.columns)
        for constraint in structure.constraints { _ = try schemas.constraint(constraint, over: schema) }
        return (schema, try definition(create, call, schema, name))
    }

    private func refuseUnsupported(_ structure: TableStructure) throws(QueryError) {
        if let projection = structure.projections.first {
            throw QueryError(.notImplemented, "PROJECTION \(projection.name) is not supported")
        }
    }

    /// Engines outside the family take neither keys nor settings.
    private func plain(_ create: CreateTable) throws(QueryError) -> MergeTreeDefinition? {
        let storage = create.storage
        let name = storage.engine?.name ?? ""
        let hasKeys =
            storage.orderBy != nil || storage.partitionBy != nil || storage.primaryKey != nil || storage.sampleBy != nil
        guard !hasKeys, storage.timeToLive.isEmpty else {
            throw QueryError(
                .badArguments,
                "Engine \(name) doesn't support PARTITION_BY, PRIMARY_KEY, ORDER_BY, SAMPLE_BY or TTL clauses")
        }
        if let setting = storage.settings.first, name != "Join", name != "Set" {
            throw QueryError(.unknownSetting, "Engine \(name) doesn't support SETTINGS clause (\(setting.name))")
        }
        return nil
    }

    private func values(
        of arguments: [SQLSyntax.Expression], _ schema: TableSchema
    ) throws(QueryError) -> [Value] {
        var values: [Value] = []
        for argument in arguments {
            if let identifier = argument.identifier {
                values.append(.text(identifier.name))
                continue
            }
            guard let value = try schemas.bind(argument, over: schema).constantValue else {
                throw QueryError(.badArguments, "Engine argument \(argument.text) must be a constant")
            }
            values.append(value.value(at: 0))
        }
        return values
    }

    // MARK: - MergeTree

    private func definition(
        _ create: CreateTable, _ call: FunctionCall, _ schema: TableSchema, _ name: QualifiedName
    ) throws(QueryError) -> MergeTreeDefinition {
        let storage = create.storage
        var arguments = call.arguments
        var replica: ReplicaDeclaration?
        var kind = call.name
        if kind.hasPrefix("Replicated") {
            kind = String(kind.dropFirst("Replicated".count))
            replica = try takeReplica(&arguments, create.uuid ?? "", name)
        }
        if storage.isDeprecatedMergeTree {
            let old = try DeprecatedMergeTree(kind, arguments)
            return try self.definition(old, kind, replica, schema, create)
        }
        guard let orderBy = storage.orderBy ?? storage.primaryKey else {
            throw QueryError(
                .badArguments,
                "You must provide an ORDER BY or PRIMARY KEY expression in the table definition. If you don't "
                    + "want this "
                    + "table to be sorted, use ORDER BY/PRIMARY KEY ()")
        }
        let sortingKey = try schemas.key(orderBy, over: schema)
        var definition = MergeTreeDefinition(
            sortingKey: sortingKey, partitionKey: try schemas.key(storage.partitionBy, over: schema),
            settings: try MergeTreeSettingList.settings(storage.settings))
        definition.replica = replica
        definition.mode = try mode(kind, arguments)
        if let primaryKey = storage.primaryKey {
            let primary = try schemas.key(primaryKey, over: schema)
            guard primary.count <= sortingKey.count, zip(primary, sortingKey).allSatisfy({ $0.text == $1.text }) else {
                throw QueryError(
                    .badArguments, "Primary key must be a prefix of the sorting key")
            }
            definition.primaryKeyCount = primary.count
        }
        if let sampleBy = storage.sampleBy {
            let key = try schemas.key(sampleBy, over: schema)
            let primary = sortingKey.prefix(definition.primaryKeyCount)
            guard key.count == 1, primary.contains(where: { $0.text == key[0].text }) else {
                throw QueryError(.badArguments, "Sampling expression must be present in the primary key")
            }
            definition.sampling = key[0].expression
        }
        definition.ttl = try schemas.tableTTL(storage.timeToLive, over: schema)
        for index in create.structure?.indexes ?? [] {
            definition.indexes.append(try schemas.skipIndex(index, over: schema))
        }
        return definition
    }

    /// What the engine's arguments declared before there were clauses.
    private func definition(
        _ old: DeprecatedMergeTree, _ kind: String, _ replica: ReplicaDeclaration?, _ schema: TableSchema,
        _ create: CreateTable
    ) throws(QueryError) -> MergeTreeDefinition {
        let month = SQLSyntax.Expression.call("toYYYYMM", [.name(old.date)])
        var definition = MergeTreeDefinition(
            sortingKey: try schemas.key(old.key, over: schema), partitionKey: try schemas.key(month, over: schema),
            settings: try MergeTreeSettingList.settings([
                SettingChange(name: "index_granularity", value: .literal(.unsigned(old.granularity)))
            ]))
        definition.replica = replica
        definition.mode = try mode(kind, old.parameters)
        if let sampling = old.sampling {
            definition.sampling = try schemas.key(sampling, over: schema).first?.expression
        }
        for index in create.structure?.indexes ?? [] {
            definition.indexes.append(try schemas.skipIndex(index, over: schema))
        }
        return definition
    }

    /// The path and replica of a Replicated engine: taken as a declared single replica, with `{macros}` put in.
    private func takeReplica(
        _ arguments: inout [SQLSyntax.Expression], _ uuid: String, _ name: QualifiedName
    ) throws(QueryError) -> ReplicaDeclaration {
        guard environment.instance.configuration.allowsSingleReplica else {
            throw QueryError(
                .supportIsDisabled, "Replicated engines are switched off: this server is a single replica")
        }
        var path = "/clickhouse/tables/{uuid}/{shard}"
        var replica = "{replica}"
        if arguments.count >= 2, let first = arguments[0].literal?.stringValue,
            let second = arguments[1].literal?.stringValue
        {
            path = first
            replica = second
            arguments.removeFirst(2)
        }
        return ReplicaDeclaration(
            path: try expand(path, uuid, name), replica: try expand(replica, uuid, name))
    }

    private func expand(_ text: String, _ uuid: String, _ name: QualifiedName) throws(QueryError) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw QueryError(.syntaxError, "Unbalanced { and } in string '\(text)'")
            }
            let macro = String(rest[rest.index(after: open)..<close])
            let builtIn = ["uuid": uuid, "database": name.database, "table": name.table]
            guard let value = environment.instance.configuration.macros[macro] ?? builtIn[macro] else {
                throw QueryError(
                    .noElementsInConfig, "No macro '\(macro)' in config while processing substitutions in '\(text)'")
            }
            result += value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func mode(_ kind: String, _ arguments: [SQLSyntax.Expression]) throws(QueryError) -> MergeMode {
        var flat: [String] = []
        for argument in arguments { flat += try columnNames(argument) }
        func check(_ allowed: ClosedRange<Int>) throws(QueryError) {
            guard allowed.contains(arguments.count) else {
                throw QueryError(
                    .numberOfArgumentsDoesntMatch,
                    "\(kind) takes \(allowed.lowerBound) to \(allowed.upperBound) parameters, got \(arguments.count)")
            }
        }
        switch kind {
        case "MergeTree":
            try check(0...0)
            return .plain
        case "AggregatingMergeTree":
            try check(0...0)
            return .aggregating
        case "SummingMergeTree":
            try check(0...1)
            return .summing(columns: flat)
        case "CoalescingMergeTree":
            try check(0...1)
            return .coalescing(columns: flat)
        case "ReplacingMergeTree":
            try check(0...2)
            return .replacing(version: flat.first, isDeleted: flat.count > 1 ? flat[1] : nil)
        case "CollapsingMergeTree":
            try check(1...1)
            return .collapsing(sign: flat[0])
        default:
            try check(2...2)
            return .versionedCollapsing(sign: flat[0], version: flat[1])
        }
    }

    private func columnNames(_ argument: SQLSyntax.Expression) throws(QueryError) -> [String] {
        if let identifier = argument.identifier { return [identifier.name] }
        if let call = argument.functionCall, call.name == "tuple" {
            var names: [String] = []
            for element in call.arguments { names += try columnNames(element) }
            return names
        }
        throw QueryError(.badArguments, "Engine parameters must be column names, got \(argument.text)")
    }
}
