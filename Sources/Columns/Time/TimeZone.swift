/// A time zone: which offset from UTC is in force when.
///
/// - Invariant: `transitions` ascends; `offsets` has one more element: `offsets[i]` is in force before `transitions[i]`
///   and `offsets[i + 1]` from then on.
/// Shared by all queries and immutable, hence a class.
package final class TimeZone: Sendable {
    package let name: String
    /// When the offset changes, seconds since the epoch.
    let transitions: [Int64]
    /// Seconds east of UTC.
    let offsets: [Int64]
    /// The same instants on the local clock before the change: a local time from there on has the later offset.
    let localTransitions: [Int64]
    /// Behind the last transition the last 400 years repeat.
    let repeats: Bool
    /// Every offset since 1970 is a whole number of hours, or of minutes: rounding needs no calendar then.
    package let hasWholeHours: Bool
    package let hasWholeMinutes: Bool

    /// The 400 years after which the calendar repeats, in seconds.
    static var cycle: Int64 { 146_097 * 86_400 }

    init(name: String, transitions: [Int64], offsets: [Int64], repeats: Bool) {
        precondition(offsets.count == transitions.count + 1, "a transition without its offset")
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.repeats = repeats
        localTransitions = zip(transitions, offsets).map { $0 &+ $1 }
        let first = transitions.firstIndex { $0 > 0 } ?? transitions.count
        let sinceEpoch = offsets[first...]
        hasWholeHours = sinceEpoch.allSatisfy { $0 % 3600 == 0 }
        hasWholeMinutes = sinceEpoch.allSatisfy { $0 % 60 == 0 }
    }

    package static let utc = TimeZone(name: "UTC", transitions: [], offsets: [0], repeats: false)

    /// One offset for all time.
    package var isFixed: Bool { transitions.isEmpty }

    /// Seconds east of UTC at an instant.
    package func offset(at instant: Int64) -> Int64 {
        var cursor = ZoneCursor(self)
        return cursor.offset(at: instant)
    }

    /// The offset in force at the beginning of 1970.
    package var offsetAtEpoch: Int64 { offset(at: 0) }
}

/// A zone and the stretch of constant offset that was looked at last: times near each other cost no search.
package struct ZoneCursor {
    package let zone: TimeZone
    private var start: Int64
    private var end: Int64
    private var offset: Int64
    private var localStart: Int64
    private var localEnd: Int64
    private var localOffset: Int64

    package init(_ zone: TimeZone) {
        self.zone = zone
        let fixed = zone.isFixed
        (start, end, offset) = (fixed ? .min : 0, fixed ? .max : 0, zone.offsets[0])
        (localStart, localEnd, localOffset) = (start, end, offset)
    }

    /// Seconds east of UTC at an instant.
    package mutating func offset(at instant: Int64) -> Int64 {
        if instant < start || instant >= end { find(instant) }
        return offset
    }

    /// The seconds that a local clock without changes would have counted: the calendar works on these.
    package mutating func local(_ instant: Int64) -> Int64 { instant &+ offset(at: instant) }

    /// The instant of a local time. A time that comes twice is the first; one that is skipped lies before the change,
    /// as far as it was behind.
    package mutating func instant(ofLocal local: Int64) -> Int64 {
        if local < localStart || local >= localEnd { findLocal(local) }
        return local &- localOffset
    }

    package mutating func day(of instant: Int64) -> Int { Int(floorDivide(local(instant), by: 86_400)) }

    /// The first instant of a local day.
    package mutating func startOfDay(_ day: Int) -> Int64 {
        let local = Int64(day) &* 86_400
        let instant = instant(ofLocal: local)
        if zone.isFixed || self.local(instant) == local { return instant }
        // Midnight is skipped: the day begins with the change.
        return local &- offset(at: instant)
    }

    private mutating func find(_ instant: Int64) {
        let shift = cycles(instant, behind: zone.transitions)
        let wanted = instant &- shift
        let index = upperBound(zone.transitions, wanted)
        offset = zone.offsets[index]
        start = index == 0 ? .min : zone.transitions[index &- 1] &+ shift
        end = index == zone.transitions.count ? .max : zone.transitions[index] &+ shift
    }

    private mutating func findLocal(_ local: Int64) {
        let shift = cycles(local, behind: zone.localTransitions)
        let wanted = local &- shift
        let index = upperBound(zone.localTransitions, wanted)
        localOffset = zone.offsets[index]
        localStart = index == 0 ? .min : zone.localTransitions[index &- 1] &+ shift
        localEnd = index == zone.localTransitions.count ? .max : zone.localTransitions[index] &+ shift
    }

    /// How far to go back, in whole cycles, so that the table covers the time.
    private func cycles(_ time: Int64, behind table: [Int64]) -> Int64 {
        guard zone.repeats, let last = table.last, time >= last else { return 0 }
        return ((time &- last) / TimeZone.cycle &+ 1) &* TimeZone.cycle
    }

    /// The number of elements at or below `value`.
    private func upperBound(_ table: [Int64], _ value: Int64) -> Int {
        var (low, high) = (0, table.count)
        while low < high {
            let middle = (low &+ high) / 2
            if table[middle] <= value {
                low = middle &+ 1
            } else {
                high = middle
            }
        }
        return low
    }
}
