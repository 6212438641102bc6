import Columns
import Errors

/// `row_number()`: 1, 2, 3 … in the partition.
package struct RowNumber: WindowFunction {
    package static let name = "row_number"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of the row in its partition, from 1.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) -> Column {
        .uint64((0..<partition.rowCount).map { UInt64($0 + 1) })
    }
}

/// `rank()`: the number of the first peer.
package struct Rank: WindowFunction {
    package static let name = "rank"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of the row's first peer in its partition, with gaps behind peers.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) -> Column {
        .uint64(partition.peerStarts.map { UInt64($0 + 1) })
    }
}

/// `dense_rank()`: the number of the peer group.
package struct DenseRank: WindowFunction {
    package static let name = "dense_rank"
    package static let aliases = ["denseRank"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of the row's peer group in its partition, without gaps.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) -> Column {
        var ranks: [UInt64] = []
        ranks.reserveCapacity(partition.rowCount)
        var rank: UInt64 = 0
        for row in 0..<partition.rowCount {
            if partition.peerStarts[row] == row { rank += 1 }
            ranks.append(rank)
        }
        return .uint64(ranks)
    }
}

/// `percent_rank()`: (rank - 1) / (rows - 1).
package struct PercentRank: WindowFunction {
    package static let name = "percent_rank"
    package static let aliases = ["percentRank"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The rank as a share of the partition, from 0 to 1.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) -> Column {
        let last = Double(partition.rowCount - 1)
        return .float64(partition.peerStarts.map { last > 0 ? Double($0) / last : 0 })
    }
}

/// `cume_dist()`: the share of rows up to the row's last peer.
package struct CumeDist: WindowFunction {
    package static let name = "cume_dist"
    package static let documentation = FunctionDocumentation(
        summary: "The share of the partition's rows that are not behind the row.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) -> Column {
        .float64(partition.peerEnds.map { Double($0) / Double(partition.rowCount) })
    }
}

/// `ntile(n)`: the partition in n buckets as equal as can be, the greater ones first.
package struct Ntile: WindowFunction {
    package static let name = "ntile"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The bucket of the row when the partition is divided into as many, from 1.", examples: [])

    package static func result(of arguments: [Argument]) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.unwrapped.isInteger else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column {
        guard partition.rowCount > 0 else { return .uint64([]) }
        guard let given: Int128 = arguments[0].column.value(at: 0).exactInteger(), given > 0 else {
            throw QueryError(.badArguments, "Argument of 'ntile' function must be greater than zero.")
        }
        let buckets = Int(min(given, Int128(partition.rowCount)))
        let size = partition.rowCount / buckets
        let greater = partition.rowCount % buckets
        var result: [UInt64] = []
        result.reserveCapacity(partition.rowCount)
        for bucket in 0..<buckets {
            let rows = size + (bucket < greater ? 1 : 0)
            result.append(contentsOf: repeatElement(UInt64(bucket + 1), count: rows))
        }
        return .uint64(result)
    }
}
