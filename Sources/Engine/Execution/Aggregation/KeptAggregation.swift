import Columns
import Errors
import Functions
import Storage
import Synchronization

/// GROUP BY over a table whose parts do not change: the groups of a part are kept, and merged when they are asked for
/// again, also by a query whose window of time has moved on and still covers the part.
///
/// The first query of a kind reads as always, and shows whether its groups are few. Small parts, and those that the
/// window cuts, are read each time.
struct KeptAggregation {
    /// Fewer rows of a part are aggregated faster than they are looked up.
    private static let rowsMin = 32_768
    /// Groups that are not fewer than their rows by this much are not kept.
    private static let rowsPerGroupMin = 16

    private let input: ScanOperator
    private let node: AggregateNode
    private let scan: PartwiseScan
    private let conjunctTexts: ExpressionText
    /// The query but for its filter.
    private let shape: String

    /// The groups of one part's rows; never changed.
    // `@unchecked`: after `init` it is only read.
    private final class Groups: @unchecked Sendable {
        let partial: PartialAggregation
        let keyColumns: [Column]
        let isEmpty: Bool

        init(_ partial: PartialAggregation, isEmpty: Bool) {
            self.partial = partial
            keyColumns = partial.keyColumns()
            self.isEmpty = isEmpty
        }
    }

    /// `nil` where the answer depends on more than the rows of parts.
    init?(_ input: any PhysicalOperator, _ node: AggregateNode, _ resources: QueryResources) throws(QueryError) {
        guard let input = input as? ScanOperator, resources.limits.groupSpillBytes == nil,
            let partwise = try input.partwise(resources)
        else { return nil }
        let (table, scan) = partwise
        guard scan.pieces.contains(where: { $0.rowCount >= Self.rowsMin }) else { return nil }
        let sources = input.sourceOfColumn
        let texts = ExpressionText { sources[$0] }
        guard let keys = texts.text(of: node.keys.map(\.expression)) else { return nil }
        var calls: [String] = []
        for call in node.calls {
            guard let arguments = texts.text(of: call.arguments) else { return nil }
            let parameters = call.aggregate.parameters.map { "\($0)" }.joined(separator: ",")
            calls.append("\(call.aggregate.name)(\(parameters))(\(arguments)):\(call.aggregate.resultType.name)")
        }
        let context = resources.context
        let settings = context.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        shape = [
            table.path, "\(scan.version)", context.timeZone, settings.joined(separator: ","), keys,
            calls.joined(separator: ";"),
        ].joined(separator: "|")
        let columns = table.schema.columns.map(\.name)
        conjunctTexts = ExpressionText { columns.indices.contains($0) ? columns[$0] : nil }
        self.input = input
        self.node = node
        self.scan = scan
    }

    var isWorthwhile: Bool { Shapes.shared.isWorthwhile(shape) }

    /// What the first query of the kind had.
    func learn(rows: Int, groups: Int) {
        Shapes.shared.learn(shape, isWorthwhile: rows >= Self.rowsMin && groups * Self.rowsPerGroupMin <= rows)
    }

    /// All groups, and whether no row came. `aggregate` reads streams to their end.
    func groups(
        _ resources: QueryResources,
        _ aggregate: ([any ChunkStream]) throws(QueryError) -> (PartialAggregation, isEmpty: Bool)
    ) throws(QueryError) -> (PartialAggregation, isEmpty: Bool) {
        let result = PartialAggregation(
            keyTypes: node.keys.map(\.expression.type), aggregates: node.calls.map(\.aggregate))
        let hold = MemoryHold(resources, "AggregatingTransform")
        var isEmpty = true
        func add(_ groups: Groups) throws(QueryError) {
            if groups.isEmpty { return }
            isEmpty = false
            try result.merge(groups.partial, keyedBy: groups.keyColumns, resources)
            try QueryLimits.check(
                rows: result.groupCount, max: resources.limits.groupsMax, "rows to GROUP BY", .tooManyRows)
            try hold.set(result.byteCount)
        }
        var others: [PartwiseScan.Piece] = []
        for piece in scan.pieces {
            try resources.checkpoint()
            guard piece.rowCount >= Self.rowsMin, let filter = conjunctTexts.text(of: piece.filter) else {
                others.append(piece)
                continue
            }
            let text = "\(shape)|\(filter)"
            if let known = piece.extract(text) as? Groups {
                try add(known)
                continue
            }
            guard piece.isSettled || Shapes.shared.hasSeen(text) else {
                others.append(piece)
                continue
            }
            let (partial, pieceIsEmpty) = try aggregate(input.streams(try scan.scan(piece), resources))
            let groups = Groups(partial, isEmpty: pieceIsEmpty)
            if partial.groupCount * Self.rowsPerGroupMin <= piece.rowCount {
                piece.keep(groups, byteCount: partial.byteCount, text)
            }
            try add(groups)
        }
        if !others.isEmpty {
            let (partial, othersAreEmpty) = try aggregate(input.streams(try scan.scan(others), resources))
            try add(Groups(partial, isEmpty: othersAreEmpty))
        }
        return (result, isEmpty)
    }
}

/// What is known of kinds of queries. Bounded: where there are too many, all are forgotten.
private final class Shapes: Sendable {
    static let shared = Shapes()
    private static let countMax = 1000

    private let worthwhile = Mutex<[String: Bool]>([:])
    private let seen = Mutex<Set<Int>>([])

    func isWorthwhile(_ shape: String) -> Bool { worthwhile.withLock { $0[shape] ?? false } }

    func learn(_ shape: String, isWorthwhile: Bool) {
        worthwhile.withLock { shapes in
            if shapes.count >= Self.countMax { shapes = [:] }
            shapes[shape] = isWorthwhile
        }
    }

    /// Whether it was asked before; from now on it was.
    func hasSeen(_ text: String) -> Bool {
        let hash = text.hashValue
        return seen.withLock { seen in
            if seen.count >= Self.countMax { seen = [] }
            return !seen.insert(hash).inserted
        }
    }
}
