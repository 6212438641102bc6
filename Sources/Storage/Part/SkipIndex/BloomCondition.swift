import Columns
import Errors
import Functions

/// What a filter asks of bloom filters.
indirect enum BloomNode: Sendable {
    /// One of these hashes is among the values of the column.
    case holdsAny(column: Int, [UInt64])
    case and([BloomNode])
    case or([BloomNode])
    case unknown

    /// `contains` may say yes for what is not there, never no for what is.
    func mayHold(_ contains: (_ column: Int, _ hash: UInt64) -> Bool) -> Bool {
        switch self {
        case .holdsAny(let column, let hashes): hashes.contains { contains(column, $0) }
        case .and(let nodes): nodes.allSatisfy { $0.mayHold(contains) }
        case .or(let nodes): nodes.contains { $0.mayHold(contains) }
        case .unknown: true
        }
    }
}

struct BloomConditionBuilder {
    let expressions: [BoundExpression]
    let context: QueryContext
    private(set) var isUseful = false

    init(expressions: [BoundExpression], context: QueryContext) {
        self.expressions = expressions
        self.context = context
    }

    mutating func node(_ condition: BoundExpression) -> BloomNode {
        switch condition.node {
        case .membership(let membership) where !membership.isNegated:
            return .and(
                zip(membership.operands, membership.set.columns).map { operand, values in
                    guard let column = position(of: operand), isHashed(operand.type, at: column) else {
                        return .unknown
                    }
                    isUseful = true
                    return .holdsAny(column: column, BloomHash.hashes(values))
                })
        case .call(let call):
            switch call.function.name {
            case "and": return .and(call.arguments.map { node($0) })
            case "or": return .or(call.arguments.map { node($0) })
            case "equals" where call.arguments.count == 2:
                let isMirrored = call.arguments[0].constantValue != nil
                return equality(
                    call.arguments[isMirrored ? 1 : 0], call.arguments[isMirrored ? 0 : 1], isElement: false)
            case "has" where call.arguments.count == 2:
                return equality(call.arguments[0], call.arguments[1], isElement: true)
            default: return .unknown
            }
        default: return .unknown
        }
    }

    private func position(of expression: BoundExpression) -> Int? {
        expressions.firstIndex { expression.isSame(as: $0) }
    }

    private func isHashed(_ type: DataType, at column: Int) -> Bool {
        if case .array = type.unwrapped { return false }
        return BloomHash.plainType(of: expressions[column].type) != nil
    }

    private mutating func equality(
        _ subject: BoundExpression, _ constant: BoundExpression, isElement: Bool
    ) -> BloomNode {
        guard let value = constant.constantValue, let column = position(of: subject),
            let type = BloomHash.plainType(of: expressions[column].type)
        else { return .unknown }
        if case .array = subject.type.unwrapped {
            guard isElement else { return .unknown }
        } else if isElement {
            return .unknown
        }
        guard let plain = exactValue(value, of: constant.type, as: type) else { return .unknown }
        isUseful = true
        return .holdsAny(column: column, BloomHash.hashes(plain))
    }

    /// The constant in the layout of `type`, if it is the same value there.
    private func exactValue(_ value: Column, of source: DataType, as type: DataType) -> Column? {
        guard !value.isNull(at: 0) else { return nil }
        var plain = value.materialised.withoutLowCardinality
        if case .nullable(let nullable) = plain { plain = nullable.values }
        if source.unwrapped == type { return plain }
        guard let converted = try? convertColumn(plain, from: source.unwrapped, to: type, in: context).materialised,
            let equals = FunctionRegistry.scalar(named: "equals"),
            let check = try? BoundCall.bind(
                equals, [.constant(converted, type: type), .constant(plain, type: source.unwrapped)], in: context),
            let isEqual = check.constantValue, maskOfTrue(isEqual) == [1]
        else { return nil }
        return converted
    }
}
