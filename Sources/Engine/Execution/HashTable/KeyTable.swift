import Columns

/// The distinct rows of some key columns, numbered from 0 in the order they first came: the key part of GROUP BY,
/// DISTINCT and JOIN. A call per block; one implementation per shape of keys.
protocol KeyTable: AnyObject {
    var count: Int { get }
    /// Bytes held, about.
    var byteCount: Int { get }

    /// The slot of each row's key; a new key gets the next slot. Columns are materialised, in their types' layout.
    func slots(of keys: [Column], rowCount: Int) -> [UInt32]
    /// The slot of each row's key, or `KeyTables.missing`. Changes nothing, so that many threads may look at once. Not
    /// for dictionary-coded keys: callers decode them.
    func find(_ keys: [Column], rowCount: Int) -> [UInt32]
    /// The key columns of all slots, in order, in the layout of their types.
    func keyColumns() -> [Column]
}

/// The choice among key tables.
enum KeyTables {
    static let missing = UInt32.max

    /// The best table for keys of `types`. Keys are equal as ClickHouse groups them: NULL equals NULL, floats by bits.
    static func make(for types: [DataType]) -> any KeyTable {
        if types.count == 1, types[0].withoutNullable.physicalKind == .string { return StringKeyTable(types[0]) }
        let parts = types.map { PackedPart($0) }
        let bits = parts.reduce(0) { $0 + $1.bits }
        if types.isEmpty || bits > 128 { return SerialisedKeyTable(types) }
        return bits <= 64 ? PackedKeyTable64(parts) : PackedKeyTable128(parts)
    }
}

/// Rows whose slots were first given by this block, in slot order: `before` keys were there already.
func firstRows(ofNew slots: [UInt32], before: Int, after: Int) -> [UInt32] {
    var rows: [UInt32] = []
    guard after > before else { return rows }
    rows.reserveCapacity(after - before)
    var next = UInt32(truncatingIfNeeded: before)
    for row in slots.indices where slots[row] == next {
        rows.append(UInt32(truncatingIfNeeded: row))
        next &+= 1
    }
    return rows
}
