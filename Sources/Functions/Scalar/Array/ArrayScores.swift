import Columns
import Errors
import Glibc

/// Scores and labels side by side.
private func pairs(_ name: String, _ row: [Value]) throws(QueryError) -> [(score: Double, isPositive: Bool)] {
    let (scores, labels) = (row[0].elements, row[1].elements)
    guard scores.count == labels.count else {
        throw QueryError(.badArguments, "Scores and labels arrays of function \(name) must have equal sizes")
    }
    return zip(scores, labels).map { ($0.double, $1.double > 0) }
}

private func checkPairs(_ name: String, _ arguments: [Argument]) throws(QueryError) {
    for position in 0...1 {
        let element = try ArrayArgument.element(name, arguments, position)
        if case .enum8 = element, position == 1 { continue }
        guard element.isNativeInteger || element.isFloat || element == .bool else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
    }
}

enum ArrayROCAUC: RowwiseFunction {
    static let name = "arrayROCAUC"
    static let aliases = ["arrayAUC"]
    static let signature: [ArgumentKind] = [.array, .array, .constant(.anything)]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "The area under the receiver operating characteristic of scores and labels.",
        example: "arrayROCAUC([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])", "0.75")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkPairs(name, arguments)
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let sorted = try pairs(name, row).sorted { $0.score > $1.score }
        let positives = Double(sorted.count { $0.isPositive })
        let negatives = Double(sorted.count) - positives
        // The curve moves up at positives and right at negatives; equal scores move at once.
        var (area, hits, misses, previousHits, previousMisses) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (place, pair) in sorted.enumerated() {
            if pair.isPositive { hits += 1 } else { misses += 1 }
            if place + 1 < sorted.count, sorted[place + 1].score == pair.score { continue }
            area += (misses - previousMisses) * (hits + previousHits) / 2
            (previousHits, previousMisses) = (hits, misses)
        }
        let isScaled = row.count < 3 || row[2].integer != 0
        guard isScaled else { return .float64(area) }
        let whole = positives * negatives
        return .float64(whole == 0 ? .nan : area / whole)
    }
}

enum ArrayAUCPR: RowwiseFunction {
    static let name = "arrayAUCPR"
    static let aliases = ["arrayPRAUC"]
    static let signature: [ArgumentKind] = [.array, .array]
    static let documentation = FunctionDocumentation(
        "The area under the precision-recall curve of scores and labels.",
        example: "round(arrayAUCPR([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]), 4)", "0.8333")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkPairs(name, arguments)
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let sorted = try pairs(name, row).sorted { $0.score > $1.score }
        let positives = Double(sorted.count { $0.isPositive })
        guard positives > 0 else { return .float64(.nan) }
        var (area, hits, seen, previousHits) = (0.0, 0.0, 0.0, 0.0)
        for (place, pair) in sorted.enumerated() {
            seen += 1
            if pair.isPositive { hits += 1 }
            if place + 1 < sorted.count, sorted[place + 1].score == pair.score { continue }
            area += (hits - previousHits) / positives * (hits / seen)
            previousHits = hits
        }
        return .float64(area)
    }
}

enum ArrayNormalizedGini: RowwiseFunction {
    static let name = "arrayNormalizedGini"
    static let signature: [ArgumentKind] = [.array, .array]
    static let documentation = FunctionDocumentation(
        "The Gini coefficients of predictions and labels, and their ratio.",
        example: "round(arrayNormalizedGini([0.9, 0.3, 0.8, 0.7], [6, 1, 0, 2]).3, 4)", "0.6842")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkPairs(name, arguments)
        return .tuple([TupleElement(nil, .float64), TupleElement(nil, .float64), TupleElement(nil, .float64)])
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (predicted, labels) = (row[0].elements.map(\.double), row[1].elements.map(\.double))
        guard predicted.count == labels.count else {
            throw QueryError(.sizesOfArraysDontMatch, "All arrays in function \(name) should have the same size")
        }
        let byPrediction = labels.indices.sorted {
            predicted[$0] == predicted[$1] ? $0 < $1 : predicted[$0] > predicted[$1]
        }
        let one = gini(byPrediction.map { labels[$0] })
        let two = gini(labels.sorted(by: >))
        return .tuple([.float64(one), .float64(two), .float64(one / two)])
    }

    private static func gini(_ labels: [Double]) -> Double {
        let total = labels.reduce(0, +)
        var (running, sum) = (0.0, 0.0)
        for label in labels {
            running += label
            sum += running / total
        }
        let count = Double(labels.count)
        return (sum - (count + 1) / 2) / count
    }
}

enum ArrayLevenshteinDistance: RowwiseFunction {
    static let name = "arrayLevenshteinDistance"
    static let signature: [ArgumentKind] = [.array, .array]
    static let documentation = FunctionDocumentation(
        "The least number of elements to insert, remove or replace that makes one array the other.",
        example: "arrayLevenshteinDistance([1, 2, 4], [1, 2, 3])", "1")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        .uint32
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (left, right) = (row[0].elements.map(\.plain), row[1].elements.map(\.plain))
        guard left.count <= 65_536, right.count <= 65_536 else {
            throw QueryError(.tooLargeArraySize, "The arrays are too long for function \(name), at most 65536 elements")
        }
        return .uint64(UInt64(EditDistance.edits(left, right)))
    }
}

extension Value {
    /// One form for equal integers of different kinds.
    fileprivate var plain: Value {
        switch self {
        case .uint64(let number): Int64(exactly: number).map { .int64($0) } ?? self
        default: self
        }
    }
}

enum SeriesOutliersDetectTukey: RowwiseFunction {
    static let name = "seriesOutliersDetectTukey"
    static let signature: [ArgumentKind] = [.array, .constant(.number), .constant(.number), .constant(.number)]
    static let optionalCount = 3
    static let documentation = FunctionDocumentation(
        "How far each element lies outside Tukey's fences, 0 inside.",
        example: "seriesOutliersDetectTukey([1, 2, 2, 3, 2, 40])", "[0,0,0,0,0,35.5]")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        let element = try ArrayArgument.element(name, arguments, 0)
        guard element.isNativeInteger || element.isFloat else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard arguments.count == 1 || arguments.count == 4 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be 1 or 4")
        }
        if arguments.count == 4 {
            let given = arguments[1...].map { $0.constant?.value(at: 0).double ?? 0 }
            guard (0.02...0.98).contains(given[0]), (0.02...0.98).contains(given[1]), given[0] < given[1], given[2] >= 0
            else {
                throw QueryError(.badArguments, "The percentiles or the factor of function \(name) are out of range")
            }
        }
        return .array(.float64)
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let series = row[0].elements.map(\.double)
        guard series.count >= 4 else {
            throw QueryError(.badArguments, "At least four data points are needed for function \(name)")
        }
        let sorted = series.sorted()
        let low = percentile(sorted, row.count > 1 ? row[1].double : 0.25)
        let high = percentile(sorted, row.count > 1 ? row[2].double : 0.75)
        let reach = (row.count > 1 ? row[3].double : 1.5) * (high - low)
        return .array(
            series.map { point in
                if point < low - reach { return .float64(point - (low - reach)) }
                return .float64(point > high + reach ? point - (high + reach) : 0)
            })
    }

    private static func percentile(_ sorted: [Double], _ level: Double) -> Double {
        sorted[min(Int(level * Double(sorted.count)), sorted.count - 1)]
    }
}
