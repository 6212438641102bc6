import Columns
import Errors
import Functions
import Testing

/// However rows are split into partial states, in whatever order these are merged, serialised or not: the result is
/// that
/// of all rows at once.
@Test("partial states add up", arguments: AggregateCase.families)
func partialStatesAddUp(family: String) throws {
    var failures: [String] = []
    for (number, golden) in try AggregateCase.load(family).enumerated() where golden.refusal == nil {
        guard golden.rows.count > 1, AggregateRegistry.isAggregate(golden.name), !golden.dependsOnMergeOrder else {
            continue
        }
        var random = SplitMix(state: UInt64(number) &* 7_919 &+ 1)
        if let failure = try checkMerges(golden, &random) { failures.append("\(golden.sql.prefix(200)): \(failure)") }
    }
    #expect(failures.isEmpty, "\(failures.count):\n\(failures.prefix(30).joined(separator: "\n"))")
}

private func checkMerges(_ golden: AggregateCase, _ random: inout SplitMix) throws -> String? {
    let bound = try golden.bind()
    let columns = try golden.columns(golden.rows)
    var whole = bound.prototype
    whole.grow(to: 1)
    try whole.update(columns, rowCount: golden.rows.count, group: 0)
    let expected = try whole.results().value(at: 0)
    for keepsOrder in golden.isOrdered ? [true] : [true, false] {
        for isSerialised in [false, true] {
            let actual = try merged(bound, columns, golden.rows.count, keepsOrder, isSerialised, &random)
            if agrees(expected, actual, golden) { continue }
            return "\(expected.literal.prefix(100)) \(keepsOrder) \(isSerialised): \(actual.literal.prefix(100))"
        }
    }
    return nil
}

private func agrees(_ expected: Value, _ actual: Value, _ golden: AggregateCase) -> Bool {
    expected.agrees(with: actual) || golden.stateIsUnordered && expected.sorted.agrees(with: actual.sorted)
}

/// Up to four parts of the rows, some of them empty, merged into one group among others.
private func merged(
    _ bound: BoundAggregate, _ columns: [Column], _ rowCount: Int, _ keepsOrder: Bool, _ isSerialised: Bool,
    _ random: inout SplitMix
) throws -> Value {
    let parts = 1 + Int(random.next() % 4)
    var partOfRow = (0..<rowCount).map { _ in UInt32(random.next() % UInt64(parts)) }
    if keepsOrder { partOfRow.sort() }
    var states = bound.prototype
    states.grow(to: parts)
    try states.update(columns, groups: partOfRow)
    var target = bound.prototype
    target.grow(to: 2)
    var order = Array(0..<parts)
    if !keepsOrder { order.sort { _, _ in random.next() % 2 == 0 } }
    if isSerialised {
        for part in order {
            var bytes: [UInt8] = [9]
            states.serialise(part, into: &bytes)
            var position = 1
            try target.mergeSerialised(bytes, at: &position, into: 1)
            #expect(position == bytes.count, "\(bound.name) reads what it writes")
        }
    } else if keepsOrder {
        try target.merge(states, groups: [UInt32](repeating: 1, count: parts))
    } else {
        try target.merge(states, places: order.map { UInt32($0) }, groups: [UInt32](repeating: 1, count: parts))
    }
    return try target.results().value(at: 1)
}

extension AggregateCase {
    /// The result depends on the order of rows, so that parts must be merged in it.
    fileprivate var isOrdered: Bool {
        [
            "any", "first_value", "last_value", "groupArray", "argM", "argAnd", "groupConcat", "deltaSum", "ArgM",
            "boundingRatio", "topK", "approx_top", "UniqArrayForEach",
        ].contains { name.contains($0) }
    }

    /// Merging gives another, equally good answer: samples, majorities, histograms; or a state that says less.
    fileprivate var dependsOnMergeOrder: Bool {
        [
            "groupArraySample", "anyHeavy", "histogram", "groupArrayLast", "singleValueOrNull", "sumKahan",
            "MovingAvg", "MovingSum",
        ].contains { name.contains($0) } || name.contains("topK") && hasArbitraryTie
            || types.contains(.float32) || types.contains(.array(.float32)) || sql.contains("inf")
            || sql.contains("1e300")
    }
}

/// A small generator, so that the splits are the same in every run.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

@Test("no two aggregate functions share a name") func aggregateNamesAreUnique() {
    var seen: Set<String> = []
    for function in AggregateRegistry.functions {
        for name in [function.name] + function.aliases + function.aliasesInAnyCase {
            #expect(seen.insert(name.lowercased()).inserted, "\(name) is listed twice")
        }
    }
}

@Test("names and combinators are read as ClickHouse reads them") func aggregateNames() throws {
    let names: [(String, [DataType], String)] = [
        ("SUM", [.uint8], "sum"), ("Count", [], "count"), ("max_BY", [.uint8, .uint8], "argMax"),
        ("STDDEV", [.uint8], "stddevSamp"), ("median", [.uint8], "quantile"), ("first_value", [.uint8], "any"),
        ("sumIf", [.uint8, .uint8], "sumIf"), ("countIfState", [.uint8], "countIfState"),
        ("sumMap", [.map(key: .string, value: .uint8)], "sumMap"), ("countDistinct", [.string], "uniqExact"),
    ]
    for (written, arguments, name) in names {
        let bound = try AggregateRegistry.bind(name: written, parameters: [], arguments: arguments, distinct: false)
        #expect(bound.name == name)
    }
    let distinct = try AggregateRegistry.bind(
        name: "sumIf", parameters: [], arguments: [.uint8, .uint8], distinct: true)
    #expect(distinct.name == "sumDistinctIf")
    #expect(AggregateRegistry.isAggregate("quantileExactIfState"))
    #expect(!AggregateRegistry.isAggregate("ANY") && !AggregateRegistry.isAggregate("State"))
}

@Test("an unknown aggregate is refused with the nearest names") func unknownAggregate() {
    let error = #expect(throws: QueryError.self) {
        try AggregateRegistry.bind(name: "summ", parameters: [], arguments: [.uint8], distinct: false)
    }
    #expect(error?.code == .unknownAggregateFunction)
    #expect(error?.message.contains("'sum'") == true)
}

/// `stateEnd` finds the boundaries of states that lie one behind the other, for every function with vectors.
@Test func statesAreFoundOneBehindTheOther() throws {
    for golden in try AggregateCase.load("states") where golden.name != "groupBitmap" && golden.name != "countDistinct"
    {
        guard case .aggregateFunction(let type) = try DataType(parsing: golden.stateType) else { continue }
        let bytes = golden.state + golden.state
        let first = try AggregateRegistry.stateEnd(of: type, bytes: bytes, from: 0)
        #expect(first == golden.state.count, "\(golden.sql.prefix(100))")
        #expect(try AggregateRegistry.stateEnd(of: type, bytes: bytes, from: first) == bytes.count)
    }
}
