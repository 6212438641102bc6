import Columns
import Errors

enum Extract: ScalarFunction {
    static let name = "extract"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The first match of a regular expression, or of its first group if it has one; empty for none.",
        example: "extract('number: 1', '\\\\d+')", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkPatternCall(name, arguments, count: 2...2)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var patterns = try PatternRows(arguments[1], .dotMatchesNewline)
        var starts = [Int](repeating: 0, count: rowCount)
        var lengths = starts
        for row in 0..<rowCount {
            let expression = try patterns.expression(at: row)
            var groups = expression.groupRoom
            let range = strings.range(of: row)
            guard expression.match(strings.bytes, range, from: 0, groups: &groups) else { continue }
            let place = expression.groupCount > 0 ? 2 : 0
            guard groups[place] >= 0 else { continue }
            starts[row] = range.lowerBound + Int(groups[place])
            lengths[row] = Int(groups[place + 1] - groups[place])
        }
        return .string(strings.slicing(starts: starts, lengths: lengths))
    }
}

enum RegexpExtract: ScalarFunction {
    static let name = "regexpExtract"
    static let aliases = ["REGEXP_EXTRACT", "REGEXP_SUBSTR"]
    static let isCaseInsensitive = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The group with the given number of the first match, 0 for the whole match, 1 if left out.",
        example: "regexpExtract('100-200', '(\\\\d+)-(\\\\d+)', 2)", "200")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkPatternCall(name, arguments, count: 2...3)
        try checkIntegers(name, arguments, 2)
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let expression = try RegularExpression(arguments[1].strings.bytesOfFirstRow, .dotMatchesNewline)
        let indexes = arguments.count > 2 ? arguments[2].integers : nil
        var starts = [Int](repeating: 0, count: rowCount)
        var lengths = starts
        var groups = expression.groupRoom
        for row in 0..<rowCount {
            let index = indexes?[row] ?? (expression.groupCount > 0 ? 1 : 0)
            guard index >= 0, index <= expression.groupCount else {
                throw QueryError(
                    .indexOfPositionalArgumentIsOutOfRange,
                    "Index value \(index) for regexp pattern in function \(name) is out-of-range, should be in "
                        + "[0, \(expression.groupCount + 1))")
            }
            let range = strings.range(of: row)
            guard expression.match(strings.bytes, range, from: 0, groups: &groups) else { continue }
            let place = 2 * Int(index)
            guard groups[place] >= 0 else { continue }
            starts[row] = range.lowerBound + Int(groups[place])
            lengths[row] = Int(groups[place + 1] - groups[place])
        }
        return .string(strings.slicing(starts: starts, lengths: lengths))
    }
}

extension StringColumn {
    /// The bytes of row 0; empty without rows.
    var bytesOfFirstRow: [UInt8] { count == 0 ? [] : Array(self[0]) }
}

enum ExtractAll: ScalarFunction {
    static let name = "extractAll"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "All matches of a regular expression, or of its first group if it has one.",
        example: "extractAll('a1, b22', '\\\\d+')", "['1','22']")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkPatternCall(name, arguments, count: 2...2)
        return .array(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var patterns = try PatternRows(arguments[1], .dotMatchesNewline)
        var pieces = StringPieces(strings)
        for row in 0..<rowCount {
            let expression = try patterns.expression(at: row)
            var groups = expression.groupRoom
            let range = strings.range(of: row)
            let place = expression.groupCount > 0 ? 2 : 0
            var position = 0
            while position < range.count, expression.match(strings.bytes, range, from: position, groups: &groups) {
                // A match without bytes ends the search, as in ClickHouse.
                guard groups[1] > groups[0] else { break }
                position = Int(groups[1])
                let start = max(groups[place], 0)
                pieces.append(
                    range.lowerBound + Int(start)..<range.lowerBound + Int(max(groups[place + 1], start)))
            }
            pieces.endRow()
        }
        return pieces.column
    }
}

/// Arrays of pieces of strings, row by row: what splitting and extracting give.
struct StringPieces {
    private let source: StringColumn
    private var starts: [Int] = []
    private var lengths: [Int] = []
    private var ends: [Int] = []

    init(_ source: StringColumn) { self.source = source }

    /// Adds a range of the source's bytes to the row.
    mutating func append(_ range: Range<Int>) {
        starts.append(range.lowerBound)
        lengths.append(range.count)
    }

    mutating func endRow() { ends.append(starts.count) }

    /// The pieces that the row has so far.
    var rowPieceCount: Int { starts.count - (ends.last ?? 0) }

    var column: Column {
        .array(ArrayColumn(ends: ends, elements: .string(source.slicing(starts: starts, lengths: lengths))))
    }
}
