import Columns
import Errors

extension Conversion {
    /// The zone that a type's clock runs in.
    func zone(of type: DataType) throws(QueryError) -> TimeZone {
        switch type {
        case .dateTime(let zone?), .dateTime64(_, let zone?): try TimeZoneRegistry.named(zone)
        default: try TimeZoneRegistry.named(context.timeZone)
        }
    }

    /// Dates and times from each other and from numbers.
    mutating func convertToTime(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        if let points = TimePoints(column, as: source) {
            return try convertPoints(points, from: source, to: target)
        }
        if case .decimal = source {
            guard case .dateTime64(let precision, _) = target else { throw unsupported(source, target) }
            return try convertToDecimal(column, from: source, precision: 18, scale: precision)
        }
        guard NumberShape(source) != nil || source.isEnum else { throw unsupported(source, target) }
        if source.isEnum { return try column.asNumbers(target.physicalKind) }
        if isAccurate { try checkRange(column, source, target) }
        if source.isFloat { return try timeFromFloats(column, to: target) }
        return try timeFromIntegers(column, source, to: target)
    }

    private func convertPoints(
        _ points: TimePoints, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        switch target {
        case .date: return .uint16(points.days(in: try zone(of: source)).map { UInt16(truncatingIfNeeded: $0) })
        case .date32: return .int32(points.days(in: try zone(of: source)))
        case .dateTime:
            // A date begins at midnight of the zone it goes to; moments have no zone to choose.
            return .uint32(points.seconds(in: try zone(of: target)).map { UInt32(truncatingIfNeeded: $0) })
        case .dateTime64(let precision, _):
            if case .dateTime64(let ticks, let own) = points, own > precision {
                let divisor = PowersOfTen.power(own - precision, as: Int64.self)
                return .int64(ticks.map { $0 / divisor })
            }
            return .int64(try points.ticks(precision: precision, in: try zone(of: target)))
        default: throw unsupported(source, target)
        }
    }

    // MARK: Numbers

    /// 9999-12-31 23:59:59.
    private static var lastSecond: Int64 { 253_402_300_799 }
    /// 0000-01-01 00:00:00.
    private static var firstSecond: Int64 { -62_167_219_200 }

    /// Small numbers are days, larger ones seconds, for dates; seconds for times.
    private func timeFromIntegers(
        _ column: Column, _ source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        let values = try clampedToInt64(column, source)
        switch target {
        case .date:
            let seconds = values.map { min($0, Int64(UInt32.max)) }
            let days = TimePoints.dateTime64(seconds, precision: 0).days(in: try zone(of: target))
            var result = [UInt16](repeating: 0, count: values.count)
            for row in result.indices {
                let day = values[row] <= 0xFFFF ? max(values[row], 0) : Int64(days[row])
                result[row] = UInt16(truncatingIfNeeded: day)
            }
            return .uint16(result)
        case .date32:
            let seconds = values.map { min($0, Self.lastSecond) }
            let days = TimePoints.dateTime64(seconds, precision: 0).days(in: try zone(of: target))
            var result = [Int32](repeating: 0, count: values.count)
            for row in result.indices {
                let isDay = values[row] <= Int64(CivilDate.lastDay)
                let day = isDay ? max(values[row], Int64(CivilDate.firstDay)) : Int64(days[row])
                result[row] = Int32(truncatingIfNeeded: day)
            }
            return .int32(result)
        case .dateTime: return .uint32(values.map { UInt32(truncatingIfNeeded: min(max($0, 0), Int64(UInt32.max))) })
        case .dateTime64(let precision, _):
            let factor = PowersOfTen.power(precision, as: Int64.self)
            return .int64(
                values.map { value in
                    let second = min(max(value, Self.firstSecond), Self.lastSecond)
                    let (ticks, overflow) = second.multipliedReportingOverflow(by: factor)
                    return overflow ? (second < 0 ? Int64.min : Int64.max) : ticks
                })
        default: throw unsupported(source, target)
        }
    }

    /// Integers of any width, those beyond 64 bits at the end of the range.
    private func clampedToInt64(_ column: Column, _ source: DataType) throws(QueryError) -> [Int64] {
        var visitor = ClampingVisitor()
        guard let values = try visitor.run(on: column) else { throw wrongLayout(column, source) }
        return values
    }

    private mutating func timeFromFloats(_ column: Column, to target: DataType) throws(QueryError) -> Column {
        guard case .float64(let values) = try column.asNumbers(.float64) else { throw wrongLayout(column, .float64) }
        for row in values.indices where !values[row].isFinite {
            try fail(row, QueryError(.cannotConvertType, "Unexpected inf or nan to \(target.name) conversion"))
        }
        guard case .dateTime64(let precision, _) = target else {
            let whole = values.map { $0.isFinite ? Int64(min(max($0, -9e18), 9e18)) : 0 }
            return try timeFromIntegers(.int64(whole), .int64, to: target)
        }
        let factor = powerOfTen(precision)
        return .int64(
            values.map { value in
                guard value.isFinite else { return 0 }
                if value >= Double(Self.lastSecond) + 1 {
                    let (ticks, overflow) = Self.lastSecond.multipliedReportingOverflow(by: Int64(factor))
                    return overflow ? Int64.max : ticks &+ Int64(factor) &- 1
                }
                let ticks = max(value, Double(Self.firstSecond)) * factor
                return ticks >= 0x1p63 ? Int64.max : (ticks <= -0x1p63 ? Int64.min : Int64(ticks))
            })
    }

    /// `accurateCast` refuses numbers outside the type's range.
    private mutating func checkRange(
        _ column: Column, _ source: DataType, _ target: DataType
    ) throws(QueryError) {
        let range: ClosedRange<Double>
        switch target {
        case .date, .dateTime: range = 0...4_294_967_295
        default: range = Double(Self.firstSecond)...Double(Self.lastSecond)
        }
        guard case .float64(let values) = try column.asNumbers(.float64) else { throw wrongLayout(column, source) }
        let needsWhole = source.isFloat && target != .dateTime64(precision: 0, zone: nil)
        for row in values.indices
        where !range.contains(values[row]) || needsWhole && values[row] != values[row].rounded(.towardZero) {
            try fail(
                row,
                QueryError(
                    .cannotConvertType, "Value \(values[row]) cannot be safely converted into type \(target.name)"))
        }
    }
}

private struct ClampingVisitor: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> [Int64] {
        values.map(\.clampedToInt64)
    }
}
