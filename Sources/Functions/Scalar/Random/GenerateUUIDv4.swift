import Columns
import Errors

package struct GenerateUUIDv4: ScalarFunction {
    package static let name = "generateUUIDv4"
    package static let documentation = FunctionDocumentation(
        summary: "A random UUID of version 4, another one in every row.",
        examples: [.init(sql: "substring(toString(generateUUIDv4()), 15, 1)", result: "4")])
    package static let isDeterministic = false
    package static let nulls = NullRule.seen
    package static let toleratesEveryValue = true

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...1)
        return .uuid
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        var values = [UInt128](repeating: 0, count: rowCount)
        for row in values.indices {
            // A column's UUID has its two halves in the order of the text, each half's bytes as of a UInt64.
            let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
            let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
            values[row] = UInt128(low) << 64 | UInt128(high)
        }
        return .uint128(values)
    }
}
