import Columns
import Errors

/// The smallest or largest of the arguments that are not NULL.
protocol ExtremeFunction: ScalarFunction {
    static var isGreatest: Bool { get }
}

extension ExtremeFunction {
    package static var isCaseInsensitive: Bool { true }
    package static var nulls: NullRule { .seen }
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) cannot be called without arguments")
        }
        let types = arguments.map(\.type).filter { $0 != .nullable(.nothing) }
        guard let first = types.first else { return .nullable(.nothing) }
        let isNullable = types.count != arguments.count || types.contains(where: \.isNullable)
        var common = first.withoutNullable
        if types.count > 1 { common = try Self.common(types.map(\.withoutNullable)) }
        return isNullable ? common.asNullable : common
    }

    /// As for arrays, but integers always have a common type, and decimals have one with floats.
    private static func common(_ types: [DataType]) throws(QueryError) -> DataType {
        if types.contains(where: \.isDecimal), types.contains(where: \.isFloat) { return .float64 }
        let shapes = types.compactMap(NumberShape.init)
        if shapes.count == types.count, types.contains(.bool), types.allSatisfy({ $0 == .bool || $0 == .uint8 }) {
            return .uint8
        }
        guard shapes.count == types.count, shapes.allSatisfy({ !$0.isFloat }) else {
            if shapes.count == 2, types.count == 2, (try? leastSupertype(of: types)) == nil {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "Illegal types \(types[0].name) and \(types[1].name) of arguments of function \(name)")
            }
            return try leastSupertype(of: types)
        }
        if Set(shapes.map(\.type)) == [.int64, .uint64] { return isGreatest ? .uint64 : .int64 }
        if shapes.contains(where: { $0.size == 32 && !$0.isSigned }), shapes.contains(where: \.isSigned) {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal types \(types[0].name) and \(types[1].name) of arguments of function \(name)")
        }
        var shape = shapes[0]
        for other in shapes.dropFirst() { shape = NumberComparison.commonInteger(shape, other) }
        return shape.type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let present = arguments.filter { $0.type != .nullable(.nothing) }
        guard let first = present.first else { return .defaults(of: result, count: rowCount) }
        var best = try convert(first, result, in: context)
        for argument in present.dropFirst() {
            best = try better(best, try convert(argument, result, in: context), result)
        }
        guard result.isNullable else { return best }
        return best
    }

    private static func convert(
        _ argument: TypedColumn, _ result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        // UInt64 and Int64 meet by value, not by their bits.
        if argument.type.withoutNullable == .int64, result.withoutNullable == .uint64 {
            let wide = try convertColumn(
                argument.column, from: argument.type, to: result.isNullable ? .nullable(.int128) : .int128, in: context)
            return wide
        }
        return try convertColumn(argument.column, from: argument.type, to: result, in: context)
    }

    private static func better(_ left: Column, _ right: Column, _ result: DataType) throws(QueryError) -> Column {
        if result.isNullable {
            let a = left.materialised
            let b = right.materialised
            let isLeftNull = isNullMask(a)
            let isRightNull = isNullMask(b)
            let values = try better(
                NullStripping.values(of: a), NullStripping.values(of: b), result.withoutNullable
            ).materialised
            var chosen = try selectRows(isLeftNull, NullStripping.values(of: b), values)
            chosen = try selectRows(isRightNull, NullStripping.values(of: a), chosen)
            let nulls = zip(isLeftNull, isRightNull).map { $0 & $1 }
            return .nullable(NullableColumn(nulls: nulls, values: chosen.materialised))
        }
        let kind = result.physicalKind
        if left.single.numberKind != right.single.numberKind {
            let a = try left.asNumbers(.int128)
            let b = try right.asNumbers(.int128)
            var visitor = ExtremeVisitor(isGreatest: isGreatest, left: a, right: b)
            return try (try visitor.run(on: .int128) ?? left).asNumbers(kind)
        }
        if result != .ipv6 {
            var visitor = ExtremeVisitor(isGreatest: isGreatest, left: left, right: right)
            if let column = try visitor.run(on: kind) { return column }
        }
        let a = left.materialised
        let b = right.materialised
        let mask = (0..<a.count).map { row -> UInt8 in
            let order = compareValues(a, b, row, result)
            return (isGreatest ? order > 0 : order < 0) ? 1 : 0
        }
        return try selectRows(mask, a, b)
    }

    private static func compareValues(_ left: Column, _ right: Column, _ row: Int, _ type: DataType) -> Int {
        if type == .ipv6, case .uint128(let a) = left, case .uint128(let b) = right {
            let (x, y) = (a[row].byteSwapped, b[row].byteSwapped)
            return x < y ? -1 : (x == y ? 0 : 1)
        }
        return left.compare(row, with: right, row)
    }
}

private struct ExtremeVisitor: NumberTypeVisitor {
    let isGreatest: Bool
    let left: Column
    let right: Column

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        isGreatest ? try mapRows(GreatestKernel<T>.self, left, right) : try mapRows(LeastKernel<T>.self, left, right)
    }
}

/// The smallest argument.
package struct Least: ExtremeFunction {
    package static let name = "least"
    static let isGreatest = false
    package static let documentation = FunctionDocumentation(
        summary: "The smallest of the arguments; NULL does not count.",
        examples: [.init(sql: "least(3, 1, 2)", result: "1")])
}

/// The largest argument.
package struct Greatest: ExtremeFunction {
    package static let name = "greatest"
    static let isGreatest = true
    package static let documentation = FunctionDocumentation(
        summary: "The largest of the arguments; NULL does not count.",
        examples: [.init(sql: "greatest(3, 1, 2)", result: "3")])
}
