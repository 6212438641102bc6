import Columns

/// One key column as bits of a packed key: the value, and above it a bit for NULL where the type has one.
final class PackedPart {
    let type: DataType
    /// Bits in the widest layout.
    let bits: Int
    private let valueBits: Int
    private let isNullable: Bool
    /// Dictionary-coded keys are packed as codes into this.
    private let dictionary: DictionaryMap?

    /// `nil` where values have no fixed width of at most 128 bits.
    init?(_ type: DataType) {
        self.type = type
        if case .lowCardinality(let inner) = type.storedValue {
            dictionary = DictionaryMap(inner)
            valueBits = 32
            isNullable = false
            bits = 32
            return
        }
        dictionary = nil
        isNullable = type.storedValue.isNullable
        let plain = type.storedValue.withoutNullable.storedValue
        if plain == .nothing {
            valueBits = 0
        } else if let width = plain.fixedWidth, width <= 16 {
            valueBits = width * 8
        } else {
            return nil
        }
        bits = valueBits + (isNullable ? 1 : 0)
    }

    var byteCount: Int { dictionary?.byteCount ?? 0 }

    /// Bits that hold every code so far, where codes are small: dictionary codes and values of up to 16 bits.
    var denseBits: Int? {
        if let dictionary { return Int.bitWidth - max(1, dictionary.count - 1).leadingZeroBitCount }
        return bits <= 17 ? bits : nil
    }

    /// Learns the block's dictionary, so that `denseBits` holds for it.
    func prepare(_ column: Column) {
        if let dictionary, case .lowCardinality(let low) = column { dictionary.learn(low) }
    }

    /// Adds the column's bits to `words` at `shift`.
    func pack<Word: FixedWidthInteger & UnsignedInteger>(_ column: Column, into words: inout [Word], shift: Int) {
        if let dictionary, case .lowCardinality(let low) = column {
            let mapping = dictionary.learn(low)
            let codes = low.codes
            precondition(codes.count == words.count, "a code per row")
            for row in words.indices { words[row] |= Word(truncatingIfNeeded: mapping[Int(codes[row])]) << shift }
            return
        }
        guard case .nullable(let nullable) = column else {
            packValues(column, into: &words, shift: shift)
            return
        }
        guard nullable.nulls.contains(1) else {
            packValues(nullable.values, into: &words, shift: shift)
            return
        }
        var values = [Word](repeating: 0, count: words.count)
        packValues(nullable.values, into: &values, shift: shift)
        let nullBit = shift + valueBits
        for row in words.indices {
            let isNull = Word(truncatingIfNeeded: nullable.nulls[row])
            // What stands under a NULL is masked away.
            words[row] |= (values[row] & (isNull &- 1)) | isNull << nullBit
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
        let places = Word(truncatingIfNeeded: shift)
        for row in words.indices { words[row] |= Word(truncatingIfNeeded: bits(values[row])) &<< places }
    }

    /// The column whose bits stand at `shift` of `words`, `width` of them.
    func unpack<Word: FixedWidthInteger & UnsignedInteger>(_ words: [Word], shift: Int, width: Int) -> Column {
        if let dictionary {
            let mask = (Word(1) << width) &- 1
            return dictionary.column(of: words.map { UInt32(truncatingIfNeeded: ($0 >> shift) & mask) })
        }
        let values = unpackValues(words, shift, type.storedValue.withoutNullable.storedValue)
        guard isNullable else { return values }
        let nullBit = shift + valueBits
        let nulls = words.map { UInt8(truncatingIfNeeded: ($0 >> nullBit) & 1) }
        return .nullable(NullableColumn(nulls: nulls, values: values))
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
        case .fixedString: .fixedString(unpackStrings(words, shift))
        case .nothing: .nothing(count: words.count)
        default: preconditionFailure("a packed key has a fixed width")
        }
    }

    private func unpackStrings<Word: FixedWidthInteger & UnsignedInteger>(
        _ words: [Word], _ shift: Int
    ) -> FixedStringColumn {
        var column = FixedStringColumn(size: valueBits / 8)
        for word in words {
            for place in stride(from: shift, to: shift + valueBits, by: 8) {
                column.bytes.append(UInt8(truncatingIfNeeded: word >> place))
            }
        }
        return column
    }
}
