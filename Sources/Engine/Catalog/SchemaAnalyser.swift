import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Binds what a table declares (types, defaults, keys, TTL, indexes) over the table's own columns: in the
/// expressions it
/// makes, a column's identifier is its position in the schema.
struct SchemaAnalyser {
    private let analyser: Analyser

    /// `flatten_nested`: a Nested column is an array per element, and not one array of tuples.
    private let flattensNested: Bool

    init(_ environment: any AnalysisEnvironment) {
        flattensNested = environment.setting("flatten_nested") != "0"
        analyser = Analyser(environment, firstIdentifier: 1_000_000)
    }

    // MARK: - Columns

    /// The schema of declared columns: types resolved, nested structures flattened, defaults bound.
    func schema(_ declarations: [SQLSyntax.ColumnDeclaration]) throws(QueryError) -> TableSchema {
        var columns: [Storage.ColumnDeclaration] = []
        var written: [SQLSyntax.ColumnDeclaration] = []
        for declaration in declarations {
            for column in try flattened(declaration) {
                guard !columns.contains(where: { $0.name == column.name }) else {
                    throw QueryError(
                        .illegalColumn, "Cannot add column \(column.name): column with this name already exists.")
                }
                columns.append(column)
                written.append(declaration)
            }
        }
        guard !columns.isEmpty else {
            throw QueryError(.emptyListOfColumnsPassed, "A table must have at least one column")
        }
        try bindDefaults(written, &columns)
        for (position, declaration) in written.enumerated() {
            guard let ttl = declaration.timeToLive else { continue }
            columns[position].ttlText = ttl.text
            columns[position].ttl = try timeToLive(ttl, over: TableSchema(columns: columns))
        }
        return TableSchema(columns: columns)
    }

    private func flattened(
        _ declaration: SQLSyntax.ColumnDeclaration
    ) throws(QueryError) -> [Storage.ColumnDeclaration] {
        guard declaration.statistics.isEmpty else { throw QueryError(.notImplemented, "STATISTICS are not supported") }
        guard declaration.settings.isEmpty else {
            throw QueryError(.notImplemented, "SETTINGS of a column are not supported")
        }
        guard declaration.collation == nil else { throw QueryError(.notImplemented, "COLLATE is not supported") }
        guard let written = declaration.type else { return [described(declaration, declaration.name, .nothing)] }
        let type = try DataType(parsing: written.canonicalText)
        if written.name == "Nested", flattensNested, case .array(.tuple(let elements)) = type {
            return elements.map { described(declaration, "\(declaration.name).\($0.name ?? "")", .array($0.type)) }
        }
        return [described(declaration, declaration.name, declaration.nullModifier == .null ? type.asNullable : type)]
    }

    private func described(
        _ declaration: SQLSyntax.ColumnDeclaration, _ name: String, _ type: DataType
    ) -> Storage.ColumnDeclaration {
        var column = Storage.ColumnDeclaration(name: name, type: type)
        column.comment = declaration.comment ?? ""
        column.codec = declaration.codec.map { $0.declarationText }.joined(separator: ", ")
        switch declaration.defaultKind {
        case .default: column.defaultKind = .default
        case .materialized: column.defaultKind = .materialized
        case .alias: column.defaultKind = .alias
        case .ephemeral: column.defaultKind = .ephemeral
        case .autoIncrement, nil: column.defaultKind = .none
        }
        column.defaultText = declaration.defaultExpression?.text ?? ""
        return column
    }

    /// Defaults may use each other; a column without a type has that of its default.
    private func bindDefaults(
        _ written: [SQLSyntax.ColumnDeclaration], _ columns: inout [Storage.ColumnDeclaration]
    ) throws(QueryError) {
        guard !written.contains(where: { $0.defaultKind == .autoIncrement }) else {
            throw QueryError(.notImplemented, "AUTO_INCREMENT is not supported")
        }
        // Untyped columns first, so that the others see their types.
        let order = written.indices.sorted { (written[$0].type == nil ? 0 : 1) < (written[$1].type == nil ? 0 : 1) }
        for position in order {
            guard let expression = written[position].defaultExpression else { continue }
            let bound = try bind(expression, over: TableSchema(columns: columns))
            if written[position].type == nil { columns[position].type = bound.type }
            columns[position].defaultExpression = try analyser.cast(bound, to: columns[position].type)
        }
    }

    // MARK: - Expressions

    func bind(_ expression: SQLSyntax.Expression, over schema: TableSchema) throws(QueryError) -> BoundExpression {
        let select = SelectAnalyser(analyser, SelectQuery(projection: [expression]), with: WithScope())
        select.scope.columns = schema.columns.enumerated().map { position, column in
            ScopeColumn(
                column: PlanColumn(identifier: position, name: column.name, type: column.type), name: column.name,
                table: nil, database: nil, displayName: column.name, isHidden: false, expression: nil)
        }
        let bound = try select.bind(expression)
        guard select.aggregates.isEmpty, select.windows.isEmpty, select.arrayJoins.isEmpty else {
            throw QueryError(
                .badArguments, "The expression \(expression.columnName) may not aggregate or multiply rows")
        }
        return bound
    }

    func constraint(
        _ declaration: ConstraintDeclaration, over schema: TableSchema
    ) throws(QueryError) -> BoundExpression {
        let bound = try bind(declaration.expression, over: schema)
        guard [.uint8, .bool, .nothing].contains(bound.type.unwrapped) else {
            throw QueryError(
                .unsupportedMethod,
                "Constraint \(declaration.name) does not return a value of type UInt8, but \(bound.type.name)")
        }
        return bound
    }

    func cast(_ expression: BoundExpression, to type: DataType) throws(QueryError) -> BoundExpression {
        try analyser.cast(expression, to: type)
    }

    /// The columns of a key: a tuple's elements, or the one expression; `tuple()` has none.
    func key(_ expression: SQLSyntax.Expression?, over schema: TableSchema) throws(QueryError) -> [KeyColumn] {
        guard let expression else { return [] }
        var elements = [expression]
        if let call = expression.functionCall, call.name == "tuple" { elements = call.arguments }
        var columns: [KeyColumn] = []
        for element in elements {
            let bound = try bind(element, over: schema)
            columns.append(KeyColumn(text: element.columnName, expression: bound))
        }
        return columns
    }

    func timeToLive(
        _ expression: SQLSyntax.Expression, over schema: TableSchema
    ) throws(QueryError) -> BoundExpression {
        let bound = try bind(expression, over: schema)
        var used: Set<Int> = []
        bound.collectColumns(into: &used)
        guard !used.isEmpty else {
            throw QueryError(
                .badArguments,
                "TTL expression \(expression.text) does not depend on any of the columns of the table")
        }
        guard bound.type.unwrapped.isDateOrDateTime else {
            throw QueryError(
                .badTtlExpression,
                "TTL expression result column should have Date or DateTime type, but has \(bound.type.name)")
        }
        return bound
    }

    func tableTTL(
        _ elements: [TimeToLiveElement], over schema: TableSchema
    ) throws(QueryError) -> [TableTTL] {
        var result: [TableTTL] = []
        for element in elements {
            let condition = try element.where.map { (condition) throws(QueryError) in
                try bind(condition, over: schema)
            }
            let action: TableTTL.Action
            switch element.action {
            case .delete: action = .delete
            case .toDisk(let name, _): action = .moveToDisk(name)
            case .toVolume(let name, _): action = .moveToVolume(name)
            case .recompress(let codec):
                action = .recompress(codec: codec.map { $0.declarationText }.joined(separator: ", "))
            case .groupBy: throw QueryError(.notImplemented, "TTL … GROUP BY is not supported")
            }
            result.append(
                TableTTL(
                    text: element.expression.text, expression: try timeToLive(element.expression, over: schema),
                    condition: condition, action: action))
        }
        return result
    }

    func skipIndex(
        _ declaration: IndexDeclaration, over schema: TableSchema
    ) throws(QueryError) -> SkipIndexDeclaration {
        var elements = [declaration.expression]
        if let call = declaration.expression.functionCall, call.name == "tuple" { elements = call.arguments }
        var expressions: [BoundExpression] = []
        for element in elements { expressions.append(try bind(element, over: schema)) }
        var arguments: [Value] = []
        for argument in declaration.type.arguments {
            let bound = try bind(argument, over: schema)
            guard let value = bound.constantValue else {
                throw QueryError(.badArguments, "Arguments of index \(declaration.name) must be constants")
            }
            arguments.append(value.value(at: 0))
        }
        return SkipIndexDeclaration(
            name: declaration.name, text: declaration.expression.text, expressions: expressions,
            type: declaration.type.name, arguments: arguments, granularity: Int(clamping: declaration.granularity))
    }
}
