import Columns
import Errors

/// A stretch of a text that one thread reads while others read those beside it.
///
/// Where it begins is taken for the beginning of a row. That it is one is known once the stretch before was read and
/// ended there.
struct TextSegment: Sendable {
    let range: Range<Int>
    /// No text follows.
    let isLast: Bool
}

/// What a thread made of a segment.
struct TextSegmentRows<Splitter: RowSplitter>: Sendable {
    /// What `BlockReader` gives for a block.
    struct Rows: Sendable {
        let block: Block
        let missing: [[UInt8]]
    }

    private(set) var blocks: [Rows] = []
    private(set) var splitter: Splitter
    /// All rows were read, and the last one ends where the segment does.
    private(set) var isWhole = false

    init(_ splitter: Splitter) { self.splitter = splitter }

    /// Bytes that are split at a time: few enough that the cache still has them when the columns are read.
    private static var stepBytes: Int { 1 << 18 }

    /// Reads all rows of `segment`; leaves `isWhole` false where it is not a number of whole rows that are right.
    mutating func read(_ segment: TextSegment, of bytes: [UInt8], _ header: [ColumnHeader], _ settings: InputSettings) {
        let span = bytes.span.extracting(0..<segment.range.upperBound)
        var table = CellTable(columnCount: header.count)
        var position = segment.range.lowerBound
        var isOver = false
        while !isOver {
            table.truncate(rows: 0)
            let start = position
            do throws(QueryError) {
                while table.rowCount < Limits.blockRowsMax, position &- start < Self.stepBytes, !isOver {
                    let rows = table.rowCount
                    let outcome = try splitter.split(span, at: &position, isLast: segment.isLast, into: &table)
                    guard case .row = outcome else {
                        table.truncate(rows: rows)
                        guard position == span.count else { return }
                        isOver = true
                        break
                    }
                }
            } catch {
                return
            }
            guard table.rowCount > 0 else { continue }
            let reader = ColumnsReader(header, settings, splitter.style)
            var rows = ColumnsReader.Gathered()
            for column in header.indices {
                do throws(CellError) {
                    try reader.read(table.cells(ofColumn: column, in: bytes), column, into: &rows)
                } catch {
                    return
                }
            }
            blocks.append(Rows(block: Block(rows.columns, rowCount: table.rowCount), missing: rows.missing))
        }
        isWhole = true
    }
}

/// Reads the columns of rows whose cells were found.
struct ColumnsReader {
    private let header: [ColumnHeader]
    private let settings: InputSettings
    private let style: InputStyle

    struct Gathered {
        var columns: [BlockColumn] = []
        var missing: [[UInt8]] = []
    }

    init(_ header: [ColumnHeader], _ settings: InputSettings, _ style: InputStyle) {
        self.header = header
        self.settings = settings
        self.style = style
    }

    /// Reads one column; a column that no row has is left out.
    func read(_ cells: TextCells, _ position: Int, into rows: inout Gathered) throws(CellError) {
        let reader = CellReader(style, settings)
        try read(cells, position, into: &rows) { (cells, type) throws(CellError) in try reader.column(cells, type) }
    }

    /// The same, where `values` reads the cells.
    func read(
        _ cells: TextCells, _ position: Int, into rows: inout Gathered,
        _ values: (TextCells, DataType) throws(CellError) -> Column
    ) throws(CellError) {
        let column = header[position]
        var mask: [UInt8] = []
        if settings.defaultsForOmitted {
            let takesNull = column.type.withoutLowCardinality.isNullable
            mask = takesNull ? [] : CellReader(style, settings).nullsAsMissing(cells).missingMask
            if mask.isEmpty { mask = cells.missingMask }
            if cells.count > 0, cells.hasMissing, !cells.starts.contains(where: { $0 >= 0 }) { return }
        }
        rows.columns.append(BlockColumn(name: column.name, type: column.type, column: try values(cells, column.type)))
        rows.missing.append(mask)
    }
}

extension TextCells {
    /// 1 where a cell is missing; empty where none is.
    fileprivate var missingMask: [UInt8] { hasMissing ? starts.map { $0 < 0 ? 1 : 0 } : [] }
}
