import Columns
import Errors

/// `groupArraySorted(N)(x)`: the N smallest values in ascending order.
package struct GroupArraySorted: AggregateFunction {
    package static let name = "groupArraySorted"
    package static let documentation = FunctionDocumentation(
        summary: "The N smallest values in ascending order.",
        examples: [.init(sql: "arrayReduce('groupArraySorted(2)', [5, 3, 7])", result: "[3,5]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        let limit = try listSize(name, parameters, 1...1, otherwise: .badArguments)
        let type = try singleArgument(name, arguments)
        if let layout = WordLayout(type) {
            return SortedWordStates(kernel: SortedWordKernel(layout: layout, limit: limit))
        }
        return SortedValueStates(kernel: SortedValueKernel(layout: SortedFieldLayout(type), limit: limit))
    }
}

/// The first parameter: how many elements a list has at most.
func listSize(
    _ name: String, _ parameters: [Value], _ allowed: ClosedRange<Int>, otherwise code: ErrorCode
) throws(QueryError) -> Int {
    guard allowed.contains(parameters.count), let first = parameters.first else {
        throw QueryError(
            code, "Incorrect number of parameters for aggregate function \(name): it takes a limit")
    }
    return try integerParameter(name, first, in: 1...0xFF_FFFF)
}

/// Elements behind a byte that says they are not NULL, in single-value form.
struct SortedFieldLayout: ElementLayout {
    let type: DataType

    init(_ type: DataType) { self.type = type.storedValue }

    var elementSizeMin: Int { 2 }
    func values(of column: Column) -> Column { column }
    func element(_ row: Int, of values: Column) -> Value { values.value(at: row) }
    func column(of elements: [Value]) throws(QueryError) -> Column { try Column(elements, as: type) }
    func isLess(_ a: Value, _ b: Value) -> Bool { compareValues(a, b) < 0 }

    func write(_ element: Value, into bytes: inout [UInt8]) {
        bytes.append(1)
        SingleValueForm.write(element, of: type, into: &bytes)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Value {
        _ = try reader.byte()
        return try SingleValueForm.read(type, &reader)
    }

    func heapBytes(of element: Value) -> Int { 64 }
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of elements |
/// | each | the elements, in any order |
protocol SortedKernel: StateKernel where State == [Layout.Element], Input == Layout.Values {
    associatedtype Layout: ElementLayout
    var layout: Layout { get }
    var limit: Int { get }
}

extension SortedKernel {
    var resultType: DataType { .array(layout.type) }
    var emptyState: State { [] }
    func input(_ arguments: [Column]) -> Input { layout.values(of: arguments[0]) }

    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError) {
        insert(layout.element(row, of: input), &state)
    }

    /// The state is a heap with the greatest element first.
    private func insert(_ element: Layout.Element, _ state: inout State) {
        if state.count < limit {
            state.append(element)
            var child = state.count - 1
            while child > 0, layout.isLess(state[(child - 1) / 2], state[child]) {
                state.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if layout.isLess(element, state[0]) {
            state[0] = element
            sink(&state)
        }
    }

    private func sink(_ state: inout State) {
        var parent = 0
        while true {
            var greatest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < state.count {
                if layout.isLess(state[greatest], state[child]) { greatest = child }
            }
            if greatest == parent { return }
            state.swapAt(parent, greatest)
            parent = greatest
        }
    }

    func merge(_ other: State, into state: inout State) throws(QueryError) {
        for element in other { insert(element, &state) }
    }

    func results(of states: [State]) throws(QueryError) -> Column {
        let layout = layout
        return try layout.arrays(of: states.map { $0.sorted { layout.isLess($0, $1) } })
    }

    func write(_ state: State, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for element in state { layout.write(element, into: &bytes) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> State { try layout.readElements(&reader) }

    func heapBytes(of state: State) -> Int {
        state.reduce(state.count * MemoryLayout<Layout.Element>.stride) { $0 + layout.heapBytes(of: $1) }
    }
}

struct SortedWordKernel: SortedKernel {
    typealias Layout = WordLayout
    let layout: WordLayout
    let limit: Int
}

struct SortedValueKernel: SortedKernel {
    typealias Layout = SortedFieldLayout
    let layout: SortedFieldLayout
    let limit: Int
}

struct SortedWordStates: KernelStates {
    let kernel: SortedWordKernel
    var states: [[UInt64]] = []
}

struct SortedValueStates: KernelStates {
    let kernel: SortedValueKernel
    var states: [[Value]] = []
}
