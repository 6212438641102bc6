import Columns
import Errors

/// What stands before `OVER`, bound to its argument types.
package enum BoundWindowFunction: Sendable {
    case aggregate(BoundAggregate)
    /// A function of windows only, with the type of its result.
    case window(any WindowFunction.Type, result: DataType)

    package var resultType: DataType {
        switch self {
        case .aggregate(let aggregate): aggregate.resultType
        case .window(_, let result): result
        }
    }
}

/// A function that exists only over windows (`row_number`, `lag` …); listed in `WindowFunctions.swift`.
package protocol WindowFunction: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
    /// ClickHouse accepts the name and its aliases in any case.
    static var isCaseInsensitive: Bool { get }
    static var documentation: FunctionDocumentation { get }

    static func result(of arguments: [Argument]) throws(QueryError) -> DataType

    /// The values of all rows of one partition, which is sorted by the window's ORDER BY.
    static func evaluate(
        _ arguments: [TypedColumn], over partition: WindowPartition, to result: DataType
    ) throws(QueryError) -> Column
}

extension WindowFunction {
    package static var aliases: [String] { [] }
    package static var isCaseInsensitive: Bool { false }
}

/// One partition of a window: what functions know of it besides their arguments' columns, all of `rowCount` rows.
package struct WindowPartition: Sendable {
    package let rowCount: Int
    /// The frame of row `i` is `frameStarts[i]..<frameEnds[i]`; empty frames have start = end.
    package let frameStarts: [Int]
    package let frameEnds: [Int]
    /// The peer group of row `i` (equal in all order keys) is `peerStarts[i]..<peerEnds[i]`.
    package let peerStarts: [Int]
    package let peerEnds: [Int]

    package init(
        rowCount: Int, frameStarts: [Int], frameEnds: [Int], peerStarts: [Int], peerEnds: [Int]
    ) {
        self.rowCount = rowCount
        self.frameStarts = frameStarts
        self.frameEnds = frameEnds
        self.peerStarts = peerStarts
        self.peerEnds = peerEnds
    }
}
