import Columns
import Errors

extension BoundExpression {
    /// The expression's column over `input`: `input.rowCount` rows in the layout of `type`, or `.constant`.
    package func evaluate(
        over input: EvaluationInput, in context: QueryContext
    ) throws(QueryError) -> Column {
        var evaluator = Evaluator(input: input, context: context)
        return try evaluator.evaluate(self)
    }
}

/// Computes expressions over one input; a node that several of them share is computed once.
package struct Evaluator {
    private let input: EvaluationInput
    private let context: QueryContext
    private var known: [ObjectIdentifier: Column] = [:]

    package init(input: EvaluationInput, context: QueryContext) {
        self.input = input
        self.context = context
    }

    package mutating func evaluate(_ expression: BoundExpression) throws(QueryError) -> Column {
        switch expression.node {
        case .column(let identifier):
            guard let column = input.columns[identifier] else {
                // An aggregate of a lambda's parameter, for one.
                throw QueryError(.notFoundColumnInBlock, "Not found column \(identifier) in block")
            }
            return column
        case .constant(let column): return .constant(ConstantColumn(column, count: input.rowCount))
        case .call, .higherOrder, .membership: break
        }
        if let column = known[ObjectIdentifier(expression)] { return column }
        let column = try compute(expression)
        known[ObjectIdentifier(expression)] = column
        return column
    }

    private mutating func compute(_ expression: BoundExpression) throws(QueryError) -> Column {
        switch expression.node {
        case .column, .constant: return try evaluate(expression)
        case .call(let call):
            if call.isLazy {
                let isConnective = call.function.name == "and" || call.function.name == "or"
                return isConnective ? try evaluateConnective(call) : try evaluateLazily(call)
            }
            var columns: [Column] = []
            for argument in call.arguments { columns.append(try evaluate(argument)) }
            return try call.evaluate(columns, rowCount: input.rowCount, in: context)
        case .higherOrder(let call):
            var columns: [TypedColumn] = []
            for argument in call.arguments {
                let plain = try evaluate(argument).materialised.withoutLowCardinality
                columns.append(TypedColumn(type: argument.type.withoutLowCardinality, column: plain))
            }
            let lambda = call.lambda.map { bound in
                Lambda(
                    bound, captured: bound.captures.map { input.columns[$0]?.materialised ?? .nothing(count: 0) },
                    context: context)
            }
            return try call.function.evaluate(
                lambda, columns, to: call.plainResult, rowCount: input.rowCount, in: context)
        case .membership(let membership):
            return try evaluate(membership, isNullable: expression.type.isNullable)
        }
    }
}

// MARK: - Membership

extension Evaluator {
    private mutating func evaluate(_ membership: Membership, isNullable: Bool) throws(QueryError) -> Column {
        if membership.operands.count == 1,
            case .lowCardinality(let low) = try evaluate(membership.operands[0]),
            low.dictionary.count <= low.codes.count
        {
            return member(low, of: membership, isNullable: isNullable)
        }
        var operands: [Column] = []
        var nulls = [UInt8](repeating: 0, count: input.rowCount)
        for (operand, type) in zip(membership.operands, membership.set.types) {
            let column = try evaluate(operand).materialised.withoutLowCardinality
            if case .nullable(let nullable) = column {
                for row in nulls.indices { nulls[row] |= nullable.nulls[row] }
            }
            operands.append(column.inLayout(ofNullable: type.isNullable))
        }
        var mask = membership.set.contains(operands, rowCount: input.rowCount)
        for row in mask.indices { mask[row] &= 1 &- nulls[row] }
        if membership.isNegated { for row in mask.indices { mask[row] = 1 &- mask[row] } }
        return isNullable ? .nullable(NullableColumn(nulls: nulls, values: .uint8(mask))) : .uint8(mask)
    }
}

extension Evaluator {
    /// The dictionary's values are looked up, not the rows'.
    private func member(_ low: LowCardinalityColumn, of membership: Membership, isNullable: Bool) -> Column {
        let values = low.dictionary.inLayout(ofNullable: membership.set.types[0].isNullable)
        var ofCode = membership.set.contains([values], rowCount: low.dictionary.count)
        if low.isNullable, !ofCode.isEmpty { ofCode[0] = 0 }
        if membership.isNegated { for code in ofCode.indices { ofCode[code] = 1 &- ofCode[code] } }
        let mask = low.codes.map { ofCode[Int($0)] }
        guard isNullable else { return .uint8(mask) }
        let nulls: [UInt8] = low.codes.map { low.isNullable && $0 == 0 ? 1 : 0 }
        return .nullable(NullableColumn(nulls: nulls, values: .uint8(mask)))
    }
}

extension Column {
    /// The column with a NULL map if `isNullable`, and without one (NULL rows become defaults) if not.
    fileprivate func inLayout(ofNullable isNullable: Bool) -> Column {
        switch self {
        case .nullable(let column): isNullable ? self : column.values
        default: isNullable ? .nullable(NullableColumn(nulls: [UInt8](repeating: 0, count: count), values: self)) : self
        }
    }
}

// MARK: - Conditional evaluation

extension Evaluator {
    /// `if` and `multiIf` over branches that could throw: each branch is computed only for the rows that take it.
    private mutating func evaluateLazily(_ call: BoundCall) throws(QueryError) -> Column {
        var remaining = (0..<UInt32(truncatingIfNeeded: input.rowCount)).map { $0 }
        var pieces: [Column] = []
        var rowOrder: [UInt32] = []
        var position = 0
        while position < call.arguments.count {
            let isElse = position == call.arguments.count - 1
            let branch = call.arguments[isElse ? position : position + 1]
            var taken = remaining
            if !isElse {
                let mask = try conditionMask(call.arguments[position], rows: remaining)
                taken = zip(remaining, mask).filter { $1 != 0 }.map { $0.0 }
                remaining = zip(remaining, mask).filter { $1 == 0 }.map { $0.0 }
            }
            if !taken.isEmpty {
                let column = try evaluate(branch, rows: taken)
                pieces.append(try convertColumn(column, from: branch.type, to: call.result, in: context))
                rowOrder.append(contentsOf: taken)
            }
            position += isElse ? 1 : 2
        }
        guard !pieces.isEmpty else { return .defaults(of: call.result, count: 0) }
        var places = [UInt32](repeating: 0, count: rowOrder.count)
        for (place, row) in rowOrder.enumerated() { places[Int(row)] = UInt32(truncatingIfNeeded: place) }
        return Column.concatenating(pieces).gathering(places)
    }

    /// `and` and `or`: an argument is computed for the rows that the ones before it leave open, and stands as a default
    /// in the others, where it cannot change the answer.
    private mutating func evaluateConnective(_ call: BoundCall) throws(QueryError) -> Column {
        let decides: UInt8 = call.function.name == "or" ? 1 : 0
        var open = (0..<UInt32(truncatingIfNeeded: input.rowCount)).map { $0 }
        var columns: [Column] = []
        for argument in call.arguments {
            let values = try evaluate(argument, rows: open)
            var places = [UInt32](repeating: 0, count: input.rowCount)
            for (place, row) in open.enumerated() { places[Int(row)] = UInt32(truncatingIfNeeded: place + 1) }
            var column = Column.defaults(of: argument.type, count: 1)
            if !open.isEmpty { column.append(values) }
            columns.append(column.gathering(places))
            // A row is decided where the value is true (or) or false, not NULL (and).
            let isTrue = maskOfTrue(values)
            open = open.enumerated().filter { place, _ in
                decides == 1 ? isTrue[place] == 0 : isTrue[place] == 1 || values.isNull(at: place)
            }.map(\.element)
        }
        return try call.evaluate(columns, rowCount: input.rowCount, in: context)
    }

    private func conditionMask(_ condition: BoundExpression, rows: [UInt32]) throws(QueryError) -> [UInt8] {
        maskOfTrue(try evaluate(condition, rows: rows))
    }

    private func evaluate(_ expression: BoundExpression, rows: [UInt32]) throws(QueryError) -> Column {
        if rows.count == input.rowCount {
            return try expression.evaluate(over: input, in: context).materialised
        }
        var identifiers: Set<Int> = []
        expression.collectColumns(into: &identifiers)
        var columns: [Int: Column] = [:]
        for identifier in identifiers { columns[identifier] = input.columns[identifier]?.gathering(rows) }
        let narrowed = EvaluationInput(columns: columns, rowCount: rows.count)
        return try expression.evaluate(over: narrowed, in: context).materialised
    }
}

/// A canonical 0/1 mask of the rows whose condition (a number or `Bool`, NULL is false) holds.
package func maskOfTrue(_ column: Column) -> [UInt8] {
    switch column {
    case .constant(let constant):
        return [UInt8](repeating: maskOfTrue(constant.value)[0], count: constant.count)
    case .nullable(let nullable):
        var mask = maskOfTrue(nullable.values)
        for row in mask.indices { mask[row] &= 1 &- nullable.nulls[row] }
        return mask
    case .lowCardinality(let low): return maskOfTrue(low.decoded)
    case .nothing(let count): return [UInt8](repeating: 0, count: count)
    case .uint8(let values):
        // What comparisons give is a mask already.
        var bits: UInt8 = 0
        for value in values { bits |= value }
        return bits <= 1 ? values : nonZeroMask(values)
    case .float64(let values): return nonZeroMask(values)
    case .int64(let values): return nonZeroMask(values)
    case .uint64(let values): return nonZeroMask(values)
    default:
        var visitor = NonZeroVisitor()
        guard let mask = visitor.run(on: column) else {
            preconditionFailure("a condition is a number: the analyser checks it")
        }
        return mask
    }
}

private func nonZeroMask<T: FixedWidthValue>(_ values: [T]) -> [UInt8] {
    var mask = [UInt8](repeating: 0, count: values.count)
    let zero = T.zero
    for row in mask.indices { mask[row] = values[row] == zero ? 0 : 1 }
    return mask
}

/// The rarer layouts: a visitor of another module is not specialised to them.
private struct NonZeroVisitor: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [UInt8] { nonZeroMask(values) }
}
