import Columns
import Errors

extension Conversion {
    /// Reads dates and times as ClickHouse's best-effort reader does.
    mutating func parseTime(
        _ strings: StringOperand, _ count: Int, as target: DataType
    ) throws(QueryError) -> Column {
        switch target {
        case .date: return try parseRows(strings, count, target, DateReader())
        case .date32: return try parseRows(strings, count, target, Date32Reader())
        case .dateTime64(let precision, _):
            return try parseRows(strings, count, target, TicksReader(try timeReader(target), precision: precision))
        default: return try parseRows(strings, count, target, SecondsReader(try timeReader(target)))
        }
    }

    private func timeReader(_ target: DataType) throws(QueryError) -> DateTimeTextReader {
        let now = floorDivide(context.startNanoseconds, by: 1_000_000_000)
        return DateTimeTextReader(try zone(of: target), style: readsBasicTimes ? .basic : .bestEffort, now: now)
    }
}

private struct DateReader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt16 {
        let value = try DateText.readDate(bytes, at: &position)
        skipTime(bytes, at: &position)
        return value
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt16? {
        guard let value = DateText.readDateOrNil(bytes, at: &position) else { return nil }
        skipTime(bytes, at: &position)
        return value
    }
}

private struct Date32Reader: TextReader {
    func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Int32 {
        let value = try DateText.readDate32(bytes, at: &position)
        skipTime(bytes, at: &position)
        return value
    }

    func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Int32? {
        guard let value = DateText.readDate32OrNil(bytes, at: &position) else { return nil }
        skipTime(bytes, at: &position)
        return value
    }
}

/// Passes over ` hh:mm:ss` behind a date: a date may be cut from a time's text.
private func skipTime(_ bytes: Span<UInt8>, at position: inout Int) {
    let pattern: StaticString = " 00:00:00"
    guard bytes.count - position == pattern.utf8CodeUnitCount else { return }
    for offset in 0..<9 {
        let byte = bytes[position &+ offset]
        switch offset {
        case 0: if byte != UInt8(ascii: " ") && byte != UInt8(ascii: "T") { return }
        case 3, 6: if byte != UInt8(ascii: ":") { return }
        default: if !IntegerText.isDigit(byte) { return }
        }
    }
    position &+= 9
}

private struct SecondsReader: TextReader {
    private var reader: DateTimeTextReader

    init(_ reader: DateTimeTextReader) { self.reader = reader }

    mutating func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt32 {
        try reader.readSeconds(bytes, at: &position)
    }

    mutating func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt32? {
        reader.readSecondsOrNil(bytes, at: &position)
    }
}

private struct TicksReader: TextReader {
    private var reader: DateTimeTextReader
    private let precision: Int

    init(_ reader: DateTimeTextReader, precision: Int) {
        self.reader = reader
        self.precision = precision
    }

    mutating func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Int64 {
        try reader.readTicks(bytes, at: &position, precision: precision)
    }

    mutating func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Int64? {
        reader.readTicksOrNil(bytes, at: &position, precision: precision)
    }
}

extension ValueWriter {
    /// `2024-05-17` and `2024-05-17 13:47:59`, in the type's zone or the session's.
    mutating func timeStrings(of column: Column, _ type: DataType) throws(QueryError) -> StringColumn {
        guard let points = TimePoints(column, as: type) else { throw wrongLayout(column, type) }
        var result = StringColumn()
        result.ends.reserveCapacity(points.count)
        switch points {
        case .date(let days):
            for day in days {
                DateText.write(day: Int(day), to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
        case .date32(let days):
            for day in days {
                DateText.write(day: Int(day), to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
        case .dateTime(let seconds):
            var writer = DateTimeTextWriter(try Conversion(context: context).zone(of: type))
            for second in seconds {
                writer.write(seconds: Int64(second), to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
        case .dateTime64(let ticks, let precision):
            var writer = DateTimeTextWriter(try Conversion(context: context).zone(of: type))
            for tick in ticks {
                writer.write(ticks: tick, precision: precision, to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
        }
        return result
    }
}
