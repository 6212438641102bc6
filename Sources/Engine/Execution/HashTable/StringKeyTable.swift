import Columns

/// One string (or state) as key, which may be NULL.
final class StringKeyTable: KeyTable {
    private let isNullable: Bool
    private let index = StringIndex()
    /// The slot of NULL. The index has no such string: its own slots behind it are one less.
    private var nullSlot: UInt32?

    init(_ type: DataType) { isNullable = type.isNullable }

    var count: Int { index.strings.count + (nullSlot == nil ? 0 : 1) }
    var byteCount: Int { index.byteCount }

    func slots(of keys: [Column], rowCount: Int) -> [UInt32] { slots(of: keys[0], inserting: true) }

    func find(_ keys: [Column], rowCount: Int) -> [UInt32] { slots(of: keys[0], inserting: false) }

    func keyColumns() -> [Column] {
        guard isNullable else { return [.string(index.strings)] }
        var nulls = [UInt8](repeating: 0, count: count)
        guard let nullSlot else { return [.nullable(NullableColumn(nulls: nulls, values: .string(index.strings)))] }
        nulls[Int(nullSlot)] = 1
        var strings = index.strings
        strings.ends.insert(nullSlot == 0 ? 0 : strings.ends[Int(nullSlot) - 1], at: Int(nullSlot))
        return [.nullable(NullableColumn(nulls: nulls, values: .string(strings)))]
    }

    private func slots(of key: Column, inserting: Bool) -> [UInt32] {
        switch key {
        case .string(let strings): return shifted(index.slots(of: strings, inserting: inserting))
        case .lowCardinality(let low) where !low.isNullable:
            if let slots = slots(of: low, inserting: inserting) { return slots }
        case .nullable(let nullable):
            guard case .string(let strings) = nullable.values else { break }
            guard let firstNull = nullable.nulls.firstIndex(of: 1) else {
                return shifted(index.slots(of: strings, inserting: inserting))
            }
            return slots(of: strings, nullable.nulls, firstNull, inserting: inserting)
        default: break
        }
        preconditionFailure("the key is a string")
    }

    /// Each string of a dictionary is looked up once, in the order in which the rows have them.
    private func slots(of low: LowCardinalityColumn, inserting: Bool) -> [UInt32]? {
        var places = [UInt32](repeating: KeyTables.missing, count: low.dictionary.count)
        var used: [UInt32] = []
        for code in low.codes where places[Int(code)] == KeyTables.missing {
            places[Int(code)] = 0
            used.append(code)
        }
        guard case .string(let strings) = low.dictionary.gathering(used) else { return nil }
        let slots = shifted(index.slots(of: strings, inserting: inserting))
        for (code, slot) in zip(used, slots) { places[Int(code)] = slot }
        return low.codes.map { places[Int($0)] }
    }

    private func slots(
        of strings: StringColumn, _ nulls: [UInt8], _ firstNull: Int, inserting: Bool
    ) -> [UInt32] {
        // The rows before the first NULL decide its slot; then all others are strings like before.
        let values = Column.string(strings)
        let before = (0..<UInt32(truncatingIfNeeded: firstNull)).map { $0 }
        let behind = (firstNull..<nulls.count).filter { nulls[$0] == 0 }.map { UInt32(truncatingIfNeeded: $0) }
        var result: [UInt32] = []
        if case .string(let some) = values.gathering(before) {
            result = shifted(index.slots(of: some, inserting: inserting))
        }
        if nullSlot == nil, inserting { nullSlot = UInt32(truncatingIfNeeded: index.strings.count) }
        var rest: [UInt32] = []
        if case .string(let some) = values.gathering(behind) {
            rest = shifted(index.slots(of: some, inserting: inserting))
        }
        var next = 0
        for row in firstNull..<nulls.count {
            if nulls[row] != 0 {
                result.append(nullSlot ?? KeyTables.missing)
            } else {
                result.append(rest[next])
                next += 1
            }
        }
        return result
    }

    /// The index's slots with NULL's taken into account.
    private func shifted(_ slots: [UInt32]) -> [UInt32] {
        guard let nullSlot else { return slots }
        return slots.map { slot in
            slot == KeyTables.missing ? slot : slot &+ (slot >= nullSlot ? 1 : 0)
        }
    }
}
