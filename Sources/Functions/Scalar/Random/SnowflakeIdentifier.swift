import Columns
import Errors

enum GenerateSnowflakeID: ScalarFunction {
    static let name = "generateSnowflakeID"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "A number of time, machine and counter for every row, always greater than those before.",
        example: "toTypeName(generateSnowflakeID())", "UInt64")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...2)
        if arguments.count > 1 { try checkIntegers(name, arguments, 1) }
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        let machine = arguments.count > 1 ? UInt64(bitPattern: arguments[1].integers.first ?? 0) : random.next()
        var milliseconds = UInt64(clamping: Machine.nanoseconds() / 1_000_000)
        var counter: UInt64 = 0
        var values: [UInt64] = []
        values.reserveCapacity(rowCount)
        for _ in 0..<rowCount {
            values.append(milliseconds &<< 22 | (machine & 0x3FF) &<< 12 | counter)
            counter &+= 1
            if counter > 0xFFF {
                counter = 0
                milliseconds &+= 1
            }
        }
        return .uint64(values)
    }
}

enum DateTimeToUUIDv7: ScalarFunction {
    static let name = "dateTimeToUUIDv7"
    static let isDeterministic = false
    static let documentation = FunctionDocumentation(
        "A UUID of version 7 with the given time and random bits.",
        example: "UUIDv7ToDateTime(dateTimeToUUIDv7(toDateTime('2024-05-17 13:47:59')))", "2024-05-17 13:47:59.000")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard case .dateTime = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uuid
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        let seconds = arguments[0].integers
        var values: [UInt128] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            let milliseconds = UInt64(bitPattern: seconds[row] &* 1000)
            let first = milliseconds &<< 16 | 0x7000 | random.next() & 0xFFF
            let second = 0x8000_0000_0000_0000 | random.next() & 0x3FFF_FFFF_FFFF_FFFF
            values.append(UInt128(second) &<< 64 | UInt128(first))
        }
        return .uint128(values)
    }
}
