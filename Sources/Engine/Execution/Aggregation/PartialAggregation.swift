import Columns
import Errors
import Functions

/// The aggregation of some rows, which can be merged with that of others: one per thread, or per part of a table.
///
/// One thread at a time uses it. Groups are numbered in the order their keys first came.
final class PartialAggregation {
    /// The states of one aggregate, apart so that different threads can merge different aggregates.
    private final class States {
        var states: any AggregateStates

        init(_ states: any AggregateStates) { self.states = states }
    }

    /// Runs of equal keys this long, on average, are added run by run.
    private static let runRowsMin = 512

    /// `nil` without keys: then there is one group.
    private var keys: (any KeyTable)?
    /// How many there were when the keys were taken.
    private var groupCountOfTaken: Int?
    private let states: [States]

    init(keyTypes: [DataType], aggregates: [BoundAggregate]) {
        keys = keyTypes.isEmpty ? nil : KeyTables.make(for: keyTypes)
        states = aggregates.map { States($0.prototype) }
        if keys == nil { for state in states { state.states.grow(to: 1) } }
    }

    var groupCount: Int { groupCountOfTaken ?? keys?.count ?? 1 }

    var aggregateCount: Int { states.count }

    var byteCount: Int { states.reduce(keys?.byteCount ?? 0) { $0 + $1.states.byteCount } }

    /// Adds rows: `keyColumns` in the layout of the key types, `arguments` a list per aggregate; all materialised.
    func update(_ keyColumns: [Column], _ arguments: [[Column]], rowCount: Int) throws(QueryError) {
        guard rowCount > 0 else { return }
        guard let keys else {
            for (state, columns) in zip(states, arguments) {
                try state.states.update(columns, rowCount: rowCount, group: 0)
            }
            return
        }
        let groups = keys.slots(of: keyColumns, rowCount: rowCount)
        let count = keys.count
        for state in states { state.states.grow(to: count) }
        let changes = changeCount(groups)
        if rowCount / (changes + 1) >= Self.runRowsMin || changes == 0 {
            try update(runs: runs(of: groups, count: changes + 1), groups, arguments)
        } else {
            for (state, columns) in zip(states, arguments) { try state.states.update(columns, groups: groups) }
        }
    }

    private func update(runs: [Range<Int>], _ groups: [UInt32], _ arguments: [[Column]]) throws(QueryError) {
        for (state, columns) in zip(states, arguments) {
            for run in runs {
                let part = runs.count == 1 ? columns : columns.map { $0.slice(run) }
                try state.states.update(part, rowCount: run.count, group: Int(groups[run.lowerBound]))
            }
        }
    }

    /// Adds the groups of `other`, which aggregates the same; different aggregates on different threads.
    func merge(_ other: PartialAggregation, _ resources: QueryResources) throws(QueryError) {
        let groups = keys.map { $0.slots(of: other.keyColumns(), rowCount: other.groupCount) } ?? [0]
        try merge(other, groups: groups, resources)
    }

    /// Adds group `i` of `other`, whose keys are more or others than here, to the group of row `i` of `keyColumns`.
    func merge(
        _ other: PartialAggregation, keyedBy keyColumns: [Column], _ resources: QueryResources
    ) throws(QueryError) {
        let count = other.groupCount
        let groups = keys.map { $0.slots(of: keyColumns, rowCount: count) } ?? [UInt32](repeating: 0, count: count)
        try merge(other, groups: groups, resources)
    }

    /// Adds group `places[i]` of `other` to the group of row `i` of `keyColumns`.
    func merge(
        _ other: PartialAggregation, places: [UInt32], keyedBy keyColumns: [Column]
    ) throws(QueryError) {
        guard let keys else { throw QueryError(.logicalError, "The groups have keys") }
        let groups = keys.slots(of: keyColumns, rowCount: places.count)
        for (mine, theirs) in zip(states, other.states) {
            mine.states.grow(to: keys.count)
            try mine.states.merge(theirs.states, places: places, groups: groups)
        }
    }

    private func merge(
        _ other: PartialAggregation, groups: [UInt32], _ resources: QueryResources
    ) throws(QueryError) {
        let pairs = Handover(Array(zip(states, other.states)))
        let count = groupCount
        // Waking a thread is worth it for some thousand groups.
        let threads = groups.count < 4096 ? 1 : resources.threadsMax
        try resources.pool.run(taskCount: pairs.value.count, threadsMax: threads) { (number) throws(QueryError) in
            let (mine, theirs) = pairs.value[number]
            mine.states.grow(to: count)
            try mine.states.merge(theirs.states, groups: groups)
        }
    }

    /// A column per aggregate with the bytes of the states of `groups`, for `merge(serialised:keys:)`.
    func serialisedStates(of groups: [UInt32]) -> [Column] {
        states.map { state in
            var column = StringColumn()
            column.ends.reserveCapacity(groups.count)
            for group in groups {
                state.states.serialise(Int(group), into: &column.bytes)
                column.ends.append(column.bytes.count)
            }
            return .string(column)
        }
    }

    /// Adds states from `serialisedStates` to the groups of `keyColumns`' rows.
    func merge(serialised columns: [Column], keyedBy keyColumns: [Column], rowCount: Int) throws(QueryError) {
        guard let keys, rowCount > 0 else { return }
        let groups = keys.slots(of: keyColumns, rowCount: rowCount)
        for (state, column) in zip(states, columns) {
            state.states.grow(to: keys.count)
            guard case .string(let strings) = column else {
                throw QueryError(.logicalError, "Spilled states are strings")
            }
            var position = 0
            for group in groups {
                try state.states.mergeSerialised(strings.bytes, at: &position, into: Int(group))
            }
        }
    }

    /// The states of the groups where `kept` is 1, merged into one group per aggregate: totals.
    func total(of kept: [UInt8], aggregates: [BoundAggregate]) throws(QueryError) -> PartialAggregation {
        let result = PartialAggregation(keyTypes: [], aggregates: aggregates)
        // Group 1 takes what is not wanted.
        let groups = kept.map { 1 &- UInt32($0) }
        guard !groups.isEmpty else { return result }
        for (mine, theirs) in zip(result.states, states) {
            mine.states.grow(to: 2)
            try mine.states.merge(theirs.states, groups: groups)
        }
        return result
    }

    /// The key columns of all groups, in order.
    func keyColumns() -> [Column] { keys?.keyColumns() ?? [] }

    /// The key columns; the table goes, and only states are left here.
    func takeKeys() -> [Column] {
        let columns = keyColumns()
        groupCountOfTaken = groupCount
        keys = nil
        return columns
    }

    /// A column of results per aggregate, for all groups in order.
    func results(_ resources: QueryResources) throws(QueryError) -> [Column] {
        let count = groupCount
        let all = Handover(states)
        let collected = Collected<Column>()
        let threads = count < 4096 ? 1 : resources.threadsMax
        try resources.pool.run(taskCount: states.count, threadsMax: threads) { (number) throws(QueryError) in
            let column = try all.value[number].states.results().materialised
            collected.put(column.count == count ? column : column.slice(0..<count), at: number)
        }
        return collected.values(states.count)
    }
}

/// How often a row's group differs from the row before.
private func changeCount(_ groups: [UInt32]) -> Int {
    var changes: UInt32 = 0
    for row in 1..<max(1, groups.count) {
        let difference = groups[row] ^ groups[row &- 1]
        // 1 where any bit is set, without a branch.
        changes &+= (difference | (0 &- difference)) &>> 31
    }
    return Int(changes)
}

private func runs(of groups: [UInt32], count: Int) -> [Range<Int>] {
    if count == 1 { return [0..<groups.count] }
    var runs: [Range<Int>] = []
    runs.reserveCapacity(count)
    var start = 0
    for row in 1..<groups.count where groups[row] != groups[row - 1] {
        runs.append(start..<row)
        start = row
    }
    runs.append(start..<groups.count)
    return runs
}
