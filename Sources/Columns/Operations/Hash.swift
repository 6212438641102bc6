/// The hash every row of every column starts from.
package let rowHashSeed: UInt64 = 0x9E37_79B9_7F4A_7C15

extension Column {
    /// Mixes each row's value into `hashes`, one per row. Equal rows of one logical type hash equally, whatever the
    /// dictionary or the constant form. For tables in memory only: the values are no promise.
    package func hash(into hashes: inout [UInt64]) {
        precondition(hashes.count == count, "a hash per row")
        switch self {
        case .string(let column): column.hash(into: &hashes)
        case .fixedString(let column):
            for row in 0..<column.count { hashes[row] = mixed(hashes[row], hashOfBytes(column[row])) }
        case .array(let column):
            var elements = [UInt64](repeating: rowHashSeed, count: column.elements.count)
            column.elements.hash(into: &elements)
            for row in 0..<column.count {
                var hash = mixed(hashes[row], UInt64(truncatingIfNeeded: column.range(of: row).count))
                for element in column.range(of: row) { hash = mixed(hash, elements[element]) }
                hashes[row] = hash
            }
        case .tuple(let column): for element in column.elements { element.hash(into: &hashes) }
        case .nullable(let column):
            let before = hashes
            column.values.hash(into: &hashes)
            for row in before.indices where column.nulls[row] != 0 { hashes[row] = mixed(before[row], 0x4E55_4C4C) }
        case .lowCardinality(let column):
            var values = [UInt64](repeating: rowHashSeed, count: column.dictionary.count)
            column.dictionary.hash(into: &values)
            for row in hashes.indices { hashes[row] = mixed(hashes[row], values[Int(column.codes[row])]) }
        case .constant(let column):
            column.value.repeating(count: column.count).hash(into: &hashes)
        case .nothing: break
        default:
            var visitor = HashVisitor(hashes: hashes)
            hashes = []
            guard let result = visitor.run(on: self) else { preconditionFailure("every layout is handled") }
            hashes = result
        }
    }
}

private struct HashVisitor: TotalFixedWidthVisitor {
    var hashes: [UInt64]

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [UInt64] {
        switch values {
        case let v as [UInt8]: mix(v) { UInt64($0) }
        case let v as [UInt16]: mix(v) { UInt64($0) }
        case let v as [UInt32]: mix(v) { UInt64($0) }
        case let v as [UInt64]: mix(v) { $0 }
        case let v as [Int8]: mix(v) { UInt64(UInt8(bitPattern: $0)) }
        case let v as [Int16]: mix(v) { UInt64(UInt16(bitPattern: $0)) }
        case let v as [Int32]: mix(v) { UInt64(UInt32(bitPattern: $0)) }
        case let v as [Int64]: mix(v) { UInt64(bitPattern: $0) }
        case let v as [Float]: mix(v) { $0 == 0 ? 0 : UInt64($0.bitPattern) }
        case let v as [Double]: mix(v) { $0 == 0 ? 0 : $0.bitPattern }
        case let v as [UInt128]: mix(v) { UInt64(truncatingIfNeeded: $0) ^ UInt64(truncatingIfNeeded: $0 >> 64) &* 31 }
        case let v as [Int128]: mix(v) { UInt64(truncatingIfNeeded: $0) ^ UInt64(truncatingIfNeeded: $0 >> 64) &* 31 }
        default: mix(values) { UInt64(truncatingIfNeeded: $0.hashValue) }
        }
        let result = hashes
        hashes = []
        return result
    }

    private mutating func mix<T>(_ values: [T], _ bits: (T) -> UInt64) {
        for row in values.indices { hashes[row] = mixed(hashes[row], bits(values[row])) }
    }
}

@inline(__always)
private func mixed(_ hash: UInt64, _ bits: UInt64) -> UInt64 {
    var value = (hash ^ bits) &* 0xFF51_AFD7_ED55_8CCD
    value ^= value &>> 33
    value = value &* 0xC4CE_B9FE_1A85_EC53
    return value ^ value &>> 29
}

private func hashOfBytes(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: bytes.count) &* rowHashSeed
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for byte in bytes {
        word |= UInt64(byte) &<< shift
        shift &+= 8
        if shift == 64 {
            hash = mixed(hash, word)
            word = 0
            shift = 0
        }
    }
    return shift == 0 ? hash : mixed(hash, word)
}

extension StringColumn {
    fileprivate func hash(into hashes: inout [UInt64]) {
        let ends = ends
        precondition(hashes.count == ends.count, "a hash per row")
        unsafe bytes.withUnsafeBytes { bytes in
            var start = 0
            for row in hashes.indices {
                let end = ends[row]
                precondition(start <= end && end <= bytes.count, "strings lie inside their bytes")
                hashes[row] = mixed(hashes[row], unsafe hashOfBytes(bytes, start, end))
                start = end
            }
        }
    }
}

/// Word by word; the last word of eight or more bytes overlaps the one before it.
@inline(__always)
private func hashOfBytes(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: end &- start) &* rowHashSeed
    var position = start
    while position &+ 8 < end {
        // Safe: the eight bytes from `position` lie before `end`, which the caller checked.
        hash = folded(hash, unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        position &+= 8
    }
    if end &- start >= 8 {
        // Safe: there are eight bytes before `end`.
        return folded(hash, unsafe bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self))
    }
    var word: UInt64 = 0
    for place in position..<end { word = unsafe word &<< 8 | UInt64(bytes[place]) }
    return folded(hash, word)
}

/// Mixes by both halves of a product, which depend on all bits of both factors.
@inline(__always)
private func folded(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
    return product.high ^ product.low
}
