import Columns
import Errors

/// `groupArraySample(N, seed)(x)`: a random sample of N values; the same for the same seed.
package struct GroupArraySample: AggregateFunction {
    package static let name = "groupArraySample"
    package static let documentation = FunctionDocumentation(
        summary: "A random sample of at most N values, the same for the same seed.",
        examples: [.init(sql: "arrayReduce('groupArraySample(3, 1)', [1, 2])", result: "[1,2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        let limit = try listSize(name, parameters, 1...2, otherwise: .numberOfArgumentsDoesntMatch)
        let type = try singleArgument(name, arguments)
        var seed: UInt64 = 123_456
        if parameters.count == 2 {
            guard let given: UInt64 = parameters[1].exactInteger() else {
                throw QueryError(
                    .badArguments, "Second parameter for aggregate function \(name) should be a positive number")
            }
            seed = given
        }
        return listStates(type, ListRule(kind: .sample(seed: seed), limit: limit))
    }
}

/// `groupArrayLast(N)(x)`: the last N values, the newest overwriting the oldest in its place.
package struct GroupArrayLast: AggregateFunction {
    package static let name = "groupArrayLast"
    package static let documentation = FunctionDocumentation(
        summary: "The last N values; once there are more, each takes the place of the oldest.",
        examples: [.init(sql: "arrayReduce('groupArrayLast(2)', [1, 2])", result: "[1,2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        let limit = try listSize(name, parameters, 1...1, otherwise: .badArguments)
        return listStates(try singleArgument(name, arguments), ListRule(kind: .last, limit: limit))
    }
}

/// Which of more than `limit` values are kept.
struct ListRule: Sendable {
    enum Kind: Sendable {
        case last
        case sample(seed: UInt64)
    }

    let kind: Kind
    let limit: Int
}

/// Values, how many there were, and the generator that chooses among them.
struct LimitedList<Element: Hashable & Sendable>: Sendable {
    var elements: [Element] = []
    var total: UInt64 = 0
    var generator: UInt64 = 0

    private mutating func random32() -> UInt32 {
        let old = generator
        generator = old &* pcgMultiplier
        return UInt32(truncatingIfNeeded: (old ^ (old &>> 22)) &>> (22 &+ (old &>> 61)))
    }

    mutating func random(below limit: UInt64) -> UInt64 {
        if limit <= UInt64(UInt32.max) { return UInt64(random32()) % max(1, limit) }
        let high = UInt64(random32())
        return ((high &<< 32) &+ UInt64(random32())) % limit
    }

    mutating func insert(_ element: Element, _ rule: ListRule) {
        switch rule.kind {
        case .last:
            if elements.count < rule.limit {
                elements.append(element)
            } else {
                elements[Int(total % UInt64(rule.limit))] = element
            }
            total &+= 1
        case .sample:
            total &+= 1
            if elements.count < rule.limit { return elements.append(element) }
            let place = random(below: total)
            if place < UInt64(rule.limit) { elements[Int(place)] = element }
        }
    }

    mutating func merge(_ other: LimitedList, _ rule: ListRule) {
        guard !other.elements.isEmpty else { return }
        guard case .sample = rule.kind, other.total > UInt64(rule.limit) else {
            for element in other.elements { insert(element, rule) }
            return
        }
        if total <= UInt64(rule.limit) {
            let mine = elements
            elements = other.elements
            total = other.total
            for element in mine { insert(element, rule) }
            return
        }
        total &+= other.total
        for place in elements.indices where place < other.elements.count {
            if random(below: total) < other.total { elements[place] = other.elements[place] }
        }
    }
}

private let pcgMultiplier: UInt64 = 6_364_136_223_846_793_005

private func listStates(_ type: DataType, _ rule: ListRule) -> any AggregateStates {
    if let layout = WordLayout(type) {
        return LimitedWordStates(kernel: LimitedWordKernel(layout: layout, rule: rule))
    }
    if let layout = BytesLayout(type) {
        return LimitedBytesStates(kernel: LimitedBytesKernel(layout: layout, rule: rule))
    }
    return LimitedValueStates(kernel: LimitedValueKernel(layout: ValueLayout(type), rule: rule))
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of elements |
/// | each | the elements |
/// | u64 | number of values there were |
/// | varuint + text | samples: the generator, as decimal numbers |
protocol LimitedKernel: StateKernel where State == LimitedList<Layout.Element>, Input == Layout.Values {
    associatedtype Layout: ElementLayout
    var layout: Layout { get }
    var rule: ListRule { get }
}

extension LimitedKernel {
    var resultType: DataType { .array(layout.type) }

    var emptyState: State {
        if case .sample(let seed) = rule.kind { return State(generator: seed | 3) }
        return State()
    }

    func input(_ arguments: [Column]) -> Input { layout.values(of: arguments[0]) }

    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError) {
        state.insert(layout.element(row, of: input), rule)
    }

    func merge(_ other: State, into state: inout State) throws(QueryError) { state.merge(other, rule) }

    func results(of states: [State]) throws(QueryError) -> Column { try layout.arrays(of: states.map(\.elements)) }

    func write(_ state: State, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.elements.count))
        for element in state.elements { layout.write(element, into: &bytes) }
        bytes.append(littleEndian: state.total)
        if case .sample = rule.kind {
            bytes.append(lengthAnd: Array("\(pcgMultiplier) 0 \(state.generator)".utf8))
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> State {
        var state = State()
        state.elements = try layout.readElements(&reader)
        guard state.elements.count <= rule.limit else {
            throw StateReader.broken("\(state.elements.count) elements are more than \(rule.limit)")
        }
        state.total = try reader.integer()
        guard case .sample = rule.kind else { return state }
        let text = String(decoding: try reader.string(), as: UTF8.self)
        guard let last = text.split(separator: " ").last, let generator = UInt64(last) else {
            throw StateReader.broken("'\(text)' is no generator")
        }
        state.generator = generator
        return state
    }

    func heapBytes(of state: State) -> Int {
        state.elements.reduce(state.elements.count * MemoryLayout<Layout.Element>.stride) {
            $0 + layout.heapBytes(of: $1)
        }
    }
}

struct LimitedWordKernel: LimitedKernel {
    typealias Layout = WordLayout
    let layout: WordLayout
    let rule: ListRule
}

struct LimitedBytesKernel: LimitedKernel {
    typealias Layout = BytesLayout
    let layout: BytesLayout
    let rule: ListRule
}

struct LimitedValueKernel: LimitedKernel {
    typealias Layout = ValueLayout
    let layout: ValueLayout
    let rule: ListRule
}

struct LimitedWordStates: KernelStates {
    let kernel: LimitedWordKernel
    var states: [LimitedList<UInt64>] = []
}

struct LimitedBytesStates: KernelStates {
    let kernel: LimitedBytesKernel
    var states: [LimitedList<[UInt8]>] = []
}

struct LimitedValueStates: KernelStates {
    let kernel: LimitedValueKernel
    var states: [LimitedList<Value>] = []
}
