import Columns
import Errors
import Functions
import SQLSyntax

/// The calls over one window, as they are bound before aggregation.
struct WindowGroup {
    let key: String
    let partitionBy: [BoundExpression]
    let orderBy: [OrderItem]
    let frame: FrameSpecification
    var calls: [(key: String, call: WindowNode.Call)] = []
}

extension SelectAnalyser {
    func bindWindow(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard let reference = call.window else {
            throw QueryError(.logicalError, "\(call.name) has no OVER")
        }
        let specification = try resolve(reference)
        let group = try windowGroup(specification)
        let function: BoundWindowFunction
        let arguments: [BoundExpression]
        // With ROWS every row is its own peer.
        let isRanking = ["rank", "dense_rank", "denseRank"].contains(call.name)
        let name = isRanking && windows[group].frame.unit == .rows ? "row_number" : call.name
        if let windowFunction = WindowFunctions.function(named: name) {
            var bound: [BoundExpression] = []
            for argument in call.arguments {
                let value = try bind(argument)
                bound.append(try analyser.cast(value, to: value.type.withoutLowCardinality))
            }
            arguments = bound
            function = .window(windowFunction, result: try windowFunction.result(of: bound.map(\.argument)))
        } else if AggregateRegistry.isAggregate(call.name) {
            let (aggregate, bound) = try bindAggregateParts(call)
            arguments = bound
            function = .aggregate(aggregate)
        } else {
            throw QueryError(.unknownAggregateFunction, "Unknown aggregate or window function \(call.name)")
        }
        let keys = arguments.map { analyser.pool.key(of: $0) }.joined(separator: ",")
        let parameters = (call.parameters ?? []).map(\.columnName).joined(separator: ",")
        let key = "\(call.name)(\(parameters))(\(keys))"
        if let known = windows[group].calls.first(where: { $0.key == key }) { return column(known.call.column) }
        let output = analyser.newColumn(SQLSyntax.Expression.function(call).columnName, function.resultType)
        windows[group].calls.append(
            (key, WindowNode.Call(column: output, function: function, arguments: arguments)))
        return column(output)
    }

    /// The window's own text; a named or parent window is put in its place.
    private func resolve(_ reference: WindowReference) throws(QueryError) -> WindowSpecification {
        switch reference {
        case .named(let name): return try named(name, depth: 0)
        case .inline(let specification): return try withParent(specification, depth: 0)
        }
    }

    private func named(_ name: String, depth: Int) throws(QueryError) -> WindowSpecification {
        guard depth < 100, let definition = query.windows.first(where: { $0.name == name }) else {
            throw QueryError(.badArguments, "Window '\(name)' does not exist.\(scopeText)")
        }
        return try withParent(definition.specification, depth: depth + 1)
    }

    private func withParent(
        _ specification: WindowSpecification, depth: Int
    ) throws(QueryError) -> WindowSpecification {
        guard let name = specification.parent else { return specification }
        let parent = try named(name, depth: depth)
        var result = specification
        result.parent = nil
        guard specification.partitionBy.isEmpty else {
            throw QueryError(.badArguments, "Derived window definition cannot override PARTITION BY of '\(name)'")
        }
        result.partitionBy = parent.partitionBy
        if !parent.orderBy.isEmpty {
            guard specification.orderBy.isEmpty else {
                throw QueryError(.badArguments, "Derived window definition cannot override a non-empty ORDER BY")
            }
            result.orderBy = parent.orderBy
        }
        if result.frame == nil { result.frame = parent.frame }
        return result
    }

    /// The position in `windows` of the group for this window, made if it is new.
    private func windowGroup(_ specification: WindowSpecification) throws(QueryError) -> Int {
        var partition: [BoundExpression] = []
        for expression in specification.partitionBy { partition.append(try bind(expression)) }
        try analyser.environment.refuseMixedKeys(
            partition.map(\.type), in: "GROUP BY", setting: "allow_suspicious_types_in_group_by")
        var order: [OrderItem] = []
        for element in specification.orderBy {
            try refuseCollation(element)
            order.append(
                OrderItem(expression: try bind(element.expression), direction: direction(of: element), fill: nil))
        }
        let frame = try bindFrame(specification)
        let partitionKey = partition.map { analyser.pool.key(of: $0) }.joined(separator: ",")
        let orderKey = order.map { "\(analyser.pool.key(of: $0.expression)) \($0.direction)" }.joined(separator: ",")
        let key = "\(partitionKey)|\(orderKey)|\(frame)"
        if let known = windows.firstIndex(where: { $0.key == key }) { return known }
        windows.append(WindowGroup(key: key, partitionBy: partition, orderBy: order, frame: frame))
        return windows.count - 1
    }

    /// A frame must begin before its end.
    private func checkOrder(
        _ begin: FrameSpecification.Bound, _ end: FrameSpecification.Bound
    ) throws(QueryError) {
        func place(_ bound: FrameSpecification.Bound) -> Double {
            switch bound {
            case .unboundedPreceding: -.infinity
            case .currentRow: 0
            case .unboundedFollowing: .infinity
            case .preceding(let amount): -self.amount(amount)
            case .following(let amount): self.amount(amount)
            }
        }
        guard place(begin) > place(end) else { return }
        throw QueryError(.badArguments, "Frame start offset does not precede the frame end offset")
    }

    private func amount(_ value: Value) -> Double {
        switch value {
        case .uint64(let number): Double(number)
        case .int64(let number): Double(number)
        case .float64(let number): number
        default: 0
        }
    }

    private func bindFrame(_ specification: WindowSpecification) throws(QueryError) -> FrameSpecification {
        guard let frame = specification.frame else { return .standard }
        let unit: FrameSpecification.Unit =
            switch frame.unit {
            case .rows: .rows
            case .range: .range
            case .groups: .groups
            }
        let begin = try bind(frame.begin)
        let end = try bind(frame.end)
        if begin == .unboundedFollowing || end == .unboundedPreceding {
            throw QueryError(.badArguments, "Window frame starts or ends on the wrong side")
        }
        try checkOrder(begin, end)
        return FrameSpecification(unit: unit, begin: begin, end: end)
    }

    private func bind(
        _ bound: SQLSyntax.WindowFrame.Bound
    ) throws(QueryError) -> FrameSpecification.Bound {
        switch bound {
        case .unboundedPreceding: return .unboundedPreceding
        case .unboundedFollowing: return .unboundedFollowing
        case .currentRow: return .currentRow
        case .preceding(let offset): return .preceding(try frameOffset(offset))
        case .following(let offset): return .following(try frameOffset(offset))
        }
    }

    private func frameOffset(_ expression: SQLSyntax.Expression) throws(QueryError) -> Value {
        let (column, type) = try constant(expression, for: "Window frame offset")
        guard type.isNumber || { if case .interval = type { true } else { false } }() else {
            throw QueryError(.badArguments, "Window frame offset must be a number or an interval, got \(type.name)")
        }
        let value = column.value(at: 0)
        if case .int64(let number) = value, number < 0 {
            throw QueryError(.badArguments, "Window frame offset must not be negative: \(number)")
        }
        return value
    }

    // MARK: - The plan

    /// Windows run behind GROUP BY, one node per window.
    func applyWindows(_ after: AfterAggregation) throws(QueryError) {
        for group in windows where !group.calls.isEmpty {
            var computed: [ComputedColumn] = []
            var partition: [Int] = []
            for expression in correlations.map({ self.column($0.column) }) + group.partitionBy {
                partition.append(planned(try after.rewrite(expression), "partition", &computed).identifier)
            }
            var order: [SortItem] = []
            for item in group.orderBy {
                let column = planned(try after.rewrite(item.expression), "order", &computed)
                order.append(SortItem(column: column.identifier, direction: item.direction))
            }
            extend(computed)
            var calls: [WindowNode.Call] = []
            for (_, call) in group.calls {
                var arguments: [BoundExpression] = []
                for argument in call.arguments { arguments.append(try after.rewrite(argument)) }
                calls.append(WindowNode.Call(column: call.column, function: call.function, arguments: arguments))
            }
            // Without ORDER BY all rows of a partition are peers: the standard frame is the whole partition.
            plan = .window(
                WindowNode(input: plan, partitionBy: partition, orderBy: order, frame: group.frame, calls: calls))
            available += calls.map(\.column)
        }
    }
}
