import Columns
import Errors

/// `toJSONString(value)`: a value of any type as JSON, as the JSON formats write it.
enum ToJSONString: ScalarFunction {
    static let name = "toJSONString"
    static let mixtures = MixtureRule.unwrapped
    static let documentation = FunctionDocumentation(
        "The value as JSON.", example: "toJSONString([1, 2])", "[1,2]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let texts = try texts(arguments[0].column, arguments[0].type, in: context)
        return .string(texts)
    }

    /// The JSON of every row.
    private static func texts(
        _ column: Column, _ type: DataType, in context: QueryContext
    ) throws(QueryError) -> StringColumn {
        switch (column, type.storedValue) {
        case (.lowCardinality, .lowCardinality(let inner)):
            return try texts(column.withoutLowCardinality, inner, in: context)
        case (.nullable(let nullable), .nullable(let inner)):
            let inside = try texts(nullable.values, inner, in: context)
            var written = StringColumn()
            for row in 0..<nullable.count {
                if nullable.nulls[row] != 0 { written.append("null".utf8) } else { written.append(inside[row]) }
            }
            return written
        case (_, .variant), (_, .dynamicValue):
            let pieces = try MixedRows(column, type)
            var answers = [Column.string(StringColumn(["null"]))]
            for piece in pieces.pieces {
                answers.append(.string(try texts(piece.values, piece.type, in: context)))
            }
            guard case .string(let written) = pieces.gathered(answers) else { throw wrongLayout(column, type) }
            return written
        case (_, .object):
            guard case .string(let values) = column.materialised else { throw wrongLayout(column, type) }
            var writer = ObjectTextWriter(try TimeZoneRegistry.named(context.timeZone))
            return try writer.texts(of: values, rows: 0..<values.count)
        case (.nothing(let count), _): return StringColumn([String](repeating: "null", count: count))
        case (.array(let array), .array(let element)):
            let inside = try texts(array.elements, element, in: context)
            return joined(array) { $0.append(contentsOf: inside[$1]) }
        case (.array(let array), .map(let key, let value)):
            guard case .tuple(let pairs) = array.elements else { return StringColumn() }
            let keys = try texts(pairs.elements[0], key, in: context)
            let values = try texts(pairs.elements[1], value, in: context)
            return joined(array, open: "{", close: "}") { output, place in
                let isQuoted = keys[place].first == UInt8(ascii: "\"")
                if !isQuoted { output.append(UInt8(ascii: "\"")) }
                output.append(contentsOf: keys[place])
                if !isQuoted { output.append(UInt8(ascii: "\"")) }
                output.append(UInt8(ascii: ":"))
                output.append(contentsOf: values[place])
            }
        case (.tuple(let tuple), .tuple(let elements)): return try tupleTexts(tuple, elements, in: context)
        default: return try scalarTexts(column, type.storedValue, in: context)
        }
    }

    private static func joined(
        _ array: ArrayColumn, open: Character = "[", close: Character = "]",
        _ append: (inout [UInt8], Int) -> Void
    ) -> StringColumn {
        var written = StringColumn()
        for row in 0..<array.count {
            let range = array.range(of: row)
            written.bytes.append(contentsOf: open.utf8)
            for place in range {
                if place > range.lowerBound { written.bytes.append(UInt8(ascii: ",")) }
                append(&written.bytes, place)
            }
            written.bytes.append(contentsOf: close.utf8)
            written.ends.append(written.bytes.count)
        }
        return written
    }

    private static func tupleTexts(
        _ tuple: TupleColumn, _ elements: [TupleElement], in context: QueryContext
    ) throws(QueryError) -> StringColumn {
        var parts: [StringColumn] = []
        for (part, element) in zip(tuple.elements, elements) {
            parts.append(try texts(part, element.type, in: context))
        }
        let isNamed = elements.allSatisfy { $0.name != nil } && !elements.isEmpty
        var written = StringColumn()
        for row in 0..<tuple.count {
            written.bytes.append(UInt8(ascii: isNamed ? "{" : "["))
            for (position, part) in parts.enumerated() {
                if position > 0 { written.bytes.append(UInt8(ascii: ",")) }
                if isNamed, let name = elements[position].name {
                    let bytes = Array(name.utf8)
                    JSONText.writeQuoted(bytes.span, escapingSlashes: true, to: &written.bytes)
                    written.bytes.append(UInt8(ascii: ":"))
                }
                written.bytes.append(contentsOf: part[row])
            }
            written.bytes.append(UInt8(ascii: isNamed ? "}" : "]"))
            written.ends.append(written.bytes.count)
        }
        return written
    }

    private static func scalarTexts(
        _ column: Column, _ type: DataType, in context: QueryContext
    ) throws(QueryError) -> StringColumn {
        if type.isFloat {
            let values = TypedColumn(type: type, column: column).doubles
            let plain = try convertColumn(column, from: type, to: .string, in: context)
            let texts = TypedColumn(type: .string, column: plain).strings
            var written = StringColumn()
            for row in values.indices {
                if values[row].isFinite { written.append(texts[row]) } else { written.append("null".utf8) }
            }
            return written
        }
        if type == .bool {
            return StringColumn(
                TypedColumn(type: type, column: column).integers.map { $0 == 0 ? "false" : "true" })
        }
        let texts: StringColumn
        if type.isStringOrFixedString {
            texts = TypedColumn(type: type, column: column).strings
        } else {
            let converted = try convertColumn(column, from: type, to: .string, in: context)
            texts = TypedColumn(type: .string, column: converted).strings
        }
        if type.isInteger || type.isDecimal { return texts }
        if case .interval = type { return texts }
        var written = StringColumn()
        let source = texts.bytes
        let bytes = source.span
        for row in 0..<texts.count {
            JSONText.writeQuoted(bytes.extracting(texts.range(of: row)), escapingSlashes: true, to: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return written
    }
}

extension Character {
    fileprivate var utf8: String.UTF8View { String(self).utf8 }
}
