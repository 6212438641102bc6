/// A file of the time zone database.
///
/// | part | content |
/// |---|---|
/// | header | `TZif`, version, 15 unused bytes, six counts of 4 bytes: isut, isstd, leap, time, type, char |
/// | data | time × transition time, time × type index, type × (offset 4, isdst 1, name 1), characters, leap, … |
/// | version 2 | the same again with 8-byte transition times |
/// | footer | newline, a POSIX rule for what comes after the last transition, newline |
///
/// - Source: RFC 8536.
struct TimeZoneFile {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The zone, or nil when the bytes are no such file.
    func zone(named name: String) -> TimeZone? {
        guard let header = header(at: 0) else { return nil }
        if header.version < UInt8(ascii: "2") { return zone(named: name, header, timeSize: 4, isLast: true) }
        guard let second = self.header(at: header.end(timeSize: 4)) else { return nil }
        return zone(named: name, second, timeSize: 8, isLast: false)
    }

    private struct Header {
        let start: Int
        let version: UInt8
        let counts: [Int]

        var timeCount: Int { counts[3] }
        var typeCount: Int { counts[4] }

        func end(timeSize: Int) -> Int {
            start + 44 + timeCount * (timeSize + 1) + typeCount * 6 + counts[5] + counts[2] * (timeSize + 4)
                + counts[1] + counts[0]
        }
    }

    private func header(at start: Int) -> Header? {
        guard start >= 0, start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
            return nil
        }
        let counts = (0..<6).map { Int(integer(at: start + 20 + 4 * $0, size: 4) & 0xffff_ffff) }
        guard counts.allSatisfy({ $0 <= 100_000 }), counts[4] > 0 else { return nil }
        return Header(start: start, version: bytes[start + 4], counts: counts)
    }

    private func integer(at position: Int, size: Int) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes[position..<position + size] { value = value << 8 | UInt64(byte) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    private func zone(named name: String, _ header: Header, timeSize: Int, isLast: Bool) -> TimeZone? {
        let end = header.end(timeSize: timeSize)
        guard end <= bytes.count else { return nil }
        let times = header.start + 44
        let indexes = times + header.timeCount * timeSize
        let types = indexes + header.timeCount
        func offset(ofType type: Int) -> Int64? {
            type < header.typeCount ? integer(at: types + 6 * type, size: 4) : nil
        }
        guard let first = offset(ofType: 0) else { return nil }
        var history = OffsetHistory(first: first)
        for index in 0..<header.timeCount {
            guard let offset = offset(ofType: Int(bytes[indexes + index])) else { return nil }
            history.append(offset, from: integer(at: times + timeSize * index, size: timeSize))
        }
        let repeats = isLast ? false : history.continueBy(footer(at: end))
        return TimeZone(
            name: name, transitions: history.transitions, offsets: history.offsets, repeats: repeats)
    }

    private func footer(at position: Int) -> PosixTimeZoneRule? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { return nil }
        let rule = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        return PosixTimeZoneRule(Array(rule))
    }
}

/// Offsets as they followed each other; changes that change nothing are left out.
private struct OffsetHistory {
    private(set) var transitions: [Int64] = []
    private(set) var offsets: [Int64]

    init(first: Int64) { offsets = [first] }

    mutating func append(_ offset: Int64, from time: Int64) {
        // Files may begin with a time before all times.
        if time < -(1 << 58) {
            offsets[0] = offset
        } else if offset != offsets[offsets.count - 1], time > transitions.last ?? .min {
            transitions.append(time)
            offsets.append(offset)
        }
    }

    /// Appends 401 years by the rule: what comes behind them is the same again. False when the rule changes nothing.
    mutating func continueBy(_ rule: PosixTimeZoneRule?) -> Bool {
        guard let rule else { return false }
        guard rule.daylight != nil else {
            append(rule.standardOffset, from: (transitions.last ?? 0) + 1)
            return false
        }
        let last = transitions.last ?? 0
        let firstYear = max(1970, CivilDate(dayNumber: Int(floorDivide(last, by: 86_400))).year)
        for year in firstYear...firstYear + 401 {
            for change in rule.changes(in: year) where change.time > last { append(change.offset, from: change.time) }
        }
        return true
    }
}
