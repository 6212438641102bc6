import Columns
import Errors

enum WidthBucket: RowwiseFunction {
    static let name = "widthBucket"
    static let aliases = ["width_bucket"]
    static let isCaseInsensitive = true
    static let signature: [ArgumentKind] = [.number, .number, .number, .integer]
    static let documentation = FunctionDocumentation(
        "The number of the bucket that a value is in, of so many equal ones between two bounds; 0 below, one more "
            + "than the last above.", example: "widthBucket(10.15, -8.6, 23, 5)", "3")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        switch arguments[3].type {
        case .uint8, .int8: .uint16
        case .uint16, .int16: .uint32
        default: .uint64
        }
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (value, low, high, count) = (row[0].double, row[1].double, row[2].double, row[3].integer)
        guard count > 0 else {
            throw QueryError(.badArguments, "In function \(name) count argument must be greater than 0")
        }
        guard !value.isNaN, !low.isNaN, !high.isNaN else {
            throw QueryError(.badArguments, "The first three arguments cannot be NaN in function \(name)")
        }
        guard low.isFinite, high.isFinite else {
            throw QueryError(.badArguments, "The second and third arguments cannot be infinite in function \(name)")
        }
        if high <= value || low >= high { return .uint64(UInt64(count) + 1) }
        if low > value { return .uint64(0) }
        let bucket = (value - low) * (Double(count) / (high - low)) + 1
        return .uint64(UInt64(exactly: bucket.rounded(.towardZero)) ?? 0)
    }
}
