import Columns
import Errors
import Functions
import SQLSyntax

/// Where a dictionary's rows come from: a table or a query of this server.
struct DictionarySource {
    private let definition: CreateDictionary
    private let layout: DictionaryLayout
    private let name: QualifiedName

    init(_ definition: CreateDictionary, _ layout: DictionaryLayout, _ name: QualifiedName) {
        self.definition = definition
        self.layout = layout
        self.name = name
    }

    /// Refuses what is not supported, before a dictionary is made.
    static func check(_ definition: CreateDictionary) throws(QueryError) {
        guard let source = definition.source else {
            throw QueryError(.incorrectDictionaryDefinition, "Cannot create dictionary with empty source")
        }
        guard source.name == "CLICKHOUSE" || source.name == "NULL" else {
            throw QueryError(.notImplemented, "SOURCE(\(source.name)) of a dictionary is not supported")
        }
        let known = ["TABLE", "DB", "QUERY", "WHERE", "USER", "PASSWORD", "HOST", "PORT", "SECURE"]
        for parameter in source.parameters where !known.contains(parameter.name) {
            throw QueryError(
                .notImplemented, "\(parameter.name) in SOURCE(CLICKHOUSE) of a dictionary is not supported")
        }
        if let host = source.text("HOST"), !["localhost", "127.0.0.1", "::1"].contains(host) {
            throw QueryError(.notImplemented, "HOST '\(host)' of a dictionary is not supported: there is one server")
        }
    }

    /// `ClickHouse: default.prices`, for `system.dictionaries`.
    static func description(of definition: CreateDictionary, in database: String) -> String {
        guard let source = definition.source, source.name == "CLICKHOUSE" else { return "Null" }
        guard let table = source.text("TABLE") else { return "ClickHouse: \(source.text("QUERY") ?? "")" }
        return "ClickHouse: \(source.text("DB") ?? database).\(table)"
    }

    func load(_ environment: QueryEnvironment) throws(QueryError) -> DictionaryContent {
        let block = try rows(environment)
        var columns: [String: Column] = [:]
        var types: [String: DataType] = [:]
        for (position, attribute) in definition.attributes.enumerated() {
            let type = try DataType(parsing: attribute.type.canonicalText)
            types[attribute.name] = type
            guard block.columns.indices.contains(position) else { continue }
            let column = block.columns[position]
            columns[attribute.name] = try converted(column, to: type, environment).materialised
        }
        func column(_ name: String) throws(QueryError) -> (Column, DataType) {
            guard let column = columns[name], let type = types[name] else {
                throw QueryError(
                    .numberOfColumnsDoesntMatch, "The source of dictionary \(self.name) has no column for \(name)")
            }
            return (column, type)
        }
        var keys: [(Column, DataType)] = []
        for key in layout.keys { keys.append(try column(key)) }
        var attributes: [DictionaryContent.Attribute] = []
        for attribute in definition.attributes where layout.attributes.contains(attribute.name) {
            let (values, type) = try column(attribute.name)
            attributes.append(
                DictionaryContent.Attribute(
                    name: attribute.name, type: type, values: values,
                    standard: try standard(attribute, type, environment), isHierarchical: attribute.isHierarchical))
        }
        var range: (min: Column, max: Column, type: DataType)?
        if let min = definition.rangeMin, let max = definition.rangeMax {
            let (first, type) = try column(min)
            range = (first.withoutNulls, try column(max).0.withoutNulls, type.withoutNullable)
        }
        return DictionaryContent(
            name: "\(name)", keyTypes: keys.map(\.1), keys: keys.map(\.0), attributes: attributes, range: range,
            rowCount: block.rowCount)
    }

    private func converted(
        _ column: BlockColumn, to type: DataType, _ environment: QueryEnvironment
    ) throws(QueryError) -> Column {
        // NULL in the source is the type's default where the attribute is not Nullable.
        if case .nullable(let nullable) = column.column.materialised, !type.isNullable {
            let kept = NullableColumn(nulls: nullable.nulls, values: nullable.values)
            var values = kept.values
            values.append(.defaults(of: column.type.withoutNullable, count: 1))
            let filled = values.gathering(
                kept.nulls.indices.map { UInt32(truncatingIfNeeded: kept.nulls[$0] != 0 ? kept.nulls.count : $0) })
            return try convertColumn(filled, from: column.type.withoutNullable, to: type, in: environment.context)
        }
        if column.type == type { return column.column }
        return try convertColumn(column.column, from: column.type, to: type, in: environment.context)
    }

    private func standard(
        _ attribute: CreateDictionary.Attribute, _ type: DataType, _ environment: QueryEnvironment
    ) throws(QueryError) -> Column {
        guard let written = attribute.defaultValue else { return .defaults(of: type, count: 1) }
        let binder = SelectAnalyser(Analyser(environment), SelectQuery(projection: []), with: WithScope())
        let (value, source) = try binder.constant(written, for: "DEFAULT of attribute \(attribute.name)")
        return try convertColumn(value, from: source, to: type, in: environment.context).materialised
    }

    private func rows(_ environment: QueryEnvironment) throws(QueryError) -> Block {
        guard let source = definition.source, source.name == "CLICKHOUSE" else { return Block([], rowCount: 0) }
        let query: SelectUnion
        if let text = source.text("QUERY") {
            guard case .select(let written) = try Parser.parseStatement(text).statement else {
                throw QueryError(.incorrectDictionaryDefinition, "QUERY of dictionary \(name) is no SELECT")
            }
            query = written
        } else if let table = source.text("TABLE") {
            let tableName = TableName(database: source.text("DB") ?? name.database, table: table)
            var select = SelectQuery(
                projection: definition.attributes.map { attribute in
                    attribute.expression.map { .aliased($0, name: attribute.name) } ?? .name(attribute.name)
                }, from: .table(TableElement(.name(tableName))))
            if let condition = source.text("WHERE") { select.where = try Parser.parseExpression(condition) }
            query = .select(select)
        } else {
            throw QueryError(.incorrectDictionaryDefinition, "Dictionary \(name) needs TABLE or QUERY in its source")
        }
        return try environment.run(try Analyser(environment).analyse(query), limit: .max)
    }
}

extension CreateDictionary.Part {
    /// A parameter's value as text.
    func text(_ name: String) -> String? {
        switch parameters.first(where: { $0.name == name })?.value {
        case .literal(.string(let bytes))?: String(decoding: bytes, as: UTF8.self)
        case .word(let word)?: word
        default: nil
        }
    }
}

extension Column {
    /// A Nullable column stays as it is where it has NULLs: an open end.
    fileprivate var withoutNulls: Column {
        guard case .nullable(let nullable) = self, !nullable.nulls.contains(1) else { return self }
        return nullable.values
    }
}
