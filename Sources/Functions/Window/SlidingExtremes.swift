import Columns

/// For each frame `starts[i]..<ends[i]`, both never decreasing, the first row of the smallest (or greatest) value;
/// -1 for empty frames. NaN only where there is nothing else.
func slidingExtremes(_ column: Column, _ starts: [Int], _ ends: [Int], smallest: Bool) -> [Int] {
    // Candidates in order: each is beaten by none behind it, so the first is the frame's winner.
    var candidates: [Int] = []
    var head = 0
    var next = 0
    var result: [Int] = []
    result.reserveCapacity(starts.count)
    for (start, end) in zip(starts, ends) {
        next = max(next, start)
        while next < end {
            while candidates.count > head, isBetter(column, next, candidates[candidates.count - 1], smallest) {
                candidates.removeLast()
            }
            candidates.append(next)
            next += 1
        }
        while head < candidates.count, candidates[head] < start { head += 1 }
        result.append(start < end && head < candidates.count ? candidates[head] : -1)
        if head > 1_024, head * 2 > candidates.count {
            candidates.removeFirst(head)
            head = 0
        }
    }
    return result
}

private func isBetter(_ column: Column, _ row: Int, _ than: Int, _ smallest: Bool) -> Bool {
    switch column {
    case .float64(let values):
        if values[row].isNaN || values[than].isNaN { return !values[row].isNaN && values[than].isNaN }
        return smallest ? values[row] < values[than] : values[row] > values[than]
    case .float32(let values):
        if values[row].isNaN || values[than].isNaN { return !values[row].isNaN && values[than].isNaN }
        return smallest ? values[row] < values[than] : values[row] > values[than]
    default:
        let order = column.compare(row, with: column, than)
        return smallest ? order < 0 : order > 0
    }
}

extension Column {
    /// The values of `rows`, with the default of `type` for -1.
    func gatheringOrDefault(_ rows: [Int], _ type: DataType) -> Column {
        let last = UInt32(truncatingIfNeeded: count)
        let places = rows.map { $0 < 0 ? last : UInt32(truncatingIfNeeded: $0) }
        return Column.concatenating([self, .defaults(of: type, count: 1)]).gathering(places)
    }
}
