import Columns
import Errors

/// A function of two numbers of one type, computed without a branch where it can be.
protocol BinaryKernel {
    associatedtype Input: FixedWidthValue
    associatedtype Output: FixedWidthValue
    static func apply(_ left: Input, _ right: Input) -> Output
}

/// A function of one number.
protocol UnaryKernel {
    associatedtype Input: FixedWidthValue
    associatedtype Output: FixedWidthValue
    static func apply(_ value: Input) -> Output
}

/// `apply` for every row: a loop of its own for two columns, for a column and a constant, for a constant and a column.
/// Two constants give a constant.
func mapRows<K: BinaryKernel>(_ kernel: K.Type, _ left: Column, _ right: Column) throws(QueryError) -> Column {
    guard let a = Operand<K.Input>(left), let b = Operand<K.Input>(right) else {
        throw QueryError(.logicalError, "Arguments of a kernel do not have its layout")
    }
    switch (a, b) {
    case (.values(let a), .values(let b)): return K.Output.column(mapTwo(kernel, a, b))
    case (.values(let a), .one(let b)): return K.Output.column(mapLeft(kernel, a, b))
    case (.one(let a), .values(let b)): return K.Output.column(mapRight(kernel, a, b))
    case (.one(let a), .one(let b)):
        return .constant(ConstantColumn(K.Output.column([K.apply(a, b)]), count: left.count))
    }
}

private func mapTwo<K: BinaryKernel>(_ kernel: K.Type, _ left: [K.Input], _ right: [K.Input]) -> [K.Output] {
    let count = left.count
    precondition(right.count == count, "both arguments have a value per row")
    return unsafe [K.Output](unsafeUninitializedCapacity: count) { result, initialised in
        // Safe: the buffer has `count` places, and both arrays as many values.
        for row in 0..<count { unsafe result[row] = K.apply(left[row], right[row]) }
        initialised = count
    }
}

private func mapLeft<K: BinaryKernel>(_ kernel: K.Type, _ left: [K.Input], _ right: K.Input) -> [K.Output] {
    let count = left.count
    return unsafe [K.Output](unsafeUninitializedCapacity: count) { result, initialised in
        // Safe: the buffer has `count` places.
        for row in 0..<count { unsafe result[row] = K.apply(left[row], right) }
        initialised = count
    }
}

private func mapRight<K: BinaryKernel>(_ kernel: K.Type, _ left: K.Input, _ right: [K.Input]) -> [K.Output] {
    let count = right.count
    return unsafe [K.Output](unsafeUninitializedCapacity: count) { result, initialised in
        // Safe: the buffer has `count` places.
        for row in 0..<count { unsafe result[row] = K.apply(left, right[row]) }
        initialised = count
    }
}

func mapRows<K: UnaryKernel>(_ kernel: K.Type, _ column: Column) throws(QueryError) -> Column {
    switch Operand<K.Input>(column) {
    case .values(let values)?:
        let count = values.count
        return K.Output.column(
            unsafe [K.Output](unsafeUninitializedCapacity: count) { result, initialised in
                // Safe: the buffer has `count` places.
                for row in 0..<count { unsafe result[row] = K.apply(values[row]) }
                initialised = count
            })
    case .one(let value)?:
        return .constant(ConstantColumn(K.Output.column([K.apply(value)]), count: column.count))
    case nil: throw QueryError(.logicalError, "The argument of a kernel does not have its layout")
    }
}
