import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    /// `left IN right`: right is a list of constants, a subquery, or a table.
    func bindMembership(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard call.arguments.count == 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(call.name) takes 2 arguments, got \(call.arguments.count)")
        }
        let isNegated = call.name.lowercased().contains("not")
        let left = try bind(call.arguments[0])
        var operands = [left]
        if let written = call.arguments[0].functionCall, written.name == "tuple", written.arguments.count > 1 {
            operands = []
            for argument in written.arguments { operands.append(try bind(argument)) }
        }
        for operand in operands where operand.type.containsMixtures {
            guard !operand.type.isDynamic else {
                throw QueryError(.illegalTypeOfArgument, "Illegal type Dynamic of argument of function \(call.name)")
            }
            throw QueryError(.notImplemented, "IN is not supported for values of type \(operand.type.name)")
        }
        let right = call.arguments[1]
        let transformsNulls =
            analyser.flag("transform_null_in", default: false) || call.name.lowercased().contains("null")
        if let query = tableQuery(right) {
            if transformsNulls, operands.contains(where: { $0.type.withoutLowCardinality.isNullable }) {
                return try bindNullMembership(operands, query, isNegated: isNegated)
            }
            do throws(QueryError) {
                return try bindSubqueryMembership(left, operands, query, isNegated: isNegated)
            } catch {
                guard mayBeCorrelated(error) else { throw error }
                return try bindCorrelatedMembership(operands, query, isNegated: isNegated)
            }
        }
        let types = operands.map { $0.type.unwrapped }
        // NULL is in no set, and not outside of one.
        if types == [.nothing], !transformsNulls { return analyser.nullLiteral }
        let hasNull = transformsNulls ? try holdsNull(right) : false
        let isMember = analyser.pool.constant(.uint8([hasNull != isNegated ? 1 : 0]), type: .uint8)
        if types == [.nothing] { return isMember }
        let set = ValueSet(types: types)
        for columns in try setColumns(right, types) { set.insert(columns) }
        let result = try membership(operands, set, isNegated: isNegated)
        guard transformsNulls, operands.count == 1, result.type.isNullable else { return result }
        return try analyser.call("ifNull", [result, isMember])
    }

    /// Is there a NULL among the elements of a list?
    private func holdsNull(_ right: SQLSyntax.Expression) throws(QueryError) -> Bool {
        let (value, _) = try constant(right, for: "Right side of IN")
        switch value.value(at: 0) {
        case .null: return true
        case .array(let elements), .tuple(let elements): return elements.contains(.null)
        default: return false
        }
    }

    private func membership(
        _ operands: [BoundExpression], _ set: ValueSet, isNegated: Bool
    ) throws(QueryError) -> BoundExpression {
        var converted: [BoundExpression] = []
        for (operand, type) in zip(operands, set.types) {
            if operand.type.unwrapped == type.unwrapped {
                converted.append(operand)
                continue
            }
            let isNullable = operand.type.withoutLowCardinality.isNullable
            converted.append(try analyser.cast(operand, to: isNullable ? type.asNullable : type))
        }
        // A NULL on the left makes the answer NULL for a single operand; in a tuple it only makes it no member.
        let isNullable = operands.count == 1 && operands[0].type.withoutLowCardinality.isNullable
        let node = Membership(operands: converted, set: set, isNegated: isNegated)
        let expression = BoundExpression(type: isNullable ? .nullable(.uint8) : .uint8, node: .membership(node))
        guard converted.allSatisfy({ $0.constantValue != nil }), !analyser.isPending(set) else { return expression }
        let value = try expression.evaluate(over: EvaluationInput(columns: [:], rowCount: 1), in: analyser.context)
        return analyser.pool.constant(value.materialised, type: expression.type)
    }

    // MARK: - Subqueries and tables

    private func tableQuery(_ right: SQLSyntax.Expression) -> SelectUnion? {
        switch right.withoutAlias {
        case .subquery(let query): return query
        case .identifier(let identifier) where scope.lookUp(identifier.parts).matches.isEmpty:
            if scope.aliases[identifier.name] != nil { return nil }
            let name = TableName(
                database: identifier.parts.count > 1 ? identifier.parts[0] : nil, table: identifier.last)
            let source = TableSource.table(TableElement(.name(name)))
            return .select(SelectQuery(projection: [.columns(ColumnsMatcher(.all))], from: source))
        default: return nil
        }
    }

    /// NULLs are members like others: the flag and the value go together.
    private func bindNullMembership(
        _ operands: [BoundExpression], _ query: SelectUnion, isNegated: Bool
    ) throws(QueryError) -> BoundExpression {
        guard operands.count == 1 else {
            throw QueryError(.notImplemented, "transform_null_in of several columns over a subquery is not supported")
        }
        let name = "__member"
        var element = TableElement(.subquery(query))
        element.alias = "__members"
        element.columnAliases = [name]
        let parts = ["isNull", "assumeNotNull"]
        let pairs = SelectQuery(
            projection: parts.map { SQLSyntax.Expression.call($0, [.name(name)]) }, from: .table(element))
        var flagged: [BoundExpression] = []
        for part in parts { flagged.append(try analyser.call(part, [operands[0]])) }
        return try bindSubqueryMembership(operands[0], flagged, .select(pairs), isNegated: isNegated)
    }

    private func bindSubqueryMembership(
        _ left: BoundExpression, _ operands: [BoundExpression], _ query: SelectUnion, isNegated: Bool
    ) throws(QueryError) -> BoundExpression {
        var operands = operands
        let set = try analyser.set(of: query, with: subqueryScope) { (types) throws(QueryError) in
            if operands.count == 1, types.count > 1, case .tuple(let elements) = left.type,
                elements.count == types.count
            {
                operands = []
                for position in elements.indices {
                    let number = self.analyser.pool.constant(.uint64([UInt64(position + 1)]), type: .uint64)
                    operands.append(try self.analyser.call("tupleElement", [left, number]))
                }
            }
            if types.count == 1, operands.count > 1 { operands = [left] }
            guard types.count == operands.count else {
                throw QueryError(
                    .numberOfColumnsDoesntMatch,
                    "Number of columns in section IN doesn't match. \(operands.count) at left, \(types.count) at right."
                )
            }
            var common: [DataType] = []
            for (operand, type) in zip(operands, types) {
                common.append(try leastSupertype(of: [operand.type.unwrapped, type.withoutLowCardinality]))
            }
            return common
        }
        return try membership(operands, set, isNegated: isNegated)
    }

    // MARK: - Lists

    /// The rows of a constant list, batched: each batch has a column per type.
    private func setColumns(
        _ right: SQLSyntax.Expression, _ types: [DataType]
    ) throws(QueryError) -> [[Column]] {
        var elements: [SQLSyntax.Expression]
        // `a IN [1, 2]` of an array is a set of one array.
        if types.count == 1, types[0].arrayDepth > 0, right.functionCall?.name != "tuple" {
            let (value, type) = try constant(right, for: "Right side of IN")
            if type.arrayDepth == types[0].arrayDepth { return try setRow(value, type, types).map { [$0] } ?? [] }
        }
        if let call = right.functionCall, call.name == "tuple" || call.name == "array", scope.parameters.isEmpty {
            elements = call.arguments
            // `(a, b) IN (1, 2)` is one row.
            if types.count > 1, call.name == "tuple", elements.count == types.count,
                !elements.contains(where: { $0.functionCall?.name == "tuple" })
            {
                elements = [right]
            }
        } else if right.literal != nil {
            elements = [right]
        } else {
            return try boundSetColumns(right, types)
        }
        if types.count == 1 {
            let literals = elements.compactMap(\.literal)
            if literals.count == elements.count { return [[try literalColumn(literals, as: types[0])]] }
        }
        var batches: [[Column]] = []
        for element in elements {
            let (value, type) = try constant(element, for: "Right side of IN")
            if let row = try setRow(value, type, types) { batches.append(row) }
        }
        return batches
    }

    /// A constant array or tuple that is not written as a list: an alias, a parameter, a function of constants.
    private func boundSetColumns(
        _ right: SQLSyntax.Expression, _ types: [DataType]
    ) throws(QueryError) -> [[Column]] {
        let (value, type) = try constant(right, for: "Right side of IN")
        switch (type, value.materialised) {
        case (.array(let element), .array(let arrays)):
            var rows: [[Column]] = []
            for row in 0..<arrays.elements.count {
                if let columns = try setRow(arrays.elements.slice(row..<row + 1), element, types) {
                    rows.append(columns)
                }
            }
            return rows
        case (.tuple(let elements), .tuple(let tuple)) where types.count == 1:
            var rows: [[Column]] = []
            for (element, column) in zip(elements, tuple.elements) {
                if let columns = try setRow(column, element.type, types) { rows.append(columns) }
            }
            return rows
        default: return try setRow(value, type, types).map { [$0] } ?? []
        }
    }

    private func setRow(_ value: Column, _ type: DataType, _ types: [DataType]) throws(QueryError) -> [Column]? {
        if types.count == 1 {
            if value.isNull(at: 0) { return nil }
            return try convertForSet(value, type, types[0]).map { [$0] }
        }
        guard case .tuple(let elements) = type, case .tuple(let tuple) = value.materialised,
            elements.count == types.count
        else {
            throw QueryError(
                .incorrectElementOfSet, "Invalid types for IN function: \(type.name) against \(types.count) columns")
        }
        var row: [Column] = []
        for (position, element) in elements.enumerated() {
            if tuple.elements[position].isNull(at: 0) { return nil }
            guard let column = try convertForSet(tuple.elements[position], element.type, types[position]) else {
                return nil
            }
            row.append(column)
        }
        return row
    }

    /// `nil` for a value that the type cannot hold: it is in no set of that type.
    private func convertForSet(
        _ value: Column, _ type: DataType, _ target: DataType
    ) throws(QueryError) -> Column? {
        let accurate = try analyser.function("accurateCastOrNull")
        let isText = type.unwrapped.isStringOrFixedString && !target.isStringOrFixedString
        let source = BoundExpression.constant(value, type: type)
        if !target.canBeInsideNullable {
            return try convertColumn(value.materialised, from: type, to: target, in: analyser.context)
        }
        if isText { return try convertColumn(value.materialised, from: type, to: target, in: analyser.context) }
        let cast = try BoundCall.bind(accurate, [source, analyser.text(target.name)], in: analyser.context)
        guard let column = cast.constantValue, !column.isNull(at: 0) else { return nil }
        if case .nullable(let nullable) = column { return nullable.values }
        return column
    }

    /// All literals at once, where they are of the column's own kind: long lists are common.
    private func literalColumn(_ literals: [Literal], as type: DataType) throws(QueryError) -> Column {
        var strings = StringColumn()
        var isText = true
        for literal in literals {
            if case .string(let bytes) = literal { strings.append(bytes) } else if literal != .null { isText = false }
        }
        if isText {
            return try convertColumn(.string(strings), from: .string, to: type, in: analyser.context).materialised
        }
        var column = Column.defaults(of: type, count: 0)
        for literal in literals where literal != .null {
            let (value, literalType) = literal.typedColumn
            if let converted = try convertForSet(value, literalType, type) { column.append(converted.materialised) }
        }
        return column
    }
}

extension Analyser {
    /// Will the set be filled only before the plan runs?
    func isPending(_ set: ValueSet) -> Bool { sets.contains { $0.set === set } }
}

extension DataType {
    /// How many arrays lie around the innermost element.
    fileprivate var arrayDepth: Int { if case .array(let element) = self { element.arrayDepth + 1 } else { 0 } }
}
