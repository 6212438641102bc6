import Columns
import Functions

/// Rows between operators: columns in the order of their operator's `columns`. Constants are not spelled out.
struct Chunk: Sendable {
    var columns: [Column]
    var rowCount: Int

    init(_ columns: [Column], rowCount: Int) {
        assert(columns.allSatisfy { $0.count == rowCount }, "all columns have the chunk's rows")
        self.columns = columns
        self.rowCount = rowCount
    }

    var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }

    /// What the chunk comes to when each row has its own copy of a constant.
    var byteCountSpelledOut: Int {
        columns.reduce(0) { sum, column in
            guard case .constant(let constant) = column else { return sum + column.byteCount }
            let (product, overflows) = constant.value.byteCount.multipliedReportingOverflow(by: rowCount)
            return overflows ? Int.max / 2 : min(sum, Int.max / 2) + min(product, Int.max / 4)
        }
    }

    /// Only the columns at `positions`, in that order.
    func picking(_ positions: [Int]) -> Chunk { Chunk(positions.map { columns[$0] }, rowCount: rowCount) }

    func filtered(by mask: [UInt8], keeping kept: Int) -> Chunk {
        kept == rowCount ? self : Chunk(columns.map { $0.filtered(by: mask, keeping: kept) }, rowCount: kept)
    }

    func gathering(_ rows: [UInt32]) -> Chunk {
        Chunk(columns.map { $0.gathering(rows) }, rowCount: rows.count)
    }

    func slice(_ rows: Range<Int>) -> Chunk {
        rows == 0..<rowCount ? self : Chunk(columns.map { $0.slice(rows) }, rowCount: rows.count)
    }

    /// The rows in pieces of at most `rowsMax`.
    func pieces(of rowsMax: Int) -> [Chunk] {
        stride(from: 0, to: rowCount, by: rowsMax).map { slice($0..<min($0 + rowsMax, rowCount)) }
    }

    /// The rows of all `chunks`, in order; `types` give the layout where there are none.
    static func concatenating(_ chunks: [Chunk], types: [DataType]) -> Chunk {
        guard chunks.count != 1 else { return chunks[0].materialised }
        let rowCount = chunks.reduce(0) { $0 + $1.rowCount }
        let columns = types.indices.map { position in
            chunks.isEmpty
                ? Column.defaults(of: types[position], count: 0)
                : Column.concatenating(chunks.map { $0.columns[position] })
        }
        return Chunk(columns, rowCount: rowCount)
    }

    /// As above, of chunks that nobody else needs: each column's pieces go when it is whole.
    static func concatenating(taking chunks: inout [Chunk], types: [DataType]) -> Chunk {
        guard chunks.count > 1 else {
            defer { chunks = [] }
            return concatenating(chunks, types: types)
        }
        var columns: [Column] = []
        for position in types.indices {
            columns.append(Column.concatenating(chunks.map { $0.columns[position] }))
            for number in chunks.indices { chunks[number].columns[position] = .nothing(count: chunks[number].rowCount) }
        }
        defer { chunks = [] }
        return Chunk(columns, rowCount: chunks.reduce(0) { $0 + $1.rowCount })
    }

    var materialised: Chunk { Chunk(columns.map(\.materialised), rowCount: rowCount) }
}

/// Expressions over the columns of an operator's input, ready to be computed for each chunk.
struct Computation: Sendable {
    let expressions: [BoundExpression]
    private let inputs: [(identifier: Int, position: Int)]

    init(_ expressions: [BoundExpression], over columns: [PlanColumn]) {
        self.expressions = expressions
        var identifiers: Set<Int> = []
        for expression in expressions { expression.collectColumns(into: &identifiers) }
        inputs = columns.enumerated().compactMap { position, column in
            identifiers.contains(column.identifier) ? (column.identifier, position) : nil
        }
    }

    func evaluator(over chunk: Chunk, in context: QueryContext) -> Evaluator {
        var columns: [Int: Column] = [:]
        for (identifier, position) in inputs { columns[identifier] = chunk.columns[position] }
        return Evaluator(input: EvaluationInput(columns: columns, rowCount: chunk.rowCount), context: context)
    }
}
