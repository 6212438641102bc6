import Columns
import Errors

extension Conversion {
    /// To an integer, a float, `Bool` or an interval.
    mutating func convertToNumber(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        switch source {
        case .decimal where target.isInterval, .dateTime64 where target.isInterval: throw unsupported(source, target)
        case .decimal(_, let scale): return try numberFromDecimal(column, scale: scale, to: target)
        case .dateTime64(let precision, _): return try numberFromDecimal(column, scale: precision, to: target)
        case .uuid:
            guard target == .uint128, case .uint128(let values) = column else { throw noNumber(source, target) }
            return .uint128(values.map { $0 &<< 64 | $0 &>> 64 })
        case .ipv6:
            guard target == .uint128, case .uint128(let values) = column else { throw noNumber(source, target) }
            return .uint128(values.map(\.byteSwapped))
        case .ipv4:
            guard [.uint32, .uint64, .uint128, .uint256, .int64, .int128, .int256].contains(target) else {
                throw noNumber(source, target)
            }
        case .interval(let unit):
            if case .interval(let wanted) = target { return try convertInterval(column, from: unit, to: wanted) }
        case .array, .tuple, .map:
            throw QueryError(
                .illegalTypeOfArgument, "Illegal type \(source.name) of argument of function to\(target.name)")
        case .aggregateFunction: throw unsupported(source, target)
        default: break
        }
        if target == .bool { return try truth(of: column, source) }
        var visitor = NumberToNumber(
            conversion: self, kind: target.physicalKind, source: source, target: target)
        let result = try visitor.run(on: column)
        failures = visitor.conversion.failures
        guard let result else { throw unsupported(source, target) }
        return result
    }

    private func noNumber(_ source: DataType, _ target: DataType) -> QueryError {
        QueryError(.notImplemented, "Conversion from \(source.name) to \(target.name) is not supported")
    }

    /// `true` for every number but zero.
    private func truth(of column: Column, _ source: DataType) throws(QueryError) -> Column {
        var visitor = NonZero()
        guard let result = try visitor.run(on: column) else { throw wrongLayout(column, source) }
        return .uint8(result)
    }

    /// Between units of one family; others give 0 as in ClickHouse.
    private func convertInterval(
        _ column: Column, from unit: IntervalUnit, to wanted: IntervalUnit
    ) throws(QueryError) -> Column {
        guard case .int64(let values) = column else { throw wrongLayout(column, .interval(unit)) }
        guard let size = unit.size, let wantedSize = wanted.size, size.isMonths == wantedSize.isMonths else {
            return .int64([Int64](repeating: 0, count: values.count))
        }
        if size.count >= wantedSize.count {
            let factor = size.count / wantedSize.count
            return .int64(values.map { $0 &* factor })
        }
        let divisor = wantedSize.count / size.count
        return .int64(values.map { $0 / divisor })
    }
}

extension IntervalUnit {
    /// Nanoseconds, or months for the units of the calendar.
    var size: (count: Int64, isMonths: Bool)? {
        switch self {
        case .nanosecond: (1, false)
        case .microsecond: (1000, false)
        case .millisecond: (1_000_000, false)
        case .second: (1_000_000_000, false)
        case .minute: (60_000_000_000, false)
        case .hour: (3_600_000_000_000, false)
        case .day: (86_400_000_000_000, false)
        case .week: (604_800_000_000_000, false)
        case .month: (1, true)
        case .quarter: (3, true)
        case .year: (12, true)
        }
    }
}

/// 1 for every value but zero; also the truth of a condition.
struct NonZero: NumberVisitor {
    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> [UInt8] {
        values.map { $0 != T.zero ? 1 : 0 }
    }
}

private struct NumberToNumber: NumberVisitor {
    var conversion: Conversion
    let kind: PhysicalKind
    let source: DataType
    let target: DataType

    mutating func visit<From: NumberValue>(_ values: [From]) throws(QueryError) -> Column {
        var inner = NumberTo(values: values, owner: self)
        let result = try inner.run(on: kind)
        conversion.failures = inner.owner.conversion.failures
        guard let result else { throw conversion.unsupported(source, target) }
        return result
    }
}

private struct NumberTo<From: NumberValue>: NumberTypeVisitor {
    let values: [From]
    var owner: NumberToNumber

    mutating func visit<To: NumberValue>(_ type: To.Type) throws(QueryError) -> Column {
        if let same = values as? [To] { return To.column(same) }
        // Dates and intervals are cut to the width as they are.
        let isNumber = owner.source.isNumber || owner.source.isEnum
        if owner.conversion.isAccurate, isNumber, !owner.target.isInterval { return To.column(try accurate(To.self)) }
        if From.isFloatingPoint && !To.isFloatingPoint { try refuseInfinities() }
        return To.column(From.converting(values, to: To.self))
    }

    private mutating func refuseInfinities() throws(QueryError) {
        var finite = true
        for value in values { finite = finite && (value.nearestDouble - value.nearestDouble == 0) }
        if finite { return }
        for row in values.indices where !values[row].nearestDouble.isFinite {
            try owner.conversion.fail(
                row, QueryError(.cannotConvertType, "Unexpected inf or nan to integer conversion"))
        }
    }

    private mutating func accurate<To: NumberValue>(_ type: To.Type) throws(QueryError) -> [To] {
        var result: [To] = []
        result.reserveCapacity(values.count)
        for row in values.indices {
            if let value = values[row].exactly(as: To.self) {
                result.append(value)
            } else {
                let (source, target) = (owner.source.name, owner.target.name)
                try owner.conversion.fail(
                    row,
                    QueryError(
                        .cannotConvertType,
                        "Value in column \(source) cannot be safely converted into type \(target)"))
                result.append(To.zero)
            }
        }
        return result
    }
}
