/// A name, what the values mean, and the values.
package struct BlockColumn: Sendable {
    package var name: String
    package var type: DataType
    package var column: Column

    package init(name: String, type: DataType, column: Column) {
        self.name = name
        self.type = type
        self.column = column
    }
}

/// Rows of named columns, all of `rowCount` rows; a block may have rows but no columns (`SELECT count()` reads none).
package struct Block: Sendable {
    package var columns: [BlockColumn]
    package var rowCount: Int

    package init(_ columns: [BlockColumn], rowCount: Int) {
        precondition(columns.allSatisfy { $0.column.count == rowCount }, "all columns have the block's rows")
        self.columns = columns
        self.rowCount = rowCount
    }

    /// A block without rows that shows `header`'s names and types.
    package init(header: [ColumnHeader]) {
        self.init(
            header.map { BlockColumn(name: $0.name, type: $0.type, column: .defaults(of: $0.type, count: 0)) },
            rowCount: 0)
    }

    package var header: [ColumnHeader] { columns.map { ColumnHeader(name: $0.name, type: $0.type) } }

    package var byteCount: Int { columns.reduce(0) { $0 + $1.column.byteCount } }

    package func position(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// The same block with every column passed through `change`, which must keep the rows at `rowCount`.
    package func mapping(rowCount: Int, _ change: (Column) -> Column) -> Block {
        Block(
            columns.map { BlockColumn(name: $0.name, type: $0.type, column: change($0.column)) }, rowCount: rowCount)
    }

    package func filtered(by mask: [UInt8]) -> Block {
        let kept = countOnes(in: mask)
        return kept == rowCount ? self : mapping(rowCount: kept) { $0.filtered(by: mask, keeping: kept) }
    }

    package func gathering(_ rows: [UInt32]) -> Block {
        mapping(rowCount: rows.count) { $0.gathering(rows) }
    }

    package func slice(_ rows: Range<Int>) -> Block {
        rows == 0..<rowCount ? self : mapping(rowCount: rows.count) { $0.slice(rows) }
    }

    /// The rows of all `blocks`, which have one header, in order.
    package static func concatenating(_ blocks: [Block]) -> Block {
        guard blocks.count > 1, let first = blocks.first else { return blocks.first ?? Block([], rowCount: 0) }
        let rowCount = blocks.reduce(0) { $0 + $1.rowCount }
        let columns = first.columns.indices.map { position in
            let parts = blocks.map { $0.columns[position].column }
            return BlockColumn(
                name: first.columns[position].name, type: first.columns[position].type,
                column: Column.concatenating(parts))
        }
        return Block(columns, rowCount: rowCount)
    }
}

/// A column's name and type, without values.
package struct ColumnHeader: Hashable, Sendable {
    package var name: String
    package var type: DataType

    package init(name: String, type: DataType) {
        self.name = name
        self.type = type
    }
}
