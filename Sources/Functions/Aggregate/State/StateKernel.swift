import Columns
import Errors

/// What one aggregate function does with the state of one group. `KernelStates` makes `AggregateStates` of it.
///
/// - Note: both are meant to be adopted by types without generic parameters, so that the loops are specialised: calls
///   through `any AggregateStates` reach a generic type's code unspecialised.
protocol StateKernel: Sendable {
    associatedtype State: Sendable
    /// The arguments of a block, made ready for row-wise reading.
    associatedtype Input

    var resultType: DataType { get }
    var emptyState: State { get }
    func input(_ arguments: [Column]) throws(QueryError) -> Input
    func add(_ row: Int, of input: Input, to state: inout State) throws(QueryError)
    func merge(_ other: State, into state: inout State) throws(QueryError)
    func results(of states: [State]) throws(QueryError) -> Column
    func write(_ state: State, into bytes: inout [UInt8])
    func read(_ reader: inout StateReader) throws(QueryError) -> State
    /// Bytes that the state holds outside itself.
    func heapBytes(of state: State) -> Int
}

extension StateKernel {
    func heapBytes(of state: State) -> Int { 0 }
}

/// The states of a kernel, one per group.
protocol KernelStates: AggregateStates {
    associatedtype Kernel: StateKernel
    var kernel: Kernel { get }
    var states: [Kernel.State] { get set }
}

extension KernelStates {
    package var resultType: DataType { kernel.resultType }
    package var groupCount: Int { states.count }

    package var byteCount: Int {
        let kernel = kernel
        return states.reduce(states.count * MemoryLayout<Kernel.State>.stride) { $0 + kernel.heapBytes(of: $1) }
    }

    package mutating func grow(to count: Int) {
        guard count > states.count else { return }
        states.append(contentsOf: repeatElement(kernel.emptyState, count: count - states.count))
    }

    package mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        let kernel = kernel
        let input = try kernel.input(arguments)
        for row in groups.indices { try kernel.add(row, of: input, to: &states[Int(groups[row])]) }
    }

    package mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        let kernel = kernel
        let input = try kernel.input(arguments)
        for row in 0..<rowCount { try kernel.add(row, of: input, to: &states[group]) }
    }

    package mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        let kernel = kernel
        for index in groups.indices { try kernel.merge(other.states[index], into: &states[Int(groups[index])]) }
    }

    package mutating func merge(
        _ other: any AggregateStates, places: [UInt32], groups: [UInt32]
    ) throws(QueryError) {
        let other = sameImplementation(other)
        let kernel = kernel
        for index in groups.indices {
            try kernel.merge(other.states[Int(places[index])], into: &states[Int(groups[index])])
        }
    }

    package func results() throws(QueryError) -> Column { try kernel.results(of: states) }

    package func serialise(_ group: Int, into bytes: inout [UInt8]) { kernel.write(states[group], into: &bytes) }

    package mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        let kernel = kernel
        var reader = StateReader(bytes, at: position)
        let state = try kernel.read(&reader)
        position = reader.position
        try kernel.merge(state, into: &states[group])
    }

    package func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        let kernel = kernel
        let input = try kernel.input(arguments)
        var state = kernel.emptyState
        var row = 0
        guard isTrivial(Kernel.State.self) else {
            var pieces: [Column] = []
            for end in ends {
                while row < end {
                    try kernel.add(row, of: input, to: &state)
                    row += 1
                }
                pieces.append(try kernel.results(of: [state]))
            }
            return pieces.isEmpty ? try kernel.results(of: []) : Column.concatenating(pieces)
        }
        var snapshots: [Kernel.State] = []
        snapshots.reserveCapacity(ends.count)
        for end in ends {
            while row < end {
                try kernel.add(row, of: input, to: &state)
                row += 1
            }
            snapshots.append(state)
        }
        return try kernel.results(of: snapshots)
    }
}

/// Values of the type hold no references: copies cost nothing but their bytes.
private func isTrivial<T>(_ type: T.Type) -> Bool { _isPOD(type) }

extension AggregateStates {
    /// `other`, which the caller says has this implementation.
    func sameImplementation(_ other: any AggregateStates) -> Self {
        guard let same = other as? Self else { preconditionFailure("only states of one implementation are merged") }
        return same
    }
}
