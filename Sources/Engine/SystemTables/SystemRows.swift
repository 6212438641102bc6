import Columns
import Errors
import Functions
import Storage

/// Rows of a system table on their way into blocks: only the columns that are asked for are kept.
struct SystemRows {
    private struct Kept {
        let header: ColumnHeader
        let filler: Value
        var values: [Value] = []
    }

    /// Where a declared column's values go; -1 where nobody asked for it.
    private let places: [String: Int]
    private var kept: [Kept] = []
    private var pendingRows = 0
    private(set) var blocks: [Block] = []
    private static let blockRows = 8192

    init(_ schema: TableSchema, columns: [String]) throws(QueryError) {
        var places = Dictionary(schema.columns.map { ($0.name, -1) }) { first, _ in first }
        for name in columns {
            let declaration = try schema.column(named: name)
            places[name] = kept.count
            let filler = Column.defaults(of: declaration.type, count: 1).value(at: 0)
            kept.append(Kept(header: ColumnHeader(name: name, type: declaration.type), filler: filler))
        }
        self.places = places
    }

    /// Somebody asked for the column: worth the work that its value takes.
    func wants(_ column: String) -> Bool { places[column].map { $0 >= 0 } ?? false }

    /// Adds a row; what it does not name is the type's default.
    mutating func add(_ row: KeyValuePairs<String, Value>) throws(QueryError) {
        for (name, value) in row {
            guard let place = places[name] else { throw QueryError(.logicalError, "The table has no column \(name)") }
            if place >= 0 { kept[place].values.append(value) }
        }
        pendingRows += 1
        for place in kept.indices where kept[place].values.count < pendingRows {
            kept[place].values.append(kept[place].filler)
        }
        if pendingRows >= Self.blockRows { try flush() }
    }

    /// Makes the last block.
    mutating func finish() throws(QueryError) -> [Block] {
        if pendingRows > 0 { try flush() }
        return blocks
    }

    private mutating func flush() throws(QueryError) {
        var columns: [BlockColumn] = []
        for place in kept.indices {
            let header = kept[place].header
            columns.append(
                BlockColumn(
                    name: header.name, type: header.type, column: try Column(kept[place].values, as: header.type)))
            kept[place].values = []
        }
        blocks.append(Block(columns, rowCount: pendingRows))
        pendingRows = 0
    }
}

extension Value {
    static func count(_ number: Int) -> Value { .uint64(UInt64(clamping: number)) }
    static func flag(_ isSet: Bool) -> Value { .uint64(isSet ? 1 : 0) }
    static func texts(_ texts: [String]) -> Value { .array(texts.map { .text($0) }) }
    static func optionalCount(_ number: Int?) -> Value { number.map { .count($0) } ?? .null }
    /// A `DateTime`.
    static func moment(seconds: Int64) -> Value { .uint64(UInt64(clamping: min(seconds, Int64(UInt32.max)))) }
    static func moment(nanoseconds: Int64) -> Value { moment(seconds: nanoseconds / 1_000_000_000) }
    /// A `DateTime64(6)`.
    static func microseconds(nanoseconds: Int64) -> Value { .int64(nanoseconds / 1000) }
    /// A `Map` of strings.
    static func map(_ pairs: [(String, Value)]) -> Value { .array(pairs.map { .tuple([.text($0), $1]) }) }
}
