/// Slots of fixed-size keys, by open addressing: linear probing in a power of two of entries, at most half full.
// Safe: `entries` lives as long as the object, and has `capacity` of them.
@safe final class WordIndex<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    private struct Entry: BitwiseCopyable {
        var word: Word
        /// The slot + 1, 0 for a free entry.
        var place: UInt32
    }

    /// The key of each slot.
    private(set) var words: [Word] = []
    private var entries: UnsafeMutablePointer<Entry>
    private var capacity: Int

    init() {
        capacity = 256
        unsafe entries = Self.allocate(capacity)
    }

    deinit { unsafe entries.deallocate() }

    var byteCount: Int { capacity * MemoryLayout<Entry>.stride + words.capacity * MemoryLayout<Word>.stride }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Entry> {
        let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
        unsafe entries.initialize(repeating: Entry(word: 0, place: 0), count: capacity)
        return unsafe entries
    }

    func slots(of keys: [Word]) -> [UInt32] {
        // Taken out of the property, whose access is checked at run time.
        var words = words
        self.words = []
        defer { self.words = words }
        return unsafe [UInt32](unsafeUninitializedCapacity: keys.count) { result, count in
            var entries = unsafe self.entries
            var mask = capacity &- 1
            var last: Word = 0
            var lastPlace: UInt32 = 0
            for row in 0..<keys.count {
                let key = keys[row]
                if key != last || lastPlace == 0 {
                    var position = Int(truncatingIfNeeded: Self.hash(key)) & mask
                    // Safe: `position` is masked to the capacity; `result` has a place per key.
                    var entry = unsafe entries[position]
                    while entry.place != 0, entry.word != key {
                        position = (position &+ 1) & mask
                        entry = unsafe entries[position]
                    }
                    if entry.place == 0 {
                        words.append(key)
                        lastPlace = UInt32(truncatingIfNeeded: words.count)
                        unsafe entries[position] = Entry(word: key, place: lastPlace)
                        if words.count &* 2 > capacity {
                            grow(words)
                            unsafe entries = self.entries
                            mask = capacity &- 1
                        }
                    } else {
                        lastPlace = entry.place
                    }
                    last = key
                }
                unsafe result[row] = lastPlace &- 1
            }
            count = keys.count
        }
    }

    private func grow(_ words: [Word]) {
        unsafe entries.deallocate()
        capacity &*= capacity < indexCapacityLarge ? 4 : 2
        unsafe entries = Self.allocate(capacity)
        let mask = capacity &- 1
        for slot in words.indices {
            var position = Int(truncatingIfNeeded: Self.hash(words[slot])) & mask
            // Safe: `position` is masked to the capacity, and at most half of the entries are taken.
            while unsafe entries[position].place != 0 { position = (position &+ 1) & mask }
            unsafe entries[position] = Entry(word: words[slot], place: UInt32(truncatingIfNeeded: slot &+ 1))
        }
    }

    func find(_ keys: [Word]) -> [UInt32] {
        let mask = capacity &- 1
        let entries = unsafe self.entries
        return unsafe [UInt32](unsafeUninitializedCapacity: keys.count) { result, count in
            for row in 0..<keys.count {
                let key = keys[row]
                var position = Int(truncatingIfNeeded: Self.hash(key)) & mask
                // Safe: `position` is masked to the capacity; `result` has a place per key.
                var entry = unsafe entries[position]
                while entry.place != 0, entry.word != key {
                    position = (position &+ 1) & mask
                    entry = unsafe entries[position]
                }
                // A free entry's place of 0 becomes `KeyTables.missing`.
                unsafe result[row] = entry.place &- 1
            }
            count = keys.count
        }
    }

    @inline(__always)
    private static func hash(_ key: Word) -> UInt64 {
        var value = UInt64(truncatingIfNeeded: key)
        if Word.bitWidth > 64 { value ^= UInt64(truncatingIfNeeded: key >> 64) &* 0x9E37_79B9_7F4A_7C15 }
        return mixedWord(value)
    }
}

/// Tables of at least so many entries grow by less, for the memory they take.
let indexCapacityLarge = 1 << 16

/// All bits of the result depend on all bits of `value`.
@inline(__always)
func mixedWord(_ value: UInt64) -> UInt64 {
    var mixed = value &* 0xFF51_AFD7_ED55_8CCD
    mixed ^= mixed &>> 32
    mixed &*= 0xC4CE_B9FE_1A85_EC53
    return mixed ^ (mixed &>> 29)
}

/// Slots of small codes: the code is the place in a list.
final class DenseIndex<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable> {
    /// Bits of a code, at most: a list of 1 MiB.
    static var bitsMax: Int { 18 }

    private(set) var words: [Word] = []
    /// By code: the slot + 1, 0 for none.
    private var places: [UInt32]

    init(bits: Int) {
        precondition(bits <= Self.bitsMax, "the list stays small")
        places = [UInt32](repeating: 0, count: 1 << bits)
    }

    var byteCount: Int { places.count * 4 + words.capacity * MemoryLayout<Word>.stride }

    func slots(of codes: [Word]) -> [UInt32] {
        // Taken out of the property, whose access is checked at run time.
        var places = places
        self.places = []
        defer { self.places = places }
        return unsafe [UInt32](unsafeUninitializedCapacity: codes.count) { result, count in
            for row in 0..<codes.count {
                let code = Int(truncatingIfNeeded: codes[row])
                var place = places[code]
                if place == 0 {
                    words.append(codes[row])
                    place = UInt32(truncatingIfNeeded: words.count)
                    places[code] = place
                }
                // Safe: `result` has a place per code.
                unsafe result[row] = place &- 1
            }
            count = codes.count
        }
    }

    func find(_ codes: [Word]) -> [UInt32] {
        codes.map { places[Int(truncatingIfNeeded: $0)] &- 1 }
    }
}
