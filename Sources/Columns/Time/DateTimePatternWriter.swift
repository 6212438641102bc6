/// Writes points in time by a pattern. It remembers the zone's offset: times near each other cost no search.
package struct DateTimePatternWriter {
    private let pattern: DateTimePattern
    private var cursor: ZoneCursor

    package init(_ pattern: DateTimePattern, in zone: TimeZone) {
        self.pattern = pattern
        cursor = ZoneCursor(zone)
    }

    /// The texts of all points; dates are their midnight.
    package mutating func strings(of points: TimePoints) -> StringColumn {
        var column = StringColumn()
        var text: [UInt8] = []
        let local = points.localSeconds(in: cursor.zone)
        let seconds = pattern.namesZone ? points.seconds(in: cursor.zone) : local
        for row in local.indices {
            text.removeAll(keepingCapacity: true)
            var nanosecond: Int64 = 0
            if case .dateTime64(let ticks, let precision) = points {
                let second = PowersOfTen.power(precision, as: Int64.self)
                nanosecond = floorModulo(ticks[row], by: second) &* PowersOfTen.power(9 &- precision, as: Int64.self)
            }
            let offset = pattern.namesZone ? cursor.offset(at: seconds[row]) : 0
            write(Moment(local: local[row], nanosecond: nanosecond, offset: offset), to: &text)
            column.append(text)
        }
        return column
    }

    /// A local time with what belongs to it.
    private struct Moment {
        let date: CivilDate
        let day: Int
        let second: UInt32
        let nanosecond: Int64
        let offset: Int64

        init(local: Int64, nanosecond: Int64, offset: Int64) {
            day = LocalClock.day(local)
            date = CivilDate(dayNumber: day)
            second = LocalClock.secondOfDay(local)
            self.nanosecond = nanosecond
            self.offset = offset
        }

        var hour: Int { Int(second / 3600) }
    }

    private func write(_ moment: Moment, to output: inout [UInt8]) {
        for field in pattern.fields {
            switch field {
            case .literal(let bytes): output.append(contentsOf: bytes)
            case .number(.fraction, let shape): writeFraction(moment.nanosecond, width: shape.width, to: &output)
            case .number(let number, let shape): write(number, shape, moment, to: &output)
            case .month(let isLong, _): write(MonthName.long[moment.date.month &- 1], isLong, to: &output)
            case .weekday(let isLong, _):
                write(WeekdayName.long[CivilDate.dayOfWeek(moment.day) &- 1], isLong, to: &output)
            case .halfday: output.append(contentsOf: (moment.hour < 12 ? "AM" : "PM").utf8)
            case .offset: writeOffset(moment.offset, to: &output)
            case .zone: output.append(contentsOf: cursor.zone.name.utf8)
            case .era(let isLong): output.append(contentsOf: (isLong ? "Anno Domini" : "AD").utf8)
            }
        }
    }

    private func write(_ name: String, _ isLong: Bool, to output: inout [UInt8]) {
        if isLong {
            output.append(contentsOf: name.utf8)
        } else {
            output.append(contentsOf: name.utf8.prefix(3))
        }
    }

    private func write(
        _ number: DateTimePattern.Number, _ shape: DateTimePattern.Shape, _ moment: Moment, to output: inout [UInt8]
    ) {
        let value =
            switch number {
            case .year: moment.date.year
            case .yearOfCentury: moment.date.year % 100
            case .century: moment.date.year / 100
            case .isoYear: WeekNumber.isoYear(moment.day)
            case .isoYearOfCentury: WeekNumber.isoYear(moment.day) % 100
            case .month: moment.date.month
            case .day: moment.date.day
            case .dayOfYear: moment.date.dayOfYear
            case .isoWeek: WeekNumber.isoWeek(moment.day)
            case .quarter: (moment.date.month &+ 2) / 3
            case .weekday: CivilDate.dayOfWeek(moment.day)
            case .weekdayFromSunday: CivilDate.dayOfWeek(moment.day) % 7
            case .hour: moment.hour
            case .clockHour: moment.hour == 0 ? 24 : moment.hour
            case .halfdayHour: moment.hour % 12
            case .halfdayClockHour: (moment.hour &+ 11) % 12 &+ 1
            case .minute: Int(moment.second / 60 % 60)
            case .second: Int(moment.second % 60)
            case .fraction: 0
            }
        let digits = UInt64(truncatingIfNeeded: value)
        let width = Swift.max(shape.width, IntegerText.digitCount(digits))
        IntegerText.writeDigits(digits, width: width, to: &output)
    }

    /// The first `width` digits of a fraction; there are nine.
    private func writeFraction(_ nanosecond: Int64, width: Int, to output: inout [UInt8]) {
        let digits = Swift.min(width, 9)
        let value = UInt64(truncatingIfNeeded: nanosecond) / PowersOfTen.power(9 &- digits, as: UInt64.self)
        IntegerText.writeDigits(value, width: digits, to: &output)
    }

    private func writeOffset(_ offset: Int64, to output: inout [UInt8]) {
        output.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        let minutes = offset.magnitude / 60
        IntegerText.writeDigits(minutes / 60, width: 2, to: &output)
        IntegerText.writeDigits(minutes % 60, width: 2, to: &output)
    }
}
