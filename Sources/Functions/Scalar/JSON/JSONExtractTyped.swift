import Columns
import Errors

/// JSON values as values of SQL types, for `JSONExtract(json, path…, 'Type')`.
enum JSONTyped {
    /// The value of a node as `type`; `nil` where it is none.
    static func value(_ document: JSONDocument, _ index: Int, _ type: DataType, _ context: QueryContext) -> Value? {
        let node = document.nodes[index]
        switch type {
        case .nullable(let inner):
            return node.kind == .null ? .null : value(document, index, inner, context)
        case .lowCardinality(let inner): return value(document, index, inner, context)
        case .string:
            if node.kind == .string { return .string(document.string(node)) }
            if node.kind == .null { return nil }
            var raw: [UInt8] = []
            document.appendRaw(index, to: &raw)
            return .string(raw)
        case .fixedString(let size):
            guard case .string(let text)? = value(document, index, .string, context) else { return nil }
            return text.count <= size ? .string(text) : nil
        case .bool:
            if node.kind == .string, let number: Int64 = document.number(index) { return .uint64(number == 0 ? 0 : 1) }
            return document.bool(index).map { .uint64($0 ? 1 : 0) }
        case .float32: return document.float(index).map { .float64(Double(Float($0))) }
        case .float64: return document.float(index).map { .float64($0) }
        case .array(let element):
            guard node.kind == .array else { return nil }
            return .array(
                document.children(index).map {
                    value(document, $0, element, context) ?? defaultValue(of: element)
                })
        case .map(let key, let element):
            guard node.kind == .object, key == .string || key == .lowCardinality(.string) else { return nil }
            return .array(
                document.children(index).map {
                    .tuple([
                        .string(document.string(document.nodes[$0 - 1])),
                        value(document, $0, element, context) ?? defaultValue(of: element),
                    ])
                })
        case .tuple(let elements): return tuple(document, index, elements, context)
        default: return type.isInteger ? integer(document, index, type) : parsed(document, index, type, context)
        }
    }

    static func defaultValue(of type: DataType) -> Value { Column.defaults(of: type, count: 1).value(at: 0) }

    private static func tuple(
        _ document: JSONDocument, _ index: Int, _ elements: [TupleElement], _ context: QueryContext
    ) -> Value? {
        let node = document.nodes[index]
        guard node.kind == .array || node.kind == .object else { return nil }
        let children = document.children(index)
        var isAnyFound = false
        let values = elements.enumerated().map { position, element -> Value in
            var child: Int?
            if node.kind == .object, let name = element.name {
                child = document.member(index, Array(name.utf8), ignoringCase: false)
            } else {
                child = position < children.count ? children[position] : nil
            }
            guard let child, let found = value(document, child, element.type, context) else {
                return defaultValue(of: element.type)
            }
            isAnyFound = true
            return found
        }
        return isAnyFound ? .tuple(values) : nil
    }

    private static func integer(_ document: JSONDocument, _ index: Int, _ type: DataType) -> Value? {
        switch type {
        case .int8: (document.number(index) as Int8?).map { .int64(Int64($0)) }
        case .int16: (document.number(index) as Int16?).map { .int64(Int64($0)) }
        case .int32: (document.number(index) as Int32?).map { .int64(Int64($0)) }
        case .int64: (document.number(index) as Int64?).map { .int64($0) }
        case .uint8: (document.number(index) as UInt8?).map { .uint64(UInt64($0)) }
        case .uint16: (document.number(index) as UInt16?).map { .uint64(UInt64($0)) }
        case .uint32: (document.number(index) as UInt32?).map { .uint64(UInt64($0)) }
        case .uint64: (document.number(index) as UInt64?).map { .uint64($0) }
        case .int128: (document.number(index) as Int128?).map { .int128($0) }
        case .uint128: (document.number(index) as UInt128?).map { .uint128($0) }
        case .int256: (document.number(index) as Int256?).map { .int256($0) }
        default: (document.number(index) as UInt256?).map { .uint256($0) }
        }
    }

    /// All other types are read from the value's text, as a conversion reads them.
    private static func parsed(
        _ document: JSONDocument, _ index: Int, _ type: DataType, _ context: QueryContext
    ) -> Value? {
        let node = document.nodes[index]
        guard node.kind == .string || node.kind == .integer || node.kind == .double else { return nil }
        if type.isEnum, node.kind == .integer {
            guard let number: Int16 = document.number(index) else { return nil }
            switch type {
            case .enum8(let values), .enum16(let values):
                return values.name(of: number) == nil ? nil : .int64(Int64(number))
            default: return nil
            }
        }
        var text = document.string(node)
        if node.kind != .string { text = Array(document.bytes[node.start..<node.end]) }
        let column = Column.string(StringColumn(ends: [text.count], bytes: text))
        let converted = try? convertColumn(column, from: .string, to: type, in: context)
        return converted?.materialised.value(at: 0)
    }
}

/// `JSONExtract(json, path…, 'Type')`.
protocol JSONExtractFunction: ScalarFunction {
    static var ignoresCase: Bool { get }
    /// The type of the result where the last argument says `type`.
    static func resultType(_ type: DataType) -> DataType
    static func value(_ document: JSONDocument, _ node: Int, _ type: DataType, _ context: QueryContext) -> Value?
    /// The type that the last argument said, of the type of the result.
    static func namedType(_ result: DataType) -> DataType
}

extension JSONExtractFunction {
    static var dictionaries: DictionaryRule { .dissolved }
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2, let last = arguments.last else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) requires at least two arguments")
        }
        try JSONPathArguments.check(name, arguments, 1..<arguments.count - 1)
        guard let text = last.constantBytes else {
            throw QueryError(
                .illegalColumn,
                "The last argument of function \(name) must be a constant string: the type of the values")
        }
        return resultType(try DataType(parsing: String(decoding: text, as: UTF8.self)))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var document = JSONDocument(strings.bytes)
        let path = JSONPathArguments(arguments[1..<arguments.count - 1], ignoringCase: ignoresCase)
        let missing = JSONTyped.defaultValue(of: result)
        let type = namedType(result)
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            guard document.parse(strings.range(of: row)), let node = path.node(in: document, row: row) else {
                values.append(missing)
                continue
            }
            values.append(value(document, node, type, context) ?? missing)
        }
        return try Column.laidOut(values, as: result)
    }
}

extension JSONExtractFunction where Self: JSONExtractPlain {
    static func resultType(_ type: DataType) -> DataType { type }
    static func namedType(_ result: DataType) -> DataType { result }

    static func value(_ document: JSONDocument, _ node: Int, _ type: DataType, _ context: QueryContext) -> Value? {
        JSONTyped.value(document, node, type, context)
    }
}

/// Marks the functions that give the value itself.
protocol JSONExtractPlain {}

/// Marks the functions that give an object's keys and values.
protocol JSONExtractPairs {}

extension JSONExtractFunction where Self: JSONExtractPairs {
    static func resultType(_ type: DataType) -> DataType {
        .array(.tuple([TupleElement(nil, .string), TupleElement(nil, type)]))
    }

    static func namedType(_ result: DataType) -> DataType {
        if case .array(.tuple(let elements)) = result { elements[1].type } else { result }
    }

    /// Members whose value is none of the type are left out.
    static func value(_ document: JSONDocument, _ node: Int, _ type: DataType, _ context: QueryContext) -> Value? {
        guard document.nodes[node].kind == .object else { return nil }
        return .array(
            document.children(node).compactMap { child in
                JSONTyped.value(document, child, type, context).map {
                    .tuple([.string(document.string(document.nodes[child - 1])), $0])
                }
            })
    }
}

enum JSONExtractTyped: JSONExtractFunction, JSONExtractPlain {
    static let name = "JSONExtract"
    static let ignoresCase = false
    static let documentation = FunctionDocumentation(
        "The value at a path of a JSON document as the type that the last argument names.",
        example: "JSONExtract('{\"a\": [1, 2]}', 'a', 'Array(Int32)')", "[1,2]")
}

enum JSONExtractTypedCaseInsensitive: JSONExtractFunction, JSONExtractPlain {
    static let name = "JSONExtractCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The value at a path of a JSON document as a type; keys in any case.",
        example: "JSONExtractCaseInsensitive('{\"A\": 1}', 'a', 'Int32')", "1")
}

enum JSONExtractKeysAndValues: JSONExtractFunction, JSONExtractPairs {
    static let name = "JSONExtractKeysAndValues"
    static let ignoresCase = false
    static let documentation = FunctionDocumentation(
        "Keys and values of the object at a path of a JSON document, the values as a type.",
        example: "JSONExtractKeysAndValues('{\"a\": 1}', 'Int32')", "[('a',1)]")
}

enum JSONExtractKeysAndValuesCaseInsensitive: JSONExtractFunction, JSONExtractPairs {
    static let name = "JSONExtractKeysAndValuesCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "Keys and values of the object at a path of a JSON document; keys of the path in any case.",
        example: "JSONExtractKeysAndValuesCaseInsensitive('{\"A\": {\"b\": 1}}', 'a', 'Int32')", "[('b',1)]")
}
