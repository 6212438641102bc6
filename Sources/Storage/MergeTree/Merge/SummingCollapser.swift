import Columns
import Errors
import Functions

/// One row for each key: numbers are summed, states and simple aggregates merged, other columns keep the first row's
/// value.
///
/// A row whose sums are all zero goes, unless the table has aggregate columns or maps, too (as in ClickHouse 26.9).
struct SummingCollapser: RowCollapser {
    private enum Rule: Sendable {
        case sum
        /// By the function of `AggregateFunction(…)`, or of `SimpleAggregateFunction(…)`.
        case states(any AggregateStates)
        case values(any AggregateStates, DataType)
        /// A nested group `xMap`: keys and the columns summed for each.
        case map(MapGroup)
    }

    private let rules: [String: Rule]
    private let dropsZeros: Bool

    /// `columns` are those to sum, empty for all numbers that are not in `keyColumns`.
    init(schema: TableSchema, columns: [String], keyColumns: Set<String>, sumsNumbers: Bool) throws(QueryError) {
        var rules: [String: Rule] = [:]
        var hasAggregates = false
        var hasSums = false
        for name in columns
        where schema.position(of: name) == nil && !schema.columns.contains(where: { $0.name.hasPrefix(name + ".") }) {
            throw QueryError(.noSuchColumnInTable, "There is no column \(name) to sum in the table")
        }
        for column in schema.stored where !keyColumns.contains(column.name) {
            switch column.type {
            case .aggregateFunction(let state):
                rules[column.name] = .states(try AggregateRegistry.bind(state: state).prototype)
                hasAggregates = true
            case .simpleAggregateFunction(let state):
                rules[column.name] = .values(
                    try AggregateRegistry.bind(state: state).prototype, column.type.storedValue)
                hasAggregates = true
            default:
                let isChosen = columns.isEmpty || columns.contains(column.name)
                guard sumsNumbers, isChosen, Self.isSummable(column.type) else { continue }
                rules[column.name] = .sum
                hasSums = true
            }
        }
        if sumsNumbers {
            for group in MapGroup.groups(of: schema, chosen: columns) {
                for name in group.names { rules[name] = .map(group) }
                hasAggregates = true
            }
        }
        self.rules = rules
        dropsZeros = hasSums && !hasAggregates
    }

    private static func isSummable(_ type: DataType) -> Bool {
        let plain = type.unwrapped
        return plain.isInteger || plain.isFloat || plain.isDecimal
    }

    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock {
        let starts = groupStarts.count > 1 ? groupStarts : [0, rows.rowCount]
        let firsts = starts.dropLast().map { UInt32(truncatingIfNeeded: $0) }
        guard rows.rowCount > 0 else { return rows }
        var groups = [UInt32](repeating: 0, count: rows.rowCount)
        for (group, (start, end)) in zip(starts, starts.dropFirst()).enumerated() {
            for row in start..<end { groups[row] = UInt32(truncatingIfNeeded: group) }
        }
        var result = rows.gathering(firsts)
        var keeps = [UInt8](repeating: dropsZeros ? 0 : 1, count: firsts.count)
        var mapped: [String: [Column]] = [:]
        for (position, column) in rows.block.columns.enumerated() {
            let values = column.column.materialised
            let isMerging = firsts.count < rows.rowCount
            switch rules[column.name] {
            case .sum?:
                let sums = values.summed(groups: groups, count: firsts.count)
                if dropsZeros { for row in sums.rowsNotDefault { keeps[row] = 1 } }
                result.block.columns[position].column = sums
            case .states(let prototype)? where isMerging:
                result.block.columns[position].column = try Self.merged(
                    values, prototype, groups: groups, count: firsts.count)
            case .values(let prototype, let type)? where isMerging:
                result.block.columns[position].column = try Self.aggregated(
                    values, type, prototype, groups: groups, count: firsts.count)
            case .map(let group)?:
                if mapped[group.prefix] == nil {
                    mapped[group.prefix] = try group.merged(rows.block, groupStarts: starts)
                }
                guard let place = group.names.firstIndex(of: column.name), let columns = mapped[group.prefix] else {
                    continue
                }
                result.block.columns[position].column = columns[place]
            default: break
            }
        }
        let kept = countOnes(in: keeps)
        return kept == firsts.count ? result : result.gathering(rowsSelected(by: keeps))
    }

    private static func merged(
        _ column: Column, _ prototype: any AggregateStates, groups: [UInt32], count: Int
    ) throws(QueryError) -> Column {
        guard case .string(let serialised) = column else { return column }
        var states = prototype
        states.grow(to: count)
        for row in 0..<serialised.count {
            let bytes = Array(serialised[row])
            var position = 0
            try states.mergeSerialised(bytes, at: &position, into: Int(groups[row]))
        }
        var result = StringColumn()
        for group in 0..<count {
            states.serialise(group, into: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return .string(result)
    }

    private static func aggregated(
        _ column: Column, _ type: DataType, _ prototype: any AggregateStates, groups: [UInt32], count: Int
    ) throws(QueryError) -> Column {
        var states = prototype
        states.grow(to: count)
        try states.update([column.withoutLowCardinality], groups: groups)
        let results = try states.results()
        let context = QueryContext(
            timeZone: "UTC", startNanoseconds: 0, database: "", user: "", queryIdentifier: "", settings: [:])
        return try convertColumn(results, from: states.resultType, to: type, in: context).materialised
    }
}

extension Column {
    /// The sums of the rows of each group, wrapping in the column's own width; NULL rows do not count, and a group of
    /// NULLs stays NULL.
    fileprivate func summed(groups: [UInt32], count: Int) -> Column {
        switch self {
        case .nullable(let nullable):
            var nulls = [UInt8](repeating: 1, count: count)
            var kept: [UInt32] = []
            for row in groups.indices where nullable.nulls[row] == 0 {
                nulls[Int(groups[row])] = 0
                kept.append(UInt32(truncatingIfNeeded: row))
            }
            let sums = nullable.values.gathering(kept).summed(groups: kept.map { groups[Int($0)] }, count: count)
            return .nullable(NullableColumn(nulls: nulls, values: sums))
        case .lowCardinality(let low):
            let sums = low.decoded.summed(groups: groups, count: count)
            return sums.dictionaryEncoded(isNullable: low.isNullable)
        default:
            var visitor = SumVisitor(groups: groups, count: count)
            return visitor.run(on: self) ?? self
        }
    }

    /// Rows that are neither zero nor NULL; of a nullable column, those that are not NULL.
    fileprivate var rowsNotDefault: [Int] {
        switch self {
        case .nullable(let nullable): return nullable.nulls.indices.filter { nullable.nulls[$0] == 0 }
        case .lowCardinality(let low): return low.decoded.rowsNotDefault
        default:
            let mask = maskOfTrue(self)
            return mask.indices.filter { mask[$0] != 0 }
        }
    }

    /// The values behind a dictionary of their own, with the reserved entries.
    package func dictionaryEncoded(isNullable: Bool) -> Column {
        let (nulls, plain): ([UInt8], Column) =
            if case .nullable(let nullable) = self { (nullable.nulls, nullable.values) } else { ([], self) }
        let reserved = isNullable ? 2 : 1
        let filler = [UInt32](repeating: 0, count: reserved)
        let empty = plain.count > 0 ? plain.defaultLike(count: filler.count) : plain
        var index = DictionaryIndex(empty)
        let mapping = index.codes(addingAll: plain, reserved: 0)
        let codes = mapping.indices.map { !nulls.isEmpty && nulls[$0] != 0 ? 0 : mapping[$0] }
        return .lowCardinality(LowCardinalityColumn(dictionary: index.dictionary, codes: codes, isNullable: isNullable))
    }

    /// Zeros in the column's layout.
    private func defaultLike(count: Int) -> Column {
        var visitor = ZeroVisitor(count: count)
        return visitor.run(on: self) ?? gathering([UInt32](repeating: 0, count: count))
    }
}

private struct ZeroVisitor: TotalFixedWidthVisitor {
    let count: Int
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column {
        T.column([T](repeating: T.zero, count: count))
    }
}

private struct SumVisitor: TotalFixedWidthVisitor {
    let groups: [UInt32]
    let count: Int

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Column {
        switch values {
        case let numbers as [Double]: return .float64(floats(numbers))
        case let numbers as [Float]: return .float32(floats(numbers))
        case let numbers as any IntegerArray: return numbers.summed(groups: groups, count: count)
        default: return T.column(values)
        }
    }

    private func floats<F: BinaryFloatingPoint>(_ values: [F]) -> [F] {
        var sums = [F](repeating: 0, count: count)
        for row in values.indices { sums[Int(groups[row])] += values[row] }
        return sums
    }
}

/// An array of integers of any width.
private protocol IntegerArray {
    func summed(groups: [UInt32], count: Int) -> Column
}

extension Array: IntegerArray where Element: FixedWidthValue & FixedWidthInteger {
    fileprivate func summed(groups: [UInt32], count: Int) -> Column {
        var sums = [Element](repeating: Element.zero, count: count)
        for row in indices { sums[Int(groups[row])] &+= self[row] }
        return Element.column(sums)
    }
}
