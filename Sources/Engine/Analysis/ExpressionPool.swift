import Columns
import Errors
import Functions

/// Makes bound expressions so that equal ones are one object: then they are computed once, and "is this the group key"
/// is a comparison of objects. A class: rewriting asks back for columns while it goes.
final class ExpressionPool {
    private var known: [String: BoundExpression] = [:]
    private var keys: [ObjectIdentifier: String] = [:]

    /// The expression for `key`, built if it is new.
    func intern(
        _ key: String, _ build: () throws(QueryError) -> BoundExpression
    ) throws(QueryError) -> BoundExpression {
        if let expression = known[key] { return expression }
        let built = try build()
        // A folded call is the constant it folds to.
        let expression: BoundExpression
        if let constant = built.constantValue, let same = constantKey(constant, built.type), same != key {
            expression = known[same] ?? built
            known[same] = expression
            keys[ObjectIdentifier(expression)] = same
        } else {
            expression = built
            keys[ObjectIdentifier(expression)] = key
        }
        known[key] = expression
        return expression
    }

    func column(_ column: PlanColumn) -> BoundExpression {
        let key = "#\(column.identifier)"
        if let expression = known[key] { return expression }
        let expression = BoundExpression.column(column.identifier, type: column.type)
        known[key] = expression
        keys[ObjectIdentifier(expression)] = key
        return expression
    }

    func constant(_ column: Column, type: DataType) -> BoundExpression {
        guard let key = constantKey(column, type) else { return .constant(column, type: type) }
        if let expression = known[key] { return expression }
        let expression = BoundExpression.constant(column, type: type)
        known[key] = expression
        keys[ObjectIdentifier(expression)] = key
        return expression
    }

    func call(
        _ function: any ScalarFunction.Type, _ arguments: [BoundExpression], in context: QueryContext
    ) throws(QueryError) -> BoundExpression {
        var argumentKeys = ""
        for argument in arguments { argumentKeys += self.key(of: argument) + "," }
        let key = "\(function.name)(\(argumentKeys))"
        return try intern(key) { () throws(QueryError) in try BoundCall.bind(function, arguments, in: context) }
    }

    /// A text that is equal for equal expressions, and for those only.
    func key(of expression: BoundExpression) -> String {
        if let key = keys[ObjectIdentifier(expression)] { return key }
        // An expression that was not made here: it is equal to itself only.
        let key = "@\(keys.count)"
        keys[ObjectIdentifier(expression)] = key
        known[key] = expression
        return key
    }

    /// Long constants are not worth a text: they are equal to themselves only.
    private func constantKey(_ column: Column, _ type: DataType) -> String? {
        column.byteCount > 4096 ? nil : "\(column.value(at: 0).literal):\(type.name)"
    }
}

extension ExpressionPool {
    /// `expression` with every subtree for which `replacement` has an answer replaced, calls rebuilt over the new
    /// arguments, sharing kept.
    func rewrite(
        _ expression: BoundExpression, in context: QueryContext,
        _ replacement: (BoundExpression) throws(QueryError) -> BoundExpression?
    ) throws(QueryError) -> BoundExpression {
        var done: [ObjectIdentifier: BoundExpression] = [:]
        return try rewrite(expression, in: context, &done, replacement)
    }

    private func rewrite(
        _ expression: BoundExpression, in context: QueryContext, _ done: inout [ObjectIdentifier: BoundExpression],
        _ replacement: (BoundExpression) throws(QueryError) -> BoundExpression?
    ) throws(QueryError) -> BoundExpression {
        if let known = done[ObjectIdentifier(expression)] { return known }
        let result: BoundExpression
        if let replaced = try replacement(expression) {
            result = replaced
        } else {
            switch expression.node {
            case .column, .constant: result = expression
            case .call(let bound):
                var arguments: [BoundExpression] = []
                for argument in bound.arguments {
                    arguments.append(try rewrite(argument, in: context, &done, replacement))
                }
                let isSame = zip(arguments, bound.arguments).allSatisfy { $0 === $1 }
                result = isSame ? expression : try call(bound.function, arguments, in: context)
            case .membership(let membership):
                var operands: [BoundExpression] = []
                for operand in membership.operands {
                    operands.append(try rewrite(operand, in: context, &done, replacement))
                }
                let isSame = zip(operands, membership.operands).allSatisfy { $0 === $1 }
                let renewed = Membership(operands: operands, set: membership.set, isNegated: membership.isNegated)
                result = isSame ? expression : BoundExpression(type: expression.type, node: .membership(renewed))
            case .higherOrder(let bound):
                result = try rewriteHigherOrder(expression, bound, in: context, &done, replacement)
            }
        }
        done[ObjectIdentifier(expression)] = result
        return result
    }

    /// A lambda's captures are columns: what replaces one must be a column too.
    private func rewriteHigherOrder(
        _ expression: BoundExpression, _ bound: BoundHigherOrderCall, in context: QueryContext,
        _ done: inout [ObjectIdentifier: BoundExpression],
        _ replacement: (BoundExpression) throws(QueryError) -> BoundExpression?
    ) throws(QueryError) -> BoundExpression {
        var arguments: [BoundExpression] = []
        for argument in bound.arguments { arguments.append(try rewrite(argument, in: context, &done, replacement)) }
        var lambda = bound.lambda
        if let before = bound.lambda {
            let body = try rewrite(before.body, in: context, &done) { (inner) throws(QueryError) in
                if case .column(let identifier) = inner.node, before.parameters.contains(identifier) { return inner }
                return try replacement(inner)
            }
            var captured: Set<Int> = []
            body.collectColumns(into: &captured)
            lambda = BoundLambda(
                parameters: before.parameters, captures: captured.subtracting(before.parameters).sorted(), body: body)
        }
        let call = BoundHigherOrderCall(
            function: bound.function, lambda: lambda, arguments: arguments, plainResult: bound.plainResult)
        return BoundExpression(type: expression.type, node: .higherOrder(call))
    }
}
