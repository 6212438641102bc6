/// A dictionary that grows, with the code of each value it has.
package struct DictionaryIndex {
    private var plain: Column
    private var codeOfValue: [Value: UInt32] = [:]
    /// Strings, for which there is a table of their own.
    private var texts: TextCodes?

    package init(_ dictionary: Column) {
        plain = dictionary
        if case .string(let strings) = dictionary {
            texts = TextCodes(strings)
            return
        }
        for code in 0..<dictionary.count {
            codeOfValue[dictionary.value(at: code)] = UInt32(truncatingIfNeeded: code)
        }
    }

    package var dictionary: Column { texts.map { .string($0.strings) } ?? plain }

    /// The code here of each value of `other`; the first `reserved` codes (NULL's) stay themselves.
    package mutating func codes(addingAll other: Column, reserved: Int) -> [UInt32] {
        if texts != nil, case .string(let strings) = other {
            // In place: the table has one owner.
            return texts?.codes(addingAll: strings, reserved: reserved) ?? []
        }
        var mapping = [UInt32](repeating: 0, count: other.count)
        var added: [UInt32] = []
        var next = UInt32(truncatingIfNeeded: plain.count)
        for code in 0..<other.count {
            if code < reserved {
                mapping[code] = UInt32(truncatingIfNeeded: code)
                continue
            }
            let value = other.value(at: code)
            if let known = codeOfValue[value] {
                mapping[code] = known
            } else {
                codeOfValue[value] = next
                mapping[code] = next
                added.append(UInt32(truncatingIfNeeded: code))
                next &+= 1
            }
        }
        if !added.isEmpty { plain.append(other.gathering(added)) }
        return mapping
    }
}

/// Strings and their codes: an open hash table. Of equal strings the last one's code counts.
private struct TextCodes {
    private(set) var strings = StringColumn()
    private var hashes: [UInt64] = []
    /// Codes; `UInt32.max` where there is none.
    private var slots = [UInt32](repeating: UInt32.max, count: 64)

    init(_ dictionary: StringColumn) {
        for code in 0..<dictionary.count {
            let range = dictionary.range(of: code)
            let span = dictionary.bytes.span
            let hash = ByteSearch.hash(span, range)
            let slot = slot(of: hash, span, range)
            add(span, range, hash, in: slot)
        }
    }

    mutating func codes(addingAll other: StringColumn, reserved: Int) -> [UInt32] {
        var mapping = [UInt32](repeating: 0, count: other.count)
        let span = other.bytes.span
        for code in 0..<other.count {
            if code < reserved {
                mapping[code] = UInt32(truncatingIfNeeded: code)
                continue
            }
            let range = other.range(of: code)
            let hash = ByteSearch.hash(span, range)
            let slot = slot(of: hash, span, range)
            if slots[slot] == UInt32.max {
                mapping[code] = UInt32(truncatingIfNeeded: hashes.count)
                add(span, range, hash, in: slot)
            } else {
                mapping[code] = slots[slot]
            }
        }
        return mapping
    }

    /// Where the code of a string stands, or belongs.
    private func slot(of hash: UInt64, _ span: Span<UInt8>, _ range: Range<Int>) -> Int {
        let own = strings.bytes.span
        var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while slots[slot] != UInt32.max {
            let code = Int(slots[slot])
            if hashes[code] == hash {
                let known = strings.range(of: code)
                if known.count == range.count,
                    ByteSearch.isSame(own, at: known.lowerBound, span, at: range.lowerBound, count: range.count)
                {
                    break
                }
            }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return slot
    }

    private mutating func add(_ span: Span<UInt8>, _ range: Range<Int>, _ hash: UInt64, in slot: Int) {
        slots[slot] = UInt32(truncatingIfNeeded: hashes.count)
        hashes.append(hash)
        ByteCopy.append(span, range, to: &strings.bytes)
        strings.ends.append(strings.bytes.count)
        if hashes.count &* 2 >= slots.count { grow() }
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt32](repeating: UInt32.max, count: old.count &* 2)
        for code in old where code != UInt32.max {
            var slot = Int(truncatingIfNeeded: hashes[Int(code)]) & (slots.count &- 1)
            while slots[slot] != UInt32.max { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = code
        }
    }
}
