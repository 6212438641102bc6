import Columns
import Errors
import Functions

/// What a filter says about a few key expressions: the part of it that ranges of keys can refute.
package struct KeyCondition: Sendable {
    indirect enum Node: Sendable {
        case atom(Int)
        case and([Node])
        case or([Node])
        case not(Node)
        case unknown
    }

    /// A comparison of one key, possibly under monotonic functions, with constants.
    struct Atom: Sendable {
        let key: Int
        /// The functions over the key.
        let chain: MonotonicChain
        let test: Test

        enum Test: Sendable {
            /// Holds for all values up to (or, where not `isLess`, from) some bound.
            case order(BoundExpression, isLess: Bool)
            /// Both hold: `key <= constant` and `key >= constant`.
            case equality(lessOrEquals: BoundExpression, greaterOrEquals: BoundExpression)
            /// The value is among these, which are sorted and of the chain's type. A lone operand decides its
            /// condition.
            case members(Column, decides: Bool)
            case isNull
        }
    }

    let keyTypes: [DataType]
    let root: Node
    let atoms: [Atom]

    /// The filter says something about the keys.
    package var isUseful: Bool { !atoms.isEmpty }
    /// The keys it says something about.
    package var keysUsed: Set<Int> { Set(atoms.map(\.key)) }

    /// What the conjuncts of `filter` say about `keys`.
    package init(_ filter: [BoundExpression], keys: [BoundExpression], in context: QueryContext) {
        var builder = KeyConditionBuilder(keys: keys, context: context)
        let nodes = filter.map { builder.node($0) }
        keyTypes = keys.map(\.type)
        root = .and(nodes)
        atoms = builder.atoms
    }
}

private struct KeyConditionBuilder {
    let keys: [BoundExpression]
    let context: QueryContext
    var atoms: [KeyCondition.Atom] = []

    init(keys: [BoundExpression], context: QueryContext) {
        self.keys = keys
        self.context = context
    }

    mutating func node(_ condition: BoundExpression) -> KeyCondition.Node {
        switch condition.node {
        case .membership(let membership): return node(membership)
        case .call(let call):
            switch call.function.name {
            case "and": return .and(call.arguments.map { node($0) })
            case "or": return .or(call.arguments.map { node($0) })
            case "not": return call.arguments.count == 1 ? .not(node(call.arguments[0])) : .unknown
            case "isNull": return isNull(call)
            case "isNotNull": return .not(isNull(call))
            case "startsWith", "like": return prefix(call)
            default: return comparison(call)
            }
        default: return .unknown
        }
    }

    private mutating func add(_ chain: MonotonicChain, _ test: KeyCondition.Atom.Test) -> KeyCondition.Node {
        atoms.append(KeyCondition.Atom(key: chain.key, chain: chain, test: test))
        return .atom(atoms.count - 1)
    }

    private mutating func isNull(_ call: BoundCall) -> KeyCondition.Node {
        guard call.arguments.count == 1, let chain = MonotonicChain(call.arguments[0], over: keys), chain.isIdentity
        else {
            return .unknown
        }
        return add(chain, .isNull)
    }

    private mutating func node(_ membership: Membership) -> KeyCondition.Node {
        var nodes: [KeyCondition.Node] = []
        let columns = membership.set.columns
        for (operand, (type, values)) in zip(membership.operands, zip(membership.set.types, columns)) {
            // The set's values are compared with the key's as they lie.
            guard let chain = MonotonicChain(operand, over: keys), operand.type.unwrapped == type.unwrapped else {
                continue
            }
            let plain: Column = if case .nullable(let nullable) = values { nullable.values } else { values }
            let order = sortedRows(by: [SortKey(plain.sortable(as: type))], count: plain.count)
            nodes.append(add(chain, .members(plain.gathering(order), decides: membership.operands.count == 1)))
        }
        if nodes.isEmpty { return .unknown }
        return membership.isNegated ? .not(.and(nodes)) : .and(nodes)
    }

    private mutating func comparison(_ call: BoundCall) -> KeyCondition.Node {
        guard call.arguments.count == 2 else { return .unknown }
        let isMirrored = call.arguments[0].constantValue != nil
        let (subject, constant) =
            isMirrored ? (call.arguments[1], call.arguments[0]) : (call.arguments[0], call.arguments[1])
        guard constant.constantValue != nil, let chain = MonotonicChain(subject, over: keys) else { return .unknown }
        let name = isMirrored ? Self.mirrored(call.function.name) : call.function.name
        switch name {
        case "less", "lessOrEquals", "greater", "greaterOrEquals":
            guard let test = bound(name, chain, constant) else { return .unknown }
            return add(chain, .order(test, isLess: name.hasPrefix("less")))
        case "equals", "notEquals":
            guard let low = bound("lessOrEquals", chain, constant), let high = bound("greaterOrEquals", chain, constant)
            else { return .unknown }
            let atom = add(chain, .equality(lessOrEquals: low, greaterOrEquals: high))
            return name == "equals" ? atom : .not(atom)
        default: return .unknown
        }
    }

    private static func mirrored(_ name: String) -> String {
        switch name {
        case "less": "greater"
        case "lessOrEquals": "greaterOrEquals"
        case "greater": "less"
        case "greaterOrEquals": "lessOrEquals"
        default: name
        }
    }

    private func bound(_ name: String, _ chain: MonotonicChain, _ constant: BoundExpression) -> BoundExpression? {
        guard let function = FunctionRegistry.scalar(named: name) else { return nil }
        return try? BoundCall.bind(function, [chain.expression, constant], in: context)
    }

    /// `startsWith(key, 'abc')` and `key LIKE 'abc%'` lie between `abc` and `abd`.
    private mutating func prefix(_ call: BoundCall) -> KeyCondition.Node {
        guard call.arguments.count == 2, let chain = MonotonicChain(call.arguments[0], over: keys), chain.isIdentity,
            chain.expression.type.unwrapped == .string,
            case .string(let pattern)? = call.arguments[1].constantValue?.value(at: 0)
        else { return .unknown }
        var prefix = pattern
        var isExact = call.function.name == "startsWith"
        if !isExact {
            let special: Set<UInt8> = [UInt8(ascii: "%"), UInt8(ascii: "_"), UInt8(ascii: "\\")]
            prefix = Array(pattern.prefix { !special.contains($0) })
            isExact = pattern.count == prefix.count + 1 && pattern.last == UInt8(ascii: "%")
        }
        guard !prefix.isEmpty else { return .unknown }
        var nodes: [KeyCondition.Node] = []
        if let test = bound("greaterOrEquals", chain, Self.text(prefix)) {
            nodes.append(add(chain, .order(test, isLess: false)))
        }
        var end = prefix
        while let last = end.last, last == 0xFF { end.removeLast() }
        if let last = end.popLast() {
            end.append(last + 1)
            if let test = bound("less", chain, Self.text(end)) { nodes.append(add(chain, .order(test, isLess: true))) }
        }
        // A pattern that says more than its prefix may still be false inside the range.
        return isExact ? .and(nodes) : .and(nodes + [.unknown])
    }

    private static func text(_ bytes: [UInt8]) -> BoundExpression {
        .constant(.string(StringColumn(ends: [bytes.count], bytes: bytes)), type: .string)
    }
}
