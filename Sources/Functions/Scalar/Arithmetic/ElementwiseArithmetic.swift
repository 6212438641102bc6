import Columns
import Errors

/// Arithmetic of arrays and tuples: element by element, or every element with one number.
enum ElementwiseArithmetic {
    /// `nil` where neither argument is an array or tuple, or the two do not fit.
    static func result(
        _ function: any ScalarFunction.Type, _ operation: ArithmeticOperation, _ arguments: [Argument],
        in context: QueryContext
    ) throws(QueryError) -> DataType? {
        switch (arguments[0].type, arguments[1].type) {
        case (.array(let left), .array(let right)) where operation == .plus || operation == .minus:
            return .array(try element(function, left, right, in: context))
        case (.array(let left), let right) where right.isNumber && operation != .plus && operation != .minus:
            return .array(try element(function, left, right, in: context))
        case (let left, .array(let right)) where left.isNumber && operation == .multiply:
            return .array(try element(function, left, right, in: context))
        case (.tuple(let left), .tuple(let right))
        where left.count == right.count && !left.isEmpty && (operation == .plus || operation == .minus):
            var types: [TupleElement] = []
            for (a, b) in zip(left, right) {
                types.append(TupleElement(nil, try element(function, a.type, b.type, in: context)))
            }
            return .tuple(types)
        case (.tuple(let left), .tuple(let right))
        where left.count == right.count && !left.isEmpty && operation == .multiply:
            var sum = try element(function, left[0].type, right[0].type, in: context)
            for (a, b) in zip(left, right).dropFirst() {
                sum = try element(Plus.self, sum, try element(function, a.type, b.type, in: context), in: context)
            }
            return sum
        case (.tuple(let left), let right)
        where right.isNumber && !left.isEmpty && operation != .plus && operation != .minus:
            var types: [TupleElement] = []
            for a in left { types.append(TupleElement(nil, try element(function, a.type, right, in: context))) }
            return .tuple(types)
        case (let left, .tuple(let right)) where left.isNumber && !right.isEmpty && operation == .multiply:
            var types: [TupleElement] = []
            for b in right { types.append(TupleElement(nil, try element(function, left, b.type, in: context))) }
            return .tuple(types)
        default: return nil
        }
    }

    private static func element(
        _ function: any ScalarFunction.Type, _ left: DataType, _ right: DataType, in context: QueryContext
    ) throws(QueryError) -> DataType {
        try FunctionCall.result(function, [Argument(type: left), Argument(type: right)], in: context)
    }

    static func evaluate(
        _ function: any ScalarFunction.Type, _ operation: ArithmeticOperation, _ arguments: [TypedColumn],
        to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column? {
        let left = TypedColumn(type: arguments[0].type, column: arguments[0].column.materialised)
        let right = TypedColumn(type: arguments[1].type, column: arguments[1].column.materialised)
        switch (left.column, right.column) {
        case (.tuple(let a), .tuple(let b)):
            guard case .tuple(let types) = left.type, case .tuple(let otherTypes) = right.type else { return nil }
            var columns: [Column] = []
            for position in types.indices {
                let pair = [
                    TypedColumn(type: types[position].type, column: a.elements[position]),
                    TypedColumn(type: otherTypes[position].type, column: b.elements[position]),
                ]
                columns.append(try call(function, pair, rowCount, context))
            }
            if operation == .multiply {
                return try sum(function, types, otherTypes, columns, rowCount: rowCount, in: context)
            }
            return .tuple(TupleColumn(elements: columns, count: rowCount))
        case (.tuple(let tuple), _):
            guard case .tuple(let types) = left.type else { return nil }
            var columns: [Column] = []
            for (type, column) in zip(types, tuple.elements) {
                columns.append(
                    try call(function, [TypedColumn(type: type.type, column: column), right], rowCount, context))
            }
            return .tuple(TupleColumn(elements: columns, count: rowCount))
        case (_, .tuple(let tuple)):
            guard case .tuple(let types) = right.type else { return nil }
            var columns: [Column] = []
            for (type, column) in zip(types, tuple.elements) {
                columns.append(
                    try call(function, [left, TypedColumn(type: type.type, column: column)], rowCount, context))
            }
            return .tuple(TupleColumn(elements: columns, count: rowCount))
        case (.array(let a), .array(let b)):
            guard a.ends == b.ends else {
                throw QueryError(
                    .sizesOfArraysDontMatch, "Function \(function.name): the arrays have different lengths")
            }
            return try arrays(function, [elements(left), elements(right)], ends: a.ends, context)
        case (.array(let a), _):
            let spread = TypedColumn(type: right.type, column: right.column.gathering(a.outerRows))
            return try arrays(function, [elements(left), spread], ends: a.ends, context)
        case (_, .array(let b)):
            let spread = TypedColumn(type: left.type, column: left.column.gathering(b.outerRows))
            return try arrays(function, [spread, elements(right)], ends: b.ends, context)
        default: return nil
        }
    }

    /// The product of two tuples is one number.
    private static func sum(
        _ function: any ScalarFunction.Type, _ types: [TupleElement], _ otherTypes: [TupleElement],
        _ products: [Column], rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var total: TypedColumn?
        for (position, product) in products.enumerated() {
            let type = try element(function, types[position].type, otherTypes[position].type, in: context)
            let next = TypedColumn(type: type, column: product)
            if let known = total {
                total = try FunctionCall.evaluate(Plus.self, [known, next], rowCount: rowCount, in: context)
            } else {
                total = next
            }
        }
        return total?.column.materialised ?? .nothing(count: rowCount)
    }

    private static func elements(_ array: TypedColumn) -> TypedColumn {
        guard case .array(let element) = array.type, case .array(let column) = array.column else { return array }
        return TypedColumn(type: element, column: column.elements)
    }

    private static func arrays(
        _ function: any ScalarFunction.Type, _ arguments: [TypedColumn], ends: [Int], _ context: QueryContext
    ) throws(QueryError) -> Column {
        let elements = try call(function, arguments, arguments[0].column.count, context)
        return .array(ArrayColumn(ends: ends, elements: elements))
    }

    private static func call(
        _ function: any ScalarFunction.Type, _ arguments: [TypedColumn], _ rowCount: Int, _ context: QueryContext
    ) throws(QueryError) -> Column {
        try FunctionCall.evaluate(function, arguments, rowCount: rowCount, in: context).column.materialised
    }
}

extension ArrayColumn {
    /// For every element the row it belongs to.
    var outerRows: [UInt32] {
        var rows: [UInt32] = []
        rows.reserveCapacity(elements.count)
        for row in ends.indices {
            rows.append(contentsOf: repeatElement(UInt32(truncatingIfNeeded: row), count: range(of: row).count))
        }
        return rows
    }
}
