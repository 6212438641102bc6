import Columns
import Errors

enum IsValidJSON: StringMeasure {
    static let name = "isValidJSON"
    static let dictionaries = DictionaryRule.dissolved
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the text is JSON.", example: "isValidJSON('{\"a\": 1}')", "1")

    static func measure(_ text: Span<UInt8>) -> UInt8 {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for index in text.indices { bytes.append(text[index]) }
        var document = JSONDocument(bytes)
        return document.parse(0..<bytes.count) ? 1 : 0
    }
}

enum JSONArrayLength: ScalarFunction {
    static let name = "JSONArrayLength"
    static let aliases = ["JSON_ARRAY_LENGTH"]
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The number of elements of a JSON array; NULL for all else.", example: "JSONArrayLength('[1, 2]')", "2")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .nullable(.uint64)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var document = JSONDocument(strings.bytes)
        var counts = [UInt64](repeating: 0, count: rowCount)
        var nulls = [UInt8](repeating: 1, count: rowCount)
        for row in 0..<rowCount {
            guard document.parse(strings.range(of: row)), document.nodes[0].kind == .array else { continue }
            counts[row] = UInt64(document.nodes[0].count)
            nulls[row] = 0
        }
        return .nullable(NullableColumn(nulls: nulls, values: .uint64(counts)))
    }
}

enum JSONTypeName: ScalarFunction {
    static let name = "JSONType"
    static let dictionaries = DictionaryRule.dissolved
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The kind of the value at a path of a JSON document.", example: "JSONType('{\"a\": 1}', 'a')", "Int64")

    /// ClickHouse's numbers: the first byte of such a value.
    private static let kinds: [(String, Int16)] = [
        ("Null", 0), ("String", 34), ("Array", 91), ("Object", 123), ("Bool", 98), ("Int64", 105), ("UInt64", 117),
        ("Double", 100),
    ]

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try JSONPathArguments.check(name, arguments, 1..<max(arguments.count, 1))
        return .enum8(try EnumValues(kinds.map { (Array($0.0.utf8), $0.1) }))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var document = JSONDocument(strings.bytes)
        let path = JSONPathArguments(arguments[1...], ignoringCase: false)
        return .int8(
            (0..<rowCount).map { row in
                guard document.parse(strings.range(of: row)), let node = path.node(in: document, row: row) else {
                    return 0
                }
                return number(document, document.nodes[node])
            })
    }

    private static func number(_ document: JSONDocument, _ node: JSONNode) -> Int8 {
        switch node.kind {
        case .null: 0
        case .string: 34
        case .array: 91
        case .object: 123
        case .yes, .no: 98
        case .double: 100
        case .integer: (document.integer(node) ?? 0) > Int128(Int64.max) ? 117 : 105
        }
    }
}

enum JSONKeyName: ScalarFunction {
    static let name = "JSONKey"
    static let dictionaries = DictionaryRule.dissolved
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The key of the member that a path of indexes leads to.", example: "JSONKey('{\"a\": 1, \"b\": 2}', -1)", "b")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try JSONPathArguments.check(name, arguments, 1..<max(arguments.count, 1))
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var document = JSONDocument(strings.bytes)
        let path = JSONPathArguments(arguments[1...], ignoringCase: false)
        let parents = JSONPathArguments(arguments[1..<max(arguments.count - 1, 1)], ignoringCase: false)
        var written = StringColumn()
        for row in 0..<rowCount {
            if arguments.count > 1, document.parse(strings.range(of: row)),
                let node = path.node(in: document, row: row), let parent = parents.node(in: document, row: row),
                document.nodes[parent].kind == .object
            {
                document.appendString(document.nodes[node - 1], to: &written.bytes)
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
