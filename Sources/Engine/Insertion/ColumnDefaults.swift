import Columns
import Errors
import Functions
import Storage

/// Completes the rows of an insert: conversion to the table's types, and the columns that were not given.
struct ColumnDefaults {
    private let schema: TableSchema
    private let given: [Int]
    /// Columns to compute, each behind those it needs.
    private let computed: [Int]
    private let context: QueryContext

    /// `given` names columns in the order of the blocks. Refuses unknown, repeated, MATERIALIZED and ALIAS columns.
    init(_ schema: TableSchema, given names: [String], _ context: QueryContext) throws(QueryError) {
        var given: [Int] = []
        for name in names {
            guard let position = schema.position(of: name) else {
                throw QueryError(.noSuchColumnInTable, "No such column \(name) in table")
            }
            guard !given.contains(position) else {
                throw QueryError(.duplicateColumn, "Column \(name) specified more than once")
            }
            let kind = schema.columns[position].defaultKind
            guard kind != .alias, kind != .materialized else {
                throw QueryError(
                    .illegalColumn, "Cannot insert column \(name), because it is \(kind.rawValue) column")
            }
            given.append(position)
        }
        self.schema = schema
        self.given = given
        self.context = context
        computed = Self.order(schema, given: Set(given))
    }

    /// Columns that are stored and not given, so that each stands behind the columns its expression reads.
    private static func order(_ schema: TableSchema, given: Set<Int>) -> [Int] {
        var order: [Int] = []
        var visited = given
        func visit(_ position: Int) {
            guard schema.columns.indices.contains(position), visited.insert(position).inserted else { return }
            var inputs: Set<Int> = []
            schema.columns[position].defaultExpression?.collectColumns(into: &inputs)
            for input in inputs.sorted() { visit(input) }
            order.append(position)
        }
        for (position, column) in schema.columns.enumerated() where column.isStored { visit(position) }
        return order
    }

    var givenHeader: [ColumnHeader] {
        given.map { ColumnHeader(name: schema.columns[$0].name, type: schema.columns[$0].type) }
    }

    /// All stored columns of the table, from a block whose columns are the given ones by position. `missing` has a 1
    /// for each row that has no value in a column, one mask per column or none at all: there the declared default goes.
    func complete(_ block: Block, missing: [[UInt8]] = []) throws(QueryError) -> Block {
        guard block.columns.count == given.count else {
            throw QueryError(
                .numberOfColumnsDoesntMatch,
                "Number of columns doesn't match: \(block.columns.count) given, \(given.count) expected")
        }
        var columns: [Int: Column] = [:]
        for (column, position) in zip(block.columns, given) {
            let declaration = schema.columns[position]
            do throws(QueryError) {
                columns[position] = try converted(column, to: declaration)
            } catch {
                throw error.adding(": while converting column \(declaration.name)")
            }
        }
        try fillMissing(missing, &columns, rowCount: block.rowCount)
        for position in computed {
            let declaration = schema.columns[position]
            if let expression = declaration.defaultExpression {
                let input = EvaluationInput(columns: columns, rowCount: block.rowCount)
                columns[position] = try expression.evaluate(over: input, in: context).materialised
            } else {
                columns[position] =
                    besideSiblings(declaration, columns) ?? .defaults(of: declaration.type, count: block.rowCount)
            }
        }
        var stored: [BlockColumn] = []
        for (position, declaration) in schema.columns.enumerated() where declaration.isStored {
            guard let column = columns[position] else { continue }
            stored.append(BlockColumn(name: declaration.name, type: declaration.type, column: column))
        }
        return Block(stored, rowCount: block.rowCount)
    }

    /// An array of a nested structure is as long as the others of it, which are given.
    private func besideSiblings(
        _ declaration: Storage.ColumnDeclaration, _ columns: [Int: Column]
    ) -> Column? {
        guard case .array(let element) = declaration.type, let point = declaration.name.firstIndex(of: ".") else {
            return nil
        }
        let prefix = declaration.name[...point]
        for position in given where schema.columns[position].name.hasPrefix(prefix) {
            guard case .array(let array)? = columns[position]?.materialised else { continue }
            let elements = Column.defaults(of: element, count: array.ends.last ?? 0)
            return .array(ArrayColumn(ends: array.ends, elements: elements))
        }
        return nil
    }

    /// Puts the declared defaults where a row of the data has no value; types' defaults stand there already.
    private func fillMissing(
        _ missing: [[UInt8]], _ columns: inout [Int: Column], rowCount: Int
    ) throws(QueryError) {
        for (mask, position) in zip(missing, given) where mask.contains(1) {
            guard let expression = schema.columns[position].defaultExpression, let values = columns[position] else {
                continue
            }
            let input = EvaluationInput(columns: columns, rowCount: rowCount)
            let defaults = try expression.evaluate(over: input, in: context).materialised
            let rows = mask.indices.map { UInt32(truncatingIfNeeded: $0 + (mask[$0] != 0 ? rowCount : 0)) }
            columns[position] = Column.concatenating([values, defaults]).gathering(rows)
        }
    }

    /// A NULL for a plain column is its default, as `input_format_null_as_default` and `insert_null_as_default` say.
    private func converted(
        _ column: BlockColumn, to declaration: Storage.ColumnDeclaration
    ) throws(QueryError) -> Column {
        let target = declaration.type
        let plain = column.column.materialised
        guard column.type.withoutLowCardinality.isNullable, !target.withoutLowCardinality.isNullable,
            case .nullable(let nullable) = plain.withoutLowCardinality
        else { return try castColumn(plain, from: column.type, to: target, in: context).materialised }
        guard nullable.nulls.contains(1) else {
            let inner = column.type.withoutLowCardinality.withoutNullable
            return try castColumn(nullable.values, from: inner, to: target, in: context).materialised
        }
        return try filled(nullable, column.type.withoutLowCardinality.withoutNullable, declaration)
    }

    private func filled(
        _ nullable: NullableColumn, _ inner: DataType, _ declaration: Storage.ColumnDeclaration
    ) throws(QueryError) -> Column {
        let target = declaration.type
        let mask = nullable.nulls.map { 1 &- $0 }
        let kept = countOnes(in: mask)
        var values = try defaultValue(declaration)
        if kept > 0 {
            let rest = nullable.values.filtered(by: mask, keeping: kept)
            values.append(try castColumn(rest, from: inner, to: target, in: context).materialised)
        }
        var place: UInt32 = 0
        return values.gathering(
            mask.map { isValue in
                place &+= UInt32(isValue)
                return isValue == 0 ? 0 : place
            })
    }

    /// One row: the declared default where it needs no other column, else the type's.
    private func defaultValue(_ declaration: Storage.ColumnDeclaration) throws(QueryError) -> Column {
        guard let expression = declaration.defaultExpression else { return .defaults(of: declaration.type, count: 1) }
        var inputs: Set<Int> = []
        expression.collectColumns(into: &inputs)
        guard inputs.isEmpty else { return .defaults(of: declaration.type, count: 1) }
        return try expression.evaluate(over: EvaluationInput(columns: [:], rowCount: 1), in: context).materialised
    }
}
