import Columns
import Errors

/// Row by row `mask ? left : right`, for two columns (or constants) of one layout. Both are read, so nothing branches.
func selectRows(_ mask: [UInt8], _ left: Column, _ right: Column) throws(QueryError) -> Column {
    switch (left.single, right.single) {
    case (.nullable(let a), .nullable(let b)):
        let nulls = try selectRows(mask, sameForm(left, .uint8(a.nulls)), sameForm(right, .uint8(b.nulls)))
        guard case .uint8(let map) = nulls else { throw QueryError(.logicalError, "A map of NULLs is bytes") }
        let values = try selectRows(mask, sameForm(left, a.values), sameForm(right, b.values))
        return .nullable(NullableColumn(nulls: map, values: values))
    case (.tuple(let a), .tuple(let b)) where a.elements.count == b.elements.count:
        var elements: [Column] = []
        for (x, y) in zip(a.elements, b.elements) {
            elements.append(try selectRows(mask, sameForm(left, x), sameForm(right, y)))
        }
        return .tuple(TupleColumn(elements: elements, count: mask.count))
    default: break
    }
    var visitor = SelectVisitor(mask: mask, left: left, right: right)
    if let result = try visitor.run(on: left.single.numberKind) { return result }
    return gatherSelected(mask, left, right)
}

/// `part` as a constant where `whole` is one.
private func sameForm(_ whole: Column, _ part: Column) -> Column {
    if case .constant(let constant) = whole { return .constant(ConstantColumn(part, count: constant.count)) }
    return part
}

/// Other layouts: both columns end to end, and the rows taken from there.
private func gatherSelected(_ mask: [UInt8], _ left: Column, _ right: Column) -> Column {
    let both = Column.concatenating([left.single, right.single])
    let offset = UInt32(truncatingIfNeeded: left.single.count)
    let leftStep: UInt32 = left.isConstant ? 0 : 1
    let rightStep: UInt32 = right.isConstant ? 0 : 1
    var rows = [UInt32](repeating: 0, count: mask.count)
    for row in rows.indices {
        let place = UInt32(truncatingIfNeeded: row)
        let (a, b) = (place &* leftStep, offset &+ place &* rightStep)
        rows[row] = mask[row] != 0 ? a : b
    }
    return both.gathering(rows)
}

private struct SelectVisitor: NumberTypeVisitor {
    let mask: [UInt8]
    let left: Column
    let right: Column

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        guard let a = Operand<T>(left), let b = Operand<T>(right) else {
            throw QueryError(.logicalError, "Both branches have one layout")
        }
        switch (a, b) {
        case (.values(let a), .values(let b)): return T.column(selected(mask, a, b))
        case (.values(let a), .one(let b)): return T.column(selected(mask, a, b))
        case (.one(let a), .values(let b)): return T.column(selected(mask, a, b))
        case (.one(let a), .one(let b)): return T.column(mask.map { $0 != 0 ? a : b })
        }
    }
}

private func selected<T: FixedWidthValue>(_ mask: [UInt8], _ left: [T], _ right: [T]) -> [T] {
    let count = mask.count
    precondition(left.count == count && right.count == count, "all have a value per row")
    return unsafe [T](unsafeUninitializedCapacity: count) { result, initialised in
        for row in 0..<count {
            let (a, b) = (left[row], right[row])
            // Safe: the buffer has `count` places.
            unsafe result[row] = mask[row] != 0 ? a : b
        }
        initialised = count
    }
}

private func selected<T: FixedWidthValue>(_ mask: [UInt8], _ left: [T], _ right: T) -> [T] {
    let count = mask.count
    precondition(left.count == count, "all have a value per row")
    return unsafe [T](unsafeUninitializedCapacity: count) { result, initialised in
        for row in 0..<count {
            let a = left[row]
            // Safe: the buffer has `count` places.
            unsafe result[row] = mask[row] != 0 ? a : right
        }
        initialised = count
    }
}

private func selected<T: FixedWidthValue>(_ mask: [UInt8], _ left: T, _ right: [T]) -> [T] {
    let count = mask.count
    precondition(right.count == count, "all have a value per row")
    return unsafe [T](unsafeUninitializedCapacity: count) { result, initialised in
        for row in 0..<count {
            let b = right[row]
            // Safe: the buffer has `count` places.
            unsafe result[row] = mask[row] != 0 ? left : b
        }
        initialised = count
    }
}
