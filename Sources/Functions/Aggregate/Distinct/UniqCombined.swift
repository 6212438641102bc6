import Columns
import Errors

/// `uniqCombined(precision)(x, …)`: exact for few values, then HyperLogLog over 32-bit hashes.
package struct UniqCombined: AggregateFunction {
    package static let name = "uniqCombined"
    package static let documentation = FunctionDocumentation(
        summary: "The approximate number of different values: a small set, a hash set, then HyperLogLog.",
        examples: [.init(sql: "arrayReduce('uniqCombined', [1, 2, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try uniqCombinedStates(name, parameters, arguments, hashBits: 32)
    }
}

/// `uniqCombined64(precision)(x, …)`: the same over 64-bit hashes, for more than some hundred million values.
package struct UniqCombined64: AggregateFunction {
    package static let name = "uniqCombined64"
    package static let documentation = FunctionDocumentation(
        summary: "As uniqCombined, with 64-bit hashes.",
        examples: [.init(sql: "arrayReduce('uniqCombined64', [1, 2, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try uniqCombinedStates(name, parameters, arguments, hashBits: 64)
    }
}

private func uniqCombinedStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], hashBits: Int
) throws(QueryError) -> any AggregateStates {
    try checkParameterCount(name, parameters, 0...1)
    try checkSomeArguments(name, arguments)
    let precision =
        parameters.isEmpty ? 17 : try integerParameter(name, parameters[0], in: 12...20, outside: .argumentOutOfBound)
    let hasher = RowHasher(arguments)
    let bits = hasher.isString ? 64 : hashBits
    return UniqCombinedStates(
        kernel: UniqCombinedKernel(
            hasher: hasher, precision: precision, hashBits: bits, mediumMax: 1 << (precision - (bits == 32 ? 4 : 5))))
}

/// `uniqHLL12(x, …)`: exact up to 16 values, then HyperLogLog of precision 12.
package struct UniqHLL12: AggregateFunction {
    package static let name = "uniqHLL12"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The approximate number of different values by HyperLogLog in 2.5 KiB.",
        examples: [.init(sql: "arrayReduce('uniqHLL12', [1, 2, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        try checkSomeArguments(name, arguments)
        return UniqHLL12States(kernel: UniqHLL12Kernel(hasher: RowHasher(arguments)))
    }
}

/// Different keys, few in a set and many in a HyperLogLog.
struct CombinedCounter: Sendable {
    /// In the order they came, while they are few.
    var small: [UInt64] = []
    var medium: KeySet<UInt64>?
    var large: HyperLogLog?
}

struct UniqCombinedStates: KernelStates {
    let kernel: UniqCombinedKernel
    var states: [CombinedCounter] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | 1 small, 2 medium, 3 large |
/// | small, medium | varuint count, keys of 4 or 8 bytes in any order |
/// | large | a HyperLogLog |
struct UniqCombinedKernel: StateKernel {
    let hasher: RowHasher
    let precision: Int
    let hashBits: Int
    let mediumMax: Int

    static let smallMax = 16

    var resultType: DataType { .uint64 }
    var emptyState: CombinedCounter { CombinedCounter() }

    func input(_ arguments: [Column]) -> [UInt64] {
        var hashes =
            hasher.isUInt128
            ? hasher.sipHashes(of: arguments) : hasher.hashes(of: arguments, rowCount: arguments.first?.count ?? 0)
        if case .number = hasher.kind { hashes = hashes.map { intHash64($0) } }
        return hashBits == 32 ? hashes.map { $0 & 0xFFFF_FFFF } : hashes
    }

    func add(_ row: Int, of input: [UInt64], to state: inout CombinedCounter) { insert(input[row], &state) }

    private func insert(_ key: UInt64, _ state: inout CombinedCounter) {
        if state.large != nil {
            state.large?.insert(key)
        } else if state.medium != nil {
            if (state.medium?.count ?? 0) < mediumMax {
                _ = state.medium?.insert(key)
            } else {
                toLarge(&state)
                state.large?.insert(key)
            }
        } else if !state.small.contains(key) {
            if state.small.count < Self.smallMax {
                state.small.append(key)
            } else {
                toMedium(&state)
                _ = state.medium?.insert(key)
            }
        }
    }

    private func toMedium(_ state: inout CombinedCounter) {
        guard state.medium == nil, state.large == nil else { return }
        var medium = KeySet<UInt64>()
        for key in state.small { _ = medium.insert(key) }
        state = CombinedCounter(medium: medium)
    }

    private func toLarge(_ state: inout CombinedCounter) {
        guard state.large == nil else { return }
        var large = HyperLogLog(precision: precision, hashBits: hashBits)
        for key in state.small { large.insert(key) }
        for key in state.medium?.keys ?? [] { large.insert(key) }
        state = CombinedCounter(large: large)
    }

    func merge(_ other: CombinedCounter, into state: inout CombinedCounter) {
        if let large = other.large {
            toLarge(&state)
            state.large?.merge(large)
        } else if let medium = other.medium {
            toMedium(&state)
            for key in medium.keys { insert(key, &state) }
        } else {
            for key in other.small { insert(key, &state) }
        }
    }

    func results(of states: [CombinedCounter]) -> Column {
        .uint64(
            states.map { state in
                if let large = state.large { return large.estimate(correctsBias: precision == 17 && hashBits == 32) }
                return UInt64(state.medium?.count ?? state.small.count)
            })
    }

    func write(_ state: CombinedCounter, into bytes: inout [UInt8]) {
        if let large = state.large {
            bytes.append(3)
            return large.write(into: &bytes)
        }
        let keys = state.medium?.keys ?? state.small
        bytes.append(state.medium == nil ? 1 : 2)
        bytes.append(varuint: UInt64(keys.count))
        for key in keys { bytes.append(word: key, width: hashBits / 8) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> CombinedCounter {
        let kind = try reader.byte()
        if kind == 3 {
            var large = HyperLogLog(precision: precision, hashBits: hashBits)
            _ = try reader.checked(UInt64(large.stateSize), ofSize: 1)
            try large.read(&reader)
            return CombinedCounter(large: large)
        }
        let count = try reader.count(ofSize: hashBits / 8)
        guard kind == 1 && count <= Self.smallMax || kind == 2 && count <= 2 * mediumMax else {
            throw StateReader.broken("a container of kind \(kind) has no \(count) keys")
        }
        var state = CombinedCounter(medium: kind == 2 ? KeySet() : nil)
        for _ in 0..<count {
            let key = try reader.word(width: hashBits / 8)
            if kind == 2 { _ = state.medium?.insert(key) } else { state.small.append(key) }
        }
        return state
    }

    func heapBytes(of state: CombinedCounter) -> Int {
        state.small.count * 8 + (state.medium?.heapBytes ?? 0) + (state.large == nil ? 0 : 1 << precision)
    }
}

struct UniqHLL12States: KernelStates {
    let kernel: UniqHLL12Kernel
    var states: [CombinedCounter] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | 1 if large |
/// | small | varuint count, the values (numbers of their own width, else 8-byte hashes) |
/// | large | a HyperLogLog of precision 12 |
struct UniqHLL12Kernel: StateKernel {
    let hasher: RowHasher

    var resultType: DataType { .uint64 }
    var emptyState: CombinedCounter { CombinedCounter() }

    private var width: Int { hasher.valueWidth }

    /// Floats are taken as the numbers that their bits are, in their own type.
    func input(_ arguments: [Column]) -> [UInt64] {
        guard case .number(let word) = hasher.kind else {
            return hasher.hashes(of: arguments, rowCount: arguments.first?.count ?? 0)
        }
        let words = hasher.words(of: arguments) ?? []
        return switch word.reading {
        case .float64: words.map { Double($0).bitPattern }
        case .float32: words.map { UInt64(Float($0).bitPattern) }
        case .signed, .unsigned: words
        }
    }

    private func hash(_ key: UInt64) -> UInt64 { UInt64(shortHash(key)) }

    private func shortHash(_ key: UInt64) -> UInt32 {
        guard case .number(let word) = hasher.kind else { return plainIntHash32(key) }
        switch word.reading {
        case .unsigned: return plainIntHash32(key)
        case .signed:
            let shift = UInt64(64 - word.width * 8)
            return plainIntHash32(UInt64(bitPattern: Int64(bitPattern: key &<< shift) &>> Int64(shift)))
        case .float32, .float64: return plainIntHash32(UInt64(exactly: word.double(key)) ?? .max)
        }
    }

    func add(_ row: Int, of input: [UInt64], to state: inout CombinedCounter) { insert(input[row], &state) }

    private func insert(_ key: UInt64, _ state: inout CombinedCounter) {
        if state.large != nil {
            state.large?.insert(hash(key))
        } else if !state.small.contains(key) {
            if state.small.count < 16 {
                state.small.append(key)
            } else {
                toLarge(&state)
                state.large?.insert(hash(key))
            }
        }
    }

    private func toLarge(_ state: inout CombinedCounter) {
        guard state.large == nil else { return }
        var large = HyperLogLog(precision: 12, hashBits: 32)
        for key in state.small { large.insert(hash(key)) }
        state = CombinedCounter(large: large)
    }

    func merge(_ other: CombinedCounter, into state: inout CombinedCounter) {
        if let large = other.large {
            toLarge(&state)
            state.large?.merge(large)
        } else {
            for key in other.small { insert(key, &state) }
        }
    }

    func results(of states: [CombinedCounter]) -> Column {
        .uint64(states.map { $0.large?.estimate(correctsBias: false) ?? UInt64($0.small.count) })
    }

    func write(_ state: CombinedCounter, into bytes: inout [UInt8]) {
        bytes.append(state.large == nil ? 0 : 1)
        if let large = state.large { return large.write(into: &bytes) }
        bytes.append(varuint: UInt64(state.small.count))
        for key in state.small {
            bytes.append(word: key, width: min(8, width))
            bytes.append(contentsOf: repeatElement(0, count: max(0, width - 8)))
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> CombinedCounter {
        if try reader.byte() != 0 {
            var large = HyperLogLog(precision: 12, hashBits: 32)
            try large.read(&reader)
            return CombinedCounter(large: large)
        }
        let count = try reader.count(ofSize: width)
        guard count <= 16 else { throw StateReader.broken("a small set has no \(count) values") }
        var state = CombinedCounter()
        for _ in 0..<count {
            state.small.append(try reader.word(width: min(8, width)))
            _ = try reader.take(max(0, width - 8))
        }
        return state
    }

    func heapBytes(of state: CombinedCounter) -> Int { state.small.count * 8 + (state.large == nil ? 0 : 4_096) }
}
