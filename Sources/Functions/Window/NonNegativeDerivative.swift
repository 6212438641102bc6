import Columns
import Errors

/// `nonNegativeDerivative(metric, timestamp, interval)`: the growth per interval since the row before, never below 0.
package struct NonNegativeDerivative: WindowFunction {
    package static let name = "nonNegativeDerivative"
    package static let documentation = FunctionDocumentation(
        summary: "The growth of a metric per second (or per interval) since the row before; 0 where it falls.",
        examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        switch arguments[1].type {
        case .dateTime, .dateTime64: break
        default: throw illegalArgumentType(name, 1, arguments[1].type)
        }
        if arguments.count == 3 {
            guard case .interval(let unit) = arguments[2].type, seconds(of: unit) != nil else {
                throw illegalArgumentType(name, 2, arguments[2].type)
            }
        }
        return .float64
    }

    /// The length of a unit; months and longer have none.
    private static func seconds(of unit: IntervalUnit) -> Double? {
        switch unit {
        case .nanosecond: 1e-9
        case .microsecond: 1e-6
        case .millisecond: 1e-3
        case .second: 1
        case .minute: 60
        case .hour: 3_600
        case .day: 86_400
        case .week: 604_800
        case .month, .quarter, .year: nil
        }
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        guard partition.rowCount > 0 else { return .float64([]) }
        let metric = try DoubleReader(arguments[0].type, of: name).doubles(of: arguments[0].column.materialised)
        guard let word = WordType(arguments[1].type) else { throw illegalArgumentType(name, 1, arguments[1].type) }
        var ticksPerSecond = 1.0
        if case .dateTime64(let precision, _) = arguments[1].type { ticksPerSecond = pow10(precision) }
        let times = word.doubles(word.words(of: arguments[1].column.materialised))
        var interval = 1.0
        if arguments.count == 3, case .interval(let unit) = arguments[2].type, let length = seconds(of: unit),
            let number: Int64 = arguments[2].column.value(at: 0).exactInteger()
        {
            interval = Double(number) * length
        }
        var rates: [Double] = [0]
        for row in 0..<partition.rowCount where row > 0 {
            let elapsed = (times[row] - times[row - 1]) / ticksPerSecond
            let rate = elapsed > 0 ? (metric[row] - metric[row - 1]) / elapsed * interval : 0
            rates.append(max(0, rate))
        }
        return .float64(rates)
    }
}
