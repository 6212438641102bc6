import Columns
import Glibc

/// Slots of byte strings. Up to 16 bytes lie in the entry itself; longer ones are compared with the kept copy.
// Safe: `entries` lives as long as the object, and has `capacity` of them.
@safe final class StringIndex {
    private struct Entry: BitwiseCopyable {
        /// The bytes, zero behind the end; of a longer string two hashes.
        var low: UInt64
        var high: UInt64
        var length: UInt32
        /// The slot + 1, 0 for a free entry.
        var place: UInt32
    }

    /// The strings of the slots, as `StringColumn` has them: apart, so that adding one is no call of another module.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var entries: UnsafeMutablePointer<Entry>
    private var capacity: Int

    init() {
        capacity = 256
        unsafe entries = Self.allocate(capacity)
    }

    deinit { unsafe entries.deallocate() }

    /// The string of each slot.
    var strings: StringColumn { StringColumn(ends: ends, bytes: bytes) }

    var byteCount: Int { capacity * MemoryLayout<Entry>.stride + bytes.capacity + ends.capacity * 8 }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Entry> {
        let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
        unsafe entries.initialize(repeating: Entry(low: 0, high: 0, length: 0, place: 0), count: capacity)
        return unsafe entries
    }

    /// The slot of each string; new ones are added where `inserting`, else they are `KeyTables.missing`.
    func slots(of keys: StringColumn, inserting: Bool) -> [UInt32] { inserting ? insert(keys) : find(keys) }

    private func insert(_ keys: StringColumn) -> [UInt32] {
        let total = keys.bytes.count
        // Taken out of the properties, whose access is checked at run time.
        var strings = StringColumn(ends: ends, bytes: bytes)
        ends = []
        bytes = []
        defer {
            ends = strings.ends
            bytes = strings.bytes
        }
        return unsafe [UInt32](unsafeUninitializedCapacity: keys.count) { result, count in
            unsafe keys.bytes.withUnsafeBytes { bytes in
                var entries = unsafe self.entries
                var mask = capacity &- 1
                var start = 0
                for row in 0..<keys.count {
                    let end = keys.ends[row]
                    let key = unsafe Self.entry(of: bytes, start, end, total)
                    var position = Int(truncatingIfNeeded: Self.hash(key)) & mask
                    // Safe: `position` is masked to the capacity; `result` has a place per key.
                    var entry = unsafe entries[position]
                    while entry.place != 0, unsafe !Self.isSame(entry, key, strings, bytes, start) {
                        position = (position &+ 1) & mask
                        entry = unsafe entries[position]
                    }
                    var place = entry.place
                    if place == 0 {
                        unsafe strings.bytes.append(
                            contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                        strings.ends.append(strings.bytes.count)
                        place = UInt32(truncatingIfNeeded: strings.ends.count)
                        entry = key
                        entry.place = place
                        unsafe entries[position] = entry
                        if strings.ends.count &* 2 > capacity {
                            grow()
                            unsafe entries = self.entries
                            mask = capacity &- 1
                        }
                    }
                    unsafe result[row] = place &- 1
                    start = end
                }
            }
            count = keys.count
        }
    }

    /// Many threads may look at once.
    private func find(_ keys: StringColumn) -> [UInt32] {
        let total = keys.bytes.count
        let strings = strings
        let entries = unsafe self.entries
        let mask = capacity &- 1
        return unsafe [UInt32](unsafeUninitializedCapacity: keys.count) { result, count in
            unsafe keys.bytes.withUnsafeBytes { bytes in
                var start = 0
                for row in 0..<keys.count {
                    let end = keys.ends[row]
                    let key = unsafe Self.entry(of: bytes, start, end, total)
                    var position = Int(truncatingIfNeeded: Self.hash(key)) & mask
                    // Safe: `position` is masked to the capacity; `result` has a place per key.
                    var entry = unsafe entries[position]
                    while entry.place != 0, unsafe !Self.isSame(entry, key, strings, bytes, start) {
                        position = (position &+ 1) & mask
                        entry = unsafe entries[position]
                    }
                    // A free entry's place of 0 becomes `KeyTables.missing`.
                    unsafe result[row] = entry.place &- 1
                    start = end
                }
            }
            count = keys.count
        }
    }

    /// The entry is that of `key`, whose bytes begin at `start`.
    @inline(__always)
    private static func isSame(
        _ entry: Entry, _ key: Entry, _ strings: StringColumn, _ bytes: UnsafeRawBufferPointer, _ start: Int
    ) -> Bool {
        unsafe entry.low == key.low && entry.high == key.high && entry.length == key.length
            && (key.length <= 16 || isString(Int(entry.place) &- 1, of: strings, bytes, start))
    }

    /// What an entry says of the bytes `start..<end`.
    @inline(__always)
    private static func entry(
        of bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int, _ total: Int
    ) -> Entry {
        let length = end &- start
        var low: UInt64 = 0
        var high: UInt64 = 0
        if length > 16 {
            (low, high) = unsafe hashes(of: bytes, start, end)
        } else if start &+ 16 <= total {
            // Safe: 16 bytes from `start` lie inside.
            low = unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
            high = unsafe bytes.loadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self)
            // Smart shifts: a shift by 64 gives 0.
            low &= ~(UInt64.max << UInt64(truncatingIfNeeded: length &* 8))
            high &= ~(UInt64.max << UInt64(truncatingIfNeeded: max(0, length &- 8) &* 8))
        } else {
            for place in 0..<length {
                let byte = unsafe UInt64(bytes[start &+ place])
                if place < 8 { low |= byte &<< UInt64(place &* 8) } else { high |= byte &<< UInt64(place &* 8 &- 64) }
            }
        }
        return Entry(low: low, high: high, length: UInt32(truncatingIfNeeded: length), place: 0)
    }

    /// Two hashes of more than 16 bytes.
    private static func hashes(of bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> (UInt64, UInt64) {
        var first: UInt64 = 0x9E37_79B9_7F4A_7C15
        var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        var position = start
        while position &+ 8 <= end {
            // Safe: eight bytes from `position` lie inside.
            let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            first = mixedWord(first ^ word)
            second = (second &+ word) &* 0x9FB2_1C65_1E98_DF25
            second ^= second &>> 35
            position &+= 8
        }
        let word = unsafe bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self)
        return (mixedWord(first ^ word), (second &+ word) &* 0x9FB2_1C65_1E98_DF25)
    }

    @inline(__always)
    private static func hash(_ entry: Entry) -> UInt64 {
        mixedWord(entry.low ^ (entry.high &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(entry.length))
    }

    @inline(never)
    private static func isString(
        _ slot: Int, of strings: StringColumn, _ bytes: UnsafeRawBufferPointer, _ start: Int
    ) -> Bool {
        let range = strings.range(of: slot)
        return unsafe strings.bytes.withUnsafeBytes { own in
            guard let mine = own.baseAddress, let theirs = bytes.baseAddress else { return true }
            // Safe: the lengths are equal, and both ranges lie inside their buffers.
            return unsafe memcmp(mine + range.lowerBound, theirs + start, range.count) == 0
        }
    }

    private func grow() {
        let old = unsafe entries
        let oldCapacity = capacity
        capacity &*= capacity < indexCapacityLarge ? 4 : 2
        unsafe entries = Self.allocate(capacity)
        let mask = capacity &- 1
        for place in 0..<oldCapacity {
            // Safe: `place` is below the old capacity, `position` is masked to the new one.
            let entry = unsafe old[place]
            if entry.place == 0 { continue }
            var position = Int(truncatingIfNeeded: Self.hash(entry)) & mask
            while unsafe entries[position].place != 0 { position = (position &+ 1) & mask }
            unsafe entries[position] = entry
        }
        unsafe old.deallocate()
    }
}
