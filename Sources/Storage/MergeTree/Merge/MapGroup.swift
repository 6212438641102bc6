import Columns
import Errors
import Functions

/// Nested columns of a group whose name ends in `Map`: the first of them (and those named `…ID`, `…Key`, `…Type`) are
/// keys, the others are summed for each key.
struct MapGroup: Sendable {
    let prefix: String
    let keys: [String]
    let values: [String]

    var names: [String] { keys + values }

    /// The groups that a summing table merges; `chosen` are the columns to sum, empty for all.
    static func groups(of schema: TableSchema, chosen: [String]) -> [MapGroup] {
        var members: [(prefix: String, columns: [ColumnDeclaration])] = []
        for column in schema.stored {
            guard let dot = column.name.firstIndex(of: "."), case .array = column.type else { continue }
            let prefix = String(column.name[..<dot])
            guard prefix.hasSuffix("Map"), chosen.isEmpty || chosen.contains(prefix) || chosen.contains(column.name)
            else { continue }
            if let place = members.firstIndex(where: { $0.prefix == prefix }) {
                members[place].columns.append(column)
            } else {
                members.append((prefix, [column]))
            }
        }
        return members.compactMap { prefix, columns in
            var keys: [String] = []
            var values: [String] = []
            for (position, column) in columns.enumerated() {
                let suffixes = ["ID", "Key", "Type"]
                if position == 0 || suffixes.contains(where: { column.name.hasSuffix($0) }) {
                    keys.append(column.name)
                } else if case .array(let element) = column.type, element.isNumber {
                    values.append(column.name)
                } else {
                    return nil
                }
            }
            return values.isEmpty ? nil : MapGroup(prefix: prefix, keys: keys, values: values)
        }
    }

    /// For each name the arrays of the groups: keys in ascending order, those whose sums are all zero left out.
    func merged(_ block: Block, groupStarts: [Int]) throws(QueryError) -> [Column] {
        var arrays: [ArrayColumn] = []
        for name in names {
            guard let position = block.position(of: name),
                case .array(let array) = block.columns[position].column.materialised
            else { throw QueryError(.logicalError, "The nested column \(name) is not there") }
            arrays.append(array)
        }
        var picked = [[UInt32]](repeating: [], count: keys.count)
        var sums = values.map { _ in [Value]() }
        var ends: [Int] = []
        var count = 0
        for (start, end) in zip(groupStarts, groupStarts.dropFirst()) {
            for (key, totals, element) in try totals(arrays, rows: start..<end) where !key.isEmpty {
                for place in picked.indices { picked[place].append(UInt32(truncatingIfNeeded: element)) }
                for place in sums.indices { sums[place].append(totals[place]) }
                count += 1
            }
            ends.append(count)
        }
        var result: [Column] = []
        for place in keys.indices {
            result.append(.array(ArrayColumn(ends: ends, elements: arrays[place].elements.gathering(picked[place]))))
        }
        for (place, name) in values.enumerated() {
            guard let position = block.position(of: name), case .array(let element) = block.columns[position].type
            else { continue }
            let wrapped = sums[place].map { $0.wrapped(to: element) }
            result.append(.array(ArrayColumn(ends: ends, elements: try Column(wrapped, as: element))))
        }
        return result
    }

    private func totals(
        _ arrays: [ArrayColumn], rows: Range<Int>
    ) throws(QueryError) -> [(key: [Value], totals: [Value], element: Int)] {
        var found: [[Value]: (totals: [Value], element: Int)] = [:]
        for row in rows {
            for (offset, element) in arrays[0].range(of: row).enumerated() {
                var fields: [Value] = []
                for array in arrays {
                    let range = array.range(of: row)
                    guard offset < range.count else {
                        throw QueryError(
                            .sizesOfNestedColumnsAreInconsistent, "The arrays of \(prefix) differ in length")
                    }
                    fields.append(array.elements.value(at: range.lowerBound + offset))
                }
                let key = Array(fields[..<keys.count])
                let added = Array(fields[keys.count...])
                if let known = found[key] {
                    found[key] = (zip(known.totals, added).map { $0.wrappingSum($1) }, known.element)
                } else {
                    found[key] = (added, element)
                }
            }
        }
        let elements = arrays.prefix(keys.count).map(\.elements)
        return found.filter { $0.value.totals.contains { !$0.isZero } }
            .map { ($0.key, $0.value.totals, $0.value.element) }
            .sorted { left, right in
                for column in elements {
                    let order = column.compare(left.element, with: column, right.element)
                    if order != 0 { return order < 0 }
                }
                return false
            }
    }
}

extension Value {
    /// The sum of two numbers of one kind, wrapping in the widest width of the kind.
    fileprivate func wrappingSum(_ other: Value) -> Value {
        switch (self, other) {
        case (.uint64(let a), .uint64(let b)): .uint64(a &+ b)
        case (.int64(let a), .int64(let b)): .int64(a &+ b)
        case (.uint128(let a), .uint128(let b)): .uint128(a &+ b)
        case (.int128(let a), .int128(let b)): .int128(a &+ b)
        case (.uint256(let a), .uint256(let b)): .uint256(a &+ b)
        case (.int256(let a), .int256(let b)): .int256(a &+ b)
        case (.float64(let a), .float64(let b)): .float64(a + b)
        default: self
        }
    }

    /// The number in the width of `type`.
    fileprivate func wrapped(to type: DataType) -> Value {
        guard let width = type.fixedWidth, width < 8 else { return self }
        let unused = Int64(64 - width * 8)
        return switch self {
        case .uint64(let number): .uint64((number << UInt64(unused)) >> UInt64(unused))
        case .int64(let number): .int64((number << unused) >> unused)
        default: self
        }
    }

    fileprivate var isZero: Bool {
        switch self {
        case .uint64(let number): number == 0
        case .int64(let number): number == 0
        case .uint128(let number): number == 0
        case .int128(let number): number == 0
        case .uint256(let number): number == .zero
        case .int256(let number): number == .zero
        case .float64(let number): number == 0
        case .null, .string, .array, .tuple: false
        }
    }
}
