import Columns
import Errors

/// The `Array` combinator: every element of the array arguments is a row. The state is the inner one.
struct ArrayStates: WrappingStates {
    var inner: any AggregateStates
    var resultType: DataType { inner.resultType }

    init(_ inner: any AggregateStates) { self.inner = inner }

    func results() throws(QueryError) -> Column { try inner.results() }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        let flat = try FlattenedArrays(arguments)
        var elementGroups: [UInt32] = []
        elementGroups.reserveCapacity(flat.ends.last ?? 0)
        for row in groups.indices {
            elementGroups.append(contentsOf: repeatElement(groups[row], count: flat.range(of: row).count))
        }
        try inner.update(flat.elements, groups: elementGroups)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        let flat = try FlattenedArrays(arguments)
        try inner.update(flat.elements, rowCount: flat.ends.last ?? 0, group: group)
    }
}

/// The elements of several arrays per row, which have one length in each row.
struct FlattenedArrays {
    let ends: [Int]
    let elements: [Column]

    init(_ arguments: [Column]) throws(QueryError) {
        var ends: [Int]?
        var elements: [Column] = []
        for argument in arguments {
            guard case .array(let array) = argument else { preconditionFailure("arguments are arrays: bound so") }
            if let ends, ends != array.ends {
                throw QueryError(
                    .sizesOfArraysDontMatch, "All arrays passed to an aggregate function must have the same length")
            }
            ends = array.ends
            elements.append(array.elements.withoutLowCardinality)
        }
        self.ends = ends ?? []
        self.elements = elements
    }

    func range(of row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}
