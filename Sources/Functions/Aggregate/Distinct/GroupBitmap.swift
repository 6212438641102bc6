import Columns
import Errors

/// `groupBitmap(x)`: the number of different whole numbers, its state the set of them.
package struct GroupBitmap: AggregateFunction {
    package static let name = "groupBitmap"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of different whole numbers; the state is a bitmap.",
        examples: [.init(sql: "arrayReduce('groupBitmap', [1, 2, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        guard arguments.count == 1 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Aggregate function \(name) requires single argument, got \(arguments.count)")
        }
        guard let element = BitmapElement(arguments[0]) else { throw illegalAggregateArgument(name, arguments[0]) }
        return BitmapStates(kernel: BitmapKernel(element: element))
    }
}

struct BitmapStates: KernelStates {
    let kernel: BitmapKernel
    var states: [Bitmap] = []
}

struct BitmapKernel: StateKernel {
    let element: BitmapElement

    /// ClickHouse counts in the type of the elements.
    var resultType: DataType { element.type }
    var emptyState: Bitmap { Bitmap() }

    func input(_ arguments: [Column]) -> [UInt64] { element.elements(of: arguments[0]) }

    func add(_ row: Int, of input: [UInt64], to state: inout Bitmap) { state.insert(input[row]) }

    func merge(_ other: Bitmap, into state: inout Bitmap) { state.formUnion(other) }

    func results(of states: [Bitmap]) throws(QueryError) -> Column {
        try Column(states.map { element.value(UInt64($0.count)) }, as: element.type)
    }

    func write(_ state: Bitmap, into bytes: inout [UInt8]) { element.write(state, into: &bytes) }

    func read(_ reader: inout StateReader) throws(QueryError) -> Bitmap { try element.read(&reader) }

    func heapBytes(of state: Bitmap) -> Int { state.count * 16 }
}

/// `groupBitmapAnd`, `groupBitmapOr` and `groupBitmapXor` of bitmaps.
package protocol GroupBitmapOfBitmaps: AggregateFunction {
    static var rule: BitmapRule { get }
}

/// How bitmaps are put together.
package enum BitmapRule: Sendable { case and, or, xor }

extension GroupBitmapOfBitmaps {
    package static var emptyIsDefault: Bool { true }

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        guard arguments.count == 1, let element = BitmapArgument.element(arguments[0]) else {
            throw QueryError(.illegalTypeOfArgument, "The argument of aggregate function \(name) must be a bitmap")
        }
        return CombinedBitmapStates(kernel: CombinedBitmapKernel(element: element, rule: rule))
    }
}

package struct GroupBitmapAnd: GroupBitmapOfBitmaps {
    package static let name = "groupBitmapAnd"
    package static let rule = BitmapRule.and
    package static let documentation = FunctionDocumentation(
        summary: "The number of elements that all bitmaps have.",
        examples: [
            .init(sql: "arrayReduce('groupBitmapAnd', [bitmapBuild([1, 2]), bitmapBuild([2, 3])])", result: "1")
        ])
}

package struct GroupBitmapOr: GroupBitmapOfBitmaps {
    package static let name = "groupBitmapOr"
    package static let rule = BitmapRule.or
    package static let documentation = FunctionDocumentation(
        summary: "The number of elements that some bitmap has.",
        examples: [
            .init(sql: "arrayReduce('groupBitmapOr', [bitmapBuild([1, 2]), bitmapBuild([2, 3])])", result: "3")
        ])
}

package struct GroupBitmapXor: GroupBitmapOfBitmaps {
    package static let name = "groupBitmapXor"
    package static let rule = BitmapRule.xor
    package static let documentation = FunctionDocumentation(
        summary: "The number of elements that an odd number of bitmaps has.",
        examples: [
            .init(sql: "arrayReduce('groupBitmapXor', [bitmapBuild([1, 2]), bitmapBuild([2, 3])])", result: "2")
        ])
}

struct CombinedBitmapStates: KernelStates {
    let kernel: CombinedBitmapKernel
    var states: [Bitmap?] = []
}

struct CombinedBitmapKernel: StateKernel {
    let element: BitmapElement
    let rule: BitmapRule

    /// ClickHouse counts in the type of the elements.
    var resultType: DataType { element.type }
    var emptyState: Bitmap? { nil }

    func input(_ arguments: [Column]) throws(QueryError) -> [Bitmap] {
        try BitmapArgument.bitmaps(arguments[0], element)
    }

    func add(_ row: Int, of input: [Bitmap], to state: inout Bitmap?) { merge(input[row], into: &state) }

    func merge(_ other: Bitmap?, into state: inout Bitmap?) {
        guard let other else { return }
        guard let own = state else { return state = other }
        switch rule {
        case .and: state = own.intersection(other)
        case .xor: state = own.symmetricDifference(other)
        case .or:
            var union = own
            union.formUnion(other)
            state = union
        }
    }

    func results(of states: [Bitmap?]) throws(QueryError) -> Column {
        try Column(states.map { element.value(UInt64($0?.count ?? 0)) }, as: element.type)
    }

    func write(_ state: Bitmap?, into bytes: inout [UInt8]) { element.write(state ?? Bitmap(), into: &bytes) }

    func read(_ reader: inout StateReader) throws(QueryError) -> Bitmap? { try element.read(&reader) }

    func heapBytes(of state: Bitmap?) -> Int { (state?.count ?? 0) * 16 }
}

/// Bitmaps as arguments: the states of `groupBitmap` and its kin.
enum BitmapArgument {
    /// What the elements are; `nil` for what is no bitmap.
    static func element(_ type: DataType) -> BitmapElement? {
        guard case .aggregateFunction(let state) = type, state.arguments.count == 1, state.parameters.isEmpty else {
            return nil
        }
        switch state.name {
        case "groupBitmap": return BitmapElement(state.arguments[0])
        case "groupBitmapMerge", "groupBitmapAnd", "groupBitmapOr", "groupBitmapXor": return element(state.arguments[0])
        default: return nil
        }
    }

    static func bitmaps(_ column: Column, _ element: BitmapElement) throws(QueryError) -> [Bitmap] {
        guard case .string(let states) = column.materialised else { throw StateReader.broken("a bitmap is no state") }
        var bitmaps: [Bitmap] = []
        for row in 0..<states.count {
            var reader = StateReader(Array(states[row]), at: 0)
            bitmaps.append(try element.read(&reader))
        }
        return bitmaps
    }

    static func column(_ bitmaps: [Bitmap], _ element: BitmapElement) -> Column {
        var written = StringColumn()
        for bitmap in bitmaps {
            element.write(bitmap, into: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }

    static func type(_ element: BitmapElement) -> DataType {
        .aggregateFunction(AggregateStateType(name: "groupBitmap", parameters: [], arguments: [element.type]))
    }
}
