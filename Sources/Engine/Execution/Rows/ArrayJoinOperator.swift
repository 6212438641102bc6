import Columns
import Errors
import Functions

/// ARRAY JOIN: a row per element of arrays that are walked together.
final class ArrayJoinOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let computation: Computation
    private let isLeft: Bool
    /// The input's columns in the output; the arrays' elements come behind.
    private let positions: [Int]
    private let elementTypes: [DataType]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, _ node: ArrayJoinNode, needed: Set<Int>) {
        self.input = input
        isLeft = node.isLeft
        // All arrays are read, wanted or not: their lengths must agree.
        computation = Computation(node.arrays.map(\.array), over: input.columns)
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] } + node.arrays.map(\.output)
        elementTypes = node.arrays.map(\.output.type)
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        try input.open(resources).map { [computation, isLeft, positions, elementTypes] stream in
            UnfoldingStream(
                stream, computation, isLeft: isLeft, positions: positions, elementTypes: elementTypes, resources)
        }
    }
}

private final class UnfoldingStream: ChunkStream {
    private let input: any ChunkStream
    private let computation: Computation
    private let isLeft: Bool
    private let positions: [Int]
    private let elementTypes: [DataType]
    private let resources: QueryResources

    /// The chunk that is being unfolded.
    private var rows = Chunk([], rowCount: 0)
    private var arrays: [ArrayColumn] = []
    private var row = 0
    /// The next element of the row.
    private var element = 0

    init(
        _ input: any ChunkStream, _ computation: Computation, isLeft: Bool, positions: [Int],
        elementTypes: [DataType], _ resources: QueryResources
    ) {
        self.input = input
        self.computation = computation
        self.isLeft = isLeft
        self.positions = positions
        self.elementTypes = elementTypes
        self.resources = resources
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            try resources.checkpoint()
            if row < rows.rowCount {
                let output = unfold()
                if output.rowCount > 0 { return output }
            } else if let chunk = try input.next() {
                try begin(chunk)
            } else {
                return nil
            }
        }
    }

    private func begin(_ chunk: Chunk) throws(QueryError) {
        var evaluator = computation.evaluator(over: chunk, in: resources.context)
        arrays = []
        for (expression, type) in zip(computation.expressions, elementTypes) {
            let column = try evaluator.evaluate(expression).materialised
            guard case .array(var array) = column else {
                throw QueryError(.typeMismatch, "ARRAY JOIN requires array or map argument")
            }
            if let first = arrays.first, first.ends != array.ends {
                throw QueryError(.sizesOfArraysDontMatch, "Sizes of ARRAY-JOIN-ed arrays do not match")
            }
            // The default element of LEFT stands behind all others.
            if isLeft { array.elements.append(.defaults(of: type, count: 1)) }
            arrays.append(array)
        }
        rows = chunk.picking(positions)
        row = 0
        element = 0
    }

    /// The next elements, as many as a block may have.
    private func unfold() -> Chunk {
        let ends = arrays[0].ends
        let defaultElement = ends.last ?? 0
        var outer: [UInt32] = []
        var inner: [UInt32] = []
        while row < rows.rowCount, outer.count < resources.blockRowsMax {
            let range = arrays[0].range(of: row)
            if range.isEmpty {
                if isLeft {
                    outer.append(UInt32(truncatingIfNeeded: row))
                    inner.append(UInt32(truncatingIfNeeded: defaultElement))
                }
                row += 1
                continue
            }
            let taken = min(range.count - element, resources.blockRowsMax - outer.count)
            let start = range.lowerBound + element
            outer.append(contentsOf: repeatElement(UInt32(truncatingIfNeeded: row), count: taken))
            inner.append(contentsOf: (start..<start + taken).lazy.map { UInt32(truncatingIfNeeded: $0) })
            element += taken
            if element == range.count {
                row += 1
                element = 0
            }
        }
        let elements = arrays.map { $0.elements.gathering(inner) }
        return Chunk(rows.columns.map { $0.gathering(outer) } + elements, rowCount: outer.count)
    }
}
