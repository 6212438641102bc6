import Columns
import Errors
import Functions

/// The best code that rows of a part's granules can have for a top-N: from what earlier queries saw, from the primary
/// index, or from the part's smallest and greatest values.
struct SortBounds {
    private let part: Part
    private let threshold: SortThreshold
    private let column: String
    /// Of the whole part.
    private let bestOfPart: UInt64
    /// By granule, where the primary index tells; empty where it never does.
    private let bestOfGranule: [UInt64?]

    init(_ part: Part, _ threshold: SortThreshold, _ layout: MergeTreeLayout) throws(QueryError) {
        self.part = part
        self.threshold = threshold
        column = threshold.codesName(in: layout)
        bestOfPart = try Self.bestOfPart(part, threshold, layout) ?? 0
        bestOfGranule = try Self.bestOfGranules(part, threshold, layout)
    }

    /// Granule by granule where the index knows most of them, else the run as a whole.
    func pieces(of run: Range<Int>) -> [(granules: Range<Int>, code: UInt64)] {
        let known = bestOfGranule.isEmpty ? [] : run.compactMap { bestOfGranule[$0] }
        if known.count * 4 >= run.count * 3 {
            return run.map { granule in (granule..<granule + 1, bestOfGranule[granule] ?? bestOfPart) }
        }
        if let seen = part.codeBounds(of: column, run: run.lowerBound / part.granulesPerRun) {
            return [(run, threshold.bestCode(between: seen.low, and: seen.high))]
        }
        return [(run, known.count == run.count ? known.min() ?? bestOfPart : bestOfPart)]
    }

    private static func bestOfPart(
        _ part: Part, _ threshold: SortThreshold, _ layout: MergeTreeLayout
    ) throws(QueryError) -> UInt64? {
        let declaration = layout.schema.columns[threshold.column]
        guard let place = part.content.minMax.entries.firstIndex(where: { $0.column == declaration.name }),
            part.content.minMax.entries[place].type == declaration.type,
            let bounds = codeBounds(of: try part.content.minMax.columns()[place])
        else { return nil }
        return threshold.bestCode(between: bounds.low, and: bounds.high)
    }

    private static func bestOfGranules(
        _ part: Part, _ threshold: SortThreshold, _ layout: MergeTreeLayout
    ) throws(QueryError) -> [UInt64?] {
        let keys = layout.primaryKey
        let place = keys.firstIndex { key in
            guard case .column(let position) = key.expression.node else { return false }
            return position == threshold.column
        }
        guard let place, let index = try part.primaryIndex(types: keys.map(\.expression.type)),
            place < index.columns.count,
            let codes = sortCodes(of: SortKey(index.columns[place]))?.codes
        else { return [] }
        let before = index.columns.prefix(place)
        return (0..<(try part.granularity().count)).map { granule in
            guard granule + 1 < index.entryCount,
                before.allSatisfy({ $0.compare(granule, with: $0, granule + 1) == 0 })
            else { return nil }
            let (first, last) = (codes[granule], codes[granule + 1])
            return threshold.bestCode(between: min(first, last), and: max(first, last))
        }
    }
}

extension SortThreshold {
    /// The code that comes first of those between two ascending ones.
    func bestCode(between low: UInt64, and high: UInt64) -> UInt64 { direction.isDescending ? ~high : low }

    /// What the codes of the key are kept under: as its type is now.
    func codesName(in layout: MergeTreeLayout) -> String {
        let declaration = layout.schema.columns[column]
        return "\(declaration.name) \(declaration.type.name)"
    }
}
