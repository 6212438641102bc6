import Columns
import Errors
import SQLSyntax

extension Literal {
    /// The literal's one-row column and ClickHouse's type for it: the smallest integer that holds it.
    var typedColumn: (column: Column, type: DataType) {
        switch self {
        case .null: (.nullable(NullableColumn(nulls: [1], values: .nothing(count: 1))), .nullable(.nothing))
        case .bool(let value): (.uint8([value ? 1 : 0]), .bool)
        case .unsigned(let value): Self.smallest(value)
        case .signed(let value): Self.smallest(value)
        case .float(let value): (.float64([value]), .float64)
        case .string(let bytes): (.string(StringColumn(ends: [bytes.count], bytes: bytes)), .string)
        }
    }

    private static func smallest(_ value: UInt64) -> (Column, DataType) {
        if let small = UInt8(exactly: value) { return (.uint8([small]), .uint8) }
        if let small = UInt16(exactly: value) { return (.uint16([small]), .uint16) }
        if let small = UInt32(exactly: value) { return (.uint32([small]), .uint32) }
        return (.uint64([value]), .uint64)
    }

    private static func smallest(_ value: Int64) -> (Column, DataType) {
        if let small = Int8(exactly: value) { return (.int8([small]), .int8) }
        if let small = Int16(exactly: value) { return (.int16([small]), .int16) }
        if let small = Int32(exactly: value) { return (.int32([small]), .int32) }
        return (.int64([value]), .int64)
    }
}
