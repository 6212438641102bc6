import Columns
import Errors
import Functions
import SQLSyntax

/// The keys of GROUP BY, bound.
struct GroupKeys {
    /// Distinct expressions; sets refer to them by position.
    var expressions: [BoundExpression] = []
    var names: [String] = []
    var sets: [[Int]]?
    var hasTotals = false
    var isPresent = false
}

/// Expressions as they are computed behind GROUP BY: keys and aggregates are columns, nothing else is left.
struct AfterAggregation {
    let isAggregated: Bool
    let rewrite: (BoundExpression) throws(QueryError) -> BoundExpression
}

extension SelectAnalyser {
    func bindGroupKeys(_ outputs: [Output]) throws(QueryError) -> GroupKeys {
        var keys = GroupKeys()
        guard let groupBy = query.groupBy else { return keys }
        keys.isPresent = true
        keys.hasTotals = groupBy.hasTotals
        switch groupBy.keys {
        case .none: keys.isPresent = groupBy.hasTotals
        case .all:
            for output in outputs where !output.written.holdsAggregate && output.expression.constantValue == nil {
                _ = try add(output.expression, output.name, to: &keys)
            }
            keys.isPresent = keys.hasTotals || !keys.expressions.isEmpty
        case .expressions(let expressions):
            for expression in expressions { _ = try addKey(expression, outputs, to: &keys) }
        case .rollup(let expressions):
            let places = try addKeys(expressions, outputs, to: &keys)
            keys.sets = (0...places.count).reversed().map { Array(places.prefix($0)) }
        case .cube(let expressions):
            let places = try addKeys(expressions, outputs, to: &keys)
            guard places.count <= 12 else {
                throw QueryError(.tooManyColumns, "CUBE is limited to 12 keys, got \(places.count)")
            }
            keys.sets = (0..<(1 << places.count)).reversed().map { mask in
                places.enumerated().filter { mask >> (places.count - 1 - $0.offset) & 1 == 1 }.map(\.element)
            }
        case .groupingSets(let sets):
            var bound: [[Int]] = []
            for set in sets { bound.append(try addKeys(set, outputs, to: &keys)) }
            keys.sets = bound
        }
        return keys
    }

    private func addKeys(
        _ expressions: [SQLSyntax.Expression], _ outputs: [Output], to keys: inout GroupKeys
    ) throws(QueryError) -> [Int] {
        var places: [Int] = []
        for expression in expressions {
            for place in try addKey(expression, outputs, to: &keys) where !places.contains(place) {
                places.append(place)
            }
        }
        return places
    }

    /// A tuple among the keys stands for its elements, a number for an output by position.
    private func addKey(
        _ expression: SQLSyntax.Expression, _ outputs: [Output], to keys: inout GroupKeys
    ) throws(QueryError) -> [Int] {
        if let output = try positional(expression, outputs, in: "GROUP BY") {
            return [try add(output.expression, output.name, to: &keys)]
        }
        if let call = expression.functionCall, call.name == "tuple", call.form == .operator {
            var places: [Int] = []
            for element in call.arguments { places.append(contentsOf: try addKey(element, outputs, to: &keys)) }
            return places
        }
        return [try add(try bind(expression), displayName(of: expression), to: &keys)]
    }

    private func add(
        _ expression: BoundExpression, _ name: String, to keys: inout GroupKeys
    ) throws(QueryError) -> Int {
        if let known = keys.expressions.firstIndex(where: { $0 === expression }) { return known }
        try analyser.environment.refuseMixedKeys(
            [expression.type], in: "GROUP BY", setting: "allow_suspicious_types_in_group_by")
        var columns: Set<Int> = []
        expression.collectColumns(into: &columns)
        if let aggregate = aggregates.first(where: { columns.contains($0.call.column.identifier) }) {
            throw QueryError(
                .illegalAggregation,
                "Aggregate function \(aggregate.call.column.name) is found in GROUP BY in query.\(scopeText)")
        }
        keys.expressions.append(expression)
        keys.names.append(name)
        return keys.expressions.count - 1
    }

    /// The output that a number stands for, where numbers do.
    func positional(
        _ expression: SQLSyntax.Expression, _ outputs: [Output], in clause: String
    ) throws(QueryError) -> Output? {
        guard analyser.flag("enable_positional_arguments", default: true) else { return nil }
        let position: Int
        switch expression.literal {
        case .unsigned(let number): position = Int(clamping: number) - 1
        case .signed(let number): position = outputs.count + Int(clamping: number)
        default: return nil
        }
        guard outputs.indices.contains(position) else {
            throw QueryError(
                .badArguments,
                "Positional argument out of bounds: \(position + 1) in \(clause) "
                    + "(there are \(outputs.count) expressions in SELECT)")
        }
        return outputs[position]
    }

    /// `grouping(a, b)`: which of the keys the row's grouping set leaves out, as bits. Filled behind the aggregation.
    func bindGrouping(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard !call.arguments.isEmpty, call.arguments.count <= 64 else {
            throw QueryError(.tooFewArgumentsForFunction, "Function grouping takes from 1 to 64 keys of GROUP BY")
        }
        var arguments: [BoundExpression] = []
        for argument in call.arguments { arguments.append(try bind(argument)) }
        let key = arguments.map { analyser.pool.key(of: $0) }.joined(separator: ",")
        if let known = groupings.first(where: { $0.key == key }) { return column(known.output) }
        let output = analyser.newColumn("grouping", .uint64)
        groupings.append((key, output, arguments))
        return column(output)
    }

    /// The columns of `grouping` calls, from the number of the row's set.
    private func applyGroupings(_ keys: GroupKeys, _ setColumn: PlanColumn) throws(QueryError) {
        var computed: [ComputedColumn] = []
        for grouping in groupings {
            var bits = [UInt64](repeating: 0, count: keys.sets?.count ?? 1)
            for argument in grouping.arguments {
                guard let place = keys.expressions.firstIndex(where: { $0 === argument }) else {
                    throw QueryError(.badArguments, "Argument of GROUPING function is not a part of GROUP BY clause")
                }
                for (number, set) in (keys.sets ?? [Array(keys.expressions.indices)]).enumerated() {
                    bits[number] = bits[number] << 1 | (set.contains(place) ? 0 : 1)
                }
            }
            let table = Column.array(ArrayColumn(ends: [bits.count], elements: .uint64(bits)))
            let one = analyser.pool.constant(.uint8([1]), type: .uint8)
            let place = try analyser.call("plus", [column(setColumn), one])
            let value = try analyser.call(
                "arrayElement", [analyser.pool.constant(table, type: .array(.uint64)), place])
            computed.append(ComputedColumn(grouping.output, value))
        }
        extend(computed)
    }

    // MARK: - The plan

    func applyAggregation(_ keys: GroupKeys) throws(QueryError) -> AfterAggregation {
        guard keys.isPresent || !aggregates.isEmpty else {
            return AfterAggregation(isAggregated: false) { $0 }
        }
        var columns: [ComputedColumn] = []
        // A key that a set leaves out is NULL where the setting wants it so, else its type's default.
        let usesNulls = keys.sets != nil && analyser.flag("group_by_use_nulls", default: false)
        for (expression, name) in zip(keys.expressions, keys.names) {
            let type = usesNulls ? expression.type.asNullable : expression.type
            columns.append(ComputedColumn(analyser.newColumn(name, type), expression))
        }
        var node = AggregateNode(input: plan, keys: columns, calls: aggregates.map(\.call))
        node.groupingSets = keys.sets
        if case .groupingSets? = query.groupBy?.keys { node.hasRowWithoutInput = true }
        node.hasTotals = keys.hasTotals
        let setColumn = groupings.isEmpty ? nil : analyser.newColumn("grouping set", .uint64)
        node.groupingSetColumn = setColumn
        plan = .aggregate(node)
        available = columns.map(\.column) + aggregates.map(\.call.column)
        if let setColumn {
            available.append(setColumn)
            try applyGroupings(keys, setColumn)
        }
        return AfterAggregation(isAggregated: true) { [self] (expression) throws(QueryError) in
            try behindAggregation(expression, columns)
        }
    }

    private func behindAggregation(
        _ expression: BoundExpression, _ keys: [ComputedColumn]
    ) throws(QueryError) -> BoundExpression {
        var given = Set(aggregates.map(\.call.column.identifier))
        given.formUnion(keys.map(\.column.identifier))
        given.formUnion(groupings.map(\.output.identifier))
        let results = Set(aggregates.map(\.call.column.identifier))
        for join in arrayJoins where !join.array.columns.isDisjoint(with: results) {
            given.insert(join.output.identifier)
        }
        given.formUnion(subqueryJoins.filter { !$0.isEarly }.map(\.value.identifier))
        given.formUnion(windows.flatMap { $0.calls.map(\.call.column.identifier) })
        return try analyser.pool.rewrite(expression, in: analyser.context) { (node) throws(QueryError) in
            // A constant is the same in every grouping set and in the totals.
            if node.constantValue != nil { return node }
            if let key = keys.first(where: { $0.expression === node }) { return self.column(key.column) }
            guard case .column(let identifier) = node.node else { return nil }
            if given.contains(identifier) { return node }
            let name =
                self.scope.columns.first { $0.column.identifier == identifier }?.displayName ?? "#\(identifier)"
            throw QueryError(
                .notAnAggregate,
                "Column `\(name)` is not under aggregate function and not in GROUP BY keys.\(self.scopeText)")
        }
    }
}
