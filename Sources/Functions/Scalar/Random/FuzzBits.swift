import Columns
import Errors

enum FuzzBits: ScalarFunction {
    static let name = "fuzzBits"
    static let isDeterministic = false
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "A text with each of its bits turned over with some probability.", example: "fuzzBits('abc', 0)", "abc")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard arguments[0].type.isStringOrFixedString else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard arguments[1].type.isFloat || arguments[1].type.isNativeInteger else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "Second argument of function \(name) must be constant")
        }
        return arguments[0].type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let probability = arguments[1].column.materialised.value(at: 0).double
        guard (0...1).contains(probability) else {
            throw QueryError(
                .argumentOutOfBound, "Second argument of function \(name) must be from `0.0` to `1.0`")
        }
        var random = context.state.nextRandomStream()
        let texts = arguments[0].column.materialised
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            var bytes = texts.value(at: row).bytes
            for place in bytes.indices {
                for bit in 0..<8 where random.nextUnit() < probability { bytes[place] ^= 1 &<< UInt8(bit) }
            }
            values.append(.string(bytes))
        }
        return try Column(values, as: result)
    }
}
