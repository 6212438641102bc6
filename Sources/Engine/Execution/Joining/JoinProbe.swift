import Columns
import Errors
import Functions

/// How left rows look their partners up and how pairs become rows: shared by the streams of a join.
struct JoinProbe: Sendable {
    let shape: JoinShape
    let table: JoinTable
    let resources: QueryResources
    let comparison: AsofComparison?
    private let output: JoinOutput
    private let keyCount: Int
    private let keyComputation: Computation
    private let condition: Computation?
    /// By position in the left's and then the right's columns: the condition reads it.
    private let conditionReads: [Bool]
    private let leftCount: Int

    init(
        _ node: JoinNode, _ shape: JoinShape, _ table: JoinTable, _ output: JoinOutput, left: any PhysicalOperator,
        right: any PhysicalOperator, _ resources: QueryResources
    ) throws(QueryError) {
        self.shape = shape
        self.table = table
        self.output = output
        self.resources = resources
        comparison = try node.asof.map { (asof) throws(QueryError) in try AsofComparison(asof.comparison) }
        keyCount = node.keys.count
        keyComputation = Computation(
            node.keys.map(\.left) + (node.asof.map { [$0.left] } ?? []), over: left.columns)
        let both = left.columns + right.columns
        condition = node.condition.map { Computation([$0], over: both) }
        var identifiers: Set<Int> = []
        node.condition?.collectColumns(into: &identifiers)
        conditionReads = both.map { identifiers.contains($0.identifier) }
        leftCount = left.columns.count
    }

    var hasCondition: Bool { condition != nil }

    /// The slot of each row of `chunk`, and for ASOF the values to compare.
    func find(_ chunk: Chunk) throws(QueryError) -> (slots: [UInt32], asof: Column?) {
        var evaluator = keyComputation.evaluator(over: chunk, in: resources.context)
        let keys = try JoinKeys(keyComputation.expressions, &evaluator)
        let slots = table.find(keys, keyCount: keyCount, rowCount: chunk.rowCount)
        return (slots, comparison == nil ? nil : keys.columns.last)
    }

    /// 1 for the pairs that satisfy the condition.
    func passing(_ pairs: JoinPairs, of chunk: Chunk) throws(QueryError) -> [UInt8] {
        guard let condition else { return [UInt8](repeating: 1, count: pairs.count) }
        var columns: [Column] = []
        for (position, isRead) in conditionReads.enumerated() {
            if !isRead {
                columns.append(.nothing(count: pairs.count))
            } else if position < leftCount {
                columns.append(chunk.columns[position].gathering(pairs.left))
            } else {
                columns.append(table.rows.columns[position - leftCount].gathering(pairs.right))
            }
        }
        let joined = Chunk(columns, rowCount: pairs.count)
        var evaluator = condition.evaluator(over: joined, in: resources.context)
        return maskOfTrue(try evaluator.evaluate(condition.expressions[0]))
    }

    /// The output rows of pairs; right row `table.rowCount` is the one without a partner.
    func rows(_ pairs: JoinPairs, of chunk: Chunk) -> Chunk {
        let isWhole = pairs.count == chunk.rowCount && pairs.takesEachLeftRow
        var nextRight = 0
        var columns: [Column] = []
        for (column, source) in zip(output.columns, output.sources) {
            if source.isLeft {
                let values = chunk.columns[source.position]
                columns.append(
                    (isWhole ? values : values.gathering(pairs.left)).widened(from: source.type, to: column.type))
            } else {
                columns.append(table.output[nextRight].gathering(pairs.right))
                nextRight += 1
            }
        }
        return Chunk(columns, rowCount: pairs.count)
    }

    /// The output rows of right rows without a partner on the left.
    func rows(unmatched right: [UInt32]) -> Chunk {
        var nextRight = 0
        var columns: [Column] = []
        for (column, source) in zip(output.columns, output.sources) {
            if source.isLeft {
                columns.append(
                    .constant(ConstantColumn(.defaults(of: column.type, count: 1), count: right.count)))
            } else {
                columns.append(table.output[nextRight].gathering(right))
                nextRight += 1
            }
        }
        return Chunk(columns, rowCount: right.count)
    }
}

/// Rows of both sides that belong together.
struct JoinPairs: Sendable {
    var left: [UInt32] = []
    var right: [UInt32] = []

    var count: Int { left.count }

    /// The left rows are 0, 1, 2 …
    var takesEachLeftRow: Bool {
        for row in left.indices where left[row] != UInt32(truncatingIfNeeded: row) { return false }
        return true
    }

    @inline(__always)
    mutating func append(_ leftRow: Int, _ rightRow: UInt32) {
        left.append(UInt32(truncatingIfNeeded: leftRow))
        right.append(rightRow)
    }

    func filtered(by mask: [UInt8]) -> JoinPairs {
        let kept = rowsSelected(by: mask)
        return JoinPairs(left: kept.map { left[Int($0)] }, right: kept.map { right[Int($0)] })
    }
}
