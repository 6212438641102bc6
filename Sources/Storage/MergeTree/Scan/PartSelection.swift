import Codecs
import Columns
import Errors
import Functions

/// The granules of a part that a query must read.
package struct SelectedPart: Sendable {
    package let part: Part
    /// Its place among the parts of the query, for `_part_index`.
    package let index: Int
    package var granules: [Range<Int>]

    var granuleCount: Int { granules.reduce(0) { $0 + $1.count } }
}

/// One step of skipping data, for `EXPLAIN indexes = 1`.
package struct PruningStep: Sendable {
    package var name: String
    package var description: String
    package var partsBefore: Int
    package var partsAfter: Int
    package var granulesBefore: Int
    package var granulesAfter: Int
}

/// Finds the granules that a filter cannot rule out: by the minima and maxima of partitions, by the partition key, by
/// the primary index, by skip indexes.
struct PartSelector {
    let layout: MergeTreeLayout
    let filter: [BoundExpression]
    let usesSkipIndexes: Bool
    let context: QueryContext
    private(set) var statistics = ScanStatistics()
    private(set) var steps: [PruningStep] = []

    init(layout: MergeTreeLayout, filter: [BoundExpression], usesSkipIndexes: Bool, context: QueryContext) {
        self.layout = layout
        self.filter = filter
        self.usesSkipIndexes = usesSkipIndexes
        self.context = context
    }

    mutating func select(_ parts: [Part]) throws(QueryError) -> [SelectedPart] {
        statistics.partsTotal = parts.count
        var selected: [SelectedPart] = []
        for (index, part) in parts.enumerated() where part.rowCount > 0 {
            let count = try part.granularity().count
            statistics.marksTotal += count
            selected.append(SelectedPart(part: part, index: index, granules: [0..<count]))
        }
        let minMaxFilterNames = layout.partitionSources.map(\.name).joined(separator: ", ")
        try step("MinMax", minMaxFilterNames, &selected) { (selector) throws(QueryError) in selector.minMaxFilter() }
        let partitionFilterNames = layout.definition.partitionKey.map(\.text).joined(separator: ", ")
        try step("Partition", partitionFilterNames, &selected) { (selector) throws(QueryError) in
            selector.partitionFilter()
        }
        let primaryFilterNames = layout.primaryKey.map(\.text).joined(separator: ", ")
        try step("PrimaryKey", primaryFilterNames, &selected) { (selector) throws(QueryError) in
            selector.primaryFilter()
        }
        if usesSkipIndexes {
            for index in layout.indexes {
                try step("Skip", index.declaration.name, &selected) { (selector) throws(QueryError) in
                    guard let condition = index.index.condition(selector.filter, in: selector.context) else {
                        return nil
                    }
                    return { (part) throws(QueryError) in try Self.skip(part, index, condition) }
                }
            }
        }
        statistics.partsSelected = selected.count
        for part in selected {
            statistics.marksSelected += part.granuleCount
            let granularity = try part.part.granularity()
            statistics.rowsSelected += part.granules.reduce(0) { $0 + granularity.rows(of: $1).count }
        }
        return selected
    }

    /// Throws `INDEX_NOT_USED` where the filter says nothing about what must be used.
    func checkDemands() throws(QueryError) {
        let demands = IndexDemands(context)
        if demands.partition {
            let sources = layout.partitionSources
            guard minMaxFilter() != nil || partitionFilter() != nil else {
                let names = sources.map(\.name).joined(separator: ", ")
                throw QueryError(
                    .indexNotUsed,
                    "Neither MinMax index by columns (\(names)) nor partition expr is used and setting "
                        + "'force_index_by_date' is set")
            }
        }
        if demands.primaryKey, primaryFilter() == nil {
            let names = layout.primaryKey.map(\.text).joined(separator: ", ")
            throw QueryError(
                .indexNotUsed, "Primary key (\(names)) is not used and setting 'force_primary_key' is set")
        }
        for name in demands.skipIndexes {
            guard let index = layout.indexes.first(where: { $0.declaration.name == name }),
                index.index.condition(filter, in: context) != nil
            else {
                throw QueryError(
                    .indexNotUsed,
                    "Index `\(name)` is not used and setting 'force_data_skipping_indices' contains it")
            }
        }
    }

    private typealias GranuleFilter = (SelectedPart) throws(QueryError) -> [Range<Int>]

    private mutating func step(
        _ name: String, _ description: String, _ selected: inout [SelectedPart],
        _ make: (PartSelector) throws(QueryError) -> GranuleFilter?
    ) throws(QueryError) {
        guard !filter.isEmpty, let keep = try make(self) else { return }
        var result: [SelectedPart] = []
        for var part in selected {
            part.granules = try keep(part)
            if !part.granules.isEmpty { result.append(part) }
        }
        steps.append(
            PruningStep(
                name: name, description: description, partsBefore: selected.count, partsAfter: result.count,
                granulesBefore: selected.reduce(0) { $0 + $1.granuleCount },
                granulesAfter: result.reduce(0) { $0 + $1.granuleCount }))
        selected = result
    }

    private func minMaxFilter() -> GranuleFilter? {
        let sources = layout.partitionSources
        let keys = sources.map { source in
            BoundExpression.column(layout.schema.position(of: source.name) ?? -1, type: source.type)
        }
        let condition = KeyCondition(filter, keys: keys, in: context)
        guard condition.isUseful else { return nil }
        return { [context] (selected) throws(QueryError) in
            let entries = selected.part.content.minMax
            guard entries.entries.count == sources.count else { return selected.granules }
            let columns = try entries.columns().map(\.withoutLowCardinality)
            let evaluated = EvaluatedKeyCondition(condition, columns: columns, rowCount: 2, in: context)
            let range = KeyRange(low: KeyBound(row: 0), high: KeyBound(row: 1))
            let box = [KeyRange](repeating: range, count: sources.count)
            return evaluated.possibilities(box).canBeTrue ? selected.granules : []
        }
    }

    private func partitionFilter() -> GranuleFilter? {
        let keys = layout.definition.partitionKey.map(\.expression)
        let condition = KeyCondition(filter, keys: keys, in: context)
        guard condition.isUseful else { return nil }
        return { [context] (selected) throws(QueryError) in
            var columns: [Column] = []
            for (value, key) in zip(selected.part.content.partitionValues, keys) {
                columns.append(try Column([value], as: key.type).withoutLowCardinality)
            }
            guard columns.count == keys.count else { return selected.granules }
            let evaluated = EvaluatedKeyCondition(condition, columns: columns, rowCount: 1, in: context)
            let box = [KeyRange](repeating: .point(0), count: keys.count)
            return evaluated.possibilities(box).canBeTrue ? selected.granules : []
        }
    }

    private func primaryFilter() -> GranuleFilter? {
        let keys = Array(layout.primaryKey)
        let condition = KeyCondition(filter, keys: keys.map(\.expression), in: context)
        guard condition.isUseful else { return nil }
        return { [context] (selected) throws(QueryError) in
            guard let index = try selected.part.primaryIndex(types: keys.map(\.expression.type)) else {
                return selected.granules
            }
            let ranges = IndexRanges(
                condition, index: index, isDescending: keys.map(\.isDescending), in: context)
            return Self.intersection(selected.granules, ranges.granules(count: try selected.part.granularity().count))
        }
    }

    private static func skip(
        _ selected: SelectedPart, _ index: BoundSkipIndex, _ condition: any SkipIndexCondition
    ) throws(QueryError) -> [Range<Int>] {
        guard let (bytes, count) = try selected.part.skipIndex(index) else { return selected.granules }
        var reader = ByteReader(bytes)
        let passes: [Bool]
        do throws(QueryError) {
            passes = try condition.passes(&reader, count: count)
        } catch {
            throw selected.part.located(error, file: index.fileName)
        }
        let step = index.declaration.granularity
        let granules = try selected.part.granularity().count
        var kept: [Range<Int>] = []
        for (place, isKept) in passes.enumerated() where isKept {
            kept.append(place * step..<min((place + 1) * step, granules))
        }
        return intersection(selected.granules, kept)
    }

    /// The granules that are in both lists of ascending ranges.
    static func intersection(_ left: [Range<Int>], _ right: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            let low = max(left[i].lowerBound, right[j].lowerBound)
            let high = min(left[i].upperBound, right[j].upperBound)
            if low < high {
                if let last = result.last, last.upperBound == low {
                    result[result.count - 1] = last.lowerBound..<high
                } else {
                    result.append(low..<high)
                }
            }
            if left[i].upperBound < right[j].upperBound { i += 1 } else { j += 1 }
        }
        return result
    }
}
