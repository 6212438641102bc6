import Columns
import Errors
import Functions

/// What one thread of an aggregation does while reading.
///
/// While groups are few, or much fewer than rows, all stand in one table. A table that grows although most rows are new
/// groups is sealed: put aside in partitions, for a new one. Where nearly each row is a group of its own, rows are
/// sealed without a table, for some time.
final class AggregationWorker {
    /// Groups of a table that is looked at for sealing.
    private static let tableGroupsMin = 65_536
    /// A table with so many rows per group goes on.
    private static let rowsPerGroupMin = 4
    /// Rows that are sealed together.
    private static let sealedRowsMax = 262_144
    private static let directRowsMin = 1 << 20
    private static let directRowsMax = 1 << 24
    /// Sealed rows that are looked at for many of one group.
    private static let compactedRowsMin = 1 << 21

    private(set) var partials: [PartialAggregation]
    private(set) var rowCount = 0
    var isEmpty: Bool { rowCount == 0 }
    /// What was put aside.
    private(set) var sealed: [SealedRows] = []
    /// What went to disk.
    private(set) var spilled: SpilledGroups?
    /// Above this the groups go to disk; `nil` for never.
    private let spillBytes: Int?
    private let canSeal: Bool
    private let node: AggregateNode
    private let computation: Computation
    private let plan: GroupingPlan
    private let resources: QueryResources
    private let hold: MemoryHold
    private var rowsUncounted = 0

    private var rowsInTable = 0
    /// Groups of the table when it is looked at next.
    private var groupsAtNextLook = AggregationWorker.tableGroupsMin
    /// Rows that are sealed without a table from now on.
    private var directRowsLeft = 0
    private var directRows = AggregationWorker.directRowsMin
    private var pending: [(keys: [Column], arguments: [[Column]], rowCount: Int)] = []
    private var pendingRows = 0
    private var pendingBytes = 0
    private var sealedBytes = 0
    private var sealedRowsAtNextLook = AggregationWorker.compactedRowsMin

    init(
        _ node: AggregateNode, _ computation: Computation, _ plan: GroupingPlan, _ resources: QueryResources,
        spillBytes: Int?, canSeal: Bool
    ) {
        self.spillBytes = spillBytes
        self.canSeal = canSeal
        self.node = node
        self.computation = computation
        self.plan = plan
        self.resources = resources
        hold = MemoryHold(resources, "AggregatingTransform")
        partials = Self.emptyPartials(node, plan)
    }

    private static func emptyPartials(_ node: AggregateNode, _ plan: GroupingPlan) -> [PartialAggregation] {
        plan.bases.map { base in
            PartialAggregation(
                keyTypes: base.map { node.keys[$0].expression.type }, aggregates: node.calls.map(\.aggregate))
        }
    }

    var hasSealed: Bool { !sealed.isEmpty || pendingRows > 0 }

    /// Groups, and rows that may be as many.
    var groupCount: Int {
        partials.reduce(sealed.reduce(pendingRows) { $0 + $1.rowCount }) { $0 + $1.groupCount }
    }

    func consume(_ chunk: Chunk) throws(QueryError) {
        try resources.checkpoint()
        rowCount += chunk.rowCount
        var evaluator = computation.evaluator(over: chunk, in: resources.context)
        var keys: [Column] = []
        for key in node.keys { keys.append(try evaluator.evaluate(key.expression).materialised) }
        var arguments: [[Column]] = []
        for call in node.calls {
            var columns: [Column] = []
            for argument in call.arguments {
                columns.append(try evaluator.evaluate(argument).withoutLowCardinality.materialised)
            }
            arguments.append(columns)
        }
        if directRowsLeft > 0 {
            try putAside(keys, arguments, rowCount: chunk.rowCount)
        } else {
            for (partial, base) in zip(partials, plan.bases) {
                try partial.update(base.map { keys[$0] }, arguments, rowCount: chunk.rowCount)
                try QueryLimits.check(
                    rows: partial.groupCount, max: resources.limits.groupsMax, "rows to GROUP BY", .tooManyRows)
            }
            rowsInTable += chunk.rowCount
            if canSeal, partials[0].groupCount >= groupsAtNextLook { try lookAtTable() }
        }
        try account(for: chunk.rowCount)
    }

    private func account(for rows: Int) throws(QueryError) {
        // Counting the bytes takes a look at each group: as often as there are a quarter as many new rows.
        rowsUncounted += rows
        guard rowsUncounted * 4 >= partials.reduce(0, { max($0, $1.groupCount) }) else { return }
        rowsUncounted = 0
        let bytes = partials.reduce(sealedBytes + pendingBytes) { $0 + $1.byteCount }
        if let spillBytes, bytes > spillBytes { try spill() } else { try hold.set(bytes) }
    }

    // MARK: - Sealing

    private func lookAtTable() throws(QueryError) {
        let groups = partials[0].groupCount
        guard rowsInTable < groups * Self.rowsPerGroupMin else {
            groupsAtNextLook = groups * 2
            return
        }
        // Fewer than three rows for two groups: the next ones need no table.
        if rowsInTable * 2 < groups * 3 {
            directRowsLeft = directRows
            directRows = min(directRows * 2, Self.directRowsMax)
        }
        try sealTable()
        try compactSealed()
    }

    private func sealTable() throws(QueryError) {
        guard partials[0].groupCount > 0 else { return }
        add(SealedRows(partials[0]))
        partials = Self.emptyPartials(node, plan)
        rowsInTable = 0
        groupsAtNextLook = Self.tableGroupsMin
    }

    private func add(_ rows: SealedRows) {
        sealed.append(rows)
        sealedBytes += rows.byteCount
    }

    private func putAside(_ keys: [Column], _ arguments: [[Column]], rowCount: Int) throws(QueryError) {
        let plain = keys.map(\.withoutLowCardinality)
        pending.append((plain, arguments, rowCount))
        pendingRows += rowCount
        pendingBytes += (plain + arguments.flatMap { $0 }).reduce(0) { $0 + $1.byteCount }
        directRowsLeft -= rowCount
        if pendingRows >= Self.sealedRowsMax || directRowsLeft <= 0 {
            sealPending()
            try compactSealed()
        }
    }

    private func sealPending() {
        guard pendingRows > 0 else { return }
        let keys = node.keys.indices.map { key in Column.concatenating(pending.map { $0.keys[key] }) }
        let arguments = node.calls.indices.map { call in
            node.calls[call].arguments.indices.map { argument in
                Column.concatenating(pending.map { $0.arguments[call][argument] })
            }
        }
        let count = pendingRows
        pending = []
        pendingRows = 0
        pendingBytes = 0
        add(SealedRows(rows: keys, arguments, rowCount: count))
    }

    /// Puts the sealed rows of each group together where that makes them half as many. One partition shows it.
    private func compactSealed() throws(QueryError) {
        let rows = sealed.reduce(0) { $0 + $1.rowCount }
        guard rows >= sealedRowsAtNextLook else { return }
        let all = SealedAggregation(node: node, sealed: sealed)
        let sample = try all.groups(of: 0..<1, resources).groupCount
        if sample * 2 <= sealed.reduce(0, { $0 + $1.rowCount(of: 0) }) {
            var tables: [PartialAggregation] = []
            for partition in 0..<KeyPartitions.count {
                try resources.checkpoint()
                tables.append(try all.takingGroups(of: partition, resources))
            }
            sealed = []
            sealedBytes = 0
            add(SealedRows(tables))
        }
        sealedRowsAtNextLook = max(Self.compactedRowsMin, sealed.reduce(0) { $0 + $1.rowCount } * 2)
    }

    /// Puts aside all that is left.
    func seal() throws(QueryError) {
        sealPending()
        try sealTable()
    }

    // MARK: - Spilling

    /// Writes all groups to disk and goes on without any.
    private func spill() throws(QueryError) {
        try seal()
        guard let space = resources.spillSpace, !sealed.isEmpty else { return }
        let all = SealedAggregation(node: node, sealed: sealed)
        let file: SpilledGroups
        if let spilled {
            file = spilled
        } else {
            file = try SpilledGroups(space, keyTypes: all.keyTypes, aggregates: node.calls.count)
            spilled = file
        }
        try file.append(all, resources)
        sealed = []
        sealedBytes = 0
        try hold.set(0)
    }

    func finishSpilling() throws(QueryError) {
        try spill()
        try spilled?.finish()
    }
}
