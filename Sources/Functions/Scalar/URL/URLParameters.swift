import Columns
import Errors

/// The parameters of a URL, in its query and its fragment, as places in the text.
enum URLParameters {
    /// `name` and `value` of each parameter; the value is empty where there is no `=`.
    static func all(_ text: Span<UInt8>) -> [(name: Range<Int>, value: Range<Int>)] {
        guard let start = URLText.first(UInt8(ascii: "?"), UInt8(ascii: "#"), in: text, from: 0) else { return [] }
        var result: [(name: Range<Int>, value: Range<Int>)] = []
        var place = start + 1
        while place < text.count {
            var end = place
            var equals: Int?
            while end < text.count, !isBorder(text[end]) {
                if equals == nil, text[end] == UInt8(ascii: "=") { equals = end }
                end += 1
            }
            if let equals { result.append((place..<equals, equals + 1..<end)) }
            place = end + 1
        }
        return result
    }

    static func isBorder(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "?")
    }

    static func equals(_ text: Span<UInt8>, _ range: Range<Int>, _ name: ArraySlice<UInt8>) -> Bool {
        range.count == name.count && zip(range, name).allSatisfy { text[$0] == $1 }
    }
}

enum ExtractURLParameter: ScalarFunction {
    static let name = "extractURLParameter"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The value of a URL's parameter, empty where it is not there.",
        example: "extractURLParameter('http://a.com/?b=1&c=2', 'c')", "2")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0, 1)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let names = arguments[1].strings
        let source = strings.bytes
        let bytes = source.span
        var starts = [Int](repeating: 0, count: rowCount)
        var lengths = starts
        for row in 0..<rowCount {
            let range = strings.range(of: row)
            let text = bytes.extracting(range)
            let found = URLParameters.all(text).first { URLParameters.equals(text, $0.name, names[row]) }
            guard let found else { continue }
            starts[row] = range.lowerBound + found.value.lowerBound
            lengths[row] = found.value.count
        }
        return .string(strings.slicing(starts: starts, lengths: lengths))
    }
}

/// `extractURLParameters` and `extractURLParameterNames`.
protocol URLParameterList: ScalarFunction {
    static func piece(_ parameter: (name: Range<Int>, value: Range<Int>)) -> Range<Int>
}

extension URLParameterList {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .array(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let source = strings.bytes
        let bytes = source.span
        var pieces = StringPieces(strings)
        for row in 0..<rowCount {
            let range = strings.range(of: row)
            for parameter in URLParameters.all(bytes.extracting(range)) {
                let piece = piece(parameter)
                pieces.append(range.lowerBound + piece.lowerBound..<range.lowerBound + piece.upperBound)
            }
            pieces.endRow()
        }
        return pieces.column
    }
}

enum ExtractURLParameters: URLParameterList {
    static let name = "extractURLParameters"
    static let documentation = FunctionDocumentation(
        "The parameters of a URL, each as name=value.", example: "extractURLParameters('http://a.com/?b=1&c=2')",
        "['b=1','c=2']")

    static func piece(_ parameter: (name: Range<Int>, value: Range<Int>)) -> Range<Int> {
        parameter.name.lowerBound..<parameter.value.upperBound
    }
}

enum ExtractURLParameterNames: URLParameterList {
    static let name = "extractURLParameterNames"
    static let documentation = FunctionDocumentation(
        "The names of a URL's parameters.", example: "extractURLParameterNames('http://a.com/?b=1&c=2')", "['b','c']")

    static func piece(_ parameter: (name: Range<Int>, value: Range<Int>)) -> Range<Int> { parameter.name }
}
