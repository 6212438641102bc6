import Columns
import Errors

extension Conversion {
    /// Reads a value of `target` from each string; the whole string must be used.
    mutating func parse(
        _ column: Column, from source: DataType, as target: DataType
    ) throws(QueryError) -> Column {
        let strings = try StringOperand(column)
        let count = column.count
        switch target {
        case .bool: return try parseRows(strings, count, target, BoolTextReader())
        case .float32: return try parseRows(strings, count, target, FloatTextReader())
        case .float64: return try parseRows(strings, count, target, DoubleTextReader())
        case .uuid: return try parseRows(strings, count, target, UUIDTextReader())
        case .ipv4: return try parseRows(strings, count, target, IPv4TextReader())
        case .ipv6: return try parseRows(strings, count, target, IPv6TextReader())
        case .enum8(let values): return try parseRows(strings, count, target, EnumTextReader<Int8>(values: values))
        case .enum16(let values): return try parseRows(strings, count, target, EnumTextReader<Int16>(values: values))
        case .array, .tuple: return try parseNested(strings, count, as: target)
        case .date, .date32, .dateTime, .dateTime64: return try parseTime(strings, count, as: target)
        case .decimal(let precision, let scale):
            var visitor = DecimalParsing(
                conversion: self, strings: strings, count: count, target: target,
                precision: DecimalArithmetic.widest(precision),
                scale: scale)
            let result = try visitor.run(on: target.physicalKind)
            failures = visitor.conversion.failures
            return result ?? column
        default:
            var visitor = IntegerParsing(conversion: self, strings: strings, count: count, target: target)
            guard let result = try visitor.run(on: target.physicalKind) else { throw unsupported(source, target) }
            failures = visitor.conversion.failures
            return result
        }
    }

    /// The loop over rows, for any reader.
    mutating func parseRows<Reader: TextReader>(
        _ strings: StringOperand, _ count: Int, _ target: DataType, _ reader: Reader
    ) throws(QueryError) -> Column {
        var reader = reader
        var result: [Reader.Value] = []
        result.reserveCapacity(count)
        let all = strings.bytes.span
        for row in 0..<count {
            let bytes = all.extracting(strings.range(of: row))
            var position = 0
            if failures != nil || isAccurate {
                if let value = reader.readOrNil(bytes, at: &position), position == bytes.count,
                    bytes.count > 0 || target.isEnum
                {
                    result.append(value)
                    continue
                }
                try fail(row, QueryError(.cannotParseText, "Cannot parse string to type \(target.name)"))
                result.append(Reader.Value.zero)
                continue
            }
            do throws(QueryError) {
                if bytes.count == 0, target.isInteger || target.isDecimal { throw IntegerText.endOfText() }
                result.append(try reader.read(bytes, at: &position))
            } catch {
                throw cannotRead(error, bytes, target)
            }
            if position != bytes.count { throw leftOver(bytes, position, target) }
        }
        return Reader.Value.column(result)
    }

    private func cannotRead(_ error: QueryError, _ bytes: Span<UInt8>, _ target: DataType) -> QueryError {
        switch error.code {
        case .attemptToReadAfterEof:
            error.adding(": Cannot parse \(target.name) from String, because value is too short")
        case .unknownElementOfEnum, .cannotParseIpv4, .cannotParseIpv6, .cannotParseBool, .argumentOutOfBound: error
        default: error.adding(": Cannot parse \(target.name) from String")
        }
    }

    private func leftOver(_ bytes: Span<UInt8>, _ position: Int, _ target: DataType) -> QueryError {
        let text = TextExcerpt.string(bytes, 0..<min(bytes.count, 256))
        if target == .bool {
            return QueryError(.cannotParseBool, "Cannot parse boolean value here: '\(text)'")
        }
        let place =
            position == 0
            ? "begin of string"
            : "position \(position) (parsed just '\(TextExcerpt.string(bytes, 0..<min(position, 256)))')"
        let advice =
            target.isInteger || target.isFloat
            ? ". Note: there are to\(target.name)OrZero and to\(target.name)OrNull functions, which returns zero/NULL "
                + "instead of throwing exception" : ""
        return QueryError(
            .cannotParseText, "Cannot parse string '\(text)' as \(target.name): syntax error at \(place)\(advice)")
    }
}

private struct IntegerParsing: IntegerTypeVisitor {
    var conversion: Conversion
    let strings: StringOperand
    let count: Int
    let target: DataType

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try conversion.parseRows(strings, count, target, IntegerTextReader<T>())
    }
}

private struct DecimalParsing: IntegerTypeVisitor {
    var conversion: Conversion
    let strings: StringOperand
    let count: Int
    let target: DataType
    let precision: Int
    let scale: Int

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try conversion.parseRows(strings, count, target, DecimalTextReader<T>(precision: precision, scale: scale))
    }
}
