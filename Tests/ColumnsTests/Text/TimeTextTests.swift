import Columns
import Errors
import Testing

/// `time_text.tsv`: what to do, the zone, the text or number, and ClickHouse's answer or `E` and its error code.
@Suite struct TimeTextTests {
    @Test func everyLine() throws {
        let lines = try Goldens("time_text.tsv").lines
        #expect(lines.count > 1000)
        for line in lines {
            let input = line[2].split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
            let answer = try answer(line[0], TimeZoneRegistry.named(line[1]), input)
            #expect(answer == line[3], "\(line[0]) \(line[1]) \(input)")
        }
    }

    private func answer(_ task: String, _ zone: Columns.TimeZone, _ input: String) -> String {
        let parts = task.split(separator: ".")
        let precision = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let number = Int64(input) ?? 0
        var writer = DateTimeTextWriter(zone)
        switch parts[0] {
        case "write": return written { writer.write(seconds: number, to: &$0) }
        case "write64": return written { writer.write(ticks: number, precision: precision, to: &$0) }
        case "iso":
            var utc = DateTimeTextWriter(.utc)
            return written { utc.writeISO(ticks: number, precision: precision, to: &$0) }
        case "unix":
            return written { DateTimeTextWriter.writeUnixTimestamp(ticks: number, precision: precision, to: &$0) }
        case "writedate": return written { DateText.write(day: Int(number), to: &$0) }
        case "date":
            return read(input) { bytes, position throws(QueryError) in
                String(try DateText.readDate(bytes, at: &position))
            }
        case "date32":
            return read(input) { bytes, position throws(QueryError) in
                String(try DateText.readDate32(bytes, at: &position))
            }
        default:
            let style: DateTimeStyle =
                task.hasPrefix("bestus") ? .bestEffortUS : task.hasPrefix("best") ? .bestEffort : .basic
            var reader = DateTimeTextReader(zone, style: style, now: 1_795_000_000)
            return read(input) { bytes, position throws(QueryError) in
                if task.hasSuffix("64") {
                    return String(
                        try reader.readTicks(bytes, at: &position, precision: task.hasPrefix("best") ? 6 : 3))
                }
                return String(try reader.readSeconds(bytes, at: &position))
            }
        }
    }

    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = Array("|".utf8)
        write(&output)
        return String(decoding: output.dropFirst(), as: UTF8.self)
    }

    private func read(_ text: String, _ body: (Span<UInt8>, inout Int) throws(QueryError) -> String) -> String {
        let bytes = Array(text.utf8)
        let span = bytes.span
        var position = 0
        do throws(QueryError) {
            let value = try body(span, &position)
            return position == bytes.count ? value : "E6"
        } catch {
            return "E\(error.code.rawValue)"
        }
    }

    /// `time_local.tsv`: local times, also those that a change of the clock skips or repeats.
    @Test func localTimes() throws {
        for line in try Goldens("time_local.tsv").lines.dropFirst() {
            let zone = try TimeZoneRegistry.named(line[0])
            var reader = DateTimeTextReader(zone, style: .bestEffort, now: 0)
            let bytes = Array(line[1].utf8)
            let span = bytes.span
            var position = 0
            #expect(String(try reader.readTicks(span, at: &position, precision: 0)) == line[2], "\(line)")
        }
    }

    @Test func withoutAYearTheLastSuchDayIsMeant() throws {
        // 2026-11-25 in UTC.
        var reader = DateTimeTextReader(.utc, style: .bestEffort, now: 1_795_651_199)
        for (text, seconds) in [
            ("25 Nov", 1_795_564_800), ("26 Nov", 1_764_115_200), ("5", 1_767_571_200), ("10:11", 1_767_262_260),
        ] as [(String, UInt32)] {
            let bytes = Array(text.utf8)
            let span = bytes.span
            var position = 0
            #expect(try reader.readSeconds(span, at: &position) == seconds, "\(text)")
        }
    }
}
