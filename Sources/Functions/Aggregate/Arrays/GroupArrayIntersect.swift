import Columns
import Errors

/// `groupArrayIntersect(a)`: the elements that all arrays have.
package struct GroupArrayIntersect: AggregateFunction {
    package static let name = "groupArrayIntersect"
    package static let documentation = FunctionDocumentation(
        summary: "The elements that all of the arrays have, in any order.",
        examples: [.init(sql: "arrayReduce('groupArrayIntersect', [[1, 2], [2]])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard case .array(let element) = type else { throw illegalAggregateArgument(name, type) }
        if let layout = WordLayout(element) {
            return IntersectWordStates(kernel: IntersectWordKernel(layout: layout))
        }
        return IntersectValueStates(kernel: IntersectValueKernel(layout: ValueLayout(element)))
    }
}

/// | bytes | content |
/// |---|---|
/// | varuint | version: the number of arrays so far |
/// | varuint | number of elements |
/// | each | the elements, in any order |
protocol IntersectKernel: StateKernel
where
    State == (version: UInt64, elements: OrderedElements<Layout.Element>), Input == (ends: [Int], values: Layout.Values)
{
    associatedtype Layout: ElementLayout
    var layout: Layout { get }
}

extension IntersectKernel {
    var resultType: DataType { .array(layout.type) }
    var emptyState: State { (0, OrderedElements()) }

    func input(_ arguments: [Column]) -> Input {
        guard case .array(let array) = arguments[0] else { preconditionFailure("the argument is an array: bound so") }
        return (array.ends, layout.values(of: array.elements))
    }

    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError) {
        var found = OrderedElements<Layout.Element>()
        for element in (row == 0 ? 0 : input.ends[row - 1])..<input.ends[row] {
            let value = layout.element(element, of: input.values)
            if state.version == 0 || state.elements.contains(value) { found.insert(value) }
        }
        state.elements = found
        state.version &+= 1
    }

    func merge(_ other: State, into state: inout State) throws(QueryError) {
        guard other.version > 0 else { return }
        guard state.version > 0 else {
            state = other
            return
        }
        var found = OrderedElements<Layout.Element>()
        for element in other.elements.list where state.elements.contains(element) { found.insert(element) }
        state = (state.version &+ other.version, found)
    }

    func results(of states: [State]) throws(QueryError) -> Column {
        try layout.arrays(of: states.map(\.elements.list))
    }

    func write(_ state: State, into bytes: inout [UInt8]) {
        bytes.append(varuint: state.version)
        bytes.append(varuint: UInt64(state.elements.list.count))
        for element in state.elements.list { layout.write(element, into: &bytes) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> State {
        let version = try reader.varuint()
        var elements = OrderedElements<Layout.Element>()
        for element in try layout.readElements(&reader) { elements.insert(element) }
        return (version, elements)
    }

    func heapBytes(of state: State) -> Int { state.elements.list.count * 64 }
}

struct IntersectWordKernel: IntersectKernel {
    typealias Layout = WordLayout
    let layout: WordLayout
}

struct IntersectValueKernel: IntersectKernel {
    typealias Layout = ValueLayout
    let layout: ValueLayout
}

struct IntersectWordStates: KernelStates {
    let kernel: IntersectWordKernel
    var states: [(version: UInt64, elements: OrderedElements<UInt64>)] = []
}

struct IntersectValueStates: KernelStates {
    let kernel: IntersectValueKernel
    var states: [(version: UInt64, elements: OrderedElements<Value>)] = []
}
