import Columns
import Errors

/// The rows of a `Variant` or `Dynamic` column, type by type.
struct MixedRows {
    struct Piece {
        let type: DataType
        let rows: [UInt32]
        /// One value for each of `rows`.
        let values: Column
    }

    let pieces: [Piece]
    let rowCount: Int

    init(_ column: Column, _ type: DataType) throws(QueryError) {
        rowCount = column.count
        switch type {
        case .variant(let types):
            guard let variant = VariantColumn(column) else { throw wrongLayout(column, type) }
            pieces = types.indices.compactMap { number in
                let rows = rowsSelected(by: variant.mask(of: number))
                guard !rows.isEmpty else { return nil }
                return Piece(type: types[number], rows: rows, values: variant.dense(number))
            }
        default:
            pieces = try DynamicRows(column, type).alternatives.map {
                Piece(type: $0.type, rows: $0.rows, values: $0.values)
            }
        }
    }

    /// The answers row by row: the first of `answers` has the one row that stands for NULL, then each piece has one.
    func gathered(_ answers: [Column]) -> Column {
        var places = [UInt32](repeating: 0, count: rowCount)
        var next: UInt32 = 1
        for piece in pieces {
            for row in piece.rows {
                places[Int(row)] = next
                next &+= 1
            }
        }
        return Column.concatenating(answers.map(\.materialised)).gathering(places)
    }
}

/// One value of a `Variant` or `Dynamic` column.
struct SingleAlternative {
    let type: DataType
    let column: Column
    let row: Int

    /// `nil` for NULL.
    init?(_ column: Column, _ row: Int, _ type: DataType) throws(QueryError) {
        let one = column.slice(row..<row + 1)
        guard let piece = try MixedRows(one, type).pieces.first else { return nil }
        self.type = piece.type
        self.column = piece.values
        self.row = 0
    }
}
