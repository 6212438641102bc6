import Columns
import Errors
import Functions

/// One end of a range of keys: a row of the evaluated keys, or none.
struct KeyBound {
    let row: Int
    var isUnbounded = false
    /// The value itself is not in the range.
    var isOpen = false

    static let unbounded = KeyBound(row: 0, isUnbounded: true)
}

/// From the smallest to the largest value of one key.
struct KeyRange {
    let low: KeyBound
    let high: KeyBound

    static let all = KeyRange(low: .unbounded, high: .unbounded)
    static func point(_ row: Int) -> KeyRange { KeyRange(low: KeyBound(row: row), high: KeyBound(row: row)) }
}

/// What a condition can be for the rows of a range.
struct Possibilities {
    var canBeTrue: Bool
    var canBeFalse: Bool

    static let both = Possibilities(canBeTrue: true, canBeFalse: true)
}

/// A key condition with its comparisons computed for every row of known keys (an index, the two rows of a minimum and a
/// maximum), so that ranges between them are decided by looking at bytes.
struct EvaluatedKeyCondition {
    private let condition: KeyCondition
    private let atoms: [EvaluatedAtom]

    /// `columns` are the keys in the order of the condition's, in plain layouts, all of `rowCount` rows.
    init(_ condition: KeyCondition, columns: [Column], rowCount: Int, in context: QueryContext) {
        self.condition = condition
        atoms = condition.atoms.map { atom in
            EvaluatedAtom(
                atom, keys: columns[atom.key], type: condition.keyTypes[atom.key], rowCount: rowCount, in: context)
        }
    }

    /// What the condition can be where each key lies in its range of `box`.
    func possibilities(_ box: [KeyRange]) -> Possibilities { possibilities(condition.root, box) }

    private func possibilities(_ node: KeyCondition.Node, _ box: [KeyRange]) -> Possibilities {
        switch node {
        case .unknown: return .both
        case .atom(let index):
            let range = box[condition.atoms[index].key]
            return atoms[index].possibilities(range)
        case .not(let inner):
            let result = possibilities(inner, box)
            return Possibilities(canBeTrue: result.canBeFalse, canBeFalse: result.canBeTrue)
        case .and(let nodes):
            var result = Possibilities(canBeTrue: true, canBeFalse: false)
            for node in nodes {
                let one = possibilities(node, box)
                result.canBeTrue = result.canBeTrue && one.canBeTrue
                result.canBeFalse = result.canBeFalse || one.canBeFalse
                if !result.canBeTrue { break }
            }
            return result.canBeTrue ? result : Possibilities(canBeTrue: false, canBeFalse: true)
        case .or(let nodes):
            var result = Possibilities(canBeTrue: false, canBeFalse: true)
            for node in nodes {
                let one = possibilities(node, box)
                result.canBeTrue = result.canBeTrue || one.canBeTrue
                result.canBeFalse = result.canBeFalse && one.canBeFalse
            }
            return result
        }
    }
}

/// One comparison, computed for every row of its key.
private struct EvaluatedAtom {
    private enum Result {
        case unknown
        case order(holds: [UInt8], isLess: Bool)
        case equality(upTo: [UInt8], from: [UInt8])
        /// Members below each row's value, and members up to it.
        case members(below: [Int], upTo: [Int], count: Int, decides: Bool)
        case isNull
    }

    private let result: Result
    /// 1 where the key is NULL or NaN: behind all values.
    private let nulls: [UInt8]
    /// 1 where the functions may not keep the order.
    private let outside: [UInt8]
    private let isIdentity: Bool

    init(_ atom: KeyCondition.Atom, keys: Column, type: DataType, rowCount: Int, in context: QueryContext) {
        isIdentity = atom.chain.isIdentity
        nulls = keys.rowsBehindValues
        outside = atom.chain.rowsOutside(keys, of: type)
        let input = EvaluationInput(columns: [atom.key: keys], rowCount: rowCount)
        // A comparison that cannot be computed decides nothing.
        result = (try? Self.evaluate(atom, input, in: context)) ?? .unknown
    }

    private static func evaluate(
        _ atom: KeyCondition.Atom, _ input: EvaluationInput, in context: QueryContext
    ) throws(QueryError) -> Result {
        switch atom.test {
        case .isNull: return .isNull
        case .order(let test, let isLess):
            return .order(holds: maskOfTrue(try test.evaluate(over: input, in: context)), isLess: isLess)
        case .equality(let low, let high):
            return .equality(
                upTo: maskOfTrue(try low.evaluate(over: input, in: context)),
                from: maskOfTrue(try high.evaluate(over: input, in: context)))
        case .members(let members, let decides):
            var values = try atom.chain.expression.evaluate(over: input, in: context).materialised.withoutLowCardinality
            if case .nullable(let nullable) = values { values = nullable.values }
            let type = atom.chain.expression.type
            values = values.sortable(as: type)
            let members = members.sortable(as: type)
            var below: [Int] = []
            var upTo: [Int] = []
            for row in 0..<input.rowCount {
                let start = firstMember(members, values, row) { $0 >= 0 }
                below.append(start)
                let isMember = start < members.count && members.compare(start, with: values, row) == 0
                upTo.append(isMember ? start + 1 : start)
            }
            return .members(below: below, upTo: upTo, count: members.count, decides: decides)
        }
    }

    private static func firstMember(
        _ members: Column, _ values: Column, _ row: Int, where isBehind: (Int) -> Bool
    ) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(members.compare(middle, with: values, row)) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func isNull(_ bound: KeyBound) -> Bool { !nulls.isEmpty && nulls[bound.row] != 0 }
    private func isOutside(_ bound: KeyBound) -> Bool { !outside.isEmpty && outside[bound.row] != 0 }

    func possibilities(_ range: KeyRange) -> Possibilities {
        if case .isNull = result {
            return Possibilities(
                canBeTrue: range.high.isUnbounded || isNull(range.high),
                canBeFalse: range.low.isUnbounded || !isNull(range.low))
        }
        if !range.low.isUnbounded && isNull(range.low) { return Possibilities(canBeTrue: false, canBeFalse: true) }
        let low: Int? = range.low.isUnbounded || isOutside(range.low) ? nil : range.low.row
        let hasNulls = range.high.isUnbounded || isNull(range.high)
        let high: Int? = hasNulls || isOutside(range.high) ? nil : range.high.row
        switch result {
        case .unknown, .isNull: return .both
        case .order(let holds, let isLess):
            let first = low.map { holds[$0] != 0 }
            let last = high.map { holds[$0] != 0 }
            return isLess
                ? Possibilities(canBeTrue: first ?? true, canBeFalse: !(last ?? false))
                : Possibilities(canBeTrue: last ?? true, canBeFalse: !(first ?? false))
        case .equality(let upTo, let from):
            let isAfterLow = low.map { upTo[$0] != 0 && !(isIdentity && range.low.isOpen && from[$0] != 0) } ?? true
            let isBeforeHigh = high.map { from[$0] != 0 && !(isIdentity && range.high.isOpen && upTo[$0] != 0) } ?? true
            let isAlways = [low, high].allSatisfy { row in row.map { upTo[$0] & from[$0] != 0 } ?? false }
            return Possibilities(canBeTrue: isAfterLow && isBeforeHigh, canBeFalse: !isAlways)
        case .members(let below, let upTo, let count, let decides):
            let isOpenLow = isIdentity && range.low.isOpen
            let isOpenHigh = isIdentity && range.high.isOpen
            let start = low.map { isOpenLow ? upTo[$0] : below[$0] } ?? 0
            let end = high.map { isOpenHigh ? below[$0] : upTo[$0] } ?? count
            var isAlways = false
            if let low, let high {
                isAlways = decides && below[low] == below[high] && upTo[low] > below[low] && upTo[high] > below[high]
            }
            return Possibilities(canBeTrue: end > start, canBeFalse: !isAlways)
        }
    }
}

extension Column {
    /// A canonical byte per row, 1 for NULL and NaN; empty where there is none.
    fileprivate var rowsBehindValues: [UInt8] {
        switch self {
        case .nullable(let nullable):
            let inner = nullable.values.rowsBehindValues
            return inner.isEmpty ? nullable.nulls : zip(nullable.nulls, inner).map { $0 | $1 }
        case .float32(let values): return values.contains(where: \.isNaN) ? values.map { $0.isNaN ? 1 : 0 } : []
        case .float64(let values): return values.contains(where: \.isNaN) ? values.map { $0.isNaN ? 1 : 0 } : []
        case .lowCardinality(let low): return low.decoded.rowsBehindValues
        default: return []
        }
    }
}
