import Columns
import Errors
import Functions

/// A condition as conjuncts, computed one after the other on what the ones before left.
struct RowFilter: Sendable {
    private let conjuncts: [BoundExpression]
    private let computation: Computation
    /// By conjunct: the columns that it and those behind it read.
    private let neededFrom: [Set<Int>]
    /// A conjunct is false for every row.
    let isNever: Bool

    /// `conjuncts` may themselves be calls of `and`; `columns` are those of the chunks.
    init(conjuncts: [BoundExpression], over columns: [PlanColumn]) {
        var parts: [BoundExpression] = []
        for conjunct in conjuncts { Self.split(conjunct, into: &parts) }
        isNever = parts.contains { $0.constantValue.map { maskOfTrue($0)[0] == 0 } ?? false }
        parts.removeAll { $0.constantValue != nil }
        self.conjuncts = parts
        computation = Computation(parts, over: columns)
        var needed: [Set<Int>] = []
        var behind: Set<Int> = []
        for part in parts.reversed() {
            var identifiers: Set<Int> = []
            part.collectColumns(into: &identifiers)
            behind.formUnion(columns.indices.filter { identifiers.contains(columns[$0].identifier) })
            needed.append(behind)
        }
        neededFrom = needed.reversed()
    }

    private static func split(_ condition: BoundExpression, into parts: inout [BoundExpression]) {
        if case .call(let call) = condition.node, call.function.name == "and" {
            for argument in call.arguments { split(argument, into: &parts) }
        } else {
            parts.append(condition)
        }
    }

    /// The rows of `chunk` that pass, with the columns at `positions`.
    func apply(to chunk: Chunk, keeping positions: [Int], in context: QueryContext) throws(QueryError) -> Chunk {
        guard !isNever, chunk.rowCount > 0 else { return chunk.picking(positions).slice(0..<0) }
        var rows = chunk
        var mask: [UInt8]?
        var kept = chunk.rowCount
        var evaluator = computation.evaluator(over: rows, in: context)
        for (number, conjunct) in conjuncts.enumerated() {
            if let narrowing = mask, kept * 4 < rows.rowCount || !conjunct.toleratesEveryValue {
                // Few rows are left, or the others could make the conjunct throw.
                let needed = neededFrom[number].union(positions)
                for position in rows.columns.indices where !needed.contains(position) {
                    rows.columns[position] = .nothing(count: rows.rowCount)
                }
                rows = rows.filtered(by: narrowing, keeping: kept)
                mask = nil
                evaluator = computation.evaluator(over: rows, in: context)
            }
            var passing = maskOfTrue(try evaluator.evaluate(conjunct))
            if let before = mask { intersect(&passing, with: before) }
            kept = countOnes(in: passing)
            if kept == 0 { return chunk.picking(positions).slice(0..<0) }
            mask = kept == rows.rowCount ? nil : passing
        }
        let output = rows.picking(positions)
        return mask.map { output.filtered(by: $0, keeping: kept) } ?? output
    }
}

private func intersect(_ mask: inout [UInt8], with other: [UInt8]) {
    precondition(mask.count == other.count, "one byte per row in both")
    for row in mask.indices { mask[row] &= other[row] }
}
