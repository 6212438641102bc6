import Columns

/// The shapes of states, by function.
enum AggregateStateLayouts {
    /// The shape of `name`'s states over `arguments`, combinators included; `nil` where nobody knows.
    static func layout(of name: String, arguments: [DataType]) -> AggregateStateLayout? {
        let plain = arguments.map(\.withoutLowCardinality)
        guard plain.contains(where: \.isNullable) else { return withoutNulls(name, plain) }
        guard let inner = withoutNulls(name, plain.map(\.withoutNullable)) else { return nil }
        if ["count", "groupArray", "groupUniqArray"].contains(where: name.hasPrefix) { return inner }
        return .optional(inner)
    }

    private static let combinators = [
        "If", "Array", "ForEach", "OrNull", "OrDefault", "Distinct", "SimpleState", "State", "Merge",
    ]

    private static func withoutNulls(_ name: String, _ arguments: [DataType]) -> AggregateStateLayout? {
        if let layout = function(name, arguments) { return layout }
        for suffix in combinators where name.hasSuffix(suffix) && name.count > suffix.count {
            return combinator(suffix, over: String(name.dropLast(suffix.count)), arguments)
        }
        return nil
    }

    private static func combinator(
        _ suffix: String, over name: String, _ arguments: [DataType]
    ) -> AggregateStateLayout? {
        switch suffix {
        case "If": return layout(of: name, arguments: Array(arguments.dropLast()))
        case "Array": return layout(of: name, arguments: arguments.map(elementType))
        case "ForEach": return layout(of: name, arguments: arguments.map(elementType)).map { .fixedRepeated($0) }
        case "OrNull", "OrDefault": return layout(of: name, arguments: arguments).map { .sequence([$0, .bytes(1)]) }
        case "Distinct":
            guard arguments.count == 1 else { return .repeated(.bytes(16)) }
            return arguments[0].fixedWidth.map { .repeated(.bytes($0)) } ?? .repeated(.text)
        case "Merge":
            guard arguments.count == 1, case .aggregateFunction(let state) = arguments[0] else { return nil }
            return layout(of: state.name, arguments: state.arguments)
        default: return layout(of: name, arguments: arguments)
        }
    }

    private static func elementType(_ type: DataType) -> DataType {
        if case .array(let element) = type { element } else { type }
    }

    private static func function(_ name: String, _ arguments: [DataType]) -> AggregateStateLayout? {
        switch name {
        case "count": return .varUInt
        case "exponentialMovingAverage": return .bytes(16)
        case "uniq": return .sequence([.bytes(1), .repeated(.bytes(4))])
        case "uniqCombined", "uniqCombined64": return arguments.isEmpty ? nil : combined(name, arguments)
        case "sumKahan": return .bytes(16)
        case "sumMap", "sumMappedArrays", "minMap", "minMappedArrays", "maxMap", "maxMappedArrays":
            return map(arguments)
        default: break
        }
        guard let first = arguments.first?.storedValue else { return nil }
        if let layout = quantile(name, first) { return layout }
        if let layout = statistics(name, arguments) { return layout }
        return overOne(name, first, arguments)
    }

    private static func overOne(
        _ name: String, _ first: DataType, _ arguments: [DataType]
    ) -> AggregateStateLayout? {
        switch name {
        case "sum": return accumulator(first).map { .bytes($0) }
        case "sumWithOverflow", "groupBitAnd", "groupBitOr", "groupBitXor": return first.fixedWidth.map { .bytes($0) }
        case "avg", "avgWeighted", "sumCount":
            return accumulator(first).map { .sequence([.bytes($0), .varUInt]) }
        case "min", "max", "any", "anyLast", "first_value", "last_value": return single(first)
        case "anyHeavy": return .sequence([single(first), .bytes(8)])
        case "argMin", "argMax":
            guard arguments.count == 2 else { return nil }
            return .sequence([single(first), single(arguments[1].storedValue)])
        case "uniqExact": return .repeated(.bytes(uniqueKeyWidth(arguments)))
        case "uniqHLL12": return hyperLogLog(arguments)
        case "groupArray", "groupUniqArray", "groupArrayDistinct", "groupArrayLast":
            return first.fixedWidth.flatMap { isFixedString(first) ? nil : .repeated(.bytes($0)) } ?? .repeated(.text)
        case "groupBitmap":
            return first.fixedWidth.map { .choice([0: .repeated(.bytes($0)), 1: .text]) }
        case "deltaSum": return first.fixedWidth.map { .bytes(3 * $0 + 1) }
        case "entropy": return first.fixedWidth.map { .repeated(.bytes($0 + 8)) }
        case "topK": return topK(first)
        default: return nil
        }
    }

    private static func quantile(_ name: String, _ type: DataType) -> AggregateStateLayout? {
        var variant = Substring(name)
        for prefix in ["quantiles", "quantile", "median"] where name.hasPrefix(prefix) {
            variant = name.dropFirst(prefix.count)
            break
        }
        guard variant.count < name.count, let width = type.fixedWidth else { return nil }
        switch variant {
        case "": return .reservoir(.bytes(width))
        case "Exact", "ExactLow", "ExactHigh", "ExactExclusive", "ExactInclusive": return .repeated(.bytes(width))
        case "ExactWeighted": return .repeated(.bytes(width + 8))
        case "TDigest", "TDigestWeighted": return .repeated(.bytes(8))
        case "BFloat16": return .repeated(.bytes(10))
        case "Timing": return .choice([1: .shortRepeated(.bytes(2)), 2: .fixedRepeated(.bytes(2))])
        default: return nil
        }
    }

    private static func statistics(_ name: String, _ arguments: [DataType]) -> AggregateStateLayout? {
        let width = arguments.allSatisfy { $0.storedValue == .float32 } ? 4 : 8
        switch name {
        case "varPop", "varSamp", "stddevPop", "stddevSamp", "VAR_POP", "VAR_SAMP", "STDDEV_POP", "STDDEV_SAMP":
            return .bytes(3 * width)
        case "varPopStable", "varSampStable", "stddevPopStable", "stddevSampStable":
            return .sequence([.varUInt, .bytes(16)])
        case "skewPop", "skewSamp": return .bytes(4 * width)
        case "kurtPop", "kurtSamp": return .bytes(5 * width)
        case "covarPop", "covarSamp": return .bytes(4 * width)
        case "corr": return .bytes(6 * width)
        default: return nil
        }
    }

    /// A value that may not have been seen yet.
    private static func single(_ type: DataType) -> AggregateStateLayout {
        if type == .string { return .sizedText }
        return .optional(type.fixedWidth.map { .bytes($0) } ?? .value(type))
    }

    /// Bytes of a sum of values of `type`.
    private static func accumulator(_ type: DataType) -> Int? {
        guard let width = type.fixedWidth else { return nil }
        return type.isDecimal ? max(width, 16) : max(width, 8)
    }

    /// Bytes of what `uniqExact` keeps of a value: itself, or its hash.
    private static func uniqueKeyWidth(_ arguments: [DataType]) -> Int {
        guard arguments.count == 1, let width = arguments[0].fixedWidth else { return 16 }
        switch arguments[0].storedValue {
        case .fixedString, .ipv6, .decimal, .dateTime64: return 16
        default: return width
        }
    }

    private static func isFixedString(_ type: DataType) -> Bool {
        if case .fixedString = type { true } else { false }
    }

    /// Keys in their single-value form, and for each the widened values.
    private static func map(_ arguments: [DataType]) -> AggregateStateLayout? {
        let types: [DataType]
        if arguments.count == 1, case .map(let key, let value) = arguments[0] {
            types = [key, value]
        } else {
            types = arguments.map(elementType)
        }
        guard types.count >= 2 else { return nil }
        var item: [AggregateStateLayout] = [.value(types[0])]
        for type in types.dropFirst() {
            guard let width = accumulator(type.withoutNullable.storedValue) else {
                item.append(.text)
                continue
            }
            item.append(type.isNullable ? .optional(.bytes(width)) : .bytes(width))
        }
        return .repeated(.sequence(item))
    }

    /// Items with their counts and errors, then the counts of what was let go.
    private static func topK(_ type: DataType) -> AggregateStateLayout {
        let key: AggregateStateLayout = type.fixedWidth.map { .bytes($0) } ?? .text
        return .sequence([.repeated(.sequence([key, .varUInt, .varUInt])), .repeated(.varUInt)])
    }

    /// A few hashes, many, or the estimator's registers.
    private static func combined(_ name: String, _ arguments: [DataType]) -> AggregateStateLayout {
        let hashesBytes = arguments.count == 1 && arguments[0].isStringOrFixedString
        let width = name == "uniqCombined64" || hashesBytes ? 8 : 4
        return .choice([
            1: .repeated(.bytes(width)), 2: .repeated(.bytes(width)), 3: .bytes(81_992),
        ])
    }

    /// A few values or hashes, or the estimator's registers.
    private static func hyperLogLog(_ arguments: [DataType]) -> AggregateStateLayout {
        var width = 8
        if arguments.count == 1, !arguments[0].isStringOrFixedString {
            switch arguments[0].storedValue {
            case .uuid, .ipv6, .decimal, .dateTime64: break
            default: width = arguments[0].fixedWidth ?? 8
            }
        }
        return .choice([0: .repeated(.bytes(width)), 1: .bytes(2_650)])
    }
}
