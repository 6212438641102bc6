import Columns
import Errors

/// Texts of any usual style as times, row by row.
struct BestEffortTimes {
    private let zone: TimeZone
    private let style: DateTimeStyle
    private let now: Int64

    init(_ zone: TimeZone, isAmerican: Bool, in context: QueryContext) {
        self.zone = zone
        style = isAmerican ? .bestEffortUS : .bestEffort
        now = floorDivide(context.startNanoseconds, by: 1_000_000_000)
    }

    /// Refuses a text that is no time, or that something follows.
    func seconds(_ strings: StringColumn) throws(QueryError) -> [UInt32] {
        var reader = DateTimeTextReader(zone, style: style, now: now)
        let bytes = strings.bytes.span
        var result = [UInt32](repeating: 0, count: strings.count)
        for row in result.indices {
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            result[row] = try reader.readSeconds(text, at: &position)
            try Self.checkEnd(text, position)
        }
        return result
    }

    func ticks(_ strings: StringColumn, precision: Int) throws(QueryError) -> [Int64] {
        var reader = DateTimeTextReader(zone, style: style, now: now)
        let bytes = strings.bytes.span
        var result = [Int64](repeating: 0, count: strings.count)
        for row in result.indices {
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            result[row] = try reader.readTicks(text, at: &position, precision: precision)
            try Self.checkEnd(text, position)
        }
        return result
    }

    /// The times, and a 1 for each text that is none.
    func secondsOrNulls(_ strings: StringColumn) -> (values: [UInt32], nulls: [UInt8]) {
        var reader = DateTimeTextReader(zone, style: style, now: now)
        let bytes = strings.bytes.span
        var values = [UInt32](repeating: 0, count: strings.count)
        var nulls = [UInt8](repeating: 0, count: strings.count)
        for row in values.indices {
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            if let value = reader.readSecondsOrNil(text, at: &position), position == text.count {
                values[row] = value
            } else {
                nulls[row] = 1
            }
        }
        return (values, nulls)
    }

    func ticksOrNulls(_ strings: StringColumn, precision: Int) -> (values: [Int64], nulls: [UInt8]) {
        var reader = DateTimeTextReader(zone, style: style, now: now)
        let bytes = strings.bytes.span
        var values = [Int64](repeating: 0, count: strings.count)
        var nulls = [UInt8](repeating: 0, count: strings.count)
        for row in values.indices {
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            if let value = reader.readTicksOrNil(text, at: &position, precision: precision), position == text.count {
                values[row] = value
            } else {
                nulls[row] = 1
            }
        }
        return (values, nulls)
    }

    private static func checkEnd(_ text: Span<UInt8>, _ position: Int) throws(QueryError) {
        guard position < text.count else { return }
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        throw QueryError(
            .cannotParseText,
            "Cannot parse string '\(String(decoding: bytes, as: UTF8.self))' as a date with time: syntax error at "
                + "position \(position)")
    }
}
