import Columns
import Engine
import Errors
import Functions

/// `sum` over Int64 with its count: enough to see every row counted once, in the right group.
struct SampleSum: AggregateStates {
    private var sums: [Int64] = []

    var resultType: DataType { .int64 }
    var groupCount: Int { sums.count }
    var byteCount: Int { sums.count * 8 }

    mutating func grow(to count: Int) {
        while sums.count < count { sums.append(0) }
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        for (row, group) in groups.enumerated() { sums[Int(group)] &+= Self.number(arguments[0], row) }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        guard let other = other as? SampleSum else { return }
        for (state, group) in groups.enumerated() { sums[Int(group)] &+= other.sums[state] }
    }

    func results() throws(QueryError) -> Column { .int64(sums) }
    func serialise(_ group: Int, into bytes: inout [UInt8]) {}
    mutating func mergeSerialised(_ bytes: [UInt8], at position: inout Int, into group: Int) throws(QueryError) {}

    static func number(_ column: Column, _ row: Int) -> Int64 {
        switch column.value(at: row) {
        case .int64(let number): number
        case .uint64(let number): Int64(truncatingIfNeeded: number)
        default: 0
        }
    }

    static let aggregate = BoundAggregate(
        name: "sum", parameters: [], argumentTypes: [.int64], prototype: SampleSum())
}

/// `a < b` over Int64.
struct SampleLess: ScalarFunction {
    static let name = "less"
    static let documentation = FunctionDocumentation(summary: "", examples: [])
    static let toleratesEveryValue = true

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType { .uint8 }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint8(
            (0..<rowCount).map { row in
                SampleSum.number(arguments[0].column, row) < SampleSum.number(arguments[1].column, row) ? 1 : 0
            })
    }
}

/// `a AND b` over UInt8.
struct SampleAnd: ScalarFunction {
    static let name = "and"
    static let documentation = FunctionDocumentation(summary: "", examples: [])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType { .uint8 }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        throw QueryError(.logicalError, "a filter splits its conjuncts")
    }
}

/// Fails for 0: what a conjunct before it must keep away.
struct SampleNonZero: ScalarFunction {
    static let name = "nonZero"
    static let documentation = FunctionDocumentation(summary: "", examples: [])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType { .uint8 }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        for row in 0..<rowCount where SampleSum.number(arguments[0].column, row) == 0 {
            throw QueryError(.illegalDivision, "Division by zero")
        }
        return .uint8([UInt8](repeating: 1, count: rowCount))
    }
}

/// A call of a sample function.
func call(_ function: any ScalarFunction.Type, _ arguments: BoundExpression...) throws -> BoundExpression {
    try BoundCall.bind(function, arguments, in: Setup(blockRows: 1, threads: 1).resources().context)
}
