import Columns
import Errors
import Glibc

/// Cash flows: their value today, and the rate at which that is nothing.
enum CashFlows {
    static func numbers(_ name: String, _ arguments: [Argument], _ position: Int) throws(QueryError) {
        let element = try ArrayArgument.element(name, arguments, position)
        guard element.isNativeInteger || element.isFloat else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
    }

    static func dates(_ name: String, _ arguments: [Argument], _ position: Int) throws(QueryError) {
        switch try ArrayArgument.element(name, arguments, position) {
        case .date, .date32: break
        default: throw illegalArgumentType(name, position, arguments[position].type)
        }
    }

    static func value(_ flows: [Double], _ rate: Double, at times: [Double]) -> Double {
        zip(flows, times).reduce(0) { $0 + $1.0 / pow(1 + rate, $1.1) }
    }

    private static func slope(_ flows: [Double], _ rate: Double, at times: [Double]) -> Double {
        zip(flows, times).reduce(0) { $0 - $1.1 * $1.0 / pow(1 + rate, $1.1 + 1) }
    }

    /// The rate at which the value is 0: Newton's steps from the guess, else halving.
    static func rate(_ flows: [Double], at times: [Double], guess: Double) -> Double {
        var rate = guess
        for _ in 0..<100 {
            let value = value(flows, rate, at: times)
            let step = value / slope(flows, rate, at: times)
            guard step.isFinite else { break }
            rate -= step
            guard rate > -1, rate.isFinite else { break }
            if abs(step) < 1e-12 { return rate }
        }
        var (low, high) = (-0.9999, 100.0)
        guard value(flows, low, at: times) * value(flows, high, at: times) < 0 else { return .nan }
        let isRising = value(flows, high, at: times) > 0
        for _ in 0..<300 {
            let middle = (low + high) / 2
            if (value(flows, middle, at: times) < 0) == isRising { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The years from the first date on.
    static func years(_ dates: [Int64], _ count: [UInt8]?, in name: String) throws(QueryError) -> [Double] {
        let start = dates.first ?? 0
        switch count.map({ String(decoding: $0, as: UTF8.self) }) ?? "ACT_365F" {
        case "ACT_365F": return dates.map { Double($0 - start) / 365 }
        case "ACT_365_25": return dates.map { Double($0 - start) / 365.25 }
        case let other:
            throw QueryError(
                .badArguments,
                "Function \(name) expects the day count 'ACT_365F' or 'ACT_365_25', got '\(other)'")
        }
    }

    static func checkCount(_ name: String, _ flows: [Double], _ dates: [Value]) throws(QueryError) {
        guard flows.count == dates.count else {
            throw QueryError(.badArguments, "Function \(name): cash flows and dates must have the same number")
        }
    }
}

enum FinancialNetPresentValue: RowwiseFunction {
    static let name = "financialNetPresentValue"
    static let signature: [ArgumentKind] = [.number, .array, .constant(.integer)]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "What cash flows, one a period, are worth today at a rate.",
        example: "round(financialNetPresentValue(0.08, [-40000., 5000., 8000., 12000., 30000.]), 4)", "3065.2227")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try CashFlows.numbers(name, arguments, 1)
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let flows = row[1].elements.map(\.double)
        let first = row.count > 2 && row[2].integer == 0 ? 1 : 0
        return .float64(CashFlows.value(flows, row[0].double, at: flows.indices.map { Double($0 + first) }))
    }
}

enum FinancialNetPresentValueExtended: RowwiseFunction {
    static let name = "financialNetPresentValueExtended"
    static let signature: [ArgumentKind] = [.number, .array, .array, .constant(.text)]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "What dated cash flows are worth today at a yearly rate.",
        example: "round(financialNetPresentValueExtended(0.1, [-10000., 5750., 4250., 3250.], [toDate('2020-01-01'), "
            + "toDate('2020-03-01'), toDate('2020-10-30'), toDate('2021-02-15')]), 4)", "2506.5795")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try CashFlows.numbers(name, arguments, 1)
        try CashFlows.dates(name, arguments, 2)
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let flows = row[1].elements.map(\.double)
        try CashFlows.checkCount(name, flows, row[2].elements)
        let times = try CashFlows.years(
            row[2].elements.map(\.integer), row.count > 3 ? row[3].bytes : nil, in: name)
        return .float64(CashFlows.value(flows, row[0].double, at: times))
    }
}

enum FinancialInternalRateOfReturn: RowwiseFunction {
    static let name = "financialInternalRateOfReturn"
    static let signature: [ArgumentKind] = [.array, .number]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "The rate at which cash flows, one a period, are worth nothing today.",
        example: "round(financialInternalRateOfReturn([-100, 39, 59, 55, 20]), 6)", "0.280948")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try CashFlows.numbers(name, arguments, 0)
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let flows = row[0].elements.map(\.double)
        let guess = row.count > 1 ? row[1].double : 0.1
        return .float64(CashFlows.rate(flows, at: flows.indices.map(Double.init), guess: guess))
    }
}

enum FinancialInternalRateOfReturnExtended: RowwiseFunction {
    static let name = "financialInternalRateOfReturnExtended"
    static let signature: [ArgumentKind] = [.array, .array, .number, .constant(.text)]
    static let optionalCount = 2
    static let documentation = FunctionDocumentation(
        "The yearly rate at which dated cash flows are worth nothing today.",
        example: "round(financialInternalRateOfReturnExtended([-10000, 5750, 4250, 3250], [toDate('2020-01-01'), "
            + "toDate('2020-03-01'), toDate('2020-10-30'), toDate('2021-02-15')]), 6)", "0.634297")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try CashFlows.numbers(name, arguments, 0)
        try CashFlows.dates(name, arguments, 1)
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let flows = row[0].elements.map(\.double)
        try CashFlows.checkCount(name, flows, row[1].elements)
        let times = try CashFlows.years(
            row[1].elements.map(\.integer), row.count > 3 ? row[3].bytes : nil, in: name)
        return .float64(CashFlows.rate(flows, at: times, guess: row.count > 2 ? row[2].double : 0.1))
    }
}
