import Columns
import Errors

/// `multiSearchAny` and its kin: a string and an array of texts to look for.
protocol MultiSearchFunction: ScalarFunction {
    static var resultType: DataType { get }
    static var comparison: LetterComparison { get }
    static var countsCodePoints: Bool { get }
    /// The answers, of the positions of every needle in every row (0: not there): `positions[needle][row]`.
    static func answers(_ positions: [[UInt64]], rowCount: Int) -> Column
}

extension MultiSearchFunction {
    static var constants: ConstantRule { .seen }
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0)
        guard case .array(let element) = arguments[1].type, element.isStringOrFixedString else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let finder = NeedleFinder(arguments[0].strings, comparison, countsCodePoints: countsCodePoints)
        guard case .array(let element) = arguments[1].type else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        if case .constant(let constant) = arguments[1].column, case .array(let array) = constant.value {
            let needles = TypedColumn(type: element, column: array.elements).strings
            return answers((0..<needles.count).map { finder.positions(of: Array(needles[$0])) }, rowCount: rowCount)
        }
        guard case .array(let array) = arguments[1].column else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        let needles = TypedColumn(type: element, column: array.elements).strings
        var pieces: [Column] = []
        for row in 0..<rowCount {
            let positions = array.range(of: row).map { place in
                [finder.position(of: SubstringSearch(finder.folded(Array(needles[place]))), row: row, from: 1)]
            }
            pieces.append(answers(positions, rowCount: 1))
        }
        return pieces.isEmpty ? .defaults(of: result, count: 0) : Column.concatenating(pieces)
    }

    static func any(_ positions: [[UInt64]], rowCount: Int) -> Column {
        var mask = [UInt8](repeating: 0, count: rowCount)
        for needle in positions { for row in mask.indices where needle[row] != 0 { mask[row] = 1 } }
        return .uint8(mask)
    }

    /// The number from 1 of the first needle of the list that is there.
    static func firstIndex(_ positions: [[UInt64]], rowCount: Int) -> Column {
        var result = [UInt64](repeating: 0, count: rowCount)
        for (number, needle) in positions.enumerated() {
            for row in result.indices where result[row] == 0 && needle[row] != 0 { result[row] = UInt64(number + 1) }
        }
        return .uint64(result)
    }

    static func firstPosition(_ positions: [[UInt64]], rowCount: Int) -> Column {
        var result = [UInt64](repeating: 0, count: rowCount)
        for needle in positions {
            for row in result.indices where needle[row] != 0 && (result[row] == 0 || needle[row] < result[row]) {
                result[row] = needle[row]
            }
        }
        return .uint64(result)
    }

    static func allPositions(_ positions: [[UInt64]], rowCount: Int) -> Column {
        var elements: [UInt64] = []
        for row in 0..<rowCount { for needle in positions { elements.append(needle[row]) } }
        let ends = (0..<rowCount).map { ($0 + 1) * positions.count }
        return .array(ArrayColumn(ends: ends, elements: .uint64(elements)))
    }
}
