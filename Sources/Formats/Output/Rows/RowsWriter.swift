import Columns
import Errors

/// Writes rows one behind the other in a frame, with a text before the first and one behind the last.
final class RowsWriter: BlockWriter {
    private let cellWriter: CellWriter
    private let frame: RowFrame
    private let prologue: [UInt8]
    private let epilogue: [UInt8]
    private let spreadsTuples: Bool
    private let appendix: Appendix
    private var rowCount = 0

    /// What a format does with totals and extremes.
    enum Appendix: Sendable {
        case none
        /// Each section behind an empty line.
        case sections
    }

    init(
        _ cellWriter: CellWriter, _ frame: RowFrame, prologue: [UInt8] = [], epilogue: [UInt8] = [],
        spreadsTuples: Bool = false, appendix: Appendix = .none
    ) {
        self.cellWriter = cellWriter
        self.frame = frame
        self.prologue = prologue
        self.epilogue = epilogue
        self.spreadsTuples = spreadsTuples
        self.appendix = appendix
    }

    func begin(into bytes: inout [UInt8]) { bytes.append(contentsOf: prologue) }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        try write(block, isFirst: rowCount == 0, into: &bytes)
        rowCount += block.rowCount
    }

    private func write(_ block: Block, isFirst: Bool, into bytes: inout [UInt8]) throws(QueryError) {
        let block = spreadsTuples ? block.spreadingTuples : block
        try cellWriter.append(block, in: frame, isFirst: isFirst, to: &bytes)
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        if appendix == .sections {
            for section in [summary.totals, summary.extremes] {
                guard let section else { continue }
                bytes.append(UInt8(ascii: "\n"))
                try write(section, isFirst: true, into: &bytes)
            }
        }
        bytes.append(contentsOf: epilogue)
    }
}

extension Block {
    /// Every tuple as its elements, at every depth: CSV's columns. An empty tuple stays one column.
    var spreadingTuples: Block {
        guard columns.contains(where: { $0.type.isTuple }) else { return self }
        return Block(columns.flatMap(\.spread), rowCount: rowCount)
    }
}

extension BlockColumn {
    fileprivate var spread: [BlockColumn] {
        guard case .tuple(let elements) = type, !elements.isEmpty, case .tuple(let tuple) = column.materialised else {
            return [self]
        }
        return zip(elements, tuple.elements).flatMap { element, column in
            BlockColumn(name: element.name ?? "", type: element.type, column: column).spread
        }
    }
}

extension DataType {
    var isTuple: Bool { if case .tuple = self { true } else { false } }
}
