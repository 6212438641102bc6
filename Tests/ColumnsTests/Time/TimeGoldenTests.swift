import Columns
import Errors
import Testing

/// The `time_*.tsv` files: a line of names, then for each zone and instant ClickHouse's answers.
@Suite struct TimeGoldenTests {
    /// A table's lines as (zone, the columns after it, by name).
    private struct Row {
        let zone: Columns.TimeZone
        let names: [String]
        let fields: [String]

        var instant: Int64 { Int64(fields[0]) ?? 0 }
    }

    private func rows(_ name: String) throws -> [Row] {
        let lines = try Goldens(name).lines
        #expect(lines.count > 50)
        let names = Array(lines[0].dropFirst())
        return try lines.dropFirst().map { line in
            Row(zone: try TimeZoneRegistry.named(line[0]), names: names, fields: Array(line.dropFirst()))
        }
    }

    /// The only value of a column, as an integer.
    private func integer(_ column: Column) -> Int64 {
        let value: Int64? = column.value(at: 0).exactInteger()
        return value ?? .min
    }

    private static let parts: [String: TimePart] = {
        var parts: [String: TimePart] = [
            "year": .year, "quarter": .quarter, "month": .month, "dayofyear": .dayOfYear, "dayofmonth": .dayOfMonth,
            "hour": .hour, "minute": .minute, "second": .second, "isoyear": .isoYear, "isoweek": .isoWeek,
            "yyyymm": .yearMonth, "yyyymmdd": .yearMonthDay, "yyyymmddhhmmss": .yearMonthDayTime,
        ]
        for mode in 0..<10 as Range<UInt8> {
            parts["dow\(mode)"] = .dayOfWeek(mode: mode)
            parts["week\(mode)"] = .week(mode: mode)
            parts["yearweek\(mode)"] = .yearWeek(mode: mode)
        }
        return parts
    }()

    @Test func parts() throws {
        for row in try rows("time_parts.tsv") {
            let points = TimePoints.dateTime64([row.instant &* 1000 &+ 999], precision: 3)
            for (name, field) in zip(row.names, row.fields).dropFirst() {
                if name == "offset" {
                    #expect(String(row.zone.offset(at: row.instant)) == field, "\(row.zone.name) \(row.instant)")
                } else if let part = Self.parts[name] {
                    let answer = integer(part.column(of: points, in: row.zone))
                    #expect(String(answer) == field, "\(name) \(row.zone.name) \(row.instant)")
                }
            }
        }
    }

    @Test func relativeNumbers() throws {
        for row in try rows("time_relative.tsv") {
            let points = TimePoints.dateTime([UInt32(row.instant)])
            for (name, field) in zip(row.names, row.fields).dropFirst() {
                let unit = try #require(IntervalUnit(rawValue: name))
                let answer = integer(TimePart.relative(unit).column(of: points, in: row.zone))
                #expect(String(answer) == field, "\(name) \(row.zone.name) \(row.instant)")
            }
        }
    }

    private static let rules: [String: DayRule] = [
        "monday": .startOfWeek(mode: 1), "sunday": .startOfWeek(mode: 0), "endofweek0": .endOfWeek(mode: 0),
        "endofweek1": .endOfWeek(mode: 1), "endofmonth": .endOfMonth, "isoyear": .startOfISOYear,
    ]

    private func unitAndCount(_ name: String) throws -> (IntervalUnit, Int64) {
        let parts = name.split(separator: ".")
        return (try #require(IntervalUnit(datePart: String(parts[0]))), parts.count > 1 ? Int64(parts[1]) ?? 0 : 1)
    }

    @Test func starts() throws {
        for row in try rows("time_starts.tsv") {
            let points = TimePoints.dateTime([UInt32(row.instant)])
            for (name, field) in zip(row.names, row.fields).dropFirst() {
                let answer: TimePoints
                if let rule = Self.rules[name] {
                    answer = TimeRounding.day(rule, of: points, in: row.zone, extended: false)
                } else {
                    let (unit, count) = try unitAndCount(name)
                    answer = try TimeRounding.start(of: unit, count: count, points, in: row.zone, extended: false)
                }
                #expect(String(integer(answer.column)) == field, "\(name) \(row.zone.name) \(row.instant)")
            }
        }
    }

    @Test func truncation() throws {
        for row in try rows("time_trunc.tsv") {
            let points = TimePoints.dateTime64([row.instant], precision: 0)
            for (name, field) in zip(row.names, row.fields).dropFirst() {
                let (unit, count) = try unitAndCount(name)
                let answer = try TimeRounding.start(of: unit, count: count, points, in: row.zone, extended: true)
                #expect(String(integer(answer.column)) == field, "\(name) \(row.zone.name) \(row.instant)")
            }
        }
    }

    @Test(arguments: ["time_add.tsv", "time_add64.tsv"]) func additions(file: String) throws {
        for row in try rows(file) {
            let points: TimePoints =
                file == "time_add.tsv"
                ? .dateTime([UInt32(row.instant)]) : .dateTime64([row.instant &* 1000 &+ 7], precision: 3)
            for (name, field) in zip(row.names, row.fields).dropFirst() {
                let (unit, amount) = try unitAndCount(name)
                let answer = try TimeArithmetic.add([amount], of: unit, to: points, in: row.zone)
                var value = integer(answer.column)
                if file == "time_add64.tsv" {
                    #expect(floorModulo(value, by: 1000) == 7)
                    value = floorDivide(value, by: 1000)
                }
                #expect(String(value) == field, "\(name) \(row.zone.name) \(row.instant)")
            }
        }
    }

    @Test func additionsToDates() throws {
        let lines = try Goldens("time_adddate.tsv").lines
        for line in lines.dropFirst() {
            let day = Int64(line[1]) ?? 0
            let points: TimePoints =
                line[0] == "Date" ? .date([UInt16(truncatingIfNeeded: day)]) : .date32([Int32(truncatingIfNeeded: day)])
            for (name, field) in zip(lines[0], line).dropFirst(2) {
                let (unit, amount) = try unitAndCount(name)
                let answer = try TimeArithmetic.add([amount], of: unit, to: points, in: .utc)
                #expect(String(integer(answer.column)) == field, "\(name) \(line[0]) \(day)")
            }
        }
    }

    @Test func differences() throws {
        for row in try rows("time_difference.tsv") {
            let start = TimePoints.dateTime64([row.instant], precision: 3)
            let end = TimePoints.dateTime64([Int64(row.fields[1]) ?? 0], precision: 3)
            for (name, field) in zip(row.names, row.fields).dropFirst(2) {
                let words = name.split(separator: " ")
                let unit = try #require(IntervalUnit(datePart: String(words[1])))
                let answer =
                    words[0] == "diff"
                    ? try TimeDifference.borders(of: unit, from: start, to: end, in: row.zone)
                    : try TimeDifference.age(in: unit, from: start, to: end, in: row.zone)
                #expect(String(answer[0]) == field, "\(name) \(row.zone.name) \(row.fields[0]) \(row.fields[1])")
            }
        }
    }

    @Test func origins() throws {
        for row in try rows("time_origin.tsv") {
            let points = TimePoints.dateTime([UInt32(row.fields[1]) ?? 0])
            let unit = try #require(IntervalUnit(datePart: row.fields[2]))
            let answer = try TimeOrigin.start(
                of: unit, count: Int64(row.fields[3]) ?? 0, points, from: .dateTime([UInt32(row.instant)]), in: row.zone
            )
            #expect(String(integer(answer.column)) == row.fields[4], "\(row.zone.name) \(row.fields)")
        }
    }

    @Test func zonesThatDoNotExist() {
        for name in ["Foo/Bar", "", "../../etc/passwd", "/etc/localtime", "Europe", String(repeating: "a", count: 300)]
        {
            #expect(throws: QueryError(.badArguments, "Cannot load time zone \(name)")) {
                try TimeZoneRegistry.named(name)
            }
        }
        #expect(TimeZoneRegistry.names.count > 590 && TimeZoneRegistry.names.contains("Europe/Berlin"))
    }

    @Test func everyDayThereIs() {
        var date = CivilDate(year: 0, month: 1, day: 1)
        for day in CivilDate.firstDay...CivilDate.lastDay where day % 7 == 0 || day < -719_000 {
            date = CivilDate(dayNumber: day)
            if date.dayNumber != day || !date.isValid { Issue.record("day \(day) is \(date)") }
        }
        #expect(CivilDate(dayNumber: CivilDate.lastDay) == CivilDate(year: 9999, month: 12, day: 31))
        #expect(CivilDate(dayNumber: .max) == CivilDate(dayNumber: CivilDate.lastDay))
        #expect(CivilDate(dayNumber: .min) == CivilDate(dayNumber: CivilDate.firstDay))
    }
}
