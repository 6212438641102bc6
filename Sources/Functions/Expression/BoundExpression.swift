import Columns
import Errors

/// An expression with every name resolved and every type known: a tree that only has to be computed.
package final class BoundExpression: Sendable {
    package let type: DataType
    package let node: Node

    package init(type: DataType, node: Node) {
        self.type = type
        self.node = node
    }

    package indirect enum Node: Sendable {
        /// The column of the input with this identifier, unique in a query.
        case column(Int)
        /// One row.
        case constant(Column)
        case call(BoundCall)
        case higherOrder(BoundHigherOrderCall)
        /// `IN`: 1 where the row of `operands` is in the set, which is filled before the query runs.
        case membership(Membership)
    }

    package static func column(_ identifier: Int, type: DataType) -> BoundExpression {
        BoundExpression(type: type, node: .column(identifier))
    }

    package static func constant(_ column: Column, type: DataType) -> BoundExpression {
        precondition(column.count == 1, "a constant is one row")
        return BoundExpression(type: type, node: .constant(column))
    }

    /// The value, where it does not depend on the input.
    package var constantValue: Column? { if case .constant(let column) = node { column } else { nil } }

    package var argument: Argument { Argument(type: type, constant: constantValue) }

    /// Adds the identifiers of all columns that the expression reads.
    package func collectColumns(into identifiers: inout Set<Int>) {
        switch node {
        case .column(let identifier): identifiers.insert(identifier)
        case .constant: break
        case .call(let call): for argument in call.arguments { argument.collectColumns(into: &identifiers) }
        case .higherOrder(let call):
            for argument in call.arguments { argument.collectColumns(into: &identifiers) }
            if let lambda = call.lambda { identifiers.formUnion(lambda.captures) }
        case .membership(let membership):
            for operand in membership.operands { operand.collectColumns(into: &identifiers) }
        }
    }

    /// The same expression with each column replaced by what `replacement` gives for it (`nil` leaves it).
    package func replacingColumns(
        _ replacement: (Int) -> BoundExpression?
    ) -> BoundExpression {
        switch node {
        case .column(let identifier): return replacement(identifier) ?? self
        case .constant: return self
        case .call(let call):
            let arguments = call.arguments.map { $0.replacingColumns(replacement) }
            return BoundExpression(type: type, node: .call(call.replacingArguments(arguments)))
        case .higherOrder(let call):
            let arguments = call.arguments.map { $0.replacingColumns(replacement) }
            let renamed = call.lambda.map { lambda in
                BoundLambda(
                    parameters: lambda.parameters,
                    captures: lambda.captures.map { capture in
                        if case .column(let identifier)? = replacement(capture)?.node { identifier } else { capture }
                    },
                    body: lambda.body.replacingColumns { identifier in
                        guard case .column? = replacement(identifier)?.node else { return nil }
                        return replacement(identifier)
                    })
            }
            return BoundExpression(
                type: type,
                node: .higherOrder(
                    BoundHigherOrderCall(
                        function: call.function, lambda: renamed, arguments: arguments,
                        plainResult: call.plainResult)))
        case .membership(let membership):
            let operands = membership.operands.map { $0.replacingColumns(replacement) }
            return BoundExpression(
                type: type,
                node: .membership(
                    Membership(operands: operands, set: membership.set, isNegated: membership.isNegated)))
        }
    }
}

/// A lambda: its parameters and the outer columns it reads, as identifiers, and its body over both.
package struct BoundLambda: Sendable {
    package let parameters: [Int]
    package let captures: [Int]
    package let body: BoundExpression

    package init(parameters: [Int], captures: [Int], body: BoundExpression) {
        self.parameters = parameters
        self.captures = captures
        self.body = body
    }
}

/// The columns an expression is computed over, by identifier; all have `rowCount` rows.
package struct EvaluationInput: Sendable {
    package let columns: [Int: Column]
    package let rowCount: Int

    package init(columns: [Int: Column], rowCount: Int) {
        self.columns = columns
        self.rowCount = rowCount
    }
}

/// `(a, b) IN set`, or `NOT IN`: operands are converted to the set's types. A NULL operand gives NULL, where the
/// type of
/// the expression is nullable, else no member.
package struct Membership: Sendable {
    package let operands: [BoundExpression]
    package let set: ValueSet
    package let isNegated: Bool

    package init(operands: [BoundExpression], set: ValueSet, isNegated: Bool) {
        self.operands = operands
        self.set = set
        self.isNegated = isNegated
    }
}
