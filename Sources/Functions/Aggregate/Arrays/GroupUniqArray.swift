import Columns
import Errors

/// `groupUniqArray(x)`, `groupUniqArray(N)(x)`: the different values, at most N, in the order they are met.
package struct GroupUniqArray: AggregateFunction {
    package static let name = "groupUniqArray"
    package static let documentation = FunctionDocumentation(
        summary: "The different values as an array.",
        examples: [.init(sql: "arrayReduce('groupUniqArray', [1, 1])", result: "[1]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkParameterCount(name, parameters, 0...1)
        var type = try singleArgument(name, arguments)
        // ClickHouse forgets the zone here.
        if case .dateTime = type { type = .dateTime(zone: nil) }
        let limit = parameters.isEmpty ? Int.max : try integerParameter(name, parameters[0], in: 1...Int(UInt32.max))
        if let layout = WordLayout(type) {
            return GroupUniqWordStates(kernel: GroupUniqWordKernel(layout: layout, limit: limit))
        }
        if let layout = BytesLayout(type) {
            return GroupUniqBytesStates(kernel: GroupUniqBytesKernel(layout: layout, limit: limit))
        }
        let layout = ValueLayout(type, plainArrays: true)
        return GroupUniqValueStates(kernel: GroupUniqValueKernel(layout: layout, limit: limit))
    }
}

/// Different elements in the order they were met.
struct OrderedElements<Element: Hashable & Sendable>: Sendable {
    private(set) var list: [Element] = []
    private var set: Set<Element> = []

    mutating func insert(_ element: Element) {
        if list.count < 8 {
            if !list.contains(element) { list.append(element) }
            if list.count == 8 { set = Set(list) }
        } else if set.insert(element).inserted {
            list.append(element)
        }
    }

    func contains(_ element: Element) -> Bool { list.count < 8 ? list.contains(element) : set.contains(element) }
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of elements |
/// | each | the elements, in any order |
protocol GroupUniqKernel: StateKernel
where State == OrderedElements<Layout.Element>, Input == Layout.Values {
    associatedtype Layout: ElementLayout
    var layout: Layout { get }
    var limit: Int { get }
}

extension GroupUniqKernel {
    var resultType: DataType { .array(layout.type) }
    var emptyState: State { State() }
    func input(_ arguments: [Column]) -> Input { layout.values(of: arguments[0]) }

    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError) {
        if state.list.count < limit { state.insert(layout.element(row, of: input)) }
    }

    func merge(_ other: State, into state: inout State) throws(QueryError) {
        for element in other.list where state.list.count < limit { state.insert(element) }
    }

    func results(of states: [State]) throws(QueryError) -> Column { try layout.arrays(of: states.map(\.list)) }

    func write(_ state: State, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.list.count))
        for element in state.list { layout.write(element, into: &bytes) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> State {
        var state = State()
        for element in try layout.readElements(&reader) { state.insert(element) }
        return state
    }

    func heapBytes(of state: State) -> Int {
        state.list.reduce(state.list.count * MemoryLayout<Layout.Element>.stride * 3) {
            $0 + layout.heapBytes(of: $1)
        }
    }
}

struct GroupUniqWordKernel: GroupUniqKernel {
    typealias Layout = WordLayout
    let layout: WordLayout
    let limit: Int
}

struct GroupUniqBytesKernel: GroupUniqKernel {
    typealias Layout = BytesLayout
    let layout: BytesLayout
    let limit: Int
}

struct GroupUniqValueKernel: GroupUniqKernel {
    typealias Layout = ValueLayout
    let layout: ValueLayout
    let limit: Int
}

struct GroupUniqWordStates: KernelStates {
    let kernel: GroupUniqWordKernel
    var states: [OrderedElements<UInt64>] = []
}

struct GroupUniqBytesStates: KernelStates {
    let kernel: GroupUniqBytesKernel
    var states: [OrderedElements<[UInt8]>] = []
}

struct GroupUniqValueStates: KernelStates {
    let kernel: GroupUniqValueKernel
    var states: [OrderedElements<Value>] = []
}
