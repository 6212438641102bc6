import Columns
import Errors

/// What `sumMap` and its kin do with the values of a key.
enum MapRule: Sendable { case sum, sumWithOverflow, smallest, greatest }

/// `sumMap(keys, values, …)`: sums by key. A key whose sums are all zero is left out.
package struct SumMappedArrays: AggregateFunction {
    package static let name = "sumMap"
    package static let aliases = ["sumMappedArrays"]
    package static let documentation = FunctionDocumentation(
        summary: "Sums of values by key, over arrays of keys and of values.",
        examples: [.init(sql: "arrayReduce('sumMap', [[1, 2], [2]], [[1, 1], [1]])", result: "([1,2],[1,2])")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return try mappedArrayStates(name, .sum, arguments)
    }
}

/// `sumMapWithOverflow(keys, values, …)`: as `sumMap`, in the values' own types.
package struct SumMapWithOverflow: AggregateFunction {
    package static let name = "sumMapWithOverflow"
    package static let documentation = FunctionDocumentation(
        summary: "Sums of values by key in the values' own types, wrapping around.",
        examples: [.init(sql: "arrayReduce('sumMapWithOverflow', [[1]], [[1]])", result: "([1],[1])")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return try mappedArrayStates(name, .sumWithOverflow, arguments)
    }
}

/// `sumMapFiltered(keys to keep)(keys, values, …)`.
package struct SumMapFiltered: AggregateFunction {
    package static let name = "sumMapFiltered"
    package static let documentation = FunctionDocumentation(
        summary: "Sums of values by key, of the given keys only.",
        examples: [.init(sql: "arrayReduce('sumMapFiltered([1])', [[1, 2]], [[3, 4]])", result: "([1],[3])")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        guard parameters.count == 1, case .array(let keys) = parameters[0] else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Aggregate function \(name) requires exactly one parameter, an array of keys")
        }
        return try mappedArrayStates(name, .sum, arguments, keeping: keys)
    }
}

/// `minMap(keys, values, …)`: the smallest values by key.
package struct MinMappedArrays: AggregateFunction {
    package static let name = "minMap"
    package static let aliases = ["minMappedArrays"]
    package static let documentation = FunctionDocumentation(
        summary: "The smallest values by key, over arrays of keys and of values.",
        examples: [.init(sql: "arrayReduce('minMap', [[1], [1]], [[5], [3]])", result: "([1],[3])")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return try mappedArrayStates(name, .smallest, arguments)
    }
}

/// `maxMap(keys, values, …)`: the greatest values by key.
package struct MaxMappedArrays: AggregateFunction {
    package static let name = "maxMap"
    package static let aliases = ["maxMappedArrays"]
    package static let documentation = FunctionDocumentation(
        summary: "The greatest values by key, over arrays of keys and of values.",
        examples: [.init(sql: "arrayReduce('maxMap', [[1], [1]], [[5], [3]])", result: "([1],[5])")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return try mappedArrayStates(name, .greatest, arguments)
    }
}

/// The arguments may be one tuple of the arrays.
private func mappedArrayStates(
    _ name: String, _ rule: MapRule, _ arguments: [DataType], keeping keys: [Value]? = nil
) throws(QueryError) -> any AggregateStates {
    var arrays = arguments
    var isTuple = false
    if arguments.count == 1, case .tuple(let elements) = arguments[0] {
        arrays = elements.map(\.type)
        isTuple = true
    }
    guard arrays.count >= 2 else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch,
            "Aggregate function \(name) requires at least two arguments of Array type or one argument of tuple of two "
                + "arrays")
    }
    var elements: [DataType] = []
    for array in arrays {
        guard case .array(let element) = array else { throw illegalAggregateArgument(name, array) }
        guard !element.isNullable else {
            throw QueryError(.notImplemented, "Aggregate function \(name) of \(array.name) is not supported")
        }
        elements.append(element.withoutLowCardinality)
    }
    var values: [DataType] = []
    var results: [DataType] = []
    for value in elements.dropFirst() {
        let totals = NumberTotals(value)
        if let totals {
            values.append(totals.type(for: value))
            results.append(rule == .sum ? totals.type(for: value) : value)
        } else if rule == .smallest || rule == .greatest {
            values.append(value)
            results.append(value)
        } else {
            throw QueryError(
                .badArguments, "Values for \(name) cannot be summed, passed type \(value.name)")
        }
    }
    return MappedArrayStates(
        kernel: MappedArrayKernel(
            rule: rule, key: elements[0], values: values, results: results, isTuple: isTuple, kept: keys.map { Set($0) }
        ))
}

struct MappedArrayStates: KernelStates {
    let kernel: MappedArrayKernel
    var states: [[Value: [Value]]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of keys |
/// | each | key, then each value, in single-value form; keys ascending |
struct MappedArrayKernel: StateKernel {
    let rule: MapRule
    let key: DataType
    /// The types of values in states, and in results.
    let values: [DataType]
    let results: [DataType]
    let isTuple: Bool
    let kept: Set<Value>?

    var resultType: DataType { .tuple(([key] + results).map { TupleElement(nil, .array($0)) }) }
    var emptyState: [Value: [Value]] { [:] }

    func input(_ arguments: [Column]) throws(QueryError) -> FlattenedArrays {
        if isTuple, case .tuple(let tuple) = arguments[0] { return try FlattenedArrays(tuple.elements) }
        return try FlattenedArrays(arguments)
    }

    func add(_ row: Int, of input: FlattenedArrays, to state: inout [Value: [Value]]) {
        for element in input.range(of: row) {
            let key = input.elements[0].value(at: element)
            if let kept, !kept.contains(key) { continue }
            let found = input.elements.dropFirst().enumerated().map { position, column in
                widened(column.value(at: element), values[position])
            }
            combine(found, key, &state)
        }
    }

    /// Integers of the argument as the total's kind.
    private func widened(_ value: Value, _ type: DataType) -> Value {
        if type.physicalKind == .int128, let number: Int128 = value.exactInteger() { return .int128(number) }
        return value
    }

    private func combine(_ found: [Value], _ key: Value, _ state: inout [Value: [Value]]) {
        guard var known = state[key] else {
            state[key] = found
            return
        }
        for position in known.indices {
            known[position] = combined(known[position], found[position], values[position])
        }
        state[key] = known
    }

    private func combined(_ a: Value, _ b: Value, _ type: DataType) -> Value {
        switch rule {
        case .smallest: compareValues(b, a) < 0 ? b : a
        case .greatest: compareValues(b, a) > 0 ? b : a
        case .sum, .sumWithOverflow: sum(a, b, type)
        }
    }

    private func sum(_ a: Value, _ b: Value, _ type: DataType) -> Value {
        switch (a, b) {
        case (.uint64(let a), .uint64(let b)): cut(a &+ b, type)
        case (.int64(let a), .int64(let b)): cut(UInt64(bitPattern: a &+ b), type)
        case (.float64(let a), .float64(let b)): .float64(type == .float32 ? Double(Float(a) + Float(b)) : a + b)
        case (.int128(let a), .int128(let b)): .int128(a &+ b)
        case (.uint128(let a), .uint128(let b)): .uint128(a &+ b)
        case (.int256(let a), .int256(let b)): .int256(a &+ b)
        case (.uint256(let a), .uint256(let b)): .uint256(a &+ b)
        default: a
        }
    }

    /// The word as a value of `type`, without its high bits.
    private func cut(_ word: UInt64, _ type: DataType) -> Value {
        guard let kind = WordType(type) else { return .uint64(word) }
        return kind.column(of: [word]).value(at: 0)
    }

    func merge(_ other: [Value: [Value]], into state: inout [Value: [Value]]) {
        for (key, found) in other { combine(found, key, &state) }
    }

    private func sorted(_ state: [Value: [Value]]) -> [(key: Value, value: [Value])] {
        state.sorted { compareValues($0.key, $1.key) < 0 }
    }

    func results(of states: [[Value: [Value]]]) throws(QueryError) -> Column {
        var ends: [Int] = []
        var columns = [[Value]](repeating: [], count: values.count + 1)
        for state in states {
            for (key, found) in sorted(state) {
                if rule == .sum, found.allSatisfy(isZero) { continue }
                columns[0].append(key)
                for (position, value) in found.enumerated() {
                    columns[position + 1].append(finished(value, results[position]))
                }
            }
            ends.append(columns[0].count)
        }
        var elements: [Column] = []
        for (type, list) in zip([key] + results, columns) {
            elements.append(.array(ArrayColumn(ends: ends, elements: try Column(list, as: type))))
        }
        return .tuple(TupleColumn(elements: elements, count: states.count))
    }

    /// A total as the result's type: without its high bits where these overflow.
    private func finished(_ value: Value, _ type: DataType) -> Value {
        guard rule == .sumWithOverflow else { return value }
        return switch value {
        case .uint64(let number): cut(number, type)
        case .int64(let number): cut(UInt64(bitPattern: number), type)
        case .int128(let number) where type.physicalKind != .int128: cut(UInt64(truncatingIfNeeded: number), type)
        case .float64(let number) where type == .float32: .float64(Double(Float(number)))
        default: value
        }
    }

    private func isZero(_ value: Value) -> Bool {
        if case .float64(let number) = value { return number == 0 }
        let number: Int256? = value.exactInteger()
        return number == .zero
    }

    func write(_ state: [Value: [Value]], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for (key, found) in sorted(state) {
            SingleValueForm.write(key, of: self.key, into: &bytes)
            for (type, value) in zip(values, found) { SingleValueForm.write(value, of: type, into: &bytes) }
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [Value: [Value]] {
        let count = try reader.count(ofSize: 1)
        var state: [Value: [Value]] = [:]
        for _ in 0..<count {
            let key = try SingleValueForm.read(self.key, &reader)
            var found: [Value] = []
            for type in values { found.append(try SingleValueForm.read(type, &reader)) }
            combine(found, key, &state)
        }
        return state
    }

    func heapBytes(of state: [Value: [Value]]) -> Int { state.count * (64 + values.count * 32) }
}
