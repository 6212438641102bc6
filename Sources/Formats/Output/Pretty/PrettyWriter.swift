import Columns
import Errors

/// Writes tables of at most `output_format_pretty_max_rows` rows: the first half of them and the last.
final class PrettyWriter: BlockWriter {
    private let kind: PrettyKind
    private let settings: PrettySettings
    private var head: Block?
    private var tail: Block?
    private var rowCount = 0

    init(_ kind: PrettyKind, _ settings: PrettySettings) {
        self.kind = kind
        self.settings = settings
    }

    func begin(into bytes: inout [UInt8]) {}

    private var headMax: Int { settings.rowsMax - settings.rowsMax / 2 }

    func write(_ block: Block, into bytes: inout [UInt8]) {
        rowCount += block.rowCount
        var rest = block
        let room = headMax - (head?.rowCount ?? 0)
        if room > 0 {
            let part = block.slice(0..<Swift.min(room, block.rowCount))
            head = head.map { Block.concatenating([$0, part]) } ?? part
            rest = block.slice(part.rowCount..<block.rowCount)
        }
        guard rest.rowCount > 0 else { return }
        let all = tail.map { Block.concatenating([$0, rest]) } ?? rest
        tail = all.slice(Swift.max(0, all.rowCount - settings.rowsMax / 2)..<all.rowCount)
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        try appendRows(to: &bytes)
        for (title, section) in [("Totals:", summary.totals), ("Extremes:", summary.extremes)] {
            guard let section else { continue }
            bytes.append(contentsOf: "\n\(title)\n".utf8)
            try PrettyTable(block: section, kind: kind, settings: settings).append(to: &bytes)
        }
    }

    private func appendRows(to bytes: inout [UInt8]) throws(QueryError) {
        guard rowCount > 0 else { return }
        if let head {
            let shown = tail.map { Block.concatenating([head, $0]) } ?? head
            var table = PrettyTable(block: shown, kind: kind, settings: settings)
            if shown.rowCount < rowCount { table.gap = (after: head.rowCount, count: rowCount - shown.rowCount) }
            try table.append(to: &bytes)
            guard shown.rowCount < rowCount else { return }
        }
        if kind == .space { bytes.append(UInt8(ascii: "\n")) }
        bytes.append(contentsOf: "Showed \(settings.rowsMax) out of \(rowCount) rows.\n".utf8)
    }
}
