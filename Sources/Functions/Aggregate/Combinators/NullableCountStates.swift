import Columns
import Errors

/// `count(x)` of a nullable argument: the rows that are not NULL. The state is that of `count`.
struct NullableCountStates: WrappingStates {
    var inner: any AggregateStates = CountStates()
    var resultType: DataType { .uint64 }

    func results() throws(QueryError) -> Column { try inner.results() }

    private func present(_ arguments: [Column]) -> [UInt8]? {
        guard case .nullable(let column)? = arguments.first else { return nil }
        return column.nulls.map { 1 &- $0 }
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        guard let mask = present(arguments) else { return try inner.update([], groups: groups) }
        try inner.update([], groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        guard let mask = present(arguments) else { return try inner.update([], rowCount: rowCount, group: group) }
        try inner.update([], group: group, where: mask)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        try inner.update([], groups: groups, where: intersection(mask, present(arguments)))
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        try inner.update([], group: group, where: intersection(mask, present(arguments)))
    }

    func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        let kept = RowsKept(present(arguments) ?? [])
        return try inner.runningResults([], ends: kept.places(ends))
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) throws(QueryError) -> Column? {
        let kept = RowsKept(present(arguments) ?? [])
        return try inner.slidingResults([], starts: kept.places(starts), ends: kept.places(ends))
    }
}
