import Columns

/// One key column as bits of a packed key: its value, with a bit above it for NULL, or the number of its value in a
/// list of the values so far.
final class PackedPart {
    private enum Form {
        /// Values as they are, of `bits` bits.
        case plain(bits: Int, isNullable: Bool)
        /// Codes into one dictionary, for dictionary-coded columns.
        case coded(DictionaryMap)
        /// Slots of a table of its own, for values without a fixed width.
        case numbered(any KeyTable)
    }

    private static let codeBits = 32

    let type: DataType
    /// Bits in the widest layout.
    let bits: Int
    private let form: Form

    init(_ type: DataType) {
        self.type = type
        let stored = type.storedValue
        if case .lowCardinality(let inner) = stored {
            form = .coded(DictionaryMap(inner))
            bits = Self.codeBits
            return
        }
        let plain = stored.withoutNullable.storedValue
        let width = plain == .nothing ? 0 : plain.fixedWidth ?? Int.max
        if width <= 16 {
            form = .plain(bits: width * 8, isNullable: stored.isNullable)
            bits = width * 8 + (stored.isNullable ? 1 : 0)
        } else {
            form = .numbered(
                plain.physicalKind == .string ? StringKeyTable(stored) : SerialisedKeyTable([stored]))
            bits = Self.codeBits
        }
    }

    var byteCount: Int {
        switch form {
        case .plain: 0
        case .coded(let dictionary): dictionary.byteCount
        case .numbered(let table): table.byteCount
        }
    }

    /// Bits that hold every code so far, where codes are small: numbers, and values of up to 16 bits.
    var denseBits: Int? {
        switch form {
        case .plain: bits <= 17 ? bits : nil
        case .coded(let dictionary): Self.bits(for: dictionary.count)
        case .numbered(let table): Self.bits(for: table.count)
        }
    }

    private static func bits(for count: Int) -> Int { Int.bitWidth - max(1, count - 1).leadingZeroBitCount }

    /// The codes of a block's rows where the part has such: new values are added, or, unless `inserting`, get
    /// `KeyTables.missing`.
    func codes(of column: Column, inserting: Bool) -> [UInt32]? {
        switch form {
        case .plain: return nil
        case .coded(let dictionary):
            guard case .lowCardinality(let low) = column, inserting else {
                preconditionFailure("dictionary-coded keys are not looked up: callers decode them")
            }
            let mapping = dictionary.learn(low)
            return low.codes.map { mapping[Int($0)] }
        case .numbered(let table):
            return inserting
                ? table.slots(of: [column], rowCount: column.count) : table.find([column], rowCount: column.count)
        }
    }

    /// Adds the column's bits to `words` at `shift`; `codes` are those of `codes(of:inserting:)`.
    func pack<Word: FixedWidthInteger & UnsignedInteger>(
        _ column: Column, codes: [UInt32]?, into words: inout [Word], shift: Int
    ) {
        if let codes {
            add(codes, &words, shift) { $0 }
            return
        }
        guard case .plain(let valueBits, _) = form, case .nullable(let nullable) = column,
            nullable.nulls.contains(1)
        else {
            if case .nullable(let nullable) = column {
                packValues(nullable.values, into: &words, shift: shift)
            } else {
                packValues(column, into: &words, shift: shift)
            }
            return
        }
        var values = [Word](repeating: 0, count: words.count)
        packValues(nullable.values, into: &values, shift: shift)
        let nullPlace = Word(truncatingIfNeeded: shift + valueBits)
        precondition(nullable.nulls.count == words.count, "a byte per row")
        for row in words.indices {
            let isNull = Word(truncatingIfNeeded: nullable.nulls[row])
            // What stands under a NULL is masked away.
            words[row] |= (values[row] & (isNull &- 1)) | isNull &<< nullPlace
        }
    }

    private func packValues<Word: FixedWidthInteger & UnsignedInteger>(
        _ column: Column, into words: inout [Word], shift: Int
    ) {
        switch column {
        case .uint8(let values): add(values, &words, shift) { $0 }
        case .uint16(let values): add(values, &words, shift) { $0 }
        case .uint32(let values): add(values, &words, shift) { $0 }
        case .uint64(let values): add(values, &words, shift) { $0 }
        case .uint128(let values): add(values, &words, shift) { $0 }
        case .int8(let values): add(values, &words, shift) { UInt8(bitPattern: $0) }
        case .int16(let values): add(values, &words, shift) { UInt16(bitPattern: $0) }
        case .int32(let values): add(values, &words, shift) { UInt32(bitPattern: $0) }
        case .int64(let values): add(values, &words, shift) { UInt64(bitPattern: $0) }
        case .int128(let values): add(values, &words, shift) { UInt128(bitPattern: $0) }
        case .float32(let values): add(values, &words, shift) { $0.bitPattern }
        case .float64(let values): add(values, &words, shift) { $0.bitPattern }
        case .fixedString(let strings):
            for row in words.indices {
                var place = shift
                for byte in strings[row] {
                    words[row] |= Word(truncatingIfNeeded: byte) << place
                    place += 8
                }
            }
        case .nothing: break
        default: preconditionFailure("a packed key has a fixed width")
        }
    }

    @inline(__always)
    private func add<T, Bits: UnsignedInteger & FixedWidthInteger, Word: FixedWidthInteger & UnsignedInteger>(
        _ values: [T], _ words: inout [Word], _ shift: Int, _ bits: (T) -> Bits
    ) {
        precondition(values.count == words.count, "a value per row")
        let place = Word(truncatingIfNeeded: shift)
        for row in words.indices { words[row] |= Word(truncatingIfNeeded: bits(values[row])) &<< place }
    }
}

// MARK: - Back to columns

extension PackedPart {
    /// The column whose bits stand at `shift` of `words`, `width` of them.
    func unpack<Word: FixedWidthInteger & UnsignedInteger>(_ words: [Word], shift: Int, width: Int) -> Column {
        let mask = (Word(1) << width) &- 1
        switch form {
        case .coded(let dictionary):
            return dictionary.column(of: words.map { UInt32(truncatingIfNeeded: ($0 >> shift) & mask) })
        case .numbered(let table):
            return table.keyColumns()[0].gathering(words.map { UInt32(truncatingIfNeeded: ($0 >> shift) & mask) })
        case .plain(let valueBits, let isNullable):
            let values = unpackValues(words, shift, type.storedValue.withoutNullable.storedValue)
            guard isNullable else { return values }
            let nullBit = shift + valueBits
            let nulls = words.map { UInt8(truncatingIfNeeded: ($0 >> nullBit) & 1) }
            return .nullable(NullableColumn(nulls: nulls, values: values))
        }
    }

    private func unpackValues<Word: FixedWidthInteger & UnsignedInteger>(
        _ words: [Word], _ shift: Int, _ plain: DataType
    ) -> Column {
        switch plain.physicalKind {
        case .uint8: .uint8(words.map { UInt8(truncatingIfNeeded: $0 >> shift) })
        case .uint16: .uint16(words.map { UInt16(truncatingIfNeeded: $0 >> shift) })
        case .uint32: .uint32(words.map { UInt32(truncatingIfNeeded: $0 >> shift) })
        case .uint64: .uint64(words.map { UInt64(truncatingIfNeeded: $0 >> shift) })
        case .uint128: .uint128(words.map { UInt128(truncatingIfNeeded: $0 >> shift) })
        case .int8: .int8(words.map { Int8(truncatingIfNeeded: $0 >> shift) })
        case .int16: .int16(words.map { Int16(truncatingIfNeeded: $0 >> shift) })
        case .int32: .int32(words.map { Int32(truncatingIfNeeded: $0 >> shift) })
        case .int64: .int64(words.map { Int64(truncatingIfNeeded: $0 >> shift) })
        case .int128: .int128(words.map { Int128(truncatingIfNeeded: $0 >> shift) })
        case .float32: .float32(words.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 >> shift)) })
        case .float64: .float64(words.map { Double(bitPattern: UInt64(truncatingIfNeeded: $0 >> shift)) })
        case .fixedString: .fixedString(unpackStrings(words, shift, plain.fixedWidth ?? 1))
        case .nothing: .nothing(count: words.count)
        default: preconditionFailure("a packed key has a fixed width")
        }
    }

    private func unpackStrings<Word: FixedWidthInteger & UnsignedInteger>(
        _ words: [Word], _ shift: Int, _ size: Int
    ) -> FixedStringColumn {
        var column = FixedStringColumn(size: size)
        column.bytes.reserveCapacity(words.count * size)
        for word in words {
            for place in stride(from: shift, to: shift + size * 8, by: 8) {
                column.bytes.append(UInt8(truncatingIfNeeded: word >> place))
            }
        }
        return column
    }
}
