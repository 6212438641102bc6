import Columns
import Errors

/// A random function without parameters; an argument, which is not looked at, tells calls of one query apart.
protocol PlainRandom: ScalarFunction {
    static var resultType: DataType { get }
    static func column(rowCount: Int, _ random: inout RandomStream) -> Column
}

extension PlainRandom {
    static var isDeterministic: Bool { false }
    static var nulls: NullRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...1)
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        return column(rowCount: rowCount, &random)
    }
}

enum Rand: PlainRandom {
    static let name = "rand"
    static let aliases = ["rand32"]
    static let isCaseInsensitive = true
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "A random UInt32 for every row.", example: "toTypeName(rand())", "UInt32")

    static func column(rowCount: Int, _ random: inout RandomStream) -> Column {
        var values = [UInt32](repeating: 0, count: rowCount)
        for row in values.indices { values[row] = UInt32(truncatingIfNeeded: random.next() &>> 32) }
        return .uint32(values)
    }
}

enum Rand64: PlainRandom {
    static let name = "rand64"
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "A random UInt64 for every row.", example: "toTypeName(rand64())", "UInt64")

    static func column(rowCount: Int, _ random: inout RandomStream) -> Column {
        var values = [UInt64](repeating: 0, count: rowCount)
        for row in values.indices { values[row] = random.next() }
        return .uint64(values)
    }
}

enum RandCanonical: PlainRandom {
    static let name = "randCanonical"
    static let resultType = DataType.float64
    static let documentation = FunctionDocumentation(
        "A random number from 0 (included) to 1 (excluded) for every row.", example: "randCanonical() < 1", "1")

    static func column(rowCount: Int, _ random: inout RandomStream) -> Column {
        var values = [Double](repeating: 0, count: rowCount)
        for row in values.indices { values[row] = random.nextUnit() }
        return .float64(values)
    }
}

enum RandConstant: ScalarFunction {
    static let name = "randConstant"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "A random UInt32, the same for all rows.", example: "toTypeName(randConstant())", "UInt32")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...1)
        return .uint32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.constantRandomStream(0)
        let value = UInt32(truncatingIfNeeded: random.next())
        return .uint32([UInt32](repeating: value, count: rowCount))
    }
}

enum GenerateUUIDv4: PlainRandom {
    static let name = "generateUUIDv4"
    static let resultType = DataType.uuid
    static let documentation = FunctionDocumentation(
        "A random UUID of version 4 for every row.", example: "toTypeName(generateUUIDv4())", "UUID")

    static func column(rowCount: Int, _ random: inout RandomStream) -> Column {
        var values = [UInt128](repeating: 0, count: rowCount)
        for row in values.indices {
            let first = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
            let second = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
            values[row] = UInt128(second) &<< 64 | UInt128(first)
        }
        return .uint128(values)
    }
}

enum GenerateUUIDv7: ScalarFunction {
    static let name = "generateUUIDv7"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "A UUID of version 7 for every row: a time in milliseconds, a counter and random bits.",
        example: "toTypeName(generateUUIDv7())", "UUID")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...1)
        return .uuid
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        let milliseconds = UInt64(clamping: Machine.nanoseconds() / 1_000_000)
        // 42 bits count on from a random start: 12 behind the version, 30 behind the variant.
        var counter = random.next() &>> 23
        var values = [UInt128](repeating: 0, count: rowCount)
        for row in values.indices {
            counter = (counter &+ 1) & 0x3FF_FFFF_FFFF
            let first = milliseconds &<< 16 | 0x7000 | counter &>> 30
            let second = 0x8000_0000_0000_0000 | (counter & 0x3FFF_FFFF) &<< 32 | random.next() &>> 32
            values[row] = UInt128(second) &<< 64 | UInt128(first)
        }
        return .uint128(values)
    }
}
