import Columns
import Errors

extension Conversion {
    /// To and from `Variant` and `Dynamic`; `nil` where neither type is one.
    mutating func convertMixed(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column? {
        switch (source, target) {
        case (_, .variant(let types)): return try convertToVariant(column, from: source, types, target)
        case (_, .dynamicValue):
            if source == .string, context.allows("cast_string_to_dynamic_use_inference", default: false) {
                let inferred = try DataType.variant(of: Self.inferredTypes)
                let values = try parseAlternatives(column, inferred.alternatives, inferred)
                return .string(DynamicRows.encoding(values, of: inferred))
            }
            return .string(DynamicRows.encoding(column, of: source))
        case (.variant, _), (.dynamicValue, _): return try convertFromMixed(column, from: source, to: target)
        default: return nil
        }
    }

    /// The rows of each type by themselves; NULL becomes the target's default.
    private mutating func convertFromMixed(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        if case .variant(let types) = source, column.count == 0 {
            // What has no conversion is refused without rows too.
            for type in types { _ = try convert(.defaults(of: type, count: 0), from: type, to: target) }
        }
        let rows = try MixedRows(column, source)
        let outer = failures
        var marks = outer
        var answers = [Column.defaults(of: target, count: 1)]
        for piece in rows.pieces {
            if outer != nil { failures = [UInt8](repeating: 0, count: piece.rows.count) }
            answers.append(try convert(piece.values, from: piece.type, to: target))
            for (place, row) in piece.rows.enumerated() where failures?[place] == 1 { marks?[Int(row)] = 1 }
        }
        failures = marks
        return rows.gathered(answers)
    }

    private mutating func convertToVariant(
        _ column: Column, from source: DataType, _ types: [DataType], _ target: DataType
    ) throws(QueryError) -> Column {
        if let number = types.firstIndex(of: source), !(infersAlternatives && source == .string) {
            return variant([UInt8](repeating: UInt8(number), count: column.count), [number: column], types)
        }
        switch source {
        case .nothing, .nullable(.nothing):
            return variant([UInt8](repeating: VariantColumn.null, count: column.count), [:], types)
        case .variant(let own): return try extendVariant(column, own, source, types, target)
        case .dynamicValue:
            let rows = try MixedRows(column, source)
            var numbers = [UInt8](repeating: VariantColumn.null, count: column.count)
            var dense: [Int: Column] = [:]
            for piece in rows.pieces {
                guard let number = types.firstIndex(of: piece.type) else { throw noAlternative(piece.type, target) }
                for row in piece.rows { numbers[Int(row)] = UInt8(number) }
                dense[number] = piece.values
            }
            return variant(numbers, dense, types)
        case .lowCardinality(let inner):
            return try convertToVariant(column.withoutLowCardinality, from: inner, types, target)
        case .nullable(let inner):
            guard case .nullable(let nullable) = column else { throw wrongLayout(column, source) }
            let kept = nullable.count - countOnes(in: nullable.nulls)
            let present = nullable.values.filtered(by: nullable.nulls.map { 1 &- $0 }, keeping: kept)
            var values = variant([VariantColumn.null], [:], types)
            values.append(try convertToVariant(present, from: inner, types, target).materialised)
            var next: UInt32 = 0
            return values.gathering(
                nullable.nulls.map { isNull in
                    next &+= UInt32(1 &- isNull)
                    return isNull == 0 ? next : 0
                })
        case .string where infersAlternatives: return try parseAlternatives(column, types, target)
        default: throw noAlternative(source, target)
        }
    }

    private func variant(_ numbers: [UInt8], _ dense: [Int: Column], _ types: [DataType]) -> Column {
        let columns = types.enumerated().map { dense[$0] ?? .defaults(of: $1, count: 0) }
        return VariantColumn(discriminators: numbers, dense: columns, types: types).column
    }

    private func extendVariant(
        _ column: Column, _ own: [DataType], _ source: DataType, _ types: [DataType], _ target: DataType
    ) throws(QueryError) -> Column {
        guard let variant = VariantColumn(column) else { throw wrongLayout(column, source) }
        var places = [UInt8](repeating: VariantColumn.null, count: 256)
        var dense: [Int: Column] = [:]
        for (number, type) in own.enumerated() {
            guard let place = types.firstIndex(of: type) else {
                throw QueryError(
                    .cannotConvertType,
                    "Cannot convert type \(source.name) to \(target.name). Conversion between Variant types is allowed "
                        + "only when new Variant type is an extension of an initial one")
            }
            places[number] = UInt8(place)
            dense[place] = variant.dense(number)
        }
        return self.variant(variant.discriminators.map { places[Int($0)] }, dense, types)
    }

    private func noAlternative(_ source: DataType, _ target: DataType) -> QueryError {
        QueryError(
            .cannotConvertType,
            "Cannot convert type \(source.name) to \(target.name). Conversion to Variant allowed only for types from "
                + "this Variant")
    }

    // MARK: Inference

    /// What a text may be that becomes a `Dynamic`.
    private static let inferredTypes: [DataType] = [
        .array(.int64), .array(.float64), .array(.string), .bool, .int64, .uint64, .float64, .date,
        .dateTime(zone: nil), .string,
    ]

    /// Reads each string as the first alternative, in ClickHouse's order, that it is a value of.
    private mutating func parseAlternatives(
        _ column: Column, _ types: [DataType], _ target: DataType
    ) throws(QueryError) -> Column {
        let strings = try StringOperand(column.materialised)
        let all = column.materialised
        var numbers = [UInt8](repeating: VariantColumn.null, count: column.count)
        var values: [Int: Column] = [:]
        var open = (0..<UInt32(truncatingIfNeeded: column.count)).filter {
            !strings.bytes[strings.range(of: Int($0))].elementsEqual("NULL".utf8)
        }
        for number in types.placesInReadingOrder where !open.isEmpty {
            let type = types[number]
            var candidates = open
            if type == .bool {
                candidates = open.filter { Self.isBool(strings.bytes[strings.range(of: Int($0))]) }
            }
            guard !candidates.isEmpty, let read = read(all.gathering(candidates), as: type) else { continue }
            let fits = read.failures.map { 1 &- $0 }
            let kept = countOnes(in: fits)
            guard kept > 0 else { continue }
            values[number] = read.values.filtered(by: fits, keeping: kept)
            var taken: Set<UInt32> = []
            for (row, isFit) in zip(candidates, fits) where isFit == 1 {
                numbers[Int(row)] = UInt8(number)
                taken.insert(row)
            }
            open.removeAll { taken.contains($0) }
        }
        for row in open {
            let text = String(decoding: strings.bytes[strings.range(of: Int(row))].prefix(100), as: UTF8.self)
            try fail(
                Int(row),
                QueryError(.incorrectData, "Cannot parse text value of type \(target.name) here: \(text)"))
        }
        return variant(numbers, values, types)
    }

    private static func isBool(_ text: ArraySlice<UInt8>) -> Bool {
        text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8)
    }

    /// `nil` where strings do not become such values at all.
    private func read(_ texts: Column, as type: DataType) -> (values: Column, failures: [UInt8])? {
        switch type.storedValue {
        case .array, .tuple, .map:
            // A text that is no such value at all fails as a whole.
            var pieces = [Column.defaults(of: type, count: 0)]
            var failures = [UInt8](repeating: 0, count: texts.count)
            for row in failures.indices {
                let one = texts.slice(row..<row + 1)
                if let value = try? convertColumn(one, from: .string, to: type, in: context) {
                    pieces.append(value.materialised)
                } else {
                    pieces.append(.defaults(of: type, count: 1))
                    failures[row] = 1
                }
            }
            return (Column.concatenating(pieces), failures)
        default: break
        }
        let read = try? convertWhatFits(texts, from: .string, to: type, isAccurate: true, in: context)
        guard let read else { return nil }
        return (read.values.materialised, read.failures)
    }
}
