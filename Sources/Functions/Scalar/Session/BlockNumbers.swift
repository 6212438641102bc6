import Columns
import Errors

/// A function without arguments whose answer depends on where in the query a row is.
protocol BlockFact: ScalarFunction {
    static func numbers(rowCount: Int, in context: QueryContext) -> [UInt64]
}

extension BlockFact {
    static var isDeterministic: Bool { false }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint64(numbers(rowCount: rowCount, in: context))
    }
}

enum RowNumberInBlock: BlockFact {
    static let name = "rowNumberInBlock"
    static let documentation = FunctionDocumentation(
        "The number of the row in its block, from 0.", example: "rowNumberInBlock()", "0")

    static func numbers(rowCount: Int, in context: QueryContext) -> [UInt64] {
        (0..<UInt64(rowCount)).map { $0 }
    }
}

enum RowNumberInAllBlocks: BlockFact {
    static let name = "rowNumberInAllBlocks"
    static let documentation = FunctionDocumentation(
        "The number of the row, from 0, counted in the order in which blocks are processed.",
        example: "rowNumberInAllBlocks()", "0")

    static func numbers(rowCount: Int, in context: QueryContext) -> [UInt64] {
        let before = context.state.countRows(rowCount)
        return (0..<UInt64(rowCount)).map { before &+ $0 }
    }
}

enum BlockNumber: BlockFact {
    static let name = "blockNumber"
    static let documentation = FunctionDocumentation(
        "The number of the block, in the order in which blocks are processed.", example: "blockNumber() >= 0", "1")

    static func numbers(rowCount: Int, in context: QueryContext) -> [UInt64] {
        [UInt64](repeating: context.state.countBlock(), count: rowCount)
    }
}

enum BlockSize: BlockFact {
    static let name = "blockSize"
    static let documentation = FunctionDocumentation(
        "The number of rows in the block.", example: "blockSize()", "1")

    static func numbers(rowCount: Int, in context: QueryContext) -> [UInt64] {
        [UInt64](repeating: UInt64(rowCount), count: rowCount)
    }
}
