import Columns
import Errors

/// `any`, `anyLast`, `min`, `max` of any type: one cell per group.
struct CellStates: AggregateStates {
    private var cells: Cells
    private let rule: CellRule

    init(_ type: DataType, _ rule: CellRule) {
        cells = Cells(type)
        self.rule = rule
        resultType = type
    }

    let resultType: DataType
    var groupCount: Int { cells.count }
    var byteCount: Int { cells.byteCount }

    mutating func grow(to count: Int) { cells.grow(to: count) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        _ = cells.take(arguments[0], groups: groups, by: rule)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        guard rowCount > 0 else { return }
        let place = [UInt32(truncatingIfNeeded: group)]
        switch rule {
        case .first:
            if cells.isFilled[group] == 0 { cells.set(arguments[0], rows: [0], groups: place) }
        case .last: cells.set(arguments[0], rows: [UInt32(truncatingIfNeeded: rowCount - 1)], groups: place)
        case .smallest, .greatest:
            let groups = [UInt32](repeating: UInt32(truncatingIfNeeded: group), count: rowCount)
            _ = cells.take(arguments[0], groups: groups, by: rule)
        }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        _ = cells.take(sameImplementation(other).cells, groups: groups, by: rule)
    }

    func results() throws(QueryError) -> Column { try cells.column() }

    func serialise(_ group: Int, into bytes: inout [UInt8]) { cells.write(group, into: &bytes) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        var other = Cells(resultType)
        other.grow(to: 1)
        try other.read(0, &reader)
        position = reader.position
        _ = cells.take(other, groups: [UInt32(truncatingIfNeeded: group)], by: rule)
    }

    func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        guard let last = ends.last, last > 0 else { return .defaults(of: resultType, count: ends.count) }
        // Which row is the winner after each row; then one gather.
        var best = [UInt32](repeating: 0, count: last)
        let column = arguments[0]
        for row in 0..<last {
            let before = row == 0 ? 0 : Int(best[row - 1])
            let order = row == 0 ? -1 : column.compare(row, with: column, before)
            let wins =
                switch rule {
                case .first: row == 0
                case .last: true
                case .smallest: order < 0
                case .greatest: order > 0
                }
            best[row] = wins || row == 0 ? UInt32(truncatingIfNeeded: row) : UInt32(truncatingIfNeeded: before)
        }
        let empty = Column.defaults(of: resultType, count: 1)
        let rows = ends.map { $0 == 0 ? UInt32(truncatingIfNeeded: last) : best[$0 - 1] }
        return Column.concatenating([column.slice(0..<last), empty]).gathering(rows)
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        let frames = zip(starts, ends)
        let rows =
            switch rule {
            case .first: frames.map { $0 < $1 ? $0 : -1 }
            case .last: frames.map { $0 < $1 ? $1 - 1 : -1 }
            case .smallest: slidingExtremes(arguments[0], starts, ends, smallest: true)
            case .greatest: slidingExtremes(arguments[0], starts, ends, smallest: false)
            }
        return arguments[0].gatheringOrDefault(rows, resultType)
    }
}
