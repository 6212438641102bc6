import Columns
import Errors

/// A scalar function with its arguments: what `ScalarFunction` leaves to the engine (dictionaries, NULLs, constants)
/// is decided here, once, when the call is bound.
package struct BoundCall: Sendable {
    package let function: any ScalarFunction.Type
    package let arguments: [BoundExpression]
    /// The type of the call, wrappers included.
    package let result: DataType
    /// The type that the function itself gives.
    private let plainResult: DataType
    /// The argument whose dictionary alone is computed, if the call runs on a dictionary.
    private let dictionaryArgument: Int?
    /// No value of the arguments makes the function throw.
    fileprivate let toleratesEveryValue: Bool
    /// `if`, `multiIf`, `and` or `or` with an argument that could throw where the ones before it have decided.
    package let isLazy: Bool
    /// How a call with a `Variant` or `Dynamic` argument is computed, if the function does not know these.
    private let mixture: MixtureCall?

    /// Binds `function` to `arguments`; a call of constants is computed at once, unless it is not deterministic.
    package static func bind(
        _ function: any ScalarFunction.Type, _ arguments: [BoundExpression], in context: QueryContext
    ) throws(QueryError) -> BoundExpression {
        let call = try BoundCall(function, arguments, in: context)
        guard function.isDeterministic, arguments.allSatisfy({ $0.constantValue != nil }) else {
            return BoundExpression(type: call.result, node: .call(call))
        }
        let inputs = arguments.map {
            $0.constantValue.map { .constant(ConstantColumn($0, count: 1)) } ?? $0.typeDefault
        }
        let value = try call.evaluate(inputs, rowCount: 1, in: context)
        return .constant(value.materialised, type: call.result)
    }

    private init(
        _ function: any ScalarFunction.Type, _ arguments: [BoundExpression], in context: QueryContext
    ) throws(QueryError) {
        self.function = function
        self.arguments = arguments
        var seen = arguments.map(\.argument)
        var low: [Int] = []
        if function.dictionaries != .seen {
            low = seen.indices.filter { seen[$0].type != seen[$0].type.withoutLowCardinality }
            seen = seen.map {
                Argument(type: $0.type.withoutLowCardinality, constant: $0.constant?.withoutLowCardinality)
            }
        }
        if case .unwrapped = function.mixtures, let mixture = try MixtureCall(function, seen, in: context) {
            self.mixture = mixture
            plainResult = mixture.result
            result = mixture.result
            dictionaryArgument = nil
            toleratesEveryValue = false
            isLazy = false
            return
        }
        mixture = nil
        var isNullable = false
        if case .propagated = function.nulls {
            if seen.contains(where: { $0.type == .nullable(.nothing) }) {
                plainResult = .nothing
                result = .nullable(.nothing)
                dictionaryArgument = nil
                toleratesEveryValue = true
                isLazy = false
                return
            }
            isNullable = seen.contains { $0.type.isNullable }
            seen = seen.map {
                Argument(type: $0.type.withoutNullable, constant: $0.constant.map(Self.withoutNulls))
            }
        }
        let plain = try function.result(of: seen, in: context)
        plainResult = plain
        toleratesEveryValue = function.tolerates(seen)
        let outer = isNullable && plain != .nothing ? plain.asNullable : plain
        let rest = arguments.indices.filter { arguments[$0].constantValue == nil }
        let runsOnDictionary =
            !low.isEmpty && function.dictionaries == .unwrapped && rest.count <= 1 && rest.allSatisfy(low.contains)
            && function.isDeterministic && outer.canBeInsideLowCardinality
        dictionaryArgument = runsOnDictionary ? rest.first ?? low[0] : nil
        result = runsOnDictionary ? .lowCardinality(outer) : outer
        isLazy =
            ["if", "multiIf", "and", "or"].contains(function.name)
            && arguments.contains { !$0.toleratesEveryValue }
    }

    /// The same call over other expressions of the same types.
    package func replacingArguments(_ arguments: [BoundExpression]) -> BoundCall {
        BoundCall(copying: self, arguments: arguments)
    }

    private init(copying call: BoundCall, arguments: [BoundExpression]) {
        function = call.function
        self.arguments = arguments
        result = call.result
        plainResult = call.plainResult
        dictionaryArgument = call.dictionaryArgument
        toleratesEveryValue = call.toleratesEveryValue
        isLazy = call.isLazy
        mixture = call.mixture
    }

    /// The column of the call over the columns of its arguments (`.constant` allowed), all of `rowCount` rows.
    package func evaluate(
        _ columns: [Column], rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        // Constant arguments have no value to read in no rows.
        if rowCount == 0, function.isDeterministic { return .defaults(of: result, count: 0) }
        if result == .nullable(.nothing), plainResult == .nothing {
            return .nullable(
                NullableColumn(nulls: [UInt8](repeating: 1, count: rowCount), values: .nothing(count: rowCount)))
        }
        let allConstant = !columns.isEmpty && columns.allSatisfy(\.isConstant)
        if allConstant, rowCount != 1, function.isDeterministic {
            let single = columns.map { Self.resized($0, count: 1) }
            let value = try evaluate(single, rowCount: 1, in: context)
            return .constant(ConstantColumn(value.materialised, count: rowCount))
        }
        if let mixture {
            let inputs = function.dictionaries == .seen ? columns : columns.map(\.withoutLowCardinality)
            return try mixture.evaluate(inputs, rowCount: rowCount, in: context)
        }
        if let position = dictionaryArgument, case .lowCardinality(let low) = columns[position] {
            return try evaluateOnDictionary(low, at: position, columns, in: context)
        }
        let plain = try evaluatePlain(columns, rowCount: rowCount, in: context)
        guard dictionaryArgument != nil, case .lowCardinality(let inner) = result else { return plain }
        return try dictionaryEncoded(plain.materialised, inner: inner)
    }

    /// One value per dictionary entry instead of one per row; an entry that no row uses is left out where it could
    /// throw.
    private func evaluateOnDictionary(
        _ low: LowCardinalityColumn, at position: Int, _ columns: [Column], in context: QueryContext
    ) throws(QueryError) -> Column {
        let (entries, places) = function.toleratesEveryValue ? low.allEntries : low.usedEntries
        var inputs = columns.map { Self.resized($0, count: entries.count) }
        inputs[position] =
            LowCardinalityColumn(dictionary: low.dictionary, codes: entries, isNullable: low.isNullable).decoded
        let values = try evaluatePlain(inputs, rowCount: entries.count, in: context).materialised
        guard case .lowCardinality(let inner) = result else { return values.gathering(places) }
        guard case .lowCardinality(let encoded) = try dictionaryEncoded(values, inner: inner) else { return values }
        return .lowCardinality(
            LowCardinalityColumn(
                dictionary: encoded.dictionary, codes: places.map { encoded.codes[Int($0)] },
                isNullable: encoded.isNullable))
    }

    private func evaluatePlain(
        _ columns: [Column], rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var inputs = columns
        var types = arguments.map(\.type)
        if function.dictionaries != .seen {
            inputs = inputs.map(\.withoutLowCardinality)
            types = types.map(\.withoutLowCardinality)
        }
        guard case .propagated = function.nulls else {
            return try call(inputs, types, rowCount: rowCount, in: context)
        }
        var nulls: [UInt8] = []
        for (position, input) in inputs.enumerated() where types[position].isNullable {
            let map = Self.nullMap(of: input)
            if nulls.isEmpty { nulls = map } else { for row in nulls.indices { nulls[row] |= map[row] } }
            inputs[position] = Self.withoutNulls(input)
            types[position] = types[position].withoutNullable
        }
        guard !nulls.isEmpty else { return try call(inputs, types, rowCount: rowCount, in: context) }
        var values: Column
        let nullCount = countOnes(in: nulls)
        if let read = try readOrNull(inputs, types, in: context) {
            for row in nulls.indices { nulls[row] |= read.nulls[row] }
            values = read.values
        } else if nullCount == 0 || toleratesEveryValue {
            values = try call(inputs, types, rowCount: rowCount, in: context)
        } else {
            values = try callOnRest(inputs, types, nulls: nulls, in: context)
        }
        guard result.unwrapped != result || result.isNullable, plainResult.canBeInsideNullable else { return values }
        if case .nullable(let inner) = values.materialised {
            for row in nulls.indices { nulls[row] |= inner.nulls[row] }
            values = inner.values
        }
        return .nullable(NullableColumn(nulls: nulls, values: values.materialised))
    }

    /// The answers of a conversion whose text may be NULL; what stands under a NULL is not looked at.
    private func readOrNull(
        _ inputs: [Column], _ types: [DataType], in context: QueryContext
    ) throws(QueryError) -> NullableColumn? {
        guard let reading = function as? any NullableReading.Type, let first = arguments.first,
            first.type.withoutLowCardinality.isNullable
        else { return nil }
        let typed = zip(types, inputs).map { TypedColumn(type: $0, column: $1) }
        return try reading.readOrNull(typed, to: plainResult, in: context)
    }

    /// Computes the rows that are not NULL, and defaults for the others: their leftovers must not make it throw.
    private func callOnRest(
        _ inputs: [Column], _ types: [DataType], nulls: [UInt8], in context: QueryContext
    ) throws(QueryError) -> Column {
        let mask = nulls.map { 1 &- $0 }
        let kept = countOnes(in: mask)
        var some = Column.defaults(of: plainResult, count: 1)
        if kept > 0 {
            let narrowed = inputs.map { $0.filtered(by: mask, keeping: kept) }
            some.append(try call(narrowed, types, rowCount: kept, in: context).materialised)
        }
        var place: UInt32 = 0
        return some.gathering(
            mask.map { isKept in
                place &+= UInt32(isKept)
                return isKept == 0 ? 0 : place
            })
    }

    private func call(
        _ inputs: [Column], _ types: [DataType], rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var typed: [TypedColumn] = []
        for (type, input) in zip(types, inputs) {
            switch function.constants {
            case .spelledOut: typed.append(TypedColumn(type: type, column: input.materialised))
            case .seen: typed.append(TypedColumn(type: type, column: input))
            }
        }
        return try function.evaluate(typed, to: plainResult, rowCount: rowCount, in: context)
    }
}

extension BoundCall {
    private static func resized(_ column: Column, count: Int) -> Column {
        if case .constant(let constant) = column {
            .constant(ConstantColumn(constant.value, count: count))
        } else {
            column
        }
    }

    private static func nullMap(of column: Column) -> [UInt8] {
        switch column {
        case .nullable(let nullable): nullable.nulls
        case .constant(let constant):
            [UInt8](repeating: nullMap(of: constant.value).first ?? 0, count: constant.count)
        default: [UInt8](repeating: 0, count: column.count)
        }
    }

    private static func withoutNulls(_ column: Column) -> Column {
        switch column {
        case .nullable(let nullable): nullable.values
        case .constant(let constant): .constant(ConstantColumn(withoutNulls(constant.value), count: constant.count))
        default: column
        }
    }

    /// `values` with a dictionary of what is distinct among them.
    private func dictionaryEncoded(_ values: Column, inner: DataType) throws(QueryError) -> Column {
        try Column.laidOut((0..<values.count).map { values.value(at: $0) }, as: .lowCardinality(inner))
    }
}

extension BoundExpression {
    /// No row can make the expression throw.
    package var toleratesEveryValue: Bool {
        switch node {
        case .column, .constant: true
        case .call(let call):
            call.toleratesEveryValue && call.arguments.allSatisfy(\.toleratesEveryValue)
        case .higherOrder: false
        case .membership(let membership): membership.operands.allSatisfy(\.toleratesEveryValue)
        }
    }

    fileprivate var typeDefault: Column { .defaults(of: type, count: 1) }
}

/// A higher-order function with its lambda and arguments.
package struct BoundHigherOrderCall: Sendable {
    package let function: any HigherOrderFunction.Type
    package let lambda: BoundLambda?
    package let arguments: [BoundExpression]
    package let plainResult: DataType

    package init(
        function: any HigherOrderFunction.Type, lambda: BoundLambda?, arguments: [BoundExpression],
        plainResult: DataType
    ) {
        self.function = function
        self.lambda = lambda
        self.arguments = arguments
        self.plainResult = plainResult
    }
}

extension LowCardinalityColumn {
    /// All codes of the dictionary, and where each row's code stands among them.
    fileprivate var allEntries: (entries: [UInt32], places: [UInt32]) {
        ((0..<UInt32(truncatingIfNeeded: dictionary.count)).map { $0 }, codes)
    }

    /// The codes that rows have, and where each row's code stands among them.
    fileprivate var usedEntries: (entries: [UInt32], places: [UInt32]) {
        var place = [UInt32](repeating: 0, count: dictionary.count)
        for code in codes { place[Int(code)] = 1 }
        var entries: [UInt32] = []
        for code in place.indices where place[code] == 1 {
            place[code] = UInt32(truncatingIfNeeded: entries.count)
            entries.append(UInt32(truncatingIfNeeded: code))
        }
        return (entries, codes.map { place[Int($0)] })
    }
}
