import Columns

/// The smallest and the greatest value of every column of an answer: `extremes = 1`. NULLs do not count.
struct Extremes {
    /// Of each column two one-row columns; `nil` while only NULLs came.
    private var bounds: [(least: Column, greatest: Column)?] = []
    private var header: [ColumnHeader] = []

    mutating func add(_ block: Block) {
        if header.isEmpty {
            header = block.header
            bounds = header.map { _ in nil }
        }
        for (position, column) in block.columns.enumerated() {
            let values = column.column.materialised
            for row in 0..<block.rowCount where !values.isNull(at: row) {
                guard let known = bounds[position] else {
                    let one = values.slice(row..<row + 1)
                    bounds[position] = (one, one)
                    continue
                }
                if values.compare(row, with: known.least, 0) < 0 {
                    bounds[position]?.least = values.slice(row..<row + 1)
                } else if values.compare(row, with: known.greatest, 0) > 0 {
                    bounds[position]?.greatest = values.slice(row..<row + 1)
                }
            }
        }
    }

    /// Two rows, smallest first; `nil` for an answer without rows.
    var block: Block? {
        guard !header.isEmpty else { return nil }
        let columns = zip(header, bounds).map { header, bounds in
            let column =
                bounds.map { Column.concatenating([$0.least, $0.greatest]) } ?? .defaults(of: header.type, count: 2)
            return BlockColumn(name: header.name, type: header.type, column: column)
        }
        return Block(columns, rowCount: 2)
    }
}

extension Column {
    fileprivate func isNull(at row: Int) -> Bool {
        switch self {
        case .nullable(let column): column.nulls[row] != 0
        case .lowCardinality(let column): column.isNullable && column.codes[row] == 0
        case .nothing: true
        default: false
        }
    }
}
