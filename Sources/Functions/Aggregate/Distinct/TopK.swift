import Columns
import Errors

/// `topK(k, load factor, 'counts')(x)`: the most frequent values, about.
package struct TopK: AggregateFunction {
    package static let name = "topK"
    package static let documentation = FunctionDocumentation(
        summary: "About the k most frequent values, in descending order of their frequency.",
        examples: [.init(sql: "arrayReduce('topK(1)', [1, 2, 2])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try topKStates(name, parameters, arguments, isWeighted: false, alwaysCounts: false)
    }
}

/// `topKWeighted(k, load factor, 'counts')(x, weight)`: the values with the greatest sums of weights, about.
package struct TopKWeighted: AggregateFunction {
    package static let name = "topKWeighted"
    package static let documentation = FunctionDocumentation(
        summary: "About the k values with the greatest sums of weights, in descending order.",
        examples: [.init(sql: "arrayReduce('topKWeighted(1)', [1, 2], [5, 1])", result: "[1]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try topKStates(name, parameters, arguments, isWeighted: true, alwaysCounts: false)
    }
}

/// `approx_top_k(k, counters)(x)`: as `topK`, with counts.
package struct ApproxTopK: AggregateFunction {
    package static let name = "approx_top_k"
    package static let isCaseInsensitive = true
    package static let aliasesInAnyCase = ["approx_top_count"]
    package static let documentation = FunctionDocumentation(
        summary: "About the k most frequent values with their counts and errors.",
        examples: [.init(sql: "arrayReduce('approx_top_k(1)', [1, 2, 2])", result: "[(2,2,0)]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try topKStates(name, parameters, arguments, isWeighted: false, alwaysCounts: true)
    }
}

/// `approx_top_sum(k, counters)(x, weight)`: as `topKWeighted`, with sums.
package struct ApproxTopSum: AggregateFunction {
    package static let name = "approx_top_sum"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "About the k values with the greatest sums of weights, with these and their errors.",
        examples: [.init(sql: "arrayReduce('approx_top_sum(1)', [1, 2], [5, 1])", result: "[(1,5,0)]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try topKStates(name, parameters, arguments, isWeighted: true, alwaysCounts: true)
    }
}

/// The parameters of the functions: how many values, how many counters, whether the result has counts.
struct TopKShape: Sendable {
    static let countersMax = 0xFF_FFFF
    let threshold: Int
    let counters: Int
    let hasCounts: Bool
    let weight: WordType?
}

private func topKStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isWeighted: Bool, alwaysCounts: Bool
) throws(QueryError) -> any AggregateStates {
    try checkParameterCount(name, parameters, 0...3)
    let type = isWeighted ? try twoArguments(name, arguments).0 : try singleArgument(name, arguments)
    var weight: WordType?
    if isWeighted {
        guard arguments[1].isInteger || arguments[1] == .bool, let word = WordType(arguments[1]) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "The second argument for aggregate function '\(name)' must have integer type, not \(arguments[1].name)")
        }
        weight = word
    }
    let shape = try topKShape(name, parameters, alwaysCounts, weight)
    if let layout = WordLayout(type) {
        return TopKWordStates(kernel: TopKWordKernel(layout: layout, shape: shape))
    }
    if let layout = BytesLayout(type) {
        return TopKBytesStates(kernel: TopKBytesKernel(layout: layout, shape: shape))
    }
    return TopKValueStates(kernel: TopKValueKernel(layout: ValueLayout(type, plainArrays: true), shape: shape))
}

private func topKShape(
    _ name: String, _ parameters: [Value], _ alwaysCounts: Bool, _ weight: WordType?
) throws(QueryError) -> TopKShape {
    func positive(_ value: Value, _ what: String) throws(QueryError) -> Int {
        guard let number: Int = value.exactInteger(), number > 0, number <= TopKShape.countersMax else {
            throw QueryError(
                .argumentOutOfBound, "\(what) \(value.literal) is illegal for aggregate function '\(name)'")
        }
        return number
    }
    let threshold = parameters.isEmpty ? 10 : try positive(parameters[0], "Parameter")
    var counters = threshold * 3
    if parameters.count > 1 {
        let second = try positive(parameters[1], alwaysCounts ? "Number of counters" : "Parameter 'load_factor'")
        counters = alwaysCounts ? second : threshold * second
    }
    guard counters >= threshold, counters <= TopKShape.countersMax else {
        throw QueryError(
            .argumentOutOfBound,
            "Too large parameter(s) for aggregate function '\(name)' (it is \(counters), maximum is "
                + "\(TopKShape.countersMax))")
    }
    var hasCounts = alwaysCounts
    if parameters.count == 3 {
        guard parameters[2] == .text("counts") else {
            throw QueryError(
                .badArguments, "Option \(parameters[2].literal) is illegal for aggregate function '\(name)'")
        }
        hasCounts = true
    }
    return TopKShape(threshold: threshold, counters: counters, hasCounts: hasCounts, weight: weight)
}

/// Counters of the most frequent elements: some more than are asked for, cut down when there are twice as many.
///
/// - Source: ClickHouse `SpaceSaving` ("Filtered Space-Saving"): what is cut off leaves its count in a small table of
///   hashes, from which a later counter of such a hash starts.
struct FrequentElements<Element: Hashable & Sendable>: Sendable {
    struct Counter: Sendable {
        let element: Element
        let hash: UInt64
        var count: UInt64
        var error: UInt64

        /// More certain occurrences, then more of all.
        func isBefore(_ other: Counter) -> Bool {
            let (mine, theirs) = (count &- error, other.count &- other.error)
            return mine > theirs || mine == theirs && count > other.count
        }
    }

    private(set) var counters: [Counter] = []
    private(set) var losses: [UInt64] = []
    private var places: [Element: Int] = [:]
    private let capacity: Int
    private static var lossMax: UInt64 { UInt64(UInt32.max) }

    init(capacity: Int) { self.capacity = capacity }

    /// Slots of the table of losses: a power of two, six to twelve times the capacity.
    static func lossSlots(_ capacity: Int) -> Int {
        1 << (UInt64.bitWidth - UInt64(capacity * 6).leadingZeroBitCount)
    }

    private mutating func prepare() {
        if losses.isEmpty { losses = [UInt64](repeating: 0, count: Self.lossSlots(capacity)) }
    }

    mutating func insert(_ element: Element, hash: UInt64, count: UInt64, error: UInt64 = 0) {
        if let place = places[element] {
            counters[place].count &+= count
            counters[place].error &+= error
            return
        }
        prepare()
        var lost: UInt64 = 0
        if counters.count >= capacity { lost = losses[Int(hash & UInt64(losses.count - 1))] }
        places[element] = counters.count
        counters.append(Counter(element: element, hash: hash, count: lost &+ count, error: lost &+ error))
        if counters.count >= max(64, capacity * 2) { truncate() }
    }

    private mutating func truncate() {
        let order = counters.indices.sorted {
            if counters[$0].isBefore(counters[$1]) { return true }
            return counters[$1].isBefore(counters[$0]) ? false : $0 < $1
        }
        for place in order.dropFirst(capacity) {
            let counter = counters[place]
            let slot = Int(counter.hash & UInt64(losses.count - 1))
            losses[slot] = min(losses[slot] &+ counter.count &- counter.error, Self.lossMax)
        }
        counters = order.prefix(capacity).sorted().map { counters[$0] }
        places = [:]
        for (place, counter) in counters.enumerated() { places[counter.element] = place }
    }

    mutating func merge(_ other: FrequentElements) {
        guard !other.counters.isEmpty else { return }
        if counters.isEmpty {
            self = other
            return
        }
        prepare()
        let mine = counters.count >= capacity ? losses.max() ?? 0 : 0
        let theirs = other.counters.count >= capacity ? other.losses.max() ?? 0 : 0
        for place in counters.indices {
            counters[place].count &+= theirs
            counters[place].error &+= theirs
        }
        for counter in other.counters {
            if let place = places[counter.element] {
                counters[place].count = counters[place].count &+ counter.count &- theirs
                counters[place].error = counters[place].error &+ counter.error &- theirs
            } else {
                places[counter.element] = counters.count
                counters.append(
                    Counter(
                        element: counter.element, hash: counter.hash, count: counter.count &+ mine,
                        error: counter.error &+ mine))
            }
        }
        for slot in losses.indices where slot < other.losses.count {
            losses[slot] = min(losses[slot] &+ other.losses[slot], Self.lossMax)
        }
        if counters.count >= max(64, capacity * 2) { truncate() }
    }

    /// The first `count` counters; equal ones in the order they came.
    func top(_ count: Int) -> [Counter] {
        let order = counters.indices.sorted {
            if counters[$0].isBefore(counters[$1]) { return true }
            return counters[$1].isBefore(counters[$0]) ? false : $0 < $1
        }
        return order.prefix(count).map { counters[$0] }
    }

    mutating func restore(_ counters: [Counter], losses: [UInt64]) {
        self.counters = counters
        self.losses = losses
        for (place, counter) in counters.enumerated() { places[counter.element] = place }
    }
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of counters |
/// | each | element, varuint count, varuint error; in descending order |
/// | varuint | number of losses |
/// | varuint each | losses by hash |
protocol TopKKernel: StateKernel
where State == FrequentElements<Layout.Element>, Input == (values: Layout.Values, weights: [UInt64]?) {
    associatedtype Layout: ElementLayout
    var layout: Layout { get }
    var shape: TopKShape { get }
    func hash(of element: Layout.Element) -> UInt64
}

extension TopKKernel {
    var resultType: DataType {
        guard shape.hasCounts else { return .array(layout.type) }
        return .array(
            .tuple([
                TupleElement("item", layout.type), TupleElement("count", .uint64), TupleElement("error", .uint64),
            ]))
    }

    var emptyState: State { State(capacity: shape.counters) }

    func input(_ arguments: [Column]) -> Input {
        (layout.values(of: arguments[0]), shape.weight.map { $0.words(of: arguments[1]) })
    }

    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError) {
        let element = layout.element(row, of: input.values)
        state.insert(element, hash: hash(of: element), count: input.weights?[row] ?? 1)
    }

    func merge(_ other: State, into state: inout State) { state.merge(other) }

    func results(of states: [State]) throws(QueryError) -> Column {
        let tops = states.map { $0.top(shape.threshold) }
        let items = try layout.arrays(of: tops.map { $0.map(\.element) })
        guard shape.hasCounts, case .array(let array) = items else { return items }
        let counts = tops.flatMap { $0.map(\.count) }
        let errors = tops.flatMap { $0.map(\.error) }
        let tuple = TupleColumn(elements: [array.elements, .uint64(counts), .uint64(errors)], count: counts.count)
        return .array(ArrayColumn(ends: array.ends, elements: .tuple(tuple)))
    }

    func write(_ state: State, into bytes: inout [UInt8]) {
        let top = state.top(shape.counters)
        bytes.append(varuint: UInt64(top.count))
        for counter in top {
            layout.write(counter.element, into: &bytes)
            bytes.append(varuint: counter.count)
            bytes.append(varuint: counter.error)
        }
        bytes.append(varuint: UInt64(state.losses.count))
        for loss in state.losses { bytes.append(varuint: loss) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> State {
        let count = try reader.count(ofSize: layout.elementSizeMin + 2)
        guard count <= shape.counters else {
            throw StateReader.broken("\(count) counters are more than \(shape.counters)")
        }
        var counters: [State.Counter] = []
        for _ in 0..<count {
            let element = try layout.read(&reader)
            let number = try reader.varuint()
            counters.append(
                State.Counter(element: element, hash: hash(of: element), count: number, error: try reader.varuint()))
        }
        let slots = try reader.count(ofSize: 1)
        guard slots == 0 || count == 0 || slots == State.lossSlots(shape.counters) else {
            throw StateReader.broken("\(slots) losses do not belong to \(shape.counters) counters")
        }
        var losses: [UInt64] = []
        for _ in 0..<slots { losses.append(try reader.varuint()) }
        var state = emptyState
        if count > 0, slots > 0 { state.restore(counters, losses: losses) }
        return state
    }

    func heapBytes(of state: State) -> Int {
        state.counters.reduce(state.losses.count * 8) { $0 + 96 + layout.heapBytes(of: $1.element) }
    }
}

struct TopKWordKernel: TopKKernel {
    typealias Layout = WordLayout
    let layout: WordLayout
    let shape: TopKShape
    func hash(of element: UInt64) -> UInt64 { UInt64(crc32c(element)) }
}

struct TopKBytesKernel: TopKKernel {
    typealias Layout = BytesLayout
    let layout: BytesLayout
    let shape: TopKShape
    func hash(of element: [UInt8]) -> UInt64 { CityHash.hash64(element.span) }
}

struct TopKValueKernel: TopKKernel {
    typealias Layout = ValueLayout
    let layout: ValueLayout
    let shape: TopKShape

    func hash(of element: Value) -> UInt64 {
        var bytes: [UInt8] = []
        layout.write(element, into: &bytes)
        return CityHash.hash64(bytes.span)
    }
}

struct TopKWordStates: KernelStates {
    let kernel: TopKWordKernel
    var states: [FrequentElements<UInt64>] = []
}

struct TopKBytesStates: KernelStates {
    let kernel: TopKBytesKernel
    var states: [FrequentElements<[UInt8]>] = []
}

struct TopKValueStates: KernelStates {
    let kernel: TopKValueKernel
    var states: [FrequentElements<Value>] = []
}
