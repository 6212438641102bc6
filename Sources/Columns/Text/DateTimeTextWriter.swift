/// Points in time as text: `2024-05-17 13:47:59`, with a fraction for `DateTime64`.
///
/// A writer remembers the zone's offset and the day written last: times of one day cost a copy and six digits.
package struct DateTimeTextWriter {
    private var cursor: ZoneCursor
    private var day = Int.min
    private var dayText = InlineArray<10, UInt8>(repeating: 0)

    package init(_ zone: TimeZone) { cursor = ZoneCursor(zone) }

    /// Writes YYYY-MM-DD hh:mm:ss; times outside the years 0000...9999 are written as the first or last second.
    package mutating func write(seconds: Int64, to output: inout [UInt8]) {
        let (first, last) = (DateTimeTextWriter.first, DateTimeTextWriter.last)
        let limited = Swift.min(Swift.max(seconds, first &- 86_400), last &+ 86_400)
        let local = Swift.min(Swift.max(cursor.local(limited), first), last)
        let day = floorDivide(local, by: 86_400)
        remember(Int(day))
        let time = UInt32(truncatingIfNeeded: local &- day &* 86_400)
        let text = dayText
        output.append(addingCapacity: 19) { span in
            for index in 0..<10 { span.append(text[index]) }
            span.append(UInt8(ascii: " "))
            span.appendTwoDigits(time / 3600)
            span.append(UInt8(ascii: ":"))
            span.appendTwoDigits(time / 60 % 60)
            span.append(UInt8(ascii: ":"))
            span.appendTwoDigits(time % 60)
        }
    }

    /// Writes ticks of `10^-precision` seconds; without fraction for precision 0.
    package mutating func write(ticks: Int64, precision: Int, to output: inout [UInt8]) {
        if precision == 0 { return write(seconds: ticks, to: &output) }
        let (seconds, fraction) = DateTimeTextWriter.split(ticks, precision)
        write(seconds: seconds, to: &output)
        output.append(UInt8(ascii: "."))
        IntegerText.writeDigits(fraction, width: precision, to: &output)
    }

    /// Writes `2024-05-17T13:47:59Z`: UTC, as `date_time_output_format = 'iso'` has it.
    package mutating func writeISO(ticks: Int64, precision: Int, to output: inout [UInt8]) {
        let start = output.count
        write(ticks: ticks, precision: precision, to: &output)
        output[start &+ 10] = UInt8(ascii: "T")
        output.append(UInt8(ascii: "Z"))
    }

    /// Writes seconds since the epoch, `1715953679` or `1715953679.123`.
    package static func writeUnixTimestamp(ticks: Int64, precision: Int, to output: inout [UInt8]) {
        if precision == 0 { return IntegerText.write(ticks, to: &output) }
        let factor = PowersOfTen.power(precision, as: Int64.self)
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: factor)
        if ticks < 0 && whole == 0 { output.append(UInt8(ascii: "-")) }
        IntegerText.write(whole, to: &output)
        output.append(UInt8(ascii: "."))
        IntegerText.writeDigits(rest.magnitude, width: precision, to: &output)
    }

    private static func split(_ ticks: Int64, _ precision: Int) -> (seconds: Int64, fraction: UInt64) {
        let factor = PowersOfTen.power(precision, as: Int64.self)
        let seconds = floorDivide(ticks, by: factor)
        return (seconds, UInt64(truncatingIfNeeded: ticks &- seconds &* factor))
    }

    /// 0000-01-01 00:00:00 and 9999-12-31 23:59:59 on the local clock.
    private static var first: Int64 { Int64(CivilDate.firstDay) &* 86_400 }
    private static var last: Int64 { Int64(CivilDate.lastDay) &* 86_400 &+ 86_399 }

    private mutating func remember(_ day: Int) {
        if day == self.day { return }
        self.day = day
        let date = CivilDate(dayNumber: day)
        var rest = UInt32(truncatingIfNeeded: date.year &* 10_000 &+ date.month &* 100 &+ date.day)
        for index in [9, 8, 6, 5, 3, 2, 1, 0] {
            dayText[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        dayText[4] = UInt8(ascii: "-")
        dayText[7] = UInt8(ascii: "-")
    }
}
