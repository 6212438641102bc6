import Columns
import Errors

/// PASTE JOIN: the rows of both sides beside each other, in the order in which they come; the longer side is cut.
final class PasteOperator: PhysicalOperator {
    private let left: any PhysicalOperator
    private let right: any PhysicalOperator
    private let leftPositions: [Int]
    private let rightPositions: [Int]
    let columns: [PlanColumn]

    init(_ left: any PhysicalOperator, _ right: any PhysicalOperator, needed: Set<Int>) {
        self.left = left
        self.right = right
        leftPositions = left.columns.indices.filter { needed.contains(left.columns[$0].identifier) }
        rightPositions = right.columns.indices.filter { needed.contains(right.columns[$0].identifier) }
        columns = leftPositions.map { left.columns[$0] } + rightPositions.map { right.columns[$0] }
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        [
            PasteStream(
                SideReader(try left.open(resources)), leftPositions, SideReader(try right.open(resources)),
                rightPositions, resources)
        ]
    }
}

/// The streams of one side, one behind the other.
private struct SideReader {
    private var streams: [any ChunkStream]
    private var chunk = Chunk([], rowCount: 0)
    private var row = 0

    init(_ streams: [any ChunkStream]) { self.streams = streams }

    /// How many rows are at hand; 0 at the end.
    mutating func available() throws(QueryError) -> Int {
        while row >= chunk.rowCount {
            guard let stream = streams.first else { return 0 }
            if let next = try stream.next() {
                chunk = next
                row = 0
            } else {
                streams.removeFirst()
            }
        }
        return chunk.rowCount - row
    }

    mutating func take(_ count: Int, _ positions: [Int]) -> [Column] {
        let rows = chunk.picking(positions).slice(row..<row + count)
        row += count
        return rows.columns
    }
}

private final class PasteStream: ChunkStream {
    private var left: SideReader
    private var right: SideReader
    private let leftPositions: [Int]
    private let rightPositions: [Int]
    private let resources: QueryResources

    init(
        _ left: SideReader, _ leftPositions: [Int], _ right: SideReader, _ rightPositions: [Int],
        _ resources: QueryResources
    ) {
        self.left = left
        self.right = right
        self.leftPositions = leftPositions
        self.rightPositions = rightPositions
        self.resources = resources
    }

    func next() throws(QueryError) -> Chunk? {
        try resources.checkpoint()
        let count = min(try left.available(), try right.available())
        guard count > 0 else { return nil }
        return Chunk(left.take(count, leftPositions) + right.take(count, rightPositions), rowCount: count)
    }
}
