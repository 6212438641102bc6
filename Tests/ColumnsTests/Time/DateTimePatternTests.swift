import Columns
import Errors
import Testing

/// `time_format.tsv` and `time_parse.tsv`: patterns of both syntaxes with ClickHouse's answers, or `E` and a code.
@Suite struct DateTimePatternTests {
    private func unescaped(_ text: String) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result.append(character == "n" ? "\n" : character == "t" ? "\t" : "\\\(character)")
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    @Test func formatting() throws {
        let lines = try Goldens("time_format.tsv").lines
        #expect(lines.count > 2000)
        for line in lines {
            let (number, precision) = (Int64(line[2]) ?? 0, Int(line[3]) ?? 0)
            let points: TimePoints =
                line[0] == "mysqldate"
                ? .date32([Int32(number)])
                : precision == 0 ? .dateTime([UInt32(number)]) : .dateTime64([number], precision: precision)
            let zone = try TimeZoneRegistry.named(line[4])
            let answer: String
            do throws(QueryError) {
                let pattern =
                    line[0] == "joda"
                    ? try DateTimePattern(joda: Array(line[1].utf8), for: .formatting)
                    : try DateTimePattern(mysql: Array(line[1].utf8), for: .formatting)
                var writer = DateTimePatternWriter(pattern, in: zone)
                let isRefused = line[0] == "mysqldate" && pattern.namesZone
                answer = isRefused ? "E43" : String(decoding: Array(writer.strings(of: points)[0]), as: UTF8.self)
            } catch {
                answer = "E\(error.code.rawValue)"
            }
            #expect(answer == unescaped(line[5]), "\(line)")
        }
    }

    @Test func parsing() throws {
        let lines = try Goldens("time_parse.tsv").lines
        #expect(lines.count > 500)
        for line in lines {
            let zone = try TimeZoneRegistry.named(line[3])
            let bytes = Array(unescaped(line[2]).utf8)
            let span = bytes.span
            var answer: String
            do throws(QueryError) {
                let pattern =
                    line[0].hasPrefix("joda")
                    ? try DateTimePattern(joda: Array(line[1].utf8), for: .parsing)
                    : try DateTimePattern(mysql: Array(line[1].utf8), for: .parsing)
                let extended = line[0].hasSuffix("64")
                var reader = DateTimePatternReader(pattern, in: zone, extended: extended)
                let (seconds, fraction) = try reader.read(span)
                answer = String(UInt32(truncatingIfNeeded: seconds))
                if extended {
                    let factor = PowersOfTen.power(6 - pattern.fractionDigits, as: Int64.self)
                    answer = String(seconds * 1_000_000 + fraction * factor)
                }
            } catch {
                answer = "E\(error.code.rawValue)"
            }
            #expect(answer == line[4], "\(line)")
        }
    }
}
