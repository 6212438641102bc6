import Columns
import Errors

/// Edit distances of arrays whose elements have weights.
protocol WeightedArrayDistance: RowwiseFunction {
    static func answer(_ distance: Double, _ total: Double) -> Double
}

extension WeightedArrayDistance {
    static var signature: [ArgumentKind] { [.array, .array, .array, .array] }

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        for position in 2...3 {
            let element = try ArrayArgument.element(name, arguments, position)
            guard element.isNumber else { throw illegalArgumentType(name, position, arguments[position].type) }
        }
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (left, right) = (row[0].elements, row[1].elements)
        let (removals, insertions) = (row[2].elements.map(\.double), row[3].elements.map(\.double))
        guard left.count == removals.count, right.count == insertions.count else {
            throw QueryError(.sizesOfArraysDontMatch, "Arguments of function \(name) must have a weight per element")
        }
        let cells = left.count.multipliedReportingOverflow(by: right.count)
        guard !cells.overflow, cells.partialValue <= 1 << 26 else {
            throw QueryError(.tooLargeArraySize, "The arrays of function \(name) are too long")
        }
        var line = [0.0]
        for weight in insertions { line.append((line.last ?? 0) + weight) }
        for (place, element) in left.enumerated() {
            var next = [line[0] + removals[place]]
            for (other, candidate) in right.enumerated() {
                let isSame = element == candidate
                let changed = line[other] + (isSame ? 0 : removals[place] + insertions[other])
                next.append(min(changed, line[other + 1] + removals[place], next[other] + insertions[other]))
            }
            line = next
        }
        let total = removals.reduce(0, +) + insertions.reduce(0, +)
        return .float64(answer(line[right.count], total))
    }
}

enum ArrayLevenshteinDistanceWeighted: WeightedArrayDistance {
    static let name = "arrayLevenshteinDistanceWeighted"
    static let documentation = FunctionDocumentation(
        "The least weight of removed and inserted elements that makes one array the other.",
        example: "arrayLevenshteinDistanceWeighted(['A', 'B', 'C'], ['A', 'K', 'L'], [1.0, 2, 3], [3.0, 4, 5])", "14")

    static func answer(_ distance: Double, _ total: Double) -> Double { distance }
}

enum ArraySimilarity: WeightedArrayDistance {
    static let name = "arraySimilarity"
    static let documentation = FunctionDocumentation(
        "How alike two arrays are: 1 less their weighted distance by all the weights.",
        example: "arraySimilarity(['a', 'b'], ['a', 'c'], [1.0, 1], [1.0, 1])", "0.5")

    static func answer(_ distance: Double, _ total: Double) -> Double { total == 0 ? 1 : 1 - distance / total }
}
