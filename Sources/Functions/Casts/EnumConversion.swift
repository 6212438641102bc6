import Columns
import Errors

extension Conversion {
    /// Numbers and other enums by number; an enum's names must keep their numbers.
    mutating func convertToEnum(
        _ column: Column, from source: DataType, to target: DataType, values: EnumValues
    ) throws(QueryError) -> Column {
        switch source {
        case .enum8(let own), .enum16(let own): try checkSameNames(own, values)
        case .decimal: throw unsupported(source, target)
        default: if !source.isNumber { throw unsupported(source, target) }
        }
        // A number too large for the enum's width is refused as such.
        let wasAccurate = isAccurate
        isAccurate = !source.isFloat
        let numbers = try convertToNumber(column, from: source, to: target.physicalKind == .int8 ? .int8 : .int16)
        isAccurate = wasAccurate
        var known = EnumMembership(conversion: self, values: values)
        _ = try known.run(on: numbers)
        failures = known.conversion.failures
        guard let marks = failures, marks.contains(1) else { return numbers }
        // Rows that do not convert must not hold a number without a name.
        let filler = Column.defaults(of: target, count: 1)
        var result = filler
        result.append(numbers)
        return result.gathering(
            marks.enumerated().map { row, mark in UInt32(1 &- mark) &* UInt32(truncatingIfNeeded: row &+ 1) })
    }

    private func checkSameNames(_ own: EnumValues, _ wanted: EnumValues) throws(QueryError) {
        for (name, number) in zip(own.names, own.numbers) {
            guard let other = wanted.number(of: name), other != number else { continue }
            throw QueryError(
                .cannotConvertType,
                "Enum conversion changes value for element '\(String(decoding: name, as: UTF8.self))' "
                    + "from \(number) to \(other)")
        }
    }
}

private struct EnumMembership: NumberVisitor {
    var conversion: Conversion
    let values: EnumValues

    mutating func visit<T: NumberValue>(_ numbers: [T]) throws(QueryError) {
        var checked: Int16?
        for row in numbers.indices {
            let number = numbers[row].widened(to: Int16.self)
            if number == checked { continue }
            if values.name(of: number) == nil {
                try conversion.fail(row, QueryError(.unknownElementOfEnum, "Unexpected value \(number) in enum"))
            } else {
                checked = number
            }
        }
    }
}
