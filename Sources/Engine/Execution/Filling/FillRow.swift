import Errors

/// The values of the WITH FILL columns of one row, and how they go on.
///
/// - Source: ClickHouse's `FillingRow`, whose rules these are.
struct FillRow: Sendable {
    let columns: [FillColumn]
    var values: [FillValue]
    /// By column: where the rows added behind the last row of the input end; NULL where they do not.
    private var borders: [FillValue]

    init(_ columns: [FillColumn]) {
        self.columns = columns
        values = columns.map { _ in .null }
        borders = values
    }

    /// A row of the input has been put out: STALENESS counts from it.
    mutating func pass(_ row: [FillValue]) throws(QueryError) {
        for (position, column) in columns.enumerated() { borders[position] = try column.border(row[position]) }
    }

    /// The last bound of a column: TO, or the border where that comes first.
    private func end(_ position: Int) -> FillValue {
        let to = columns[position].to
        guard borders[position] != .null else { return to }
        let isFirst = to == .null || borders[position].isBefore(to, descending: columns[position].isDescending)
        return isFirst ? borders[position] : to
    }

    /// `limit`, but no further than the border of the column that differs first.
    func bounded(_ limit: FillRow) -> FillRow {
        var result = limit
        for (position, column) in columns.enumerated() where values[position] != limit.values[position] {
            let isPast =
                limit.values[position] == .null
                || borders[position].isBefore(limit.values[position], descending: column.isDescending)
            if borders[position] != .null, isPast { result.values[position] = borders[position] }
            break
        }
        return result
    }

    /// Moves over the steps before `row` that the border has left out.
    mutating func skip(to row: [FillValue]) throws(QueryError) {
        guard let position = values.indices.first(where: { values[$0] != row[$0] }), borders[position] != .null else {
            return
        }
        let column = columns[position]
        values[position] = column.jump(values[position], to: row[position])
        while let next = try column.next(values[position]),
            !row[position].isBefore(next, descending: column.isDescending)
        {
            values[position] = next
        }
    }

    var isNull: Bool { values.allSatisfy { $0 == .null } }

    func isBefore(_ other: FillRow) -> Bool {
        for (position, column) in columns.enumerated() {
            let mine = values[position]
            let theirs = other.values[position]
            if mine != .null, theirs != .null, mine != theirs {
                return mine.isBefore(theirs, descending: column.isDescending)
            }
        }
        return false
    }

    /// FROM for the columns from `first` on.
    mutating func begin(from first: Int) {
        for position in columns.indices.dropFirst(first) { values[position] = columns[position].from }
    }

    /// The values to stop at.
    mutating func setToEnd() { values = columns.map(\.to) }

    /// Takes the values of a row of the input, or TO where they are not before that.
    mutating func set(_ row: [FillValue]) {
        for (position, column) in columns.enumerated() {
            let isInside =
                column.to == .null || row[position].isBefore(column.to, descending: column.isDescending)
            values[position] = isInside ? row[position] : column.to
        }
    }

    /// Moves to the next row that is missing before `limit`; `false` where none is.
    mutating func advance(before limit: FillRow) throws(QueryError) -> Bool {
        let differing = values.indices.first { position in
            values[position] != .null && limit.values[position] != .null && values[position] != limit.values[position]
        }
        guard let position = differing else { return false }
        // Later columns with a TO go up to it first.
        for later in values.indices.dropFirst(position + 1).reversed() {
            let column = columns[later]
            let end = end(later)
            guard end != .null, values[later] != .null, let next = try column.next(values[later]),
                next.isBefore(end, descending: column.isDescending)
            else { continue }
            values[later] = next
            begin(from: later + 1)
            return true
        }
        let column = columns[position]
        guard let next = try column.next(values[position]) else { return false }
        if limit.values[position].isBefore(next, descending: column.isDescending) || next == column.to { return false }
        values[position] = next
        guard next == limit.values[position] else {
            begin(from: position + 1)
            return true
        }
        for later in values.indices.dropFirst(position + 1) {
            let column = columns[later]
            if column.from != .null, limit.values[later] != .null,
                column.from.isBefore(limit.values[later], descending: column.isDescending)
            {
                begin(from: later)
                return true
            }
            values[later] = limit.values[later]
        }
        return false
    }
}
