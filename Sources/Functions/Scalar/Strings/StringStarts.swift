import Columns
import Errors

/// How `startsWith` and its kin compare letters.
enum LetterComparison {
    case exact, asciiCaseless, unicodeCaseless

    /// The strings in the form in which equal ones have equal bytes.
    func folded(_ strings: StringColumn) -> StringColumn {
        switch self {
        case .exact: return strings
        case .asciiCaseless: return StringColumn(ends: strings.ends, bytes: asciiLowered(strings.bytes))
        case .unicodeCaseless:
            var result = StringColumn()
            let bytes = strings.bytes.span
            for row in 0..<strings.count {
                LowerUTF8.append(bytes.extracting(strings.range(of: row)), to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
            return result
        }
    }
}

/// `startsWith`, `endsWith` and their forms: does one string begin or end with another?
protocol StringEdgeTest: ScalarFunction {
    static var atEnd: Bool { get }
    static var comparison: LetterComparison { get }
}

extension StringEdgeTest {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0, 1)
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let texts = comparison.folded(arguments[0].strings)
        let edges = comparison.folded(arguments[1].strings)
        var mask = [UInt8](repeating: 0, count: rowCount)
        let bytes = texts.bytes.span
        let wanted = edges.bytes.span
        for row in 0..<rowCount {
            let text = texts.range(of: row)
            let edge = edges.range(of: row)
            guard text.count >= edge.count else { continue }
            let from = atEnd ? text.upperBound &- edge.count : text.lowerBound
            var index = 0
            while index < edge.count, bytes[from &+ index] == wanted[edge.lowerBound &+ index] { index &+= 1 }
            mask[row] = index == edge.count ? 1 : 0
        }
        return .uint8(mask)
    }
}

enum StartsWith: StringEdgeTest {
    static let name = "startsWith"
    static let aliases = ["startsWithUTF8"]
    static let atEnd = false
    static let comparison = LetterComparison.exact
    static let documentation = FunctionDocumentation(
        "1 if the string begins with the other.", example: "startsWith('ClickHouse', 'Click')", "1")
}

enum EndsWith: StringEdgeTest {
    static let name = "endsWith"
    static let aliases = ["endsWithUTF8"]
    static let atEnd = true
    static let comparison = LetterComparison.exact
    static let documentation = FunctionDocumentation(
        "1 if the string ends with the other.", example: "endsWith('ClickHouse', 'House')", "1")
}

enum StartsWithCaseInsensitive: StringEdgeTest {
    static let name = "startsWithCaseInsensitive"
    static let atEnd = false
    static let comparison = LetterComparison.asciiCaseless
    static let documentation = FunctionDocumentation(
        "1 if the string begins with the other in any case of ASCII letters.",
        example: "startsWithCaseInsensitive('ClickHouse', 'CLICK')", "1")
}

enum EndsWithCaseInsensitive: StringEdgeTest {
    static let name = "endsWithCaseInsensitive"
    static let atEnd = true
    static let comparison = LetterComparison.asciiCaseless
    static let documentation = FunctionDocumentation(
        "1 if the string ends with the other in any case of ASCII letters.",
        example: "endsWithCaseInsensitive('ClickHouse', 'HOUSE')", "1")
}

enum StartsWithCaseInsensitiveUTF8: StringEdgeTest {
    static let name = "startsWithCaseInsensitiveUTF8"
    static let atEnd = false
    static let comparison = LetterComparison.unicodeCaseless
    static let documentation = FunctionDocumentation(
        "1 if the UTF-8 string begins with the other in any case.",
        example: "startsWithCaseInsensitiveUTF8('приставка', 'ПРИ')", "1")
}

enum EndsWithCaseInsensitiveUTF8: StringEdgeTest {
    static let name = "endsWithCaseInsensitiveUTF8"
    static let atEnd = true
    static let comparison = LetterComparison.unicodeCaseless
    static let documentation = FunctionDocumentation(
        "1 if the UTF-8 string ends with the other in any case.",
        example: "endsWithCaseInsensitiveUTF8('данных', 'ЫХ')", "1")
}
