import Columns
import Errors
import Functions

/// JOIN: the right side is read whole into a table, the left side's rows look their partners up there.
final class JoinOperator: PhysicalOperator {
    private let left: any PhysicalOperator
    private let right: any PhysicalOperator
    private let node: JoinNode
    private let shape: JoinShape
    let columns: [PlanColumn]

    init(
        _ left: any PhysicalOperator, _ right: any PhysicalOperator, _ node: JoinNode, needed: Set<Int>
    ) throws(QueryError) {
        self.left = left
        self.right = right
        self.node = node
        shape = try JoinShape(node.kind, node.strictness)
        columns = node.columns.filter { needed.contains($0.identifier) }
        if node.asof != nil, node.condition != nil {
            throw QueryError(.notImplemented, "ASOF JOIN with a further condition in ON is not supported")
        }
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let hold = MemoryHold(resources, "FillingRightJoinSide")
        let chunks = try ParallelDrain.collect(try right.open(resources), resources, hold: hold)
        let output = JoinOutput(columns, left: left, right: right)
        let table = try JoinTable(
            Chunk.concatenating(chunks, types: right.types), right: right, node, output, hold, resources)
        if table.rowCount == 0, !shape.keepsUnmatchedLeft { return [] }
        var streams = try left.open(resources)
        if streams.isEmpty { streams = ChunkQueue([]).streams(1) }
        let shared = JoinProgress(
            streamCount: streams.count, table, tracksRows: node.condition != nil,
            usesKeysOnce: shape.taking == .firstOncePerKey || shape.taking == .allOncePerKey)
        let probe = try JoinProbe(node, shape, table, output, left: left, right: right, resources)
        return streams.map { JoinStream($0, probe, shared) }
    }
}

/// Where the columns of a join's output come from.
struct JoinOutput: Sendable {
    struct Source: Sendable {
        let isLeft: Bool
        /// The position in the side's columns.
        let position: Int
        let type: DataType
    }

    let columns: [PlanColumn]
    let sources: [Source]

    init(_ columns: [PlanColumn], left: any PhysicalOperator, right: any PhysicalOperator) {
        self.columns = columns
        sources = columns.map { column in
            if let position = left.columns.firstIndex(where: { $0.identifier == column.identifier }) {
                return Source(isLeft: true, position: position, type: left.columns[position].type)
            }
            let position = right.position(of: column.identifier)
            return Source(isLeft: false, position: position, type: right.columns[position].type)
        }
    }
}

/// Key columns in one layout on both sides: without dictionaries and NULLs, which match nothing.
struct JoinKeys {
    let columns: [Column]
    /// 1 where a key is NULL; empty where none is.
    let nulls: [UInt8]

    init(_ expressions: [BoundExpression], _ evaluator: inout Evaluator) throws(QueryError) {
        var columns: [Column] = []
        var nulls: [UInt8] = []
        for expression in expressions {
            let column = try evaluator.evaluate(expression).withoutLowCardinality.materialised
            guard case .nullable(let nullable) = column else {
                columns.append(column)
                continue
            }
            columns.append(nullable.values)
            if nulls.isEmpty {
                nulls = nullable.nulls
            } else {
                for row in nulls.indices { nulls[row] |= nullable.nulls[row] }
            }
        }
        self.columns = columns
        self.nulls = nulls.contains(1) ? nulls : []
    }

    static func types(_ expressions: [BoundExpression]) -> [DataType] { expressions.map(\.type.unwrapped) }
}
