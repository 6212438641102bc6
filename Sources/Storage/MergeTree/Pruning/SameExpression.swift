import Columns
import Functions

extension BoundExpression {
    /// Computes the same as `other` for every input: the same functions over the same columns and constants.
    package func isSame(as other: BoundExpression) -> Bool {
        if self === other { return true }
        guard type == other.type else { return false }
        switch (node, other.node) {
        case (.column(let a), .column(let b)): return a == b
        case (.constant(let a), .constant(let b)): return a.value(at: 0) == b.value(at: 0)
        case (.call(let a), .call(let b)):
            return a.function.name == b.function.name && a.function.isDeterministic
                && a.arguments.count == b.arguments.count
                && zip(a.arguments, b.arguments).allSatisfy { $0.isSame(as: $1) }
        default: return false
        }
    }

    /// The expression with every occurrence of `keys[i]` replaced by column `i`; `nil` where it then still reads
    /// something else.
    func rewritten(over keys: [BoundExpression]) -> BoundExpression? {
        if let position = keys.firstIndex(where: { isSame(as: $0) }) { return .column(position, type: type) }
        switch node {
        case .column, .higherOrder: return nil
        case .constant: return self
        case .call(let call):
            var arguments: [BoundExpression] = []
            for argument in call.arguments {
                guard let argument = argument.rewritten(over: keys) else { return nil }
                arguments.append(argument)
            }
            return BoundExpression(type: type, node: .call(call.replacingArguments(arguments)))
        case .membership(let membership):
            var operands: [BoundExpression] = []
            for operand in membership.operands {
                guard let operand = operand.rewritten(over: keys) else { return nil }
                operands.append(operand)
            }
            return BoundExpression(
                type: type,
                node: .membership(Membership(operands: operands, set: membership.set, isNegated: membership.isNegated)))
        }
    }

    /// The columns that the expression reads.
    package var columnsRead: Set<Int> {
        var result: Set<Int> = []
        collectColumns(into: &result)
        return result
    }

    /// The conjuncts of a condition: `a AND (b AND c)` gives three.
    package var conjuncts: [BoundExpression] {
        guard case .call(let call) = node, call.function.name == "and" else { return [self] }
        return call.arguments.flatMap(\.conjuncts)
    }
}
