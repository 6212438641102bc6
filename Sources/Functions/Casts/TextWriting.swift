import Columns
import Errors

extension Conversion {
    /// Every value as ClickHouse's plain text.
    mutating func convertToString(_ column: Column, from source: DataType) throws(QueryError) -> Column {
        if case .aggregateFunction = source { return column }
        var writer = ValueWriter(context: context)
        return .string(try writer.strings(of: column, source))
    }

    mutating func convertToFixedString(
        _ column: Column, from source: DataType, size: Int
    ) throws(QueryError) -> Column {
        guard source.isStringOrFixedString else {
            throw QueryError(
                .notImplemented, "CAST AS FixedString is only implemented for types String and FixedString")
        }
        let strings = try StringOperand(column)
        var bytes = [UInt8](repeating: 0, count: size * column.count)
        for row in 0..<column.count {
            var range = strings.wholeRange(of: row)
            if range.count > size {
                range = range.lowerBound..<max(range.lowerBound + size, strings.range(of: row).upperBound)
            }
            guard range.count <= size, source == .string || strings.wholeRange(of: row).count <= size else {
                try fail(row, QueryError(.tooLargeStringSize, "String too long for type FixedString(\(size))"))
                continue
            }
            var place = row * size
            for index in range {
                bytes[place] = strings.bytes[index]
                place &+= 1
            }
        }
        return .fixedString(FixedStringColumn(size: size, bytes: bytes))
    }
}

/// Writes values as text: plain, or with quotes around what is quoted inside arrays, tuples and maps.
struct ValueWriter {
    let context: QueryContext

    /// One string per row.
    mutating func strings(of column: Column, _ type: DataType) throws(QueryError) -> StringColumn {
        var result = StringColumn()
        result.ends.reserveCapacity(column.count)
        switch type {
        case .string: if case .string(let strings) = column { return strings }
        case .enum8(let values), .enum16(let values):
            guard case .int16(let numbers) = try column.asNumbers(.int16) else { throw wrongLayout(column, type) }
            for number in numbers { result.append(values.name(of: number) ?? []) }
            return result
        case .fixedString:
            let strings = try StringOperand(column)
            for row in 0..<column.count { result.append(strings.bytes[strings.range(of: row)]) }
            return result
        case .variant, .dynamicValue:
            for row in 0..<column.count {
                try write(column, row, type, isQuoted: false, to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
            return result
        case .object:
            guard case .string(let values) = column.materialised else { throw wrongLayout(column, type) }
            var writer = ObjectTextWriter(try TimeZoneRegistry.named(context.timeZone))
            return try writer.texts(of: values, rows: 0..<values.count)
        case .array, .tuple, .map, .nullable, .lowCardinality:
            for row in 0..<column.count {
                try write(column, row, type, isQuoted: false, to: &result.bytes)
                result.ends.append(result.bytes.count)
            }
            return result
        default: break
        }
        if type.isDateOrDateTime { return try timeStrings(of: column, type) }
        var visitor = PlainWriting(type: type)
        guard let written = try visitor.run(on: column) else { throw wrongLayout(column, type) }
        return written
    }

    /// One value, nested ones included.
    mutating func write(
        _ column: Column, _ row: Int, _ type: DataType, isQuoted: Bool, to output: inout [UInt8]
    ) throws(QueryError) {
        switch (column, type.storedValue) {
        case (.constant(let constant), _): try write(constant.value, 0, type, isQuoted: isQuoted, to: &output)
        case (.nullable(let nullable), .nullable(let inner)):
            if nullable.nulls[row] != 0 { return output.append(contentsOf: "NULL".utf8) }
            try write(nullable.values, row, inner, isQuoted: isQuoted, to: &output)
        case (.lowCardinality(let low), .lowCardinality(let inner)):
            let code = Int(low.codes[row])
            if low.isNullable && code == 0 { return output.append(contentsOf: "NULL".utf8) }
            try write(low.dictionary, code, inner.withoutNullable, isQuoted: isQuoted, to: &output)
        case (.array(let array), .array(let element)):
            output.append(UInt8(ascii: "["))
            for (position, index) in array.range(of: row).enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                try write(array.elements, index, element, isQuoted: true, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case (.array(let array), .map(let key, let value)):
            try writeMap(array, row, key, value, to: &output)
        case (.tuple(let tuple), .tuple(let elements)):
            output.append(UInt8(ascii: "("))
            for (position, element) in elements.enumerated() {
                if position > 0 { output.append(UInt8(ascii: ",")) }
                try write(tuple.elements[position], row, element.type, isQuoted: true, to: &output)
            }
            output.append(UInt8(ascii: ")"))
        case (_, .variant), (_, .dynamicValue):
            guard let one = try SingleAlternative(column, row, type) else {
                return output.append(contentsOf: "NULL".utf8)
            }
            try write(one.column, one.row, one.type, isQuoted: isQuoted, to: &output)
        case (_, let plain):
            let text = try strings(of: column.slice(row..<row + 1), plain)
            if isQuoted, plain.isQuotedInText {
                let bytes = text.bytes
                SQLText.writeQuoted(bytes.span, to: &output)
            } else {
                output.append(contentsOf: text.bytes)
            }
        }
    }

    private mutating func writeMap(
        _ array: ArrayColumn, _ row: Int, _ key: DataType, _ value: DataType, to output: inout [UInt8]
    ) throws(QueryError) {
        guard case .tuple(let pairs) = array.elements else { throw wrongLayout(array.elements, .pair(key, value)) }
        output.append(UInt8(ascii: "{"))
        for (position, index) in array.range(of: row).enumerated() {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            try write(pairs.elements[0], index, key, isQuoted: true, to: &output)
            output.append(UInt8(ascii: ":"))
            try write(pairs.elements[1], index, value, isQuoted: true, to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}

extension DataType {
    /// Stands in quotes inside arrays, tuples and maps.
    var isQuotedInText: Bool {
        switch self {
        case .string, .fixedString, .enum8, .enum16, .uuid, .ipv4, .ipv6, .date, .date32, .dateTime, .dateTime64,
            .aggregateFunction, .object:
            true
        default: false
        }
    }
}

/// Numbers and what is kept as one.
private struct PlainWriting: NumberVisitor {
    let type: DataType

    mutating func visit<T: NumberValue>(_ values: [T]) throws(QueryError) -> StringColumn {
        var result = StringColumn()
        result.ends.reserveCapacity(values.count)
        switch type {
        case .bool: write(values, to: &result) { BoolText.write($0 != T.zero, to: &$1) }
        case .uuid: write(values, to: &result) { UUIDText.write($0.widened(to: UInt128.self), to: &$1) }
        case .ipv4: write(values, to: &result) { IPv4Text.write($0.widened(to: UInt32.self), to: &$1) }
        case .ipv6: write(values, to: &result) { IPv6Text.write($0.widened(to: UInt128.self), to: &$1) }
        case .decimal(_, let scale):
            write(values, to: &result) { value, bytes in
                if let small = value as? Int64 {
                    DecimalText.write(small, scale: scale, trailingZeros: false, to: &bytes)
                } else {
                    DecimalText.write(value.widened(to: Int256.self), scale: scale, trailingZeros: false, to: &bytes)
                }
            }
        default: write(values, to: &result) { $0.writeText(to: &$1) }
        }
        return result
    }

    private func write<T: NumberValue>(
        _ values: [T], to result: inout StringColumn, _ body: (T, inout [UInt8]) -> Void
    ) {
        for value in values {
            body(value, &result.bytes)
            result.ends.append(result.bytes.count)
        }
    }
}
