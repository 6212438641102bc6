import Errors

/// The points in time of a block, by how their type counts them.
///
/// Days and seconds count from 1970-01-01 00:00:00 UTC; days belong to no zone; ticks are `10^-precision` seconds.
package enum TimePoints: Sendable {
    case date([UInt16])
    case date32([Int32])
    case dateTime([UInt32])
    case dateTime64([Int64], precision: Int)

    /// nil when the type counts no time or the column is no plain one of it.
    package init?(_ column: Column, as type: DataType) {
        switch (type, column) {
        case (.date, .uint16(let days)): self = .date(days)
        case (.date32, .int32(let days)): self = .date32(days)
        case (.dateTime, .uint32(let seconds)): self = .dateTime(seconds)
        case (.dateTime64(let precision, _), .int64(let ticks)): self = .dateTime64(ticks, precision: precision)
        default: return nil
        }
    }

    package var column: Column {
        switch self {
        case .date(let days): .uint16(days)
        case .date32(let days): .int32(days)
        case .dateTime(let seconds): .uint32(seconds)
        case .dateTime64(let ticks, _): .int64(ticks)
        }
    }

    package var count: Int {
        switch self {
        case .date(let days): days.count
        case .date32(let days): days.count
        case .dateTime(let seconds): seconds.count
        case .dateTime64(let ticks, _): ticks.count
        }
    }

    /// The type of such points that have `zone` as their own (nil: the session's).
    package func type(zone: String?) -> DataType {
        switch self {
        case .date: .date
        case .date32: .date32
        case .dateTime: .dateTime(zone: zone)
        case .dateTime64(_, let precision): .dateTime64(precision: precision, zone: zone)
        }
    }

    package var precision: Int { if case .dateTime64(_, let precision) = self { precision } else { 0 } }
}

extension TimePoints {
    /// Whole seconds since the epoch; a date is its first instant in `zone`.
    package func seconds(in zone: TimeZone) -> [Int64] {
        switch self {
        case .date(let days): startsOfDays(days, zone)
        case .date32(let days): startsOfDays(days, zone)
        case .dateTime(let seconds): seconds.map { Int64($0) }
        case .dateTime64(let ticks, let precision): wholeSeconds(ticks, precision)
        }
    }

    /// Seconds that the local clock would have counted without changes: what the calendar works on.
    package func localSeconds(in zone: TimeZone) -> [Int64] {
        switch self {
        case .date(let days): return days.map { Int64($0) &* 86_400 }
        case .date32(let days): return days.map { Int64($0) &* 86_400 }
        case .dateTime, .dateTime64:
            var result = seconds(in: zone)
            if zone.isFixed {
                let offset = zone.offset(at: 0)
                if offset != 0 { for row in result.indices { result[row] = result[row] &+ offset } }
                return result
            }
            var cursor = ZoneCursor(zone)
            for row in result.indices { result[row] = cursor.local(result[row]) }
            return result
        }
    }

    /// The local calendar's days since 1970-01-01.
    package func days(in zone: TimeZone) -> [Int32] {
        switch self {
        case .date(let days): days.map { Int32($0) }
        case .date32(let days): days
        case .dateTime, .dateTime64:
            localSeconds(in: zone).map { Int32(truncatingIfNeeded: floorDivide($0, by: 86_400)) }
        }
    }

    /// Ticks of `10^-precision` seconds since the epoch; a finer count loses what it cannot hold, rounding down.
    ///
    /// - Throws: code 407 where a tick count leaves 64 bits.
    package func ticks(precision: Int, in zone: TimeZone) throws(QueryError) -> [Int64] {
        let (values, given) =
            if case .dateTime64(let ticks, let precision) = self { (ticks, precision) } else { (seconds(in: zone), 0) }
        if given == precision { return values }
        if given > precision {
            let divisor = PowersOfTen.power(given &- precision, as: Int64.self)
            return values.map { floorDivide($0, by: divisor) }
        }
        let factor = PowersOfTen.power(precision &- given, as: Int64.self)
        var result: [Int64] = []
        result.reserveCapacity(values.count)
        for value in values {
            let (ticks, overflow) = value.multipliedReportingOverflow(by: factor)
            if overflow { throw QueryError(.decimalOverflow, "Numeric overflow") }
            result.append(ticks)
        }
        return result
    }

    private func startsOfDays<T: FixedWidthInteger>(_ days: [T], _ zone: TimeZone) -> [Int64] {
        var cursor = ZoneCursor(zone)
        return days.map { cursor.startOfDay(Int($0)) }
    }

    private func wholeSeconds(_ ticks: [Int64], _ precision: Int) -> [Int64] {
        if precision == 0 { return ticks }
        let divisor = PowersOfTen.power(precision, as: Int64.self)
        return ticks.map { floorDivide($0, by: divisor) }
    }
}
