import Columns
import Errors

/// `simpleJSONExtract…` and `visitParam…`: the first place where `"name":` stands is taken, without parsing the rest.
protocol SimpleJSONFunction: ScalarFunction {
    static var resultType: DataType { get }
    /// The results, from the places in `bytes` where each row's value begins (`nil`: the name is not there).
    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column
}

extension SimpleJSONFunction {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0, 1)
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
        }
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        // As ClickHouse has it: the name in quotes with its colon, and the value at once; no spaces between.
        let quote = UInt8(ascii: "\"")
        let search = SubstringSearch(
            [quote] + arguments[1].strings.bytesOfFirstRow + [quote, UInt8(ascii: ":")])
        let places = (0..<rowCount).map { row -> Int? in
            let range = strings.range(of: row)
            return search.firstOffset(in: strings.bytes, from: range.lowerBound, to: range.upperBound).map {
                $0 + search.needle.count
            }
        }
        return column(strings, places)
    }

    /// Numbers may stand in quotes.
    static func behindQuote(_ strings: StringColumn, _ row: Int, _ place: Int) -> Range<Int> {
        let end = strings.range(of: row).upperBound
        let isQuoted = place < end && strings.bytes[place] == UInt8(ascii: "\"")
        return (isQuoted ? place + 1 : place)..<end
    }

    static func integers<Number: FixedWidthInteger>(_ strings: StringColumn, _ values: [Int?]) -> [Number] {
        values.enumerated().map { row, place in
            guard let place else { return 0 }
            let text = strings.bytes.span.extracting(behindQuote(strings, row, place))
            var position = 0
            return IntegerText.readOrNil(text, at: &position, as: Number.self) ?? 0
        }
    }

    /// The value's text: a whole string, array or object, else up to a comma or closing bracket.
    static func rawRange(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Range<Int> {
        var depth = 0
        var isInsideString = false
        var place = start
        while place < end {
            let byte = bytes[place]
            if isInsideString {
                if byte == UInt8(ascii: "\\") {
                    place += 1
                } else if byte == UInt8(ascii: "\"") {
                    isInsideString = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInsideString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return start..<place }
                    depth -= 1
                case UInt8(ascii: ","): if depth == 0 { return start..<place }
                default: break
                }
            }
            place += 1
        }
        return start..<min(place, end)
    }
}

enum SimpleJSONHas: SimpleJSONFunction {
    static let name = "simpleJSONHas"
    static let aliases = ["visitParamHas"]
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the text has a member of that name.", example: "simpleJSONHas('{\"a\":1}', 'a')", "1")

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column {
        .uint8(values.map { $0 == nil ? 0 : 1 })
    }
}

enum SimpleJSONExtractInt: SimpleJSONFunction {
    static let name = "simpleJSONExtractInt"
    static let aliases = ["visitParamExtractInt"]
    static let resultType = DataType.int64
    static let documentation = FunctionDocumentation(
        "The integer of a member, else 0.", example: "simpleJSONExtractInt('{\"a\":-5}', 'a')", "-5")

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column { .int64(integers(strings, values)) }
}

enum SimpleJSONExtractUInt: SimpleJSONFunction {
    static let name = "simpleJSONExtractUInt"
    static let aliases = ["visitParamExtractUInt"]
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The unsigned integer of a member, else 0.", example: "simpleJSONExtractUInt('{\"a\":5}', 'a')", "5")

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column { .uint64(integers(strings, values)) }
}

enum SimpleJSONExtractFloat: SimpleJSONFunction {
    static let name = "simpleJSONExtractFloat"
    static let aliases = ["visitParamExtractFloat"]
    static let resultType = DataType.float64
    static let documentation = FunctionDocumentation(
        "The number of a member, else 0.", example: "simpleJSONExtractFloat('{\"a\":1.5}', 'a')", "1.5")

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column {
        .float64(
            values.enumerated().map { row, place in
                guard let place else { return 0 }
                var position = 0
                let text = strings.bytes.span.extracting(behindQuote(strings, row, place))
                return FloatText.readOrNil(text, at: &position) ?? 0
            })
    }
}

enum SimpleJSONExtractBool: SimpleJSONFunction {
    static let name = "simpleJSONExtractBool"
    static let aliases = ["visitParamExtractBool"]
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the member is true.", example: "simpleJSONExtractBool('{\"a\":true}', 'a')", "1")

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column {
        .uint8(
            values.enumerated().map { row, place in
                guard let place, strings.bytes[place..<strings.range(of: row).upperBound].starts(with: "true".utf8)
                else { return 0 }
                return 1
            })
    }
}

enum SimpleJSONExtractRaw: SimpleJSONFunction {
    static let name = "simpleJSONExtractRaw"
    static let aliases = ["visitParamExtractRaw"]
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The text of a member's value.", example: "simpleJSONExtractRaw('{\"a\":[1,2]}', 'a')", "[1,2]")

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column {
        var written = StringColumn()
        for (row, place) in values.enumerated() {
            let end = strings.range(of: row).upperBound
            let range = place.map { rawRange(strings.bytes, $0, end) } ?? 0..<0
            written.append(strings.bytes[range])
        }
        return .string(written)
    }
}

enum SimpleJSONExtractString: SimpleJSONFunction {
    static let name = "simpleJSONExtractString"
    static let aliases = ["visitParamExtractString"]
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The string of a member, empty where it is none.", example: "simpleJSONExtractString('{\"a\":\"x\"}', 'a')", "x"
    )

    static func column(_ strings: StringColumn, _ values: [Int?]) -> Column {
        var written = StringColumn()
        var document = JSONDocument(strings.bytes)
        for (row, place) in values.enumerated() {
            if let place {
                let range = rawRange(strings.bytes, place, strings.range(of: row).upperBound)
                let trimmed =
                    range.lowerBound..<(strings.bytes[range].lastIndex { $0 > 0x20 } ?? range.lowerBound - 1) + 1
                if document.parse(trimmed), document.nodes[0].kind == .string {
                    document.appendString(document.nodes[0], to: &written.bytes)
                }
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
