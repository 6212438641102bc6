import Columns
import Errors

/// The arguments that all functions of dictionaries share.
struct DictionaryCall {
    let content: DictionaryContent
    /// The attributes asked for: one, or a tuple of several.
    let attributes: [DictionaryContent.Attribute]
    let isTuple: Bool

    init(
        _ name: String, dictionary: Column?, attribute: Column?, in context: QueryContext
    ) throws(QueryError) {
        guard let dictionary, case .string(let bytes) = dictionary.value(at: 0) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type of first argument of function \(name), expected a constant string")
        }
        guard let find = context.findDictionary else {
            throw QueryError(.notImplemented, "Function \(name) is not supported here")
        }
        content = try find(String(decoding: bytes, as: UTF8.self))
        guard let attribute else {
            // Functions of keys alone have none.
            attributes = []
            isTuple = false
            return
        }
        let names: [Value]
        switch attribute.value(at: 0) {
        case .string(let bytes):
            names = [.string(bytes)]
            isTuple = false
        case .tuple(let elements):
            names = elements
            isTuple = true
        default: throw Self.illegalAttribute(name)
        }
        var attributes: [DictionaryContent.Attribute] = []
        for element in names {
            guard case .string(let bytes) = element else { throw Self.illegalAttribute(name) }
            attributes.append(try content.attribute(named: String(decoding: bytes, as: UTF8.self)))
        }
        guard !attributes.isEmpty else { throw Self.illegalAttribute(name) }
        self.attributes = attributes
    }

    private static func illegalAttribute(_ name: String) -> QueryError {
        QueryError(
            .illegalTypeOfArgument,
            "Illegal type of second argument of function \(name), expected a constant string or tuple of strings")
    }

    var type: DataType { isTuple ? .tuple(attributes.map { TupleElement($0.name, $0.type) }) : attributes[0].type }

    /// The dictionary's rows for the key, which is a value or a tuple of the key's columns.
    func rows(
        _ key: TypedColumn, _ moment: TypedColumn?, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> [Int32] {
        let types = content.keyTypes
        var parts: [(column: Column, type: DataType)] = [(key.column.materialised, key.type)]
        if case .tuple(let elements) = key.type, case .tuple(let tuple) = parts[0].column {
            parts = zip(tuple.elements, elements).map { ($0, $1.type) }
        }
        guard parts.count == types.count else {
            throw QueryError(
                .typeMismatch, "Key of dictionary \(content.name) has \(types.count) columns, got \(parts.count)")
        }
        var columns: [Column] = []
        for (part, type) in zip(parts, types) {
            let plain = part.column.withoutLowCardinality
            columns.append(
                part.type == type
                    ? plain
                    : try convertColumn(plain, from: part.type.withoutLowCardinality, to: type, in: context))
        }
        guard let range = content.range else {
            return content.rows(of: columns, nil, count: rowCount)
        }
        guard let moment else {
            throw QueryError(
                .illegalTypeOfArgument, "Dictionary \(content.name) has ranges: a range column is needed")
        }
        let converted = try convertColumn(
            moment.column.materialised, from: moment.type, to: range.type, in: context
        ).materialised
        return content.rows(of: columns, converted, count: rowCount)
    }

    /// The attribute's values of rows of the dictionary; `standard` has the values for −1, a row each.
    static func values(
        _ attribute: DictionaryContent.Attribute, _ rows: [Int32], standard: Column?
    ) -> Column {
        let known = attribute.values.count
        let behind = standard ?? attribute.standard
        var list = attribute.values
        list.append(behind)
        return list.gathering(
            rows.enumerated().map { row, place in
                UInt32(truncatingIfNeeded: place >= 0 ? Int(place) : standard == nil ? known : known + row)
            })
    }
}

package enum DictGet: ScalarFunction {
    package static let name = "dictGet"
    package static let documentation = FunctionDocumentation(
        summary: "The value of a dictionary's attribute for a key: `dictGet('prices', 'price', id)`; for a key that is "
            + "not there the attribute's default.",
        examples: [.init(sql: "dictGet('colours', 'name', 2)", result: "green")])
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...4)
        return try DictionaryCall(
            name, dictionary: arguments[0].constant, attribute: arguments[1].constant, in: context
        ).type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let call = try DictionaryCall(
            name, dictionary: arguments[0].column, attribute: arguments[1].column, in: context)
        let rows = try call.rows(
            arguments[2], arguments.count > 3 ? arguments[3] : nil, rowCount: rowCount, in: context)
        let columns = call.attributes.map { DictionaryCall.values($0, rows, standard: nil) }
        return call.isTuple ? .tuple(TupleColumn(elements: columns, count: rowCount)) : columns[0]
    }
}

package enum DictGetOrDefault: ScalarFunction {
    package static let name = "dictGetOrDefault"
    package static let documentation = FunctionDocumentation(
        summary: "The value of a dictionary's attribute for a key, or the last argument for a key that is not there.",
        examples: [.init(sql: "dictGetOrDefault('colours', 'name', 9, 'none')", result: "none")])
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 4...5)
        return try DictionaryCall(
            name, dictionary: arguments[0].constant, attribute: arguments[1].constant, in: context
        ).type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let call = try DictionaryCall(
            name, dictionary: arguments[0].column, attribute: arguments[1].column, in: context)
        let rows = try call.rows(
            arguments[2], arguments.count > 4 ? arguments[3] : nil, rowCount: rowCount, in: context)
        let last = arguments[arguments.count - 1]
        let standard = try convertColumn(
            last.column.materialised, from: last.type, to: call.type, in: context
        ).materialised
        guard call.isTuple else { return DictionaryCall.values(call.attributes[0], rows, standard: standard) }
        guard case .tuple(let defaults) = standard else { throw illegalArgumentType(name, 3, last.type) }
        let columns = zip(call.attributes, defaults.elements).map { DictionaryCall.values($0, rows, standard: $1) }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }
}

package enum DictGetOrNull: ScalarFunction {
    package static let name = "dictGetOrNull"
    package static let documentation = FunctionDocumentation(
        summary: "The value of a dictionary's attribute for a key, or NULL for a key that is not there.",
        examples: [.init(sql: "dictGetOrNull('colours', 'name', 9)", result: "\\N")])
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...4)
        let call = try DictionaryCall(
            name, dictionary: arguments[0].constant, attribute: arguments[1].constant, in: context)
        guard !call.isTuple, call.type.canBeInsideNullable || call.type.isNullable else {
            throw QueryError(.notImplemented, "Function \(name) is supported for one attribute that can be NULL")
        }
        return call.type.asNullable
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let call = try DictionaryCall(
            name, dictionary: arguments[0].column, attribute: arguments[1].column, in: context)
        let rows = try call.rows(
            arguments[2], arguments.count > 3 ? arguments[3] : nil, rowCount: rowCount, in: context)
        let values = DictionaryCall.values(call.attributes[0], rows, standard: nil).materialised
        var nulls: [UInt8] = rows.map { $0 < 0 ? 1 : 0 }
        guard case .nullable(let nullable) = values else {
            return .nullable(NullableColumn(nulls: nulls, values: values.withoutLowCardinality))
        }
        for row in nulls.indices { nulls[row] |= nullable.nulls[row] }
        return .nullable(NullableColumn(nulls: nulls, values: nullable.values))
    }
}

package enum DictHas: ScalarFunction {
    package static let name = "dictHas"
    package static let documentation = FunctionDocumentation(
        summary: "Whether a key is in a dictionary.", examples: [.init(sql: "dictHas('colours', 2)", result: "1")])
    package static var constants: ConstantRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        _ = try DictionaryCall(name, dictionary: arguments[0].constant, attribute: nil, in: context)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let call = try DictionaryCall(name, dictionary: arguments[0].column, attribute: nil, in: context)
        let rows = try call.rows(
            arguments[1], arguments.count > 2 ? arguments[2] : nil, rowCount: rowCount, in: context)
        return .uint8(rows.map { $0 >= 0 ? 1 : 0 })
    }
}
