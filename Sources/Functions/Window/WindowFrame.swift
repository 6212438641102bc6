import Columns
import Errors

extension WindowPartition {
    /// The frames and peer groups of one partition of `rowCount` rows, sorted by `orderBy` (each with its direction).
    ///
    /// Rows with a NULL or NaN order key are peers of each other only, also in RANGE frames with an offset.
    /// Throws `BAD_ARGUMENTS` for a frame that ends before it begins or an offset that does not fit the key.
    package init(
        frame: FrameSpecification, orderBy: [(key: TypedColumn, direction: SortDirection)], rowCount: Int
    ) throws(QueryError) {
        let builder = FrameBuilder(frame: frame, orderBy: orderBy, rowCount: rowCount)
        try builder.check()
        let starts = try builder.starts()
        var ends = try builder.ends()
        for row in 0..<rowCount { ends[row] = max(ends[row], starts[row]) }
        self.init(
            rowCount: rowCount, frameStarts: starts, frameEnds: ends, peerStarts: builder.peers.starts,
            peerEnds: builder.peers.ends)
    }
}

/// Rows that are equal in all order keys: group `g` is the rows `bounds[g]..<bounds[g + 1]`.
private struct PeerGroups {
    var bounds = [0]
    /// The group of each row.
    var groups: [Int] = []

    init(orderBy: [(key: TypedColumn, direction: SortDirection)], rowCount: Int) {
        groups.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            if row > 0, orderBy.contains(where: { $0.key.column.compare(row - 1, with: $0.key.column, row) != 0 }) {
                bounds.append(row)
            }
            groups.append(bounds.count - 1)
        }
        bounds.append(rowCount)
    }

    var count: Int { bounds.count - 1 }
    var starts: [Int] { groups.map { bounds[$0] } }
    var ends: [Int] { groups.map { bounds[$0 + 1] } }
}

/// Computes the two ends of all frames of a partition.
private struct FrameBuilder {
    let frame: FrameSpecification
    let orderBy: [(key: TypedColumn, direction: SortDirection)]
    let rowCount: Int
    let peers: PeerGroups

    init(frame: FrameSpecification, orderBy: [(key: TypedColumn, direction: SortDirection)], rowCount: Int) {
        self.frame = frame
        self.orderBy = orderBy
        self.rowCount = rowCount
        peers = PeerGroups(orderBy: orderBy, rowCount: rowCount)
    }

    func check() throws(QueryError) {
        if rank(frame.begin) > rank(frame.end) {
            throw QueryError(
                .badArguments,
                "Window frame start \(text(frame.begin)) does not precede the frame end \(text(frame.end))")
        }
        if case .preceding(let begin) = frame.begin, case .preceding(let end) = frame.end, less(begin, end) {
            throw wrongOrder()
        }
        if case .following(let begin) = frame.begin, case .following(let end) = frame.end, less(end, begin) {
            throw wrongOrder()
        }
    }

    private func wrongOrder() -> QueryError {
        QueryError(
            .badArguments,
            "Frame start offset \(text(frame.begin)) does not precede the frame end offset \(text(frame.end))")
    }

    /// Where a bound stands, before offsets of one direction are compared.
    private func rank(_ bound: FrameSpecification.Bound) -> Int {
        switch bound {
        case .unboundedPreceding: 0
        case .preceding: 1
        case .currentRow: 2
        case .following: 3
        case .unboundedFollowing: 4
        }
    }

    private func less(_ a: Value, _ b: Value) -> Bool {
        if let a: Int128 = a.exactInteger(), let b: Int128 = b.exactInteger() { return a < b }
        if case .float64(let a) = a, case .float64(let b) = b { return a < b }
        return false
    }

    private func text(_ bound: FrameSpecification.Bound) -> String {
        switch bound {
        case .unboundedPreceding: "UNBOUNDED PRECEDING"
        case .preceding(let offset): "\(offset.literal) PRECEDING"
        case .currentRow: "CURRENT ROW"
        case .following(let offset): "\(offset.literal) FOLLOWING"
        case .unboundedFollowing: "UNBOUNDED FOLLOWING"
        }
    }

    func starts() throws(QueryError) -> [Int] {
        switch (frame.begin, frame.unit) {
        case (.unboundedPreceding, _): return [Int](repeating: 0, count: rowCount)
        case (.unboundedFollowing, _): return [Int](repeating: rowCount, count: rowCount)
        case (.currentRow, .rows): return Array(0..<rowCount)
        case (.currentRow, _): return peers.starts
        case (.preceding(let offset), .rows): return rows(try count(offset), -1, 0)
        case (.following(let offset), .rows): return rows(try count(offset), 1, 0)
        case (.preceding(let offset), .groups): return groups(-(try count(offset)), 0)
        case (.following(let offset), .groups): return groups(try count(offset), 0)
        case (.preceding(let offset), .range): return try range(offset, isBefore: true, isStart: true)
        case (.following(let offset), .range): return try range(offset, isBefore: false, isStart: true)
        }
    }

    func ends() throws(QueryError) -> [Int] {
        switch (frame.end, frame.unit) {
        case (.unboundedPreceding, _): return [Int](repeating: 0, count: rowCount)
        case (.unboundedFollowing, _): return [Int](repeating: rowCount, count: rowCount)
        case (.currentRow, .rows): return Array(1..<rowCount + 1)
        case (.currentRow, _): return peers.ends
        case (.preceding(let offset), .rows): return rows(try count(offset), -1, 1)
        case (.following(let offset), .rows): return rows(try count(offset), 1, 1)
        case (.preceding(let offset), .groups): return groups(-(try count(offset)), 1)
        case (.following(let offset), .groups): return groups(try count(offset), 1)
        case (.preceding(let offset), .range): return try range(offset, isBefore: true, isStart: false)
        case (.following(let offset), .range): return try range(offset, isBefore: false, isStart: false)
        }
    }

    /// A number of rows or groups; what is beyond the partition is as good as unbounded.
    private func count(_ offset: Value) throws(QueryError) -> Int {
        guard let number: Int128 = offset.exactInteger(), number >= 0 else {
            throw QueryError(
                .badArguments,
                "Frame offset for a '\(frame.unit == .rows ? "ROWS" : "GROUPS")' frame must be a nonnegative integer, "
                    + "'\(offset.literal)' given")
        }
        return Int(min(number, Int128(rowCount) + 1))
    }

    private func rows(_ offset: Int, _ direction: Int, _ shift: Int) -> [Int] {
        (0..<rowCount).map { min(max($0 + direction * offset + shift, 0), rowCount) }
    }

    private func groups(_ offset: Int, _ shift: Int) -> [Int] {
        peers.groups.map { peers.bounds[min(max($0 + offset + shift, 0), peers.count)] }
    }

    // MARK: - RANGE with an offset

    private func range(_ offset: Value, isBefore: Bool, isStart: Bool) throws(QueryError) -> [Int] {
        guard orderBy.count == 1, let order = orderBy.first else {
            throw QueryError(
                .badArguments,
                "The RANGE OFFSET window frame requires exactly one ORDER BY column, \(orderBy.count) given")
        }
        let type = order.key.type.unwrapped
        let plain = order.key.column.materialised.withoutLowCardinality
        var nulls = [UInt8](repeating: 0, count: rowCount)
        var values = plain
        if case .nullable(let nullable) = plain {
            nulls = nullable.nulls
            values = nullable.values
        }
        // Backwards in order is towards smaller keys, unless the order is descending.
        let isTowardsSmaller = isBefore != order.direction.isDescending
        if type.isFloat {
            let distance = try floatDistance(offset)
            let keys = try DoubleReader(type, of: "RANGE").doubles(of: values)
            for row in 0..<rowCount where keys[row].isNaN { nulls[row] = 1 }
            let targets = keys.map { isTowardsSmaller ? $0 - distance : $0 + distance }
            return bounds(keys, targets, nulls, isDescending: order.direction.isDescending, isStart: isStart)
        }
        guard let keys = integers(values, type) else {
            throw QueryError(
                .notImplemented,
                "The RANGE OFFSET frame for an ORDER BY column of type \(order.key.type.name) is not "
                    + "supported")
        }
        guard let distance: Int128 = offset.exactInteger(), distance >= 0 else {
            throw QueryError(
                .badArguments,
                "Frame offset for 'RANGE' frame must be a nonnegative integer, '\(offset.literal)' given")
        }
        let targets = keys.map { isTowardsSmaller ? $0 &- distance : $0 &+ distance }
        return bounds(keys, targets, nulls, isDescending: order.direction.isDescending, isStart: isStart)
    }

    private func floatDistance(_ offset: Value) throws(QueryError) -> Double {
        switch offset {
        case .float64(let number) where number >= 0: return number
        default:
            guard let number: Int128 = offset.exactInteger(), number >= 0 else {
                throw QueryError(
                    .badArguments,
                    "Frame offset for 'RANGE' frame must be a nonnegative number, '\(offset.literal)' given")
            }
            return Double(number)
        }
    }

    /// Keys of at most 64 bits, which leave room for every offset.
    private func integers(_ column: Column, _ type: DataType) -> [Int128]? {
        guard type.isNumber || type.isDateOrDateTime || type == .ipv4, let word = WordType(type) else { return nil }
        let words = word.words(of: column)
        return word.reading == .signed ? words.map { Int128(Int64(bitPattern: $0)) } : words.map { Int128($0) }
    }

    /// For each row the first row at or behind its target (start), or the first row behind it (end).
    ///
    /// Targets move in one direction as keys do, so that one pass finds them all.
    private func bounds<Key: Comparable>(
        _ keys: [Key], _ targets: [Key], _ nulls: [UInt8], isDescending: Bool, isStart: Bool
    ) -> [Int] {
        let ordinary = (0..<rowCount).filter { nulls[$0] == 0 }
        guard let first = ordinary.first, let last = ordinary.last else { return isStart ? peers.starts : peers.ends }
        var result = isStart ? peers.starts : peers.ends
        var place = first
        for row in first...last {
            while place <= last, isPassed(keys[place], targets[row], isDescending, isStart) { place += 1 }
            result[row] = place
        }
        return result
    }

    private func isPassed<Key: Comparable>(_ key: Key, _ target: Key, _ isDescending: Bool, _ isStart: Bool) -> Bool {
        switch (isDescending, isStart) {
        case (false, true): key < target
        case (false, false): key <= target
        case (true, true): key > target
        case (true, false): key >= target
        }
    }
}
