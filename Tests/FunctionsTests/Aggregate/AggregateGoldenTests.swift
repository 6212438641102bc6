import Columns
import Errors
import Functions
import Testing

/// ClickHouse's results and states, function by function.
@Test("aggregates give ClickHouse's results and states", arguments: AggregateCase.families)
func aggregateGolden(family: String) throws {
    let cases = try AggregateCase.load(family)
    #expect(!cases.isEmpty)
    var failures: [String] = []
    var unknown: Set<String> = []
    for golden in cases {
        if golden.hasArbitraryTie { continue }
        if golden.refusal == nil, !AggregateRegistry.isAggregate(golden.name) {
            unknown.insert(golden.name)
            continue
        }
        if let failure = check(golden) { failures.append("\(golden.sql.prefix(300))\n    \(failure)") }
    }
    #expect(unknown.isEmpty, "not there: \(unknown.sorted().joined(separator: " "))")
    #expect(
        failures.isEmpty, "\(failures.count) of \(cases.count):\n\(failures.prefix(40).joined(separator: "\n"))")
}

private func check(_ golden: AggregateCase) -> String? {
    do {
        let bound = try golden.bind()
        if let refusal = golden.refusal { return "error \(refusal) was expected: \(bound.resultType.name)" }
        if bound.resultType != golden.resultType {
            return "type \(golden.resultType?.name ?? "") was expected: \(bound.resultType.name)"
        }
        let stateName = DataType.aggregateFunction(bound.stateType).name
        // `countDistinct(x)` is read as `uniqExact(x)`, as ClickHouse's analyser does.
        if stateName != golden.stateType, golden.name != "countDistinct" {
            return "\(golden.stateType) was expected: \(stateName)"
        }
        let columns = try golden.columns(golden.rows)
        return try checkWays(golden, bound, columns) ?? checkState(golden, bound, columns)
    } catch let error as QueryError {
        return golden.refusal == error.code.rawValue ? nil : "\(golden.refusal ?? 0) was expected: \(error)"
    } catch {
        return "\(error)"
    }
}

/// To one group, by group numbers and as a running result: one answer.
private func checkWays(_ golden: AggregateCase, _ bound: BoundAggregate, _ columns: [Column]) throws -> String? {
    guard let expected = golden.result else { return "no result to compare with" }
    var single = bound.prototype
    single.grow(to: 1)
    try single.update(columns, rowCount: golden.rows.count, group: 0)
    if let failure = compare(expected, try single.results().value(at: 0), golden) { return failure }
    var grouped = bound.prototype
    grouped.grow(to: 3)
    try grouped.update(columns, groups: [UInt32](repeating: 1, count: golden.rows.count))
    if let failure = compare(expected, try grouped.results().value(at: 1), golden) { return "by groups: \(failure)" }
    let running = try bound.prototype.runningResults(columns, ends: [golden.rows.count])
    if let failure = compare(expected, running.value(at: 0), golden) { return "running: \(failure)" }
    return nil
}

private func compare(_ expected: Value, _ actual: Value, _ golden: AggregateCase) -> String? {
    if expected.agrees(with: actual) { return nil }
    if golden.stateIsUnordered, expected.sorted.agrees(with: actual.sorted) { return nil }
    return "\(expected.literal.prefix(200)) was expected: \(actual.literal.prefix(200))"
}

/// The state's bytes, and ClickHouse's state read back.
private func checkState(_ golden: AggregateCase, _ bound: BoundAggregate, _ columns: [Column]) throws -> String? {
    if golden.name == "countDistinct" { return nil }
    var states = bound.prototype
    states.grow(to: 1)
    try states.update(columns, rowCount: golden.rows.count, group: 0)
    var bytes: [UInt8] = []
    states.serialise(0, into: &bytes)
    if !golden.stateIsUnordered, bytes != golden.state {
        return "state \(hex(golden.state).prefix(400)) was expected: \(hex(bytes).prefix(400))"
    }
    if bytes.count != golden.state.count {
        return
            "\(golden.state.count) bytes of state were expected: \(hex(golden.state).prefix(200)) "
                + "\(hex(bytes).prefix(200))"
    }
    var restored = try AggregateRegistry.bind(state: bound.stateType).prototype
    restored.grow(to: 1)
    var position = 0
    try restored.mergeSerialised(golden.state + [1, 2, 3], at: &position, into: 0)
    if position != golden.state.count { return "\(position) of \(golden.state.count) bytes were read" }
    // That there were several values is not in the state.
    guard let expected = golden.result, golden.name != "singleValueOrNull" else { return nil }
    if let failure = compare(expected, try restored.results().value(at: 0), golden) { return "read back: \(failure)" }
    if golden.isSet {
        // Our hashes and keys are those of ClickHouse: its set has them all already.
        position = 0
        try restored.mergeSerialised(bytes, at: &position, into: 0)
        if let failure = compare(expected, try restored.results().value(at: 0), golden) { return "union: \(failure)" }
    }
    for end in golden.state.indices.prefix(40) {
        var cut = 0
        var broken = try AggregateRegistry.bind(state: bound.stateType).prototype
        broken.grow(to: 1)
        do {
            try broken.mergeSerialised(Array(golden.state[..<end]), at: &cut, into: 0)
            return "a state cut off at \(end) was accepted"
        } catch {}
    }
    return nil
}

private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
