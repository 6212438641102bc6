import Columns
import Errors

/// `groupConcat(delimiter, limit)(x)`: the values as text, one behind the other.
package struct GroupConcat: AggregateFunction {
    package static let name = "groupConcat"
    package static let aliasesInAnyCase = ["group_concat", "string_agg"]
    package static let documentation = FunctionDocumentation(
        summary: "The values as text one behind the other, with a delimiter between them, at most as many as given.",
        examples: [.init(sql: "arrayReduce('groupConcat(\\',\\')', ['a', 'b'])", result: "a,b")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        guard parameters.count <= 2 else {
            throw QueryError(
                .tooManyArgumentsForFunction,
                "Incorrect number of parameters for aggregate function \(name), should be 0, 1 or 2, got: "
                    + "\(parameters.count)")
        }
        var delimiter: [UInt8] = []
        if let first = parameters.first {
            guard case .string(let bytes) = first else {
                throw QueryError(
                    .badArguments, "First parameter for aggregate function \(name) should be string: \(first.literal)")
            }
            delimiter = bytes
        }
        let limit = parameters.count == 2 ? try integerParameter(name, parameters[1], in: 1...Int(UInt32.max)) : nil
        let type = try singleArgument(name, arguments)
        return ConcatStates(kernel: ConcatKernel(argument: type, delimiter: delimiter, limit: limit))
    }
}

struct ConcatenatedText: Sendable {
    var bytes: [UInt8] = []
    var count: UInt64 = 0
    /// Where the texts begin and end, kept only if their number is limited.
    var bounds: [Int] = []
}

struct ConcatStates: KernelStates {
    let kernel: ConcatKernel
    var states: [ConcatenatedText] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint, bytes | the text |
/// | varuint | limited: number of values |
/// | varuint each | limited: where each value begins and ends |
struct ConcatKernel: StateKernel {
    let argument: DataType
    let delimiter: [UInt8]
    let limit: Int?

    var resultType: DataType { .string }
    var emptyState: ConcatenatedText { ConcatenatedText() }

    func input(_ arguments: [Column]) throws(QueryError) -> StringColumn {
        let context = QueryContext(
            timeZone: "UTC", startNanoseconds: 0, database: "", user: "", queryIdentifier: "", settings: [:])
        let text = try convertColumn(arguments[0], from: argument, to: .string, in: context)
        guard case .string(let strings) = text.materialised else {
            throw illegalAggregateArgument("groupConcat", argument)
        }
        return strings
    }

    func add(_ row: Int, of input: StringColumn, to state: inout ConcatenatedText) {
        append(input[row], &state)
    }

    private func append(_ text: ArraySlice<UInt8>, _ state: inout ConcatenatedText) {
        if let limit, state.count >= UInt64(limit) { return }
        if state.count > 0 { state.bytes.append(contentsOf: delimiter) }
        if limit != nil { state.bounds.append(state.bytes.count) }
        state.bytes.append(contentsOf: text)
        if limit != nil { state.bounds.append(state.bytes.count) }
        state.count &+= 1
    }

    func merge(_ other: ConcatenatedText, into state: inout ConcatenatedText) {
        guard other.count > 0 else { return }
        if limit == nil {
            if state.count > 0 { state.bytes.append(contentsOf: delimiter) }
            state.bytes.append(contentsOf: other.bytes)
            state.count &+= other.count
            return
        }
        for place in stride(from: 0, to: other.bounds.count, by: 2) {
            append(other.bytes[other.bounds[place]..<other.bounds[place + 1]], &state)
        }
    }

    func results(of states: [ConcatenatedText]) -> Column {
        var column = StringColumn()
        for state in states { column.append(state.bytes) }
        return .string(column)
    }

    func write(_ state: ConcatenatedText, into bytes: inout [UInt8]) {
        bytes.append(lengthAnd: state.bytes)
        guard limit != nil else { return }
        bytes.append(varuint: state.count)
        for bound in state.bounds { bytes.append(varuint: UInt64(bound)) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> ConcatenatedText {
        var state = ConcatenatedText()
        state.bytes = try reader.string()
        guard limit != nil else {
            // An empty text may be one empty value or none: only the text is kept.
            state.count = state.bytes.isEmpty ? 0 : 1
            return state
        }
        let count = try reader.count(ofSize: 2)
        state.count = UInt64(count)
        var last = 0
        for _ in 0..<2 * count {
            guard let bound = Int(exactly: try reader.varuint()), bound >= last, bound <= state.bytes.count else {
                throw StateReader.broken("a value lies outside the text")
            }
            state.bounds.append(bound)
            last = bound
        }
        return state
    }

    func heapBytes(of state: ConcatenatedText) -> Int { state.bytes.capacity + state.bounds.count * 8 }
}
