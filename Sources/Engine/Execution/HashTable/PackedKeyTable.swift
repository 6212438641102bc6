import Columns

/// Keys whose bits fit into one word. As long as all codes are small, the word is a place in a list; else it is hashed.
final class PackedKeyTable<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: KeyTable {
    private enum Index {
        case dense(DenseIndex<Word>)
        case hashed(WordIndex<Word>)
    }

    private let parts: [PackedPart]
    /// Bits of each part in the words, the first part lowest.
    private var widths: [Int]
    private var index: Index

    /// `parts` have at most `Word.bitWidth` bits in all.
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

    func slots(of keys: [Column], rowCount: Int) -> [UInt32] {
        if case .dense = index {
            for (part, key) in zip(parts, keys) { part.prepare(key) }
            makeRoom()
        }
        let packed = pack(keys, rowCount: rowCount)
        return switch index {
        case .dense(let dense): dense.slots(of: packed)
        case .hashed(let hashed): hashed.slots(of: packed)
        }
    }

    func find(_ keys: [Column], rowCount: Int) -> [UInt32] {
        let packed = pack(keys, rowCount: rowCount)
        return switch index {
        case .dense(let dense): dense.find(packed)
        case .hashed(let hashed): hashed.find(packed)
        }
    }

    func keyColumns() -> [Column] {
        let words = words
        var shift = 0
        var columns: [Column] = []
        for (part, width) in zip(parts, widths) {
            columns.append(part.unpack(words, shift: shift, width: width))
            shift += width
        }
        return columns
    }

    private func pack(_ keys: [Column], rowCount: Int) -> [Word] {
        if keys.count == 1, Word.bitWidth == 64 {
            if case .uint64(let values) = keys[0], let words = values as? [Word] { return words }
        }
        var words = [Word](repeating: 0, count: rowCount)
        var shift = 0
        for position in parts.indices {
            parts[position].pack(keys[position], into: &words, shift: shift)
            shift += widths[position]
        }
        return words
    }

    /// Widens the parts whose dictionaries grew; hashes from now on when the list would get too long.
    private func makeRoom() {
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

    /// One bit more than now needed for each dictionary, so that few blocks widen it.
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
