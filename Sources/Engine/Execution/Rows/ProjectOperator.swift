import Columns
import Errors
import Functions

/// Columns computed from the input's.
final class ProjectOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let computation: Computation
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, _ computed: [ComputedColumn]) {
        self.input = input
        computation = Computation(computed.map(\.expression), over: input.columns)
        columns = computed.map(\.column)
    }

    private(set) var totals: Chunk?
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let streams = try input.open(resources)
        if let row = input.totals { totals = try Self.project(row, computation, resources.context) }
        if widens { return streams.map { PiecewiseStream($0, computation, resources.context) } }
        return streams.map { [computation] stream in
            MappedStream(stream) { (chunk) throws(QueryError) in
                try Self.project(chunk, computation, resources.context)
            }
        }
    }

    /// Some result has values of any length that are not in the input, and none depends on where blocks begin.
    private var widens: Bool {
        var hasLongValues = false
        for expression in computation.expressions {
            if expression.dependsOnBlocks { return false }
            if case .column = expression.node { continue }
            if case .constant = expression.node { continue }
            if expression.type.unwrapped.fixedWidth == nil { hasLongValues = true }
        }
        return hasLongValues
    }

    fileprivate static func project(
        _ chunk: Chunk, _ computation: Computation, _ context: QueryContext
    ) throws(QueryError) -> Chunk {
        var evaluator = computation.evaluator(over: chunk, in: context)
        var columns: [Column] = []
        columns.reserveCapacity(computation.expressions.count)
        for expression in computation.expressions { columns.append(try evaluator.evaluate(expression)) }
        return Chunk(columns, rowCount: chunk.rowCount)
    }
}

/// Computes columns whose values can be long for a part of a chunk at a time, as many rows as come to a few megabytes.
private final class PiecewiseStream: ChunkStream {
    private static let firstRows = 1024
    private static let bytesWanted = 4 << 20

    private let input: any ChunkStream
    private let computation: Computation
    private let context: QueryContext
    private var rest: (chunk: Chunk, next: Int)?
    private var rowsAtOnce = PiecewiseStream.firstRows

    init(_ input: any ChunkStream, _ computation: Computation, _ context: QueryContext) {
        self.input = input
        self.computation = computation
        self.context = context
    }

    func next() throws(QueryError) -> Chunk? {
        if rest == nil {
            guard let chunk = try input.next() else { return nil }
            rest = (chunk, 0)
        }
        guard let (chunk, start) = rest else { return nil }
        let end = start + min(rowsAtOnce, chunk.rowCount - start)
        rest = end < chunk.rowCount ? (chunk, end) : nil
        let result = try ProjectOperator.project(chunk.slice(start..<end), computation, context)
        if result.rowCount > 0 {
            let bytesPerRow = max(1, result.byteCount / result.rowCount)
            rowsAtOnce = max(1, min(Self.bytesWanted / bytesPerRow, Limits.blockRowsMax))
        }
        return result
    }
}

extension BoundExpression {
    /// Functions of the block that a row happens to be in.
    private static let functionsOfBlocks: Set = [
        "rowNumberInBlock", "blockNumber", "blockSize", "neighbor", "runningAccumulate", "runningDifference",
        "runningDifferenceStartingWithFirstValue", "runningConcurrency",
    ]

    fileprivate var dependsOnBlocks: Bool {
        switch node {
        case .column, .constant: false
        case .call(let call):
            Self.functionsOfBlocks.contains(call.function.name) || call.arguments.contains { $0.dependsOnBlocks }
        case .higherOrder(let call):
            call.arguments.contains { $0.dependsOnBlocks } || call.lambda?.body.dependsOnBlocks == true
        case .membership(let membership): membership.operands.contains { $0.dependsOnBlocks }
        }
    }
}
