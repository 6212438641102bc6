import Columns

/// A set of integer keys: open addressing, linear probing, at most half full.
///
/// Zero marks an empty place, so that the key zero is remembered apart.
struct KeySet<Key: FixedWidthInteger & Sendable>: Sendable {
    private var slots: [Key] = []
    private(set) var hasZero = false
    /// Keys other than zero.
    private var filled = 0

    var count: Int { filled + (hasZero ? 1 : 0) }
    var heapBytes: Int { slots.count * Key.bitWidth / 8 }

    /// Adds `key`; true if it was not there.
    @inline(__always)
    mutating func insert(_ key: Key) -> Bool {
        if key == 0 {
            defer { hasZero = true }
            return !hasZero
        }
        if filled &* 2 >= slots.count { grow(to: max(8, slots.count &* 2)) }
        return place(key)
    }

    func contains(_ key: Key) -> Bool {
        if key == 0 { return hasZero }
        guard !slots.isEmpty else { return false }
        let mask = slots.count &- 1
        var place = Self.place(of: key) & mask
        while slots[place] != 0 {
            if slots[place] == key { return true }
            place = (place &+ 1) & mask
        }
        return false
    }

    @inline(__always)
    private mutating func place(_ key: Key) -> Bool {
        let mask = slots.count &- 1
        var place = Self.place(of: key) & mask
        while slots[place] != 0 {
            if slots[place] == key { return false }
            place = (place &+ 1) & mask
        }
        slots[place] = key
        filled &+= 1
        return true
    }

    @inline(__always)
    private static func place(of key: Key) -> Int {
        var word = UInt64(truncatingIfNeeded: key)
        if Key.bitWidth > 64 { word ^= UInt64(truncatingIfNeeded: key &>> 64) }
        return Int(truncatingIfNeeded: intHash64(word) >> 1)
    }

    private mutating func grow(to size: Int) {
        let old = slots
        slots = [Key](repeating: 0, count: size)
        filled = 0
        for key in old where key != 0 { _ = place(key) }
    }

    /// Zero first, then the others in the order of their places.
    var keys: [Key] {
        var result: [Key] = []
        result.reserveCapacity(count)
        if hasZero { result.append(0) }
        for key in slots where key != 0 { result.append(key) }
        return result
    }

    mutating func formUnion(_ other: KeySet) {
        if slots.isEmpty, !hasZero {
            self = other
            return
        }
        if other.hasZero { hasZero = true }
        for key in other.slots where key != 0 { _ = insert(key) }
    }

    /// Removes the keys that `isKept` refuses.
    mutating func filter(_ isKept: (Key) -> Bool) {
        let kept = keys.filter(isKept)
        slots = []
        filled = 0
        hasZero = false
        for key in kept { _ = insert(key) }
    }
}

/// ClickHouse's `intHash32` without the salt that the SQL function of that name adds.
func plainIntHash32(_ value: UInt64) -> UInt32 {
    func rotated(_ x: UInt64, _ count: UInt64) -> UInt64 { x &>> count | x &<< (64 &- count) }
    var key = ~value &+ (value &<< 18)
    key ^= rotated(key, 31)
    key = key &* 21
    key ^= rotated(key, 11)
    key = key &+ (key &<< 6)
    key ^= rotated(key, 22)
    return UInt32(truncatingIfNeeded: key)
}
