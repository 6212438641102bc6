import Columns
import Errors

/// The first part of a part's name, computed from the values of the partition key.
///
/// | key | identifier |
/// |---|---|
/// | none | `all` |
/// | integers (also as dates, enums, addresses) | decimal numbers joined by `-`; a `Date` is `YYYYMMDD` |
/// | anything else | SipHash128 of all values, each with a byte for its kind, in hex |
/// - Source: ClickHouse `MergeTreePartition::getID`; checked with 32 keys of 26.9.
package enum PartitionIdentifier {
    package static func text(of values: [Value], types: [DataType]) throws(QueryError) -> String {
        if values.isEmpty { return "all" }
        var numbers: [String] = []
        for (value, type) in zip(values, types) {
            guard let number = decimalText(value, type) else { break }
            numbers.append(number)
        }
        if numbers.count == values.count { return numbers.joined(separator: "-") }
        var hash = SipHash()
        for (value, type) in zip(values, types) { try append(value, type, to: &hash) }
        return hash.value128.bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    private static func decimalText(_ value: Value, _ type: DataType) -> String? {
        switch type.unwrapped.storedValue.unwrapped {
        case .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .bool, .enum8, .enum16, .dateTime,
            .date32, .ipv4:
            switch value {
            case .uint64(let number): "\(number)"
            case .int64(let number): "\(number)"
            default: nil
            }
        case .date:
            if case .uint64(let days) = value { CivilDate(daysSinceEpoch: Int(days)).compactText } else { nil }
        default: nil
        }
    }

    private static func append(_ value: Value, _ type: DataType, to hash: inout SipHash) throws(QueryError) {
        let plain = type.unwrapped.storedValue.unwrapped
        switch value {
        case .null: hash.append(UInt8(0))
        case .uint64(let number):
            hash.append(UInt8(1))
            hash.append(number)
        case .int64(let number):
            if case .decimal(let precision, _) = plain {
                hash.append(UInt8(precision <= 9 ? 19 : 20))
                if precision <= 9 {
                    appendFixed(Int32(truncatingIfNeeded: number), to: &hash)
                } else {
                    appendFixed(number, to: &hash)
                }
                return
            }
            if case .dateTime64 = plain { hash.append(UInt8(20)) } else { hash.append(UInt8(2)) }
            hash.append(UInt64(bitPattern: number))
        case .float64(let number):
            hash.append(UInt8(3))
            hash.append(number.bitPattern)
        case .uint128(let number):
            if plain == .ipv6 {
                hash.append(UInt8(16))
                hash.append(UInt64(16))
                appendFixed(number, to: &hash)
                return
            }
            hash.append(UInt8(4))
            appendFixed(number, to: &hash)
        case .int128(let number):
            hash.append(UInt8(plain.isDecimal ? 21 : 5))
            appendFixed(number, to: &hash)
        case .uint256(let number):
            hash.append(UInt8(24))
            appendFixed(number, to: &hash)
        case .int256(let number):
            hash.append(UInt8(plain.isDecimal ? 23 : 25))
            appendFixed(number, to: &hash)
        case .string(let bytes): try append(bytes, plain, to: &hash)
        case .array(let items): try append(items, plain, to: &hash)
        case .tuple(let items):
            guard case .tuple(let elements) = plain else { throw noIdentifier(type) }
            hash.append(UInt8(18))
            hash.append(UInt64(items.count))
            for (item, element) in zip(items, elements) { try append(item, element.type, to: &hash) }
        }
    }

    private static func append(_ bytes: [UInt8], _ type: DataType, to hash: inout SipHash) throws(QueryError) {
        let size = type.fixedWidth ?? bytes.count
        hash.append(UInt8(16))
        hash.append(UInt64(size))
        hash.append(bytes.span)
        for _ in bytes.count..<max(size, bytes.count) { hash.append(UInt8(0)) }
    }

    private static func append(_ items: [Value], _ type: DataType, to hash: inout SipHash) throws(QueryError) {
        switch type {
        case .array(let element):
            hash.append(UInt8(17))
            hash.append(UInt64(items.count))
            for item in items { try append(item, element, to: &hash) }
        default: throw noIdentifier(type)
        }
    }

    private static func appendFixed<I: FixedWidthInteger>(_ number: I, to hash: inout SipHash) {
        for shift in stride(from: 0, to: I.bitWidth, by: 8) {
            hash.append(UInt8(truncatingIfNeeded: number >> I(truncatingIfNeeded: shift)))
        }
    }

    private static func noIdentifier(_ type: DataType) -> QueryError {
        QueryError(.notImplemented, "A partition key of type \(type.name) is not supported")
    }
}

/// A day of the Gregorian calendar.
package struct CivilDate: Hashable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Howard Hinnant's algorithm over eras of 400 years.
    package init(daysSinceEpoch days: Int) {
        let shifted = days &+ 719_468
        let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `20240229`.
    package var compactText: String { "\(year * 10_000 + month * 100 + day)" }

    /// `2024-02-29`.
    package var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)" }
}
