import Codecs
import Columns
import Errors
import Functions

/// What a scan gives for each row.
struct ScanOutput: Sendable {
    let layout: MergeTreeLayout
    /// Stored and virtual columns, in the order wanted.
    let columns: [String]
    /// Conjuncts, cheapest first.
    let filter: [BoundExpression]
    let context: QueryContext
    /// A query reads, whose columns may be wanted again: not a merge or a mutation.
    var usesCache = false
    /// Rows that a top-N above no longer wants are left out.
    var threshold: SortThreshold?
    /// Columns of strings that may come as codes into a dictionary.
    var codedColumns: Set<String> = []

    init(layout: MergeTreeLayout, columns: [String], filter: [BoundExpression], context: QueryContext) {
        self.layout = layout
        self.columns = columns
        self.filter = filter
        self.context = context
    }
}

/// Reads runs of granules of one part: the filter's columns first, condition by condition, and of the other columns
/// only the granules where rows are left.
final class GranuleReader {
    private let output: ScanOutput
    private let reader: PartReader
    private let selected: SelectedPart
    private let filter: [BoundExpression]

    init(_ output: ScanOutput, _ selected: SelectedPart) throws(QueryError) {
        self.output = output
        self.selected = selected
        reader = try PartReader(
            selected.part, layout: output.layout, context: output.context, usesCache: output.usesCache)
        filter =
            output.filter.count > 1 ? Self.cheapestFirst(output.filter, selected.part, output.layout) : output.filter
    }

    var part: Part { selected.part }

    private static func cheapestFirst(
        _ filter: [BoundExpression], _ part: Part, _ layout: MergeTreeLayout
    ) -> [BoundExpression] {
        let costs = filter.map { conjunct in
            conjunct.columnsRead.reduce(0) { total, position in
                guard position < layout.schema.columns.count else { return total }
                return total + part.storedBytes(of: layout.schema.columns[position])
            }
        }
        return filter.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }.map { filter[$0] }
    }

    /// The rows of `granules` that pass; may be none.
    func read(_ granules: Range<Int>) throws(QueryError) -> Block {
        var rows = RowsInGranules(granules, starts: granules.map { reader.rows(of: $0..<$0 + 1).count })
        if let mask = try reader.existence(granules: granules) { rows.keep(mask) }
        var known: [Int: Column] = [:]
        if let threshold = output.threshold, rows.count > 0 {
            let values = try column(at: threshold.column, rows)
            known[threshold.column] = values
            learnBounds(of: values, granules, threshold)
            if threshold.isKnown, let mask = threshold.mask(of: values) { drop(mask, &rows, &known) }
        }
        for conjunct in filter where rows.count > 0 {
            for position in conjunct.columnsRead where known[position] == nil {
                known[position] = try column(at: position, rows)
            }
            let input = EvaluationInput(columns: known, rowCount: rows.count)
            let mask = maskOfTrue(try conjunct.evaluate(over: input, in: output.context))
            drop(mask, &rows, &known)
        }
        var columns: [BlockColumn] = []
        for name in output.columns { columns.append(try blockColumn(name, rows, known)) }
        return Block(columns, rowCount: rows.count)
    }

    /// For the next top-N: a whole run's smallest and greatest value.
    private func learnBounds(of values: Column, _ granules: Range<Int>, _ threshold: SortThreshold) {
        let perRun = part.granulesPerRun
        let run = granules.lowerBound / perRun
        guard granules == run * perRun..<min((run + 1) * perRun, reader.granuleCount) else { return }
        let name = threshold.codesName(in: output.layout)
        guard part.codeBounds(of: name, run: run) == nil, let bounds = codeBounds(of: values) else { return }
        part.keepCodeBounds(bounds, of: name, run: run)
    }

    private func drop(_ mask: [UInt8], _ rows: inout RowsInGranules, _ known: inout [Int: Column]) {
        let kept = countOnes(in: mask)
        guard kept < rows.count else { return }
        for (position, column) in known { known[position] = column.filtered(by: mask, keeping: kept) }
        rows.keep(mask)
    }

    private func blockColumn(
        _ name: String, _ rows: RowsInGranules, _ known: [Int: Column]
    ) throws(QueryError) -> BlockColumn {
        guard let position = output.layout.schema.position(of: name) else {
            guard let virtual = VirtualColumn(rawValue: name) else {
                throw QueryError(.noSuchColumnInTable, "There is no column \(name) in the table")
            }
            let first = reader.rows(of: rows.granules).lowerBound
            return BlockColumn(
                name: name, type: virtual.type,
                column: try virtual.column(of: selected, layout: output.layout, rows: rows, firstRow: first))
        }
        let column = if let read = known[position] { read } else {
                try column(at: position, rows, keepsDictionary: output.codedColumns.contains(name))
            }
        return BlockColumn(name: name, type: output.layout.schema.columns[position].type, column: column.materialised)
    }

    private func column(
        at position: Int, _ rows: RowsInGranules, keepsDictionary: Bool = false
    ) throws(QueryError) -> Column {
        guard position >= 0, position < output.layout.schema.columns.count else {
            throw QueryError(.logicalError, "The filter reads column \(position), which the table has not")
        }
        let declaration = output.layout.schema.columns[position]
        var column: Column
        if rows.isMostlyAlive, let mask = rows.maskOfAll {
            // Without cutting the runs that are left out of a column that is at hand.
            column = try reader.column(declaration.name, granules: rows.granules, keepsDictionary: true)
            column =
                if let few = rows.few { column.gathering(few) } else {
                    column.filtered(by: mask, keeping: rows.count)
                }
        } else {
            let runs = rows.liveRuns
            var pieces: [Column] = []
            for run in runs {
                pieces.append(
                    try reader.column(
                        declaration.name, granules: run, keepsDictionary: keepsDictionary || runs.count == 1))
            }
            guard !pieces.isEmpty else { return .defaults(of: declaration.type, count: 0) }
            column = Column.concatenating(pieces)
            if let mask = rows.maskOfLiveRuns { column = column.filtered(by: mask, keeping: rows.count) }
        }
        // A dictionary that the type does not have is the cache's own: few rows are left to be spelled out.
        let hasOwn = declaration.type.physicalKind == .string && !keepsDictionary
        return hasOwn ? column.withoutLowCardinality : column
    }
}

/// The rows that are left of a run of granules.
struct RowsInGranules {
    let granules: Range<Int>
    private let sizes: [Int]
    private(set) var count: Int
    /// A byte per row of all granules; `nil` while all rows are left.
    private var mask: [UInt8]?

    init(_ granules: Range<Int>, starts sizes: [Int]) {
        self.granules = granules
        self.sizes = sizes
        count = sizes.reduce(0, +)
    }

    /// At least half of the granules have rows left.
    var isMostlyAlive: Bool { liveRuns.reduce(0) { $0 + $1.count } * 2 >= granules.count }

    /// A byte per row of all granules; `nil` while all rows are left.
    var maskOfAll: [UInt8]? { mask }

    /// Keeps the rows, among those that are left, where `kept` is 1.
    mutating func keep(_ kept: [UInt8]) {
        guard let old = mask else {
            mask = kept
            count = countOnes(in: kept)
            return
        }
        var new = old
        // One byte more: behind the last row that is left a byte is looked at that does not count.
        let padded = kept + [0]
        var next = 0
        for row in new.indices {
            let isLeft = new[row]
            new[row] = isLeft & padded[next]
            next &+= Int(isLeft)
        }
        mask = new
        count = countOnes(in: new)
    }

    /// The rows that are left, where they are so few that they are rather picked than filtered.
    var few: [UInt32]? {
        guard let mask, count * 32 < mask.count else { return nil }
        return rowsSelected(by: mask)
    }

    /// Runs of granules with rows left.
    var liveRuns: [Range<Int>] {
        guard let mask else { return [granules] }
        var result: [Range<Int>] = []
        var start = 0
        for (offset, size) in sizes.enumerated() {
            let granule = granules.lowerBound + offset
            if mask[start..<start + size].contains(1) {
                if let last = result.last, last.upperBound == granule {
                    result[result.count - 1] = last.lowerBound..<granule + 1
                } else {
                    result.append(granule..<granule + 1)
                }
            }
            start += size
        }
        return result
    }

    /// The mask over the rows of `liveRuns`; `nil` where all of them are left.
    var maskOfLiveRuns: [UInt8]? {
        guard let mask else { return nil }
        var result: [UInt8] = []
        var start = 0
        for size in sizes {
            let piece = mask[start..<start + size]
            if piece.contains(1) { result += piece }
            start += size
        }
        return result.count == count ? nil : result
    }

    /// The rows that are left, counted from the first row of the granules.
    var offsets: [Int] {
        guard let mask else { return Array(0..<count) }
        return mask.indices.filter { mask[$0] != 0 }
    }
}

/// Columns that every MergeTree table has beside its own.
package enum VirtualColumn: String, CaseIterable, Sendable {
    case part = "_part"
    case partIndex = "_part_index"
    case partUUID = "_part_uuid"
    case partitionIdentifier = "_partition_id"
    case partOffset = "_part_offset"
    case partDataVersion = "_part_data_version"
    case diskName = "_disk_name"

    package var type: DataType {
        switch self {
        case .part, .partitionIdentifier, .diskName: .lowCardinality(.string)
        case .partIndex, .partOffset, .partDataVersion: .uint64
        case .partUUID: .uuid
        }
    }

    func column(
        of selected: SelectedPart, layout: MergeTreeLayout, rows: RowsInGranules, firstRow: Int
    ) throws(QueryError) -> Column {
        let name = selected.part.name
        switch self {
        case .part: return Self.constant(name.text, rows.count)
        case .partitionIdentifier: return Self.constant(name.partition, rows.count)
        case .diskName: return Self.constant(selected.part.disk.name, rows.count)
        case .partIndex:
            return .uint64([UInt64](repeating: UInt64(truncatingIfNeeded: selected.index), count: rows.count))
        case .partOffset: return .uint64(rows.offsets.map { UInt64(truncatingIfNeeded: firstRow + $0) })
        case .partDataVersion:
            return .uint64([UInt64](repeating: UInt64(truncatingIfNeeded: name.dataVersion), count: rows.count))
        case .partUUID: return .uint128([UInt128](repeating: 0, count: rows.count))
        }
    }

    private static func constant(_ text: String, _ count: Int) -> Column {
        .lowCardinality(
            LowCardinalityColumn(
                dictionary: .string(StringColumn(["", text])), codes: [UInt32](repeating: 1, count: count),
                isNullable: false))
    }
}

extension Part {
    /// About how many bytes a column takes: its files in a Wide part, its share of the file in a Compact one.
    package func storedBytes(of column: ColumnDeclaration) -> Int {
        guard isWide else { return rowCount * (column.type.unwrapped.fixedWidth ?? 32) }
        return columnSizes(column.name).compressed
    }

    /// Bytes of a column of a Wide part: in files, decompressed, and of marks.
    package func columnSizes(_ name: String) -> (compressed: Int, uncompressed: Int, marks: Int) {
        guard isWide, let serialisation = try? serialisation(of: name) else { return (0, 0, 0) }
        var result = (compressed: 0, uncompressed: 0, marks: 0)
        for stream in serialisation.substreams {
            guard let stem = fileStem(of: stream.name) else { continue }
            if let entry = content.checksums.entries["\(stem).bin"] {
                result.compressed += entry.size
                result.uncompressed += entry.uncompressed?.size ?? entry.size
            }
            result.marks += content.checksums.entries["\(stem).\(content.marksFormat.rawValue)"]?.size ?? 0
        }
        return result
    }
}
