import Columns
import Errors

/// `arrayShuffle(a[, seed])` and `arrayPartialShuffle(a[, count[, seed]])`: with a seed, the orders are ClickHouse's.
protocol ArrayShuffling: ScalarFunction {
    static var hasCount: Bool { get }
}

extension ArrayShuffling {
    static var isCaseInsensitive: Bool { true }
    static var isDeterministic: Bool { false }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...(hasCount ? 3 : 2))
        _ = try ArrayArgument.element(name, arguments, 0)
        for position in 1..<max(arguments.count, 1) {
            guard arguments[position].type.isNativeInteger else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
            guard arguments[position].constant != nil else {
                throw QueryError(
                    .illegalColumn, "Argument at index \(position) for function \(name) must be constant")
            }
        }
        return arguments[0].type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try ArrayArgument.column(arguments[0])
        let seedPosition = hasCount ? 2 : 1
        var random: PermutedGenerator
        if arguments.count > seedPosition {
            let seed = arguments[seedPosition].column.materialised
            if rowCount > 0, case .uint64(let number) = seed.value(at: 0) {
                random = PermutedGenerator(seed: number)
            } else {
                random = PermutedGenerator(seed: UInt64(bitPattern: arguments[seedPosition].integers.first ?? 0))
            }
        } else {
            var stream = context.state.nextRandomStream()
            random = PermutedGenerator(seed: stream.next())
        }
        let counts = hasCount && arguments.count > 1 ? arguments[1].integers : []
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            var places = Array(array.range(of: row))
            let wanted = counts.isEmpty || counts[row] <= 0 ? places.count : Int(clamping: counts[row])
            for place in 0..<max(min(wanted, places.count - 1), 0) {
                let other = place + random.next(below: places.count - place)
                places.swapAt(place, other)
            }
            for place in places { builder.append(place) }
            builder.endRow()
        }
        return builder.column(of: array.elements)
    }
}

enum ArrayShuffle: ArrayShuffling {
    static let name = "arrayShuffle"
    static let hasCount = false
    static let documentation = FunctionDocumentation(
        "The elements in random order, which a seed decides.", example: "arrayShuffle([1, 2, 3, 4], 41)", "[3,2,1,4]")
}

enum ArrayPartialShuffle: ArrayShuffling {
    static let name = "arrayPartialShuffle"
    static let hasCount = true
    static let documentation = FunctionDocumentation(
        "The array with so many elements at its start drawn at random.",
        example: "arrayPartialShuffle([1, 2, 3, 4], 1, 41)", "[3,2,1,4]")
}

/// O'Neill's PCG with a multiplicative state of 128 bits (`pcg64_fast`).
struct PermutedGenerator {
    private var state: UInt128
    private static let multiplier = UInt128(2_549_297_995_355_413_924) &<< 64 | UInt128(4_865_540_595_714_422_341)

    init(seed: UInt64) { state = UInt128(seed) | 3 }

    mutating func next() -> UInt64 {
        state = state &* Self.multiplier
        let turn = UInt64(truncatingIfNeeded: state &>> 122)
        let folded = UInt64(truncatingIfNeeded: state &>> 64) ^ UInt64(truncatingIfNeeded: state)
        return turn == 0 ? folded : folded &>> turn | folded &<< (64 &- turn)
    }

    /// Evenly from 0 up to `bound`: the lowest bits, again until they are less.
    mutating func next(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let width = UInt64(Int.bitWidth - (bound - 1).leadingZeroBitCount)
        let mask: UInt64 = (1 &<< width) &- 1
        while true {
            let drawn = Int(truncatingIfNeeded: next() & mask)
            if drawn < bound { return drawn }
        }
    }
}
