import Columns
import Errors

/// The `Distinct` combinator: every different row of arguments is aggregated once, when the result is asked for.
///
/// | bytes | content |
/// |---|---|
/// | varuint | number of rows |
/// | each | the rows as elements (`ElementLayout`), several arguments as a tuple; in any order |
protocol DistinctStates: AggregateStates {
    associatedtype Layout: ElementLayout
    var inner: any AggregateStates { get }
    var layout: Layout { get }
    var rows: [OrderedElements<Layout.Element>] { get set }
    /// Several arguments stand as one tuple.
    var argumentCount: Int { get }
}

extension DistinctStates {
    package var resultType: DataType { inner.resultType }
    package var groupCount: Int { rows.count }

    package var byteCount: Int {
        rows.reduce(0) { total, group in
            total + group.list.reduce(group.list.count * 48) { $0 + layout.heapBytes(of: $1) }
        }
    }

    package mutating func grow(to count: Int) { fill(&rows, to: count, with: OrderedElements()) }

    package mutating func update(_ arguments: [Column], groups: [UInt32]) {
        var column = arguments[0]
        if argumentCount > 1 { column = .tuple(TupleColumn(elements: arguments, count: groups.count)) }
        let layout = layout
        let values = layout.values(of: column)
        for row in groups.indices { rows[Int(groups[row])].insert(layout.element(row, of: values)) }
    }

    package mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices {
            for element in other.rows[index].list { rows[Int(groups[index])].insert(element) }
        }
    }

    package func results() throws(QueryError) -> Column {
        var states = inner
        states.grow(to: rows.count)
        var groups: [UInt32] = []
        var elements: [Layout.Element] = []
        for (group, list) in rows.enumerated() {
            elements.append(contentsOf: list.list)
            groups.append(contentsOf: repeatElement(UInt32(truncatingIfNeeded: group), count: list.list.count))
        }
        let column = try layout.column(of: elements)
        if argumentCount > 1, case .tuple(let tuple) = column {
            try states.update(tuple.elements, groups: groups)
        } else {
            try states.update([column], groups: groups)
        }
        return try states.results()
    }

    package func serialise(_ group: Int, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(rows[group].list.count))
        for element in rows[group].list { layout.write(element, into: &bytes) }
    }

    package mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        for element in try layout.readElements(&reader) { rows[group].insert(element) }
        position = reader.position
    }
}

struct DistinctWordStates: DistinctStates {
    let inner: any AggregateStates
    let layout: WordLayout
    let argumentCount = 1
    var rows: [OrderedElements<UInt64>] = []
}

struct DistinctBytesStates: DistinctStates {
    let inner: any AggregateStates
    let layout: BytesLayout
    let argumentCount = 1
    var rows: [OrderedElements<[UInt8]>] = []
}

struct DistinctValueStates: DistinctStates {
    let inner: any AggregateStates
    let layout: ValueLayout
    let argumentCount: Int
    var rows: [OrderedElements<Value>] = []
}

func distinctStates(_ inner: any AggregateStates, _ arguments: [DataType]) -> any AggregateStates {
    if arguments.count == 1 {
        if arguments[0].isNumber || arguments[0].isEnum, let layout = WordLayout(arguments[0]) {
            return DistinctWordStates(inner: inner, layout: layout)
        }
        if let layout = BytesLayout(arguments[0]) { return DistinctBytesStates(inner: inner, layout: layout) }
        return DistinctValueStates(
            inner: inner, layout: ValueLayout(arguments[0], plainArrays: true), argumentCount: 1)
    }
    let tuple = DataType.tuple(arguments.map { TupleElement(nil, $0) })
    return DistinctValueStates(inner: inner, layout: ValueLayout(tuple), argumentCount: arguments.count)
}
