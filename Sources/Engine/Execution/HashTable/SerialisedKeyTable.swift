import Columns

/// Keys of any types, compared by their bytes.
final class SerialisedKeyTable: KeyTable {
    private let types: [DataType]
    private let index = StringIndex()
    /// The keys themselves: per block that brought new ones, its columns' rows.
    private var pieces: [[Column]] = []
    private var pieceBytes = 0

    init(_ types: [DataType]) { self.types = types }

    var count: Int { index.strings.count }
    var byteCount: Int { index.byteCount + pieceBytes }

    func slots(of columns: [Column], rowCount: Int) -> [UInt32] {
        // A scan may have a dictionary for what its type says are strings.
        let keys = zip(columns, types).map { column, type in
            type == type.withoutLowCardinality ? column.withoutLowCardinality : column
        }
        let before = count
        let bytes = KeySerialiser.serialise(keys, types: types, rowCount: rowCount)
        let slots = index.slots(of: bytes, inserting: true)
        let news = firstRows(ofNew: slots, before: before, after: count)
        if !news.isEmpty {
            let piece = keys.map { $0.gathering(news) }
            pieceBytes += piece.reduce(0) { $0 + $1.byteCount }
            pieces.append(piece)
        }
        return slots
    }

    func find(_ keys: [Column], rowCount: Int) -> [UInt32] {
        index.slots(of: KeySerialiser.serialise(keys, types: types, rowCount: rowCount), inserting: false)
    }

    func keyColumns() -> [Column] {
        if pieces.count > 1 {
            let merged = types.indices.map { position in Column.concatenating(pieces.map { $0[position] }) }
            pieces = [merged]
        }
        return pieces.first ?? types.map { .defaults(of: $0, count: 0) }
    }
}
