import Columns
import Errors

/// `multiMatchAny` and its kin: a string and a constant array of regular expressions.
protocol MultiMatchFunction: ScalarFunction {
    static var resultType: DataType { get }
    static func answers(_ masks: [[UInt8]], rowCount: Int) -> Column
}

extension MultiMatchFunction {
    static var constants: ConstantRule { .seen }

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
        let strings = arguments[0].strings
        guard case .array(let element) = arguments[1].type else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        if case .constant(let constant) = arguments[1].column, case .array(let array) = constant.value {
            let patterns = TypedColumn(type: element, column: array.elements).strings
            var masks: [[UInt8]] = []
            for number in 0..<patterns.count { masks.append(try compile(patterns, number).matchRows(strings)) }
            return answers(masks, rowCount: rowCount)
        }
        guard case .array(let array) = arguments[1].column else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        let patterns = TypedColumn(type: element, column: array.elements).strings
        var pieces: [Column] = []
        for row in 0..<rowCount {
            let single = StringColumn(ends: [strings.range(of: row).count], bytes: Array(strings[row]))
            var masks: [[UInt8]] = []
            for place in array.range(of: row) { masks.append(try compile(patterns, place).matchRows(single)) }
            pieces.append(answers(masks, rowCount: 1))
        }
        return pieces.isEmpty ? .defaults(of: result, count: 0) : Column.concatenating(pieces)
    }

    private static func compile(_ patterns: StringColumn, _ number: Int) throws(QueryError) -> RegularExpression {
        do {
            return try RegularExpression(Array(patterns[number]), .dotMatchesNewline)
        } catch {
            throw QueryError(
                .badArguments, "Pattern '\(patterns.text(at: number))' failed with error '\(error.message)'")
        }
    }
}

enum MultiMatchAny: MultiMatchFunction {
    static let name = "multiMatchAny"
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if one of the regular expressions occurs in the string.", example: "multiMatchAny('abc', ['z', 'b.'])", "1")

    static func answers(_ masks: [[UInt8]], rowCount: Int) -> Column {
        var result = [UInt8](repeating: 0, count: rowCount)
        for mask in masks { for row in result.indices { result[row] |= mask[row] } }
        return .uint8(result)
    }
}

enum MultiMatchAnyIndex: MultiMatchFunction {
    static let name = "multiMatchAnyIndex"
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The number from 1 of a regular expression that occurs in the string, 0 for none.",
        example: "multiMatchAnyIndex('abc', ['z', 'b.'])", "2")

    static func answers(_ masks: [[UInt8]], rowCount: Int) -> Column {
        var result = [UInt64](repeating: 0, count: rowCount)
        for (number, mask) in masks.enumerated() {
            for row in result.indices where result[row] == 0 && mask[row] != 0 { result[row] = UInt64(number + 1) }
        }
        return .uint64(result)
    }
}

enum MultiMatchAllIndices: MultiMatchFunction {
    static let name = "multiMatchAllIndices"
    static let resultType = DataType.array(.uint64)
    static let documentation = FunctionDocumentation(
        "The numbers from 1 of all regular expressions that occur in the string.",
        example: "multiMatchAllIndices('abc', ['a', 'z', 'c'])", "[1,3]")

    static func answers(_ masks: [[UInt8]], rowCount: Int) -> Column {
        var elements: [UInt64] = []
        var ends: [Int] = []
        for row in 0..<rowCount {
            for (number, mask) in masks.enumerated() where mask[row] != 0 { elements.append(UInt64(number + 1)) }
            ends.append(elements.count)
        }
        return .array(ArrayColumn(ends: ends, elements: .uint64(elements)))
    }
}
