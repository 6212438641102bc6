import Columns
import Errors
import Functions

/// The frames of one partition's rows: neither starts nor ends ever decrease.
struct WindowFrames {
    let starts: [Int]
    let ends: [Int]

    /// `peers` are of the partition's rows; `orderKey` is the only ORDER BY column, for RANGE with an offset.
    init(
        _ frame: FrameSpecification, peers: WindowPeers, orderKey: OrderKey?
    ) throws(QueryError) {
        var starts = try Self.bounds(frame.begin, isStart: true, frame.unit, peers, orderKey)
        let ends = try Self.bounds(frame.end, isStart: false, frame.unit, peers, orderKey)
        for row in starts.indices { starts[row] = min(starts[row], ends[row]) }
        self.starts = starts
        self.ends = ends
    }

    /// The column that RANGE offsets count along.
    struct OrderKey: Sendable {
        let column: Column
        let isDescending: Bool
    }

    private static func bounds(
        _ bound: FrameSpecification.Bound, isStart: Bool, _ unit: FrameSpecification.Unit, _ peers: WindowPeers,
        _ orderKey: OrderKey?
    ) throws(QueryError) -> [Int] {
        let count = peers.starts.count
        switch (bound, unit) {
        case (.unboundedPreceding, _): return [Int](repeating: 0, count: count)
        case (.unboundedFollowing, _): return [Int](repeating: count, count: count)
        case (.currentRow, .rows): return (0..<count).map { isStart ? $0 : $0 + 1 }
        case (.currentRow, _): return isStart ? peers.starts : peers.ends
        case (.preceding(let value), .rows): return rowBounds(count, by: -(try rows(value)), isStart)
        case (.following(let value), .rows): return rowBounds(count, by: try rows(value), isStart)
        case (.preceding(let value), .groups): return peers.bounds(by: -(try rows(value)), isStart: isStart)
        case (.following(let value), .groups): return peers.bounds(by: try rows(value), isStart: isStart)
        case (.preceding(let value), .range):
            return try RangeBounds(orderKey, peers).bounds(by: value, isPreceding: true, isStart: isStart)
        case (.following(let value), .range):
            return try RangeBounds(orderKey, peers).bounds(by: value, isPreceding: false, isStart: isStart)
        }
    }

    private static func rows(_ value: Value) throws(QueryError) -> Int {
        guard let number: Int = value.exactInteger(), number >= 0, number <= Int(Int32.max) else {
            throw QueryError(
                .badArguments,
                "Window frame offset must be an integer from 0 to \(Int32.max), but \(value.literal) is given")
        }
        return number
    }

    private static func rowBounds(_ count: Int, by offset: Int, _ isStart: Bool) -> [Int] {
        (0..<count).map { row in min(max(0, row &+ offset &+ (isStart ? 0 : 1)), count) }
    }
}

/// The rows of one partition that are equal in the order keys.
struct WindowPeers {
    /// The peer group of row `i` is `starts[i]..<ends[i]`.
    let starts: [Int]
    let ends: [Int]

    /// `changes` is 1 where a row differs from the one before; the first row's says nothing.
    init(changes: ArraySlice<UInt8>) {
        var starts: [Int] = []
        starts.reserveCapacity(changes.count)
        var ends: [Int] = []
        ends.reserveCapacity(changes.count)
        var start = 0
        for (row, change) in changes.enumerated() {
            if change != 0, row > 0 {
                ends.append(contentsOf: repeatElement(row, count: row - start))
                start = row
            }
            starts.append(start)
        }
        ends.append(contentsOf: repeatElement(changes.count, count: changes.count - start))
        self.starts = starts
        self.ends = ends
    }

    /// GROUPS: the border of the group that is `offset` groups away.
    func bounds(by offset: Int, isStart: Bool) -> [Int] {
        var groups: [(start: Int, end: Int)] = []
        for row in starts.indices where starts[row] == row { groups.append((row, ends[row])) }
        var group = -1
        return starts.indices.map { row in
            if starts[row] == row { group += 1 }
            let wanted = group + offset
            if wanted < 0 { return 0 }
            if wanted >= groups.count { return starts.count }
            return isStart ? groups[wanted].start : groups[wanted].end
        }
    }
}

/// RANGE offsets: rows whose key is at most so far away. NULLs and NaNs are peers of themselves only.
private struct RangeBounds {
    private enum Keys {
        case integers([Int128])
        case floats([Double])
    }

    private let keys: Keys
    private let isDescending: Bool
    /// The rows that have a value: those that are NULL or NaN stand before or behind.
    private let values: Range<Int>
    private let peers: WindowPeers

    init(_ orderKey: WindowFrames.OrderKey?, _ peers: WindowPeers) throws(QueryError) {
        guard let orderKey else {
            throw QueryError(
                .badArguments, "The RANGE OFFSET frame requires exactly one ORDER BY column")
        }
        self.peers = peers
        isDescending = orderKey.isDescending
        var column = orderKey.column.withoutLowCardinality.materialised
        var absent = [UInt8](repeating: 0, count: column.count)
        if case .nullable(let nullable) = column {
            column = nullable.values
            absent = nullable.nulls
        }
        var visitor = KeyVisitor()
        switch column {
        case .float32(let floats): keys = .floats(floats.map { Double($0) })
        case .float64(let floats): keys = .floats(floats)
        default:
            guard let integers = visitor.run(on: column) ?? nil else {
                throw QueryError(
                    .notImplemented, "The RANGE OFFSET frame is only for numbers, dates and times of up to 64 bits")
            }
            keys = .integers(integers)
        }
        if case .floats(let floats) = keys {
            for row in floats.indices where floats[row].isNaN { absent[row] = 1 }
        }
        let start = absent.firstIndex(of: 0) ?? absent.count
        values = start..<(absent.lastIndex(of: 0).map { $0 + 1 } ?? start)
    }

    func bounds(by value: Value, isPreceding: Bool, isStart: Bool) throws(QueryError) -> [Int] {
        switch keys {
        case .integers(let integers):
            guard let offset: Int128 = value.exactInteger(), offset >= 0, offset < 1 << 100 else {
                throw QueryError(.badArguments, "Window frame offset must not be negative")
            }
            // Ascending keys: `preceding` goes to smaller ones.
            let shift = isPreceding == isDescending ? offset : -offset
            return walk(integers, integers.map { $0 + shift }, isStart: isStart)
        case .floats(let floats):
            guard let offset = value.number, offset >= 0 else {
                throw QueryError(.badArguments, "Window frame offset must not be negative")
            }
            let shift = isPreceding == isDescending ? offset : -offset
            return walk(floats, floats.map { $0 + shift }, isStart: isStart)
        }
    }

    /// For a start the first row at or behind its target, for an end the first row behind it.
    private func walk<T: Comparable>(_ keys: [T], _ targets: [T], isStart: Bool) -> [Int] {
        var result = isStart ? peers.starts : peers.ends
        var place = values.lowerBound
        for row in values {
            while place < values.upperBound, isBefore(keys[place], targets[row], orEqual: !isStart) { place += 1 }
            result[row] = place
        }
        return result
    }

    private func isBefore<T: Comparable>(_ key: T, _ target: T, orEqual: Bool) -> Bool {
        if orEqual, key == target { return true }
        return isDescending ? key > target : key < target
    }
}

private struct KeyVisitor: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [Int128]? {
        switch values {
        case let numbers as [UInt8]: numbers.map { Int128($0) }
        case let numbers as [UInt16]: numbers.map { Int128($0) }
        case let numbers as [UInt32]: numbers.map { Int128($0) }
        case let numbers as [UInt64]: numbers.map { Int128($0) }
        case let numbers as [Int8]: numbers.map { Int128($0) }
        case let numbers as [Int16]: numbers.map { Int128($0) }
        case let numbers as [Int32]: numbers.map { Int128($0) }
        case let numbers as [Int64]: numbers.map { Int128($0) }
        default: nil
        }
    }
}

extension Value {
    /// The value as a float, where it is a number.
    var number: Double? {
        switch self {
        case .float64(let number): number
        case .int64(let number): Double(number)
        case .uint64(let number): Double(number)
        case .int128(let number): Double(number)
        case .uint128(let number): Double(number)
        default: nil
        }
    }
}
