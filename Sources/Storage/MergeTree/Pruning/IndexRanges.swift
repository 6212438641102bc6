import Columns
import Functions

/// Which granules of a part a primary index cannot rule out.
struct IndexRanges {
    private let evaluated: EvaluatedKeyCondition
    private let columns: [Column]
    private let isDescending: [Bool]
    private let entryCount: Int

    /// `keyCount` leading columns of the index are looked at.
    init(_ condition: KeyCondition, index: PrimaryIndex, isDescending: [Bool], in context: QueryContext) {
        // Columns behind the last one that the condition names decide nothing.
        let used = min((condition.keysUsed.max() ?? -1) + 1, index.columns.count)
        columns = Array(index.columns.prefix(used))
        self.isDescending = isDescending
        entryCount = index.entryCount
        evaluated = EvaluatedKeyCondition(condition, columns: index.columns, rowCount: index.entryCount, in: context)
        keyCount = condition.keyTypes.count
    }

    private let keyCount: Int

    /// The granules of `0..<count` that may have a row that passes, as ranges.
    func granules(count: Int) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for granule in 0..<count where mayPass(granule) {
            if let last = result.last, last.upperBound == granule {
                result[result.count - 1] = last.lowerBound..<granule + 1
            } else {
                result.append(granule..<granule + 1)
            }
        }
        return result
    }

    private func mayPass(_ granule: Int) -> Bool {
        var box = [KeyRange](repeating: .all, count: keyCount)
        let hasEnd = granule + 1 < entryCount
        return mayPass(&box, from: 0, first: granule, last: granule + 1, isAfterFirst: true, isBeforeLast: hasEnd)
    }

    /// Splits the rows between two index entries into boxes, as ClickHouse does: the first value with what follows in
    /// the next columns, all values between, and the last value with what comes before.
    private func mayPass(
        _ box: inout [KeyRange], from start: Int, first: Int, last: Int, isAfterFirst: Bool, isBeforeLast: Bool
    ) -> Bool {
        var key = start
        while key < columns.count, isAfterFirst, isBeforeLast,
            columns[key].compare(first, with: columns[key], last) == 0
        {
            box[key] = .point(first)
            key += 1
        }
        guard key < columns.count else { return evaluated.possibilities(box).canBeTrue }
        for rest in key..<columns.count { box[rest] = .all }
        let isLastKey = key == columns.count - 1
        let from = KeyBound(row: first, isUnbounded: !isAfterFirst, isOpen: !isLastKey)
        let to = KeyBound(row: last, isUnbounded: !isBeforeLast, isOpen: !isLastKey)
        guard !isDescending[key] || !columns[key].mayHaveNulls else {
            // Where NULL stands in a descending key does not matter: nothing is ruled out.
            box[key] = .all
            return evaluated.possibilities(box).canBeTrue
        }
        box[key] = isDescending[key] ? KeyRange(low: to, high: from) : KeyRange(low: from, high: to)
        if evaluated.possibilities(box).canBeTrue { return true }
        if isLastKey { return false }
        if isAfterFirst {
            box[key] = .point(first)
            if mayPass(&box, from: key + 1, first: first, last: last, isAfterFirst: true, isBeforeLast: false) {
                return true
            }
        }
        if isBeforeLast {
            box[key] = .point(last)
            if mayPass(&box, from: key + 1, first: first, last: last, isAfterFirst: false, isBeforeLast: true) {
                return true
            }
        }
        return false
    }
}

extension Column {
    fileprivate var mayHaveNulls: Bool {
        switch self {
        case .nullable, .float32, .float64: true
        case .lowCardinality(let column): column.isNullable
        default: false
        }
    }
}
