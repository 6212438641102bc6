import Columns
import Errors

/// Comparison of any two values that ClickHouse compares.
enum Comparison {
    /// How two types are compared, found once per call.
    private enum Way {
        case numbers(NumberShape, NumberShape)
        /// Whole numbers of a power of ten, by their digits behind the point.
        case decimals(Int, Int)
        /// One of them is a float, so both are compared as doubles.
        case doubles
        case strings
        /// Both have one layout whose order is the type's.
        case layout(PhysicalKind)
        /// Network order in memory.
        case addresses
        /// Convert both, then compare.
        case converted(DataType, DataType)
        case tuples([TupleElement], [TupleElement])
        case nested(DataType)
    }

    static func result(
        _ function: any ScalarFunction.Type, _ operation: ComparisonOperation, _ arguments: [Argument],
        in context: QueryContext
    ) throws(QueryError) -> DataType {
        let (left, right) = (arguments[0], arguments[1])
        if let parsed = parsedType(left, right) {
            return try result(
                function, operation, [Argument(type: parsed), Argument(type: parsed)], in: context)
        }
        guard let way = try way(left.type, right.type) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal types of arguments (`\(left.type.name)`, `\(right.type.name)`) of function "
                    + "`\(function.name)`")
        }
        guard case .tuples(let a, let b) = way else { return .uint8 }
        for (x, y) in zip(a, b) {
            let pair = [Argument(type: x.type), Argument(type: y.type)]
            if try FunctionCall.result(function, pair, in: context).isNullable { return .nullable(.uint8) }
        }
        return .uint8
    }

    /// The type that a constant string is read as to be compared with the other side.
    private static func parsedType(_ left: Argument, _ right: Argument) -> DataType? {
        if left.type == .string, left.constant != nil, readsStrings(right.type) { return right.type }
        if right.type == .string, right.constant != nil, readsStrings(left.type) { return left.type }
        return nil
    }

    private static func readsStrings(_ type: DataType) -> Bool {
        switch type {
        case .string, .fixedString, .lowCardinality, .nullable, .interval, .nothing, .aggregateFunction, .map, .variant,
            .dynamicValue, .object:
            false
        case .simpleAggregateFunction(let state): readsStrings(state.arguments[0])
        default: true
        }
    }

    private static func way(_ left: DataType, _ right: DataType) throws(QueryError) -> Way? {
        if left.storedValue != left || right.storedValue != right {
            return try way(left.storedValue, right.storedValue)
        }
        if let a = NumberShape(left), let b = NumberShape(right) { return .numbers(a, b) }
        if let decimals = decimalWay(left, right) { return decimals }
        switch (left, right) {
        case (.uuid, .uuid), (.ipv4, .ipv4), (.date, .date), (.date32, .date32), (.dateTime, .dateTime):
            return .layout(left.physicalKind)
        case (.ipv6, .ipv6): return .addresses
        case (.ipv4, .ipv6), (.ipv6, .ipv4): return .converted(.ipv6, .ipv6)
        case (.ipv4, _) where NumberShape(right)?.isFloat == false: return .converted(.uint32, right)
        case (_, .ipv4) where NumberShape(left)?.isFloat == false: return .converted(left, .uint32)
        case (.dateTime, _) where NumberShape(right) != nil: return .converted(.uint32, right)
        case (_, .dateTime) where NumberShape(left) != nil: return .converted(left, .uint32)
        case (.interval, .interval) where left == right: return .layout(.int64)
        case (.interval, _) where NumberShape(right) != nil: return .converted(.int64, right)
        case (_, .interval) where NumberShape(left) != nil: return .converted(left, .int64)
        case (.string, .string), (.fixedString, .fixedString), (.string, .fixedString), (.fixedString, .string):
            return .strings
        case (.aggregateFunction, .aggregateFunction) where left == right: return .strings
        case (.enum8, _), (.enum16, _), (_, .enum8), (_, .enum16): return enumWay(left, right)
        case (.tuple(let a), .tuple(let b)): return a.count == b.count ? .tuples(a, b) : nil
        case (.array, .array), (.map, .map): return .nested(try leastSupertype(of: [left, right]))
        case (.object, .object) where left == right: return .strings
        case (.variant, .variant), (.dynamicValue, .dynamicValue):
            return left == right ? .nested(left) : nil
        case (.nothing, .nothing): return .layout(.nothing)
        default:
            let times = left.isDateOrDateTime && right.isDateOrDateTime
            let intervals = left.isInterval && right.isInterval
            let mixesText = left.isStringOrFixedString || right.isStringOrFixedString
            guard times || intervals || mixesText && !left.hasTicks && !right.hasTicks else { return nil }
            let common = try leastSupertype(of: [left, right])
            return .converted(common, common)
        }
    }

    private static func decimalWay(_ left: DataType, _ right: DataType) -> Way? {
        guard left.hasTicks || right.hasTicks else { return nil }
        if left.isSeconds && right.isDecimal || left.isDecimal && right.isSeconds { return nil }
        if let a = decimalScale(left), let b = decimalScale(right) { return .decimals(a, b) }
        let isLeft = left.isFloat && decimalScale(right) != nil
        let isRight = right.isFloat && decimalScale(left) != nil
        return isLeft || isRight ? .doubles : nil
    }

    /// Digits behind the point of a decimal, of a moment's ticks, of an integer.
    private static func decimalScale(_ type: DataType) -> Int? {
        switch type {
        case .decimal(_, let scale): scale
        case .dateTime64(let precision, _): precision
        case .dateTime: 0
        default: NumberShape(type)?.isFloat == false ? 0 : nil
        }
    }

    private static func enumWay(_ left: DataType, _ right: DataType) -> Way? {
        if left == right { return .layout(left.physicalKind) }
        if left.isStringOrFixedString || right.isStringOrFixedString { return .converted(.string, .string) }
        if left.isEnum && right.isEnum { return .converted(.int16, .int16) }
        if NumberShape(left) != nil { return .converted(left, .int16) }
        return NumberShape(right) != nil ? .converted(.int16, right) : nil
    }

    // MARK: Evaluation

    static func evaluate(
        _ function: any ScalarFunction.Type, _ operation: ComparisonOperation, _ left: TypedColumn,
        _ right: TypedColumn, to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let a = Argument(type: left.type, constant: left.column.isConstant ? left.column.single : nil)
        let b = Argument(type: right.type, constant: right.column.isConstant ? right.column.single : nil)
        if let parsed = parsedType(a, b) {
            return try evaluateParsed(
                function, operation, left, right, as: parsed, to: result, rowCount: rowCount, in: context)
        }
        switch try way(left.type, right.type) {
        case .numbers(let a, let b)?:
            return try NumberComparison.evaluate(operation, left.column, a, right.column, b)
        case .decimals(let a, let b)?:
            return try DecimalComparison.evaluate(operation, left.column, a, right.column, b)
        case .doubles?:
            let shape = NumberShape(isSigned: true, isFloat: true, size: 8)
            return try NumberComparison.evaluate(operation, try doubles(left), shape, try doubles(right), shape)
        case .strings?: return .uint8(try compareStrings(operation, left.column, right.column))
        case .layout(let kind)?:
            if kind == .nothing { return .uint8([UInt8](repeating: 0, count: rowCount)) }
            var visitor = ComparisonVisitor(operation: operation, left: left.column, right: right.column)
            guard let column = try visitor.run(on: kind) else { throw wrongLayout(left.column, left.type) }
            return column
        case .addresses?: return try compareAddresses(operation, left.column, right.column)
        case .converted(let a, let b)?:
            let x = TypedColumn(type: a, column: try convertColumn(left.column, from: left.type, to: a, in: context))
            let y = TypedColumn(type: b, column: try convertColumn(right.column, from: right.type, to: b, in: context))
            return try evaluate(function, operation, x, y, to: result, rowCount: rowCount, in: context)
        case .tuples?:
            return try TupleComparison.evaluate(operation, left, right, to: result, rowCount: rowCount, in: context)
        case .nested(let common)?:
            let x = try convertColumn(left.column, from: left.type, to: common, in: context)
            let y = try convertColumn(right.column, from: right.type, to: common, in: context)
            return .uint8(compareRows(operation, x.materialised, y.materialised))
        case nil: throw wrongLayout(left.column, left.type)
        }
    }

    /// One side is a constant string, read as the other side's type.
    private static func evaluateParsed(
        _ function: any ScalarFunction.Type, _ operation: ComparisonOperation, _ left: TypedColumn,
        _ right: TypedColumn, as type: DataType, to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let isLeft = left.type == .string
        let text = isLeft ? left.column : right.column
        if type.isEnum {
            // A name that the enum does not have equals none of its values.
            let (_, failures) = try convertWhatFits(
                text.single, from: .string, to: type, isAccurate: false, in: context)
            if failures.contains(1), operation != .notEquals { return .uint8([UInt8](repeating: 0, count: rowCount)) }
        }
        // Integers are read whole: '300' is above every UInt8, not 44.
        let readType: DataType = type.isInteger ? .int256 : type
        let value: Column
        do throws(QueryError) {
            value = try convertColumn(text, from: .string, to: readType, in: context)
            if type.isUnsignedInteger, case .int256(let number) = value.single, number[0] < 0 {
                throw QueryError(.typeMismatch, "")
            }
            if type == .date || type == .date32, try StringOperand(text).bytes.count > 10 {
                throw QueryError(.typeMismatch, "")
            }
        } catch {
            guard type.isInteger || type.isDecimal || error.code == .typeMismatch else { throw error }
            let string = String(decoding: try StringOperand(text).bytes, as: UTF8.self)
            throw QueryError(.typeMismatch, "Cannot convert string '\(string)' to type \(type.name)")
        }
        let known = TypedColumn(type: readType, column: value)
        return try evaluate(
            function, operation, isLeft ? known : left, isLeft ? right : known, to: result, rowCount: rowCount,
            in: context)
    }

    private static func doubles(_ side: TypedColumn) throws(QueryError) -> Column {
        guard case .dateTime64(let precision, _) = side.type else { return try DecimalArithmetic.asDoubles(side) }
        return try DecimalArithmetic.asDoubles(
            TypedColumn(type: .decimal(precision: 18, scale: precision), column: side.column))
    }

    private static func compareAddresses(
        _ operation: ComparisonOperation, _ left: Column, _ right: Column
    ) throws(QueryError) -> Column {
        var visitor = ComparisonVisitor(
            operation: operation, left: try mapRows(ByteSwapKernel.self, left),
            right: try mapRows(ByteSwapKernel.self, right))
        return try visitor.run(on: .uint128) ?? left
    }

    /// Row by row through `Column.compare`: arrays and maps.
    private static func compareRows(_ operation: ComparisonOperation, _ left: Column, _ right: Column) -> [UInt8] {
        (0..<left.count).map { operation.holds(left.compare($0, with: right, $0)) ? 1 : 0 }
    }
}

private struct ByteSwapKernel: UnaryKernel {
    static func apply(_ value: UInt128) -> UInt128 { value.byteSwapped }
}

extension DataType {
    fileprivate var isSeconds: Bool { if case .dateTime = self { true } else { false } }

    /// A decimal, or a moment in ticks below a second.
    fileprivate var hasTicks: Bool {
        switch self {
        case .decimal, .dateTime64: true
        default: false
        }
    }
}
