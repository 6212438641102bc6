import Columns
import Errors

/// `groupArray(x)`, `groupArray(N)(x)`: the values in the order they are met, at most N.
package struct GroupArray: AggregateFunction {
    package static let name = "groupArray"
    package static let aliasesInAnyCase = ["array_agg"]
    package static let documentation = FunctionDocumentation(
        summary: "All values as an array, in the order they are met.",
        examples: [.init(sql: "arrayReduce('groupArray', [1, 2])", result: "[1,2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkParameterCount(name, parameters, 0...1)
        let type = try singleArgument(name, arguments)
        let limit = parameters.isEmpty ? Int.max : try integerParameter(name, parameters[0], in: 1...Int(UInt32.max))
        if let layout = WordLayout(type) {
            return GroupArrayWordStates(kernel: GroupArrayWordKernel(layout: layout, limit: limit))
        }
        if let layout = BytesLayout(type) {
            return GroupArrayBytesStates(kernel: GroupArrayBytesKernel(layout: layout, limit: limit))
        }
        return GroupArrayValueStates(kernel: GroupArrayValueKernel(layout: ValueLayout(type), limit: limit))
    }
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of elements |
/// | each | the elements |
protocol GroupArrayKernel: StateKernel where State == [Layout.Element], Input == Layout.Values {
    associatedtype Layout: ElementLayout
    var layout: Layout { get }
    var limit: Int { get }
}

extension GroupArrayKernel {
    var resultType: DataType { .array(layout.type) }
    var emptyState: State { [] }
    func input(_ arguments: [Column]) -> Input { layout.values(of: arguments[0]) }

    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError) {
        guard state.count < limit else { return }
        state.append(layout.element(row, of: input))
    }

    func merge(_ other: State, into state: inout State) throws(QueryError) {
        state.append(contentsOf: other.prefix(limit - state.count))
    }

    func results(of states: [State]) throws(QueryError) -> Column { try layout.arrays(of: states) }

    func write(_ state: State, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for element in state { layout.write(element, into: &bytes) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> State { try layout.readElements(&reader) }

    func heapBytes(of state: State) -> Int {
        state.reduce(state.capacity * MemoryLayout<Layout.Element>.stride) { $0 + layout.heapBytes(of: $1) }
    }
}

struct GroupArrayWordKernel: GroupArrayKernel {
    typealias Layout = WordLayout
    let layout: WordLayout
    let limit: Int
}

struct GroupArrayBytesKernel: GroupArrayKernel {
    typealias Layout = BytesLayout
    let layout: BytesLayout
    let limit: Int
}

struct GroupArrayValueKernel: GroupArrayKernel {
    typealias Layout = ValueLayout
    let layout: ValueLayout
    let limit: Int
}

struct GroupArrayWordStates: KernelStates {
    let kernel: GroupArrayWordKernel
    var states: [[UInt64]] = []
}

struct GroupArrayBytesStates: KernelStates {
    let kernel: GroupArrayBytesKernel
    var states: [[[UInt8]]] = []
}

struct GroupArrayValueStates: KernelStates {
    let kernel: GroupArrayValueKernel
    var states: [[Value]] = []
}
