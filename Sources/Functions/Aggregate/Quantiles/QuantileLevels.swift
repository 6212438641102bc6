import Columns
import Errors

/// The levels of a quantile function and the shape of its result: one value, or an array of them.
struct QuantileLevels: Sendable {
    let levels: [Double]
    private let isPlural: Bool

    /// `isPlural` for the `quantiles…` functions, which take any number of levels and give an array.
    init(_ name: String, _ parameters: [Value], isPlural: Bool) throws(QueryError) {
        if !isPlural, parameters.count > 1 {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Aggregate function \(name) requires one level parameter or less")
        }
        if isPlural, parameters.isEmpty {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Aggregate function \(name) requires at least one parameter")
        }
        var levels: [Double] = []
        for parameter in parameters {
            let level = try numberParameter(name, parameter)
            guard level >= 0, level <= 1 else {
                throw QueryError(.parameterOutOfBound, "Quantile level is out of range [0..1]")
            }
            levels.append(level)
        }
        self.levels = levels.isEmpty ? [0.5] : levels
        self.isPlural = isPlural
    }

    func resultType(_ element: DataType) -> DataType { isPlural ? .array(element) : element }

    /// The results of all groups: `values` are those of group after group, level after level.
    func column(of values: Column, groupCount: Int) -> Column {
        guard isPlural else { return values }
        return .array(ArrayColumn(ends: (0..<groupCount).map { ($0 + 1) * levels.count }, elements: values))
    }
}

/// Doubles as a column of a type of at most 64 bits: floats as they are, others without their fraction.
func quantileColumn(_ values: [Double], as type: DataType) -> Column {
    switch type {
    case .float64: return .float64(values)
    case .float32: return .float32(values.map { Float($0) })
    default:
        guard let word = WordType(type) else { return .float64(values) }
        return word.column(
            of: values.map { value in
                guard let number = Int64(exactly: value.rounded(.towardZero)) else {
                    return UInt64(exactly: value.rounded(.towardZero)) ?? 0
                }
                return UInt64(bitPattern: number)
            })
    }
}

/// Types whose interpolated quantiles are of the same type, not Float64.
func keepsTypeInQuantiles(_ type: DataType) -> Bool {
    switch type {
    case .date, .dateTime, .dateTime64, .decimal, .interval: true
    default: false
    }
}

/// The words of an argument of a quantile function; refuses what is no number, date or time of at most 64 bits.
func quantileWord(_ name: String, _ type: DataType) throws(QueryError) -> WordType {
    if type.isNumber || keepsTypeInQuantiles(type) {
        guard let word = WordType(type) else {
            throw QueryError(
                .notImplemented, "Aggregate function \(name) of \(type.name) is not supported: convert it to Float64")
        }
        return word
    }
    throw illegalAggregateArgument(name, type)
}
