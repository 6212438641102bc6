import Columns
import Errors

enum RunningConcurrency: ScalarFunction {
    static let name = "runningConcurrency"
    static let isDeterministic = false
    static let documentation = FunctionDocumentation(
        "How many events run when each begins, of events in the order of their beginnings; within a block.",
        example: "runningConcurrency(toDate('2024-01-01'), toDate('2024-01-03'))", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0)
        try TimeArguments.check(name, arguments, at: 1)
        guard arguments[0].type == arguments[1].type else { throw illegalArgumentType(name, 1, arguments[1].type) }
        return .uint32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (starts, ends) = (arguments[0].column.materialised, arguments[1].column.materialised)
        var running: [Int64] = []
        var counts: [UInt32] = []
        for row in 0..<rowCount {
            let (start, end) = (starts.value(at: row).integer, ends.value(at: row).integer)
            guard start <= end else {
                throw QueryError(
                    .incorrectData, "Incorrect order of events: the event of row \(row) ends before it begins")
            }
            running.removeAll { $0 <= start }
            let place = running.firstIndex { $0 > end } ?? running.count
            running.insert(end, at: place)
            counts.append(UInt32(truncatingIfNeeded: running.count))
        }
        return .uint32(counts)
    }
}
