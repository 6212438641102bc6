import Columns
import Errors

/// `sumWithOverflow(x)`: a sum of the argument's own type, wrapping.
package struct SumWithOverflow: AggregateFunction {
    package static let name = "sumWithOverflow"
    package static let documentation = FunctionDocumentation(
        summary: "The sum in the argument's own type, wrapping around at its ends.",
        examples: [.init(sql: "arrayReduce('sumWithOverflow', [toUInt8(200), 100])", result: "44")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard let totals = NumberTotals(type) else { throw illegalAggregateArgument(name, type) }
        return OverflowSumStates(totals: totals, argument: type)
    }
}

/// | bytes | content |
/// |---|---|
/// | width of the argument | the total |
struct OverflowSumStates: AggregateStates {
    let resultType: DataType
    private var totals: NumberTotals

    init(totals: NumberTotals, argument: DataType) {
        self.totals = totals
        resultType = argument == .bool ? .uint8 : argument
    }

    var groupCount: Int { totals.count }
    var byteCount: Int { totals.byteCount }
    mutating func grow(to count: Int) { totals.grow(to: count) }
    mutating func update(_ arguments: [Column], groups: [UInt32]) { totals.add(arguments[0], groups: groups) }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        totals.add(arguments[0], rowCount: rowCount, group: group)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        totals.merge(sameImplementation(other).totals, groups: groups)
    }

    /// The totals, cut down to the argument's width.
    func results() -> Column {
        var visitor = TruncatingVisitor(kind: resultType.physicalKind)
        return visitor.run(on: totals.column) ?? totals.column
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        SingleValueForm.writeFixed(results().value(at: group), of: resultType, into: &bytes)
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        let value = try SingleValueForm.read(resultType, &reader)
        totals.add(try Column([value], as: resultType), rowCount: 1, group: group)
        position = reader.position
    }
}

/// Integers and floats as a narrower kind, without their high bits.
private struct TruncatingVisitor: TotalFixedWidthVisitor {
    let kind: PhysicalKind

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column {
        switch values {
        case let v as [UInt64]: narrowed(v)
        case let v as [Int64]: narrowed(v)
        case let v as [Int128]: narrowed(v)
        case let v as [Double]: kind == .float32 ? .float32(v.map { Float($0) }) : .float64(v)
        default: T.column(values)
        }
    }

    private func narrowed<I: FixedWidthInteger & FixedWidthValue>(_ values: [I]) -> Column {
        switch kind {
        case .int8: .int8(values.map { Int8(truncatingIfNeeded: $0) })
        case .int16: .int16(values.map { Int16(truncatingIfNeeded: $0) })
        case .int32: .int32(values.map { Int32(truncatingIfNeeded: $0) })
        case .int64: .int64(values.map { Int64(truncatingIfNeeded: $0) })
        case .uint8: .uint8(values.map { UInt8(truncatingIfNeeded: $0) })
        case .uint16: .uint16(values.map { UInt16(truncatingIfNeeded: $0) })
        case .uint32: .uint32(values.map { UInt32(truncatingIfNeeded: $0) })
        default: I.column(values)
        }
    }
}

/// `sumKahan(x)`: a sum that carries its rounding error along.
package struct SumKahan: AggregateFunction {
    package static let name = "sumKahan"
    package static let documentation = FunctionDocumentation(
        summary: "The sum of floats with Kahan's compensation for rounding errors.",
        examples: [.init(sql: "arrayReduce('sumKahan', [0.1, 0.1, 0.1])", result: "0.30000000000000004")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard type.isInteger || type.isFloat || type == .bool else { throw illegalAggregateArgument(name, type) }
        return KahanStates(kernel: KahanKernel(reader: try DoubleReader(type, of: name)))
    }
}

struct KahanStates: KernelStates {
    let kernel: KahanKernel
    var states: [KahanSum] = []
}

/// | bytes | content |
/// |---|---|
/// | f64 | sum |
/// | f64 | compensation |
struct KahanSum: Sendable {
    var sum = 0.0
    var compensation = 0.0

    mutating func add(_ value: Double) {
        let compensated = value - compensation
        let next = sum + compensated
        compensation = (next - sum) - compensated
        sum = next
    }

    mutating func merge(_ other: KahanSum) {
        let raw = sum + other.sum
        let rhs = raw - sum
        let compensations =
            (other.sum - rhs) + (sum - (raw - rhs)) + compensation + other.compensation
        sum = raw + compensations
        compensation = compensations - (sum - raw)
    }
}

struct KahanKernel: StateKernel {
    let reader: DoubleReader

    var resultType: DataType { .float64 }
    var emptyState: KahanSum { KahanSum() }
    func input(_ arguments: [Column]) -> [Double] { reader.doubles(of: arguments[0]) }
    func add(_ row: Int, of input: [Double], to state: inout KahanSum) { state.add(input[row]) }
    func merge(_ other: KahanSum, into state: inout KahanSum) { state.merge(other) }
    func results(of states: [KahanSum]) -> Column { .float64(states.map(\.sum)) }

    func write(_ state: KahanSum, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.sum)
        bytes.append(littleEndian: state.compensation)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> KahanSum {
        KahanSum(sum: try reader.double(), compensation: try reader.double())
    }
}

/// `sumCount(x)`: the sum and the number of values, as a tuple.
package struct SumCount: AggregateFunction {
    package static let name = "sumCount"
    package static let seesNulls = true
    package static let documentation = FunctionDocumentation(
        summary: "The sum and the number of values, as a tuple.",
        examples: [.init(sql: "arrayReduce('sumCount', [5, 6])", result: "(11,2)")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard let totals = NumberTotals(type.withoutNullable) else { throw illegalAggregateArgument(name, type) }
        return SumCountStates(totals: totals, argument: type.withoutNullable)
    }
}

/// Sees NULLs itself: its result over none is (0, 0), and its state has no flag.
struct SumCountStates: AggregateStates {
    private var totals: NumberTotals
    private var counts = CountStates()
    let resultType: DataType

    init(totals: NumberTotals, argument: DataType) {
        self.totals = totals
        resultType = .tuple([TupleElement(nil, totals.type(for: argument)), TupleElement(nil, .uint64)])
    }

    var groupCount: Int { counts.groupCount }
    var byteCount: Int { totals.byteCount + counts.byteCount }

    mutating func grow(to count: Int) {
        totals.grow(to: count)
        counts.grow(to: count)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        if case .nullable(let nullable) = arguments[0] {
            let mask = nullable.nulls.map { 1 &- $0 }
            totals.add(nullable.values, groups: groups, where: mask)
            counts.update([], groups: groups, where: mask)
        } else {
            totals.add(arguments[0], groups: groups)
            counts.update([], groups: groups)
        }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        totals.merge(other.totals, groups: groups)
        counts.merge(other.counts, groups: groups)
    }

    func results() -> Column {
        .tuple(TupleColumn(elements: [totals.column, counts.results()], count: groupCount))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        totals.write(group, into: &bytes)
        counts.serialise(group, into: &bytes)
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        try totals.merge(from: &reader, into: group)
        position = reader.position
        try counts.mergeSerialised(bytes, at: &position, into: group)
    }
}
