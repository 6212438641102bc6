extension Column {
    /// The rows of all `parts` in order. All have one logical type; constants and different dictionaries are resolved.
    package static func concatenating(_ parts: [Column]) -> Column {
        precondition(!parts.isEmpty, "there is a first part, which gives the layout")
        if parts.count == 1 { return parts[0].materialised }
        let parts = parts.map(\.materialised)
        let total = parts.reduce(0) { $0 + $1.count }
        switch parts[0] {
        case .string: return .string(concatenated(strings: parts, total))
        case .array:
            let arrays = parts.compactMap { if case .array(let array) = $0 { array } else { nil } }
            var ends: [Int] = []
            ends.reserveCapacity(total)
            var start = 0
            for array in arrays {
                ends.append(contentsOf: array.ends.lazy.map { $0 &+ start })
                start &+= array.ends.last ?? 0
            }
            return .array(ArrayColumn(ends: ends, elements: concatenating(arrays.map(\.elements))))
        case .tuple(let first):
            let tuples = parts.compactMap { if case .tuple(let tuple) = $0 { tuple } else { nil } }
            let elements = first.elements.indices.map { position in
                concatenating(tuples.map { $0.elements[position] })
            }
            return .tuple(TupleColumn(elements: elements, count: total))
        case .nullable:
            let columns = parts.compactMap { if case .nullable(let column) = $0 { column } else { nil } }
            var nulls: [UInt8] = []
            nulls.reserveCapacity(total)
            for column in columns { nulls.append(contentsOf: column.nulls) }
            return .nullable(NullableColumn(nulls: nulls, values: concatenating(columns.map(\.values))))
        case .lowCardinality(let first):
            let columns = parts.compactMap { if case .lowCardinality(let column) = $0 { column } else { nil } }
            return .lowCardinality(first.concatenated(columns, total))
        case .fixedString, .nothing, .constant:
            var result = parts[0]
            for part in parts.dropFirst() where part.count > 0 { result.append(part) }
            return result
        default:
            var visitor = ConcatenationVisitor(parts: parts, total: total)
            guard let result = visitor.run(on: parts[0]) else { preconditionFailure("every layout is handled") }
            return result
        }
    }

    private static func concatenated(strings parts: [Column], _ total: Int) -> StringColumn {
        let columns = parts.compactMap { if case .string(let column) = $0 { column } else { nil } }
        var result = StringColumn()
        result.ends.reserveCapacity(total)
        result.bytes.reserveCapacity(columns.reduce(0) { $0 + $1.bytes.count })
        for column in columns { result.append(contentsOf: column) }
        return result
    }

    /// Appends the rows of `other`, a materialised column of the same logical type.
    package mutating func append(_ other: Column) {
        // The payload is taken out of `self` before it grows, so that its array has one owner and is not copied.
        switch (self, other) {
        case (.string(var mine), .string(let theirs)):
            self = .nothing(count: 0)
            mine.append(contentsOf: theirs)
            self = .string(mine)
        case (.fixedString(var mine), .fixedString(let theirs)):
            self = .nothing(count: 0)
            mine.bytes.append(contentsOf: theirs.bytes)
            self = .fixedString(mine)
        case (.array(var mine), .array(let theirs)):
            self = .nothing(count: 0)
            let start = mine.ends.last ?? 0
            mine.ends.append(contentsOf: theirs.ends.lazy.map { $0 &+ start })
            mine.elements.append(theirs.elements)
            self = .array(mine)
        case (.tuple(let mine), .tuple(let theirs)):
            self = .nothing(count: 0)
            var elements = mine.elements
            for position in elements.indices { elements[position].append(theirs.elements[position]) }
            self = .tuple(TupleColumn(elements: elements, count: mine.count + theirs.count))
        case (.nullable(var mine), .nullable(let theirs)):
            self = .nothing(count: 0)
            mine.nulls.append(contentsOf: theirs.nulls)
            mine.values.append(theirs.values)
            self = .nullable(mine)
        case (.lowCardinality(let mine), .lowCardinality(let theirs)):
            self = .nothing(count: 0)
            self = .lowCardinality(mine.appending(theirs))
        case (.nothing(let mine), .nothing(let theirs)): self = .nothing(count: mine + theirs)
        case (.nothing(count: 0), _): self = other
        default: appendFixedWidth(other)
        }
    }

    private mutating func appendFixedWidth(_ other: Column) {
        var visitor = AppendVisitor(other: other)
        let mine = self
        self = .nothing(count: 0)
        guard let result = visitor.run(on: mine) else { preconditionFailure("the columns have one layout") }
        self = result
    }
}

private struct ConcatenationVisitor: TotalFixedWidthVisitor {
    let parts: [Column]
    let total: Int

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column {
        var all: [T] = []
        all.reserveCapacity(total)
        for part in parts {
            guard let more = T.values(of: part) else { preconditionFailure("the columns have one layout") }
            all.append(contentsOf: more)
        }
        return T.column(all)
    }
}

private struct AppendVisitor: TotalFixedWidthVisitor {
    let other: Column

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column {
        guard let more = T.values(of: other) else { preconditionFailure("the columns have one layout") }
        return T.column(values + more)
    }
}

extension StringColumn {
    package mutating func append(contentsOf other: StringColumn) {
        let start = bytes.count
        bytes.append(contentsOf: other.bytes)
        ends.append(contentsOf: other.ends.lazy.map { $0 &+ start })
    }
}

extension LowCardinalityColumn {
    /// The rows of `columns`, of which this is the first: the union of all dictionaries, this one's codes unchanged.
    fileprivate func concatenated(_ columns: [LowCardinalityColumn], _ total: Int) -> LowCardinalityColumn {
        var index = DictionaryIndex(dictionary)
        let reserved = isNullable ? 1 : 0
        var all = codes
        all.reserveCapacity(total)
        for column in columns.dropFirst() where column.count > 0 {
            let mapping = index.codes(addingAll: column.dictionary, reserved: reserved)
            for code in column.codes { all.append(mapping[Int(code)]) }
        }
        return LowCardinalityColumn(dictionary: index.dictionary, codes: all, isNullable: isNullable)
    }

    /// The union of both dictionaries, this one's codes unchanged.
    fileprivate func appending(_ other: LowCardinalityColumn) -> LowCardinalityColumn {
        var index = DictionaryIndex(dictionary)
        let reserved = isNullable ? 1 : 0
        let mapping = index.codes(addingAll: other.dictionary, reserved: reserved)
        return LowCardinalityColumn(
            dictionary: index.dictionary, codes: codes + other.codes.map { mapping[Int($0)] }, isNullable: isNullable)
    }
}
