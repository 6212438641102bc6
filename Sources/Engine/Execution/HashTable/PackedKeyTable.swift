import Columns

/// Keys of at most 64 bits in all.
// The class is not generic: through the protocol, the methods of a generic class would run unspecialised.
final class PackedKeyTable64: KeyTable {
    private var keys: PackedKeys<UInt64>

    init(_ parts: [PackedPart]) { keys = PackedKeys(parts) }

    var count: Int { keys.count }
    var byteCount: Int { keys.byteCount }
    func slots(of columns: [Column], rowCount: Int) -> [UInt32] { keys.slots(of: columns, rowCount: rowCount) }
    func find(_ columns: [Column], rowCount: Int) -> [UInt32] { keys.find(columns, rowCount: rowCount) }
    func keyColumns() -> [Column] { keys.columns() }
}

/// Keys of at most 128 bits in all.
final class PackedKeyTable128: KeyTable {
    private var keys: PackedKeys<UInt128>

    init(_ parts: [PackedPart]) { keys = PackedKeys(parts) }

    var count: Int { keys.count }
    var byteCount: Int { keys.byteCount }
    func slots(of columns: [Column], rowCount: Int) -> [UInt32] { keys.slots(of: columns, rowCount: rowCount) }
    func find(_ columns: [Column], rowCount: Int) -> [UInt32] { keys.find(columns, rowCount: rowCount) }
    func keyColumns() -> [Column] { keys.columns() }
}

/// Keys whose bits fit into one word. As long as all codes are small, the word is a place in a list; else it is hashed.
private struct PackedKeys<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    private enum Index {
        case dense(DenseIndex<Word>)
        case hashed(WordIndex<Word>)
    }

    private let parts: [PackedPart]
    /// Bits of each part in the words, the first part lowest.
    private var widths: [Int]
    private var index: Index

    init(_ parts: [PackedPart]) {
        self.parts = parts
        if let dense = Self.denseWidths(parts) {
            widths = dense
            index = .dense(DenseIndex(bits: dense.reduce(0, +)))
        } else {
            widths = parts.map(\.bits)
            index = .hashed(WordIndex())
        }
    }

    var count: Int { words.count }

    var byteCount: Int {
        let own =
            switch index {
            case .dense(let dense): dense.byteCount
            case .hashed(let hashed): hashed.byteCount
            }
        return parts.reduce(own) { $0 + $1.byteCount }
    }

    private var words: [Word] {
        switch index {
        case .dense(let dense): dense.words
        case .hashed(let hashed): hashed.words
        }
    }

    mutating func slots(of keys: [Column], rowCount: Int) -> [UInt32] {
        let codes = zip(parts, keys).map { $0.codes(of: $1, inserting: true) }
        makeRoom()
        let packed = pack(keys, codes, rowCount: rowCount)
        return switch index {
        case .dense(let dense): dense.slots(of: packed)
        case .hashed(let hashed): hashed.slots(of: packed)
        }
    }

    func find(_ keys: [Column], rowCount: Int) -> [UInt32] {
        var codes = zip(parts, keys).map { $0.codes(of: $1, inserting: false) }
        var unknown: [UInt8] = []
        for position in codes.indices {
            guard var known = codes[position], known.contains(KeyTables.missing) else { continue }
            if unknown.isEmpty { unknown = [UInt8](repeating: 0, count: rowCount) }
            for row in known.indices where known[row] == KeyTables.missing {
                // The list has no place for a code that is not known.
                known[row] = 0
                unknown[row] = 1
            }
            codes[position] = known
        }
        let packed = pack(keys, codes, rowCount: rowCount)
        var slots =
            switch index {
            case .dense(let dense): dense.find(packed)
            case .hashed(let hashed): hashed.find(packed)
            }
        for row in unknown.indices where unknown[row] != 0 { slots[row] = KeyTables.missing }
        return slots
    }

    func columns() -> [Column] {
        let words = words
        var shift = 0
        var columns: [Column] = []
        for (part, width) in zip(parts, widths) {
            columns.append(part.unpack(words, shift: shift, width: width))
            shift += width
        }
        return columns
    }

    private func pack(_ keys: [Column], _ codes: [[UInt32]?], rowCount: Int) -> [Word] {
        if keys.count == 1, case .uint64(let values) = keys[0], let words = values as? [Word] { return words }
        var words = [Word](repeating: 0, count: rowCount)
        var shift = 0
        for position in parts.indices {
            parts[position].pack(keys[position], codes: codes[position], into: &words, shift: shift)
            shift += widths[position]
        }
        return words
    }

    /// Widens the parts whose numbers grew; hashes from now on when the list would get too long.
    private mutating func makeRoom() {
        guard case .dense(let dense) = index else { return }
        let fits = zip(parts, widths).allSatisfy { part, width in (part.denseBits ?? part.bits) <= width }
        if fits { return }
        let oldWidths = widths
        if let wider = Self.denseWidths(parts) {
            widths = wider
            let index = DenseIndex<Word>(bits: wider.reduce(0, +))
            _ = index.slots(of: relaid(dense.words, from: oldWidths))
            self.index = .dense(index)
        } else {
            widths = parts.map(\.bits)
            let index = WordIndex<Word>()
            _ = index.slots(of: relaid(dense.words, from: oldWidths))
            self.index = .hashed(index)
        }
    }

    /// One bit more than now needed for each list of numbers, so that few blocks widen it.
    private static func denseWidths(_ parts: [PackedPart]) -> [Int]? {
        var widths: [Int] = []
        for part in parts {
            guard let bits = part.denseBits else { return nil }
            widths.append(bits == part.bits ? bits : min(bits + 1, part.bits))
        }
        return widths.reduce(0, +) <= DenseIndex<Word>.bitsMax ? widths : nil
    }

    private func relaid(_ words: [Word], from oldWidths: [Int]) -> [Word] {
        words.map { word in
            var rest = word
            var result: Word = 0
            var shift = 0
            for (old, new) in zip(oldWidths, widths) {
                result |= (rest & ((Word(1) << old) &- 1)) << shift
                rest >>= old
                shift += new
            }
            return result
        }
    }
}
