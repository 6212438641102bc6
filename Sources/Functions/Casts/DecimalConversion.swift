import Columns
import Errors
import Glibc

extension Conversion {
    /// To a decimal of `scale` digits behind the point: cuts digits off, refuses what has too many before it.
    mutating func convertToDecimal(
        _ column: Column, from source: DataType, precision: Int, scale: Int
    ) throws(QueryError) -> Column {
        let kind = DataType.decimal(precision: precision, scale: scale).physicalKind
        var sourceScale = 0
        switch source {
        case .decimal(_, let own): sourceScale = own
        case .dateTime64(let own, _): sourceScale = own
        case .float32, .float64: return try decimalFromFloat(column, kind: kind, scale: scale)
        case .int8, .int16, .int32, .int64, .int128, .int256, .uint8, .uint16, .uint32, .uint64, .uint128, .uint256,
            .bool:
            break
        default: throw unsupported(source, .decimal(precision: precision, scale: scale))
        }
        var visitor = Rescaling(conversion: self, kind: kind, from: sourceScale, to: scale)
        let result = try visitor.run(on: column)
        failures = visitor.conversion.failures
        guard let result else { throw wrongLayout(column, source) }
        return result
    }

    private mutating func decimalFromFloat(
        _ column: Column, kind: PhysicalKind, scale: Int
    ) throws(QueryError) -> Column {
        var scaled: [Double]
        if case .float32(let values) = column {
            // Single precision stays single: 1e10 with 10 digits behind the point is not exact.
            let factor = Float(powerOfTen(scale))
            scaled = values.map { Double($0 * factor) }
        } else {
            guard case .float64(let values) = column else { throw wrongLayout(column, .float64) }
            let factor = powerOfTen(scale)
            scaled = values.map { $0 * factor }
        }
        var visitor = FloatToDecimal(conversion: self, values: scaled)
        let result = try visitor.run(on: kind)
        failures = visitor.conversion.failures
        guard let result else { throw unsupported(.float64, .decimal(precision: 1, scale: scale)) }
        return result
    }

    /// A decimal's whole part as an integer, its value as a float.
    mutating func numberFromDecimal(
        _ column: Column, scale: Int, to target: DataType
    ) throws(QueryError) -> Column {
        if target == .bool {
            var visitor = NonZero()
            guard let result = try visitor.run(on: column) else {
                throw wrongLayout(column, .decimal(precision: 9, scale: 0))
            }
            return .uint8(result)
        }
        if target.isFloat {
            var visitor = DecimalToDouble(scale: scale)
            guard let values = try visitor.run(on: column) else { throw wrongLayout(column, target) }
            return try Column.float64(values).asNumbers(target.physicalKind)
        }
        guard target.isInteger || target.physicalKind == .int64 else {
            throw unsupported(.decimal(precision: 9, scale: scale), target)
        }
        // ClickHouse refuses what overflows here even where it gives NULL for other conversions.
        var visitor = Rescaling(conversion: Conversion(context: context), kind: target.physicalKind, from: scale, to: 0)
        visitor.message = "Convert overflow"
        let result = try visitor.run(on: column)
        guard let result else { throw wrongLayout(column, target) }
        return result
    }
}

/// The decimals of a column as doubles.
func decimalsAsDoubles(_ column: Column, scale: Int) throws(QueryError) -> [Double] {
    var visitor = DecimalToDouble(scale: scale)
    guard let values = try visitor.run(on: column) else {
        throw wrongLayout(column, .decimal(precision: 9, scale: scale))
    }
    return values
}

private struct DecimalToDouble: NumberVisitor {
    let scale: Int

    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> [Double] {
        let divisor = powerOfTen(scale)
        return values.map { $0.nearestDouble / divisor }
    }
}

/// 10 to `exponent`, the nearest double.
func powerOfTen(_ exponent: Int) -> Double {
    exponent < PowersOfTen.exactDoubles.count && exponent >= 0
        ? PowersOfTen.exactDoubles[exponent] : pow(10, Double(exponent))
}

/// Integers with a power of ten multiplied in or divided out, each result checked for the target's width.
private struct Rescaling: NumberVisitor {
    var conversion: Conversion
    let kind: PhysicalKind
    let from: Int
    let to: Int
    var message = "Decimal convert overflow"

    init(conversion: Conversion, kind: PhysicalKind, from: Int, to: Int) {
        self.conversion = conversion
        self.kind = kind
        self.from = from
        self.to = to
    }

    mutating func visit<From: NumberValue>(_ values: [From]) throws(QueryError) -> Column {
        var inner = RescalingTo(values: values, owner: self)
        let result = try inner.run(on: kind)
        conversion.failures = inner.owner.conversion.failures
        guard let result else { throw QueryError(.logicalError, "Decimals are integers") }
        return result
    }
}

private struct RescalingTo<From: NumberValue>: IntegerTypeVisitor {
    let values: [From]
    var owner: Rescaling

    mutating func visit<To: IntegerValue>(_ type: To.Type) throws(QueryError) -> Column {
        if From.bitWidthOfValue <= 64 && To.bitWidth <= 64 { return To.column(try rescaled(through: Int128.self)) }
        return To.column(try rescaled(through: Int256.self))
    }

    private mutating func rescaled<Wide: IntegerValue, To: IntegerValue>(
        through wide: Wide.Type
    ) throws(QueryError) -> [To] {
        let factor = PowersOfTen.power(abs(owner.to - owner.from), as: Wide.self)
        let grows = owner.to >= owner.from
        var result: [To] = []
        result.reserveCapacity(values.count)
        for row in values.indices {
            let value = values[row].widened(to: Wide.self)
            let (scaled, overflow) =
                grows ? value.multipliedReportingOverflow(by: factor) : (factor == 0 ? 0 : value / factor, false)
            if !overflow, let fitting = To(exactly: scaled) {
                result.append(fitting)
            } else {
                try owner.conversion.fail(row, QueryError(.decimalOverflow, owner.message))
                result.append(0)
            }
        }
        return result
    }
}

extension NumberValue {
    static var bitWidthOfValue: Int { MemoryLayout<Self>.size * 8 }
}

private struct FloatToDecimal: IntegerTypeVisitor {
    var conversion: Conversion
    /// With the power of ten multiplied in.
    let values: [Double]

    mutating func visit<To: IntegerValue>(_ type: To.Type) throws(QueryError) -> Column {
        var result: [To] = []
        result.reserveCapacity(values.count)
        let limit = To.max.nearestDouble
        for row in values.indices {
            let scaled = values[row]
            if scaled > -limit && scaled < limit {
                result.append(To(wrapping: scaled))
            } else {
                let what =
                    values[row].isFinite
                    ? "Float is out of Decimal range" : "Cannot convert infinity or NaN to decimal"
                try conversion.fail(row, QueryError(.decimalOverflow, "Decimal convert overflow. \(what)"))
                result.append(0)
            }
        }
        return To.column(result)
    }
}
