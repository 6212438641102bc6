import Columns
import Functions

/// Rows that a reader may not see: the condition stands at the scan itself, and of what the query asks only such
/// conditions join it as tell nothing of the other rows.
extension PlanNode {
    /// The plan of one table with a condition on which of its rows exist for the reader.
    func seeingOnly(_ condition: BoundExpression) -> PlanNode {
        switch self {
        case .scan(var node):
            node.filter.insert(condition, at: 0)
            node.hidesRows = true
            return .scan(node)
        case .filter(let input, let own): return .filter(input.seeingOnly(condition), condition: own)
        default: return .filter(self, condition: condition)
        }
    }
}

extension BoundExpression {
    private static let comparisons: Set<String> = [
        "equals", "notEquals", "less", "lessOrEquals", "greater", "greaterOrEquals",
    ]

    /// Throws for no value of its columns: `x = 1`, `x IN (…)`, `x IS NULL`, and these together.
    var cannotFail: Bool {
        switch node {
        case .column, .constant: true
        case .membership(let membership): membership.operands.allSatisfy(\.isPlain)
        case .higherOrder: false
        case .call(let call):
            switch call.function.name {
            case "and", "or", "not": call.arguments.allSatisfy(\.cannotFail)
            case "isNull", "isNotNull", "empty", "notEmpty": call.arguments.allSatisfy(\.isPlain)
            case let name where Self.comparisons.contains(name):
                call.arguments.allSatisfy(\.isPlain) && Self.areAlike(call.arguments.map(\.type.unwrapped))
            default: false
            }
        }
    }

    private var isPlain: Bool {
        switch node {
        case .column, .constant: true
        case .call, .higherOrder, .membership: false
        }
    }

    /// Compared as they are, without a conversion that some values do not survive.
    private static func areAlike(_ types: [DataType]) -> Bool {
        if types.allSatisfy({ $0 == types.first }) { return true }
        return types.allSatisfy { $0.isNumber && !$0.isDecimal } || types.allSatisfy(\.isMoment)
    }
}

extension DataType {
    fileprivate var isMoment: Bool {
        switch self {
        case .date, .date32, .dateTime, .dateTime64: true
        default: false
        }
    }
}
