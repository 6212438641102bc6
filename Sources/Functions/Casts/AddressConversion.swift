import Columns
import Errors

extension Conversion {
    /// UUID and IP addresses from numbers and from each other; strings are parsed.
    mutating func convertToAddress(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        switch (source, target) {
        case (.ipv4, .ipv6):
            guard case .uint32(let values) = column else { throw wrongLayout(column, source) }
            return .uint128(values.map { (Self.mappedPrefix | UInt128($0)).byteSwapped })
        case (.ipv6, .ipv4): return try mapped(column)
        case (.uint128, .ipv6):
            guard case .uint128(let values) = column else { throw wrongLayout(column, source) }
            return .uint128(values.map(\.byteSwapped))
        case (_, .ipv4) where source.isUnsignedInteger || source == .bool:
            return try convertToNumber(column, from: source, to: .uint32)
        case (_, .uuid) where source.isNumber && !source.isDecimal:
            throw QueryError(
                .notImplemented,
                "Conversion between numeric types and UUID is not supported. Probably the passed UUID is unquoted")
        default: throw unsupported(source, target)
        }
    }

    /// `::ffff:0:0/96`, where the addresses of the old kind lie.
    private static var mappedPrefix: UInt128 { 0xFFFF_0000_0000 }

    private mutating func mapped(_ column: Column) throws(QueryError) -> Column {
        guard case .uint128(let values) = column else { throw wrongLayout(column, .ipv6) }
        var result = [UInt32](repeating: 0, count: values.count)
        for row in values.indices {
            let address = values[row].byteSwapped
            if address &>> 32 == Self.mappedPrefix &>> 32 {
                result[row] = UInt32(truncatingIfNeeded: address)
            } else {
                try fail(row, QueryError(.cannotConvertType, "The IPv6 address is not in the IPv4 mapping block"))
            }
        }
        return .uint32(result)
    }
}
