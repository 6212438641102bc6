import Columns
import Errors

/// The text of one table: rows of one block, in columns as wide as their widest value.
struct PrettyTable {
    let block: Block
    let kind: PrettyKind
    let settings: PrettySettings
    /// Rows between the first rows of the block and the rest that are not shown, and how many there are.
    var gap: (after: Int, count: Int)?

    private struct Cell {
        var text: ArraySlice<UInt8>
        var width: Int
    }

    /// What a column's values and name take.
    private struct Measure {
        var name: [UInt8] = []
        var nameWidth = 0
        var width = 0
        var isRight = false
    }

    private var total: Int { block.rowCount + (gap?.count ?? 0) }

    /// Places of the row numbers, `1. `.
    private var margin: Int { settings.numbersRows ? "\(Swift.max(total, 1))".count + 2 : 0 }

    func append(to bytes: inout [UInt8]) throws(QueryError) {
        let texts = try settings.texts(of: block)
        let measures = measure(texts)
        if isVertical(measures) {
            var vertical = VerticalRows(block.header, settings.cells, settings.tip, settings.paint)
            try vertical.append(block, to: &bytes)
            return
        }
        let lines = BoxLines(kind, isASCII: settings.isASCII, margin: margin)
        appendHeader(measures, lines, to: &bytes)
        for row in 0..<block.rowCount {
            if row > 0, kind == .boxes { lines.appendRule(measures.map(\.width), to: &bytes) }
            if let gap, gap.after == row {
                appendGap(measures, lines, to: &bytes)
                if kind == .boxes { lines.appendRule(measures.map(\.width), to: &bytes) }
            }
            appendRow(row, texts, measures, lines, to: &bytes)
        }
        appendFooter(measures, lines, to: &bytes)
    }

    private func isVertical(_ measures: [Measure]) -> Bool {
        guard settings.fallsBackToVertical, gap == nil, block.rowCount <= settings.verticalRowsMax,
            measures.count >= settings.verticalColumnsMin
        else { return false }
        return measures.reduce(0) { $0 + $1.width + 3 } >= settings.verticalWidthMin
    }

    private func measure(_ texts: [StringColumn]) -> [Measure] {
        var prefix = margin + (kind == .space ? 1 : 2)
        var result: [Measure] = []
        for (column, text) in zip(block.columns, texts) {
            var measure = Measure()
            measure.isRight = column.type.isAlignedRight
            for row in 0..<text.count {
                for line in lines(of: text[row]) {
                    let width = TextWidth.of(line, prefix: prefix)
                    measure.width = Swift.max(
                        measure.width, Swift.min(width, settings.valueWidthMax, settings.padWidthMax))
                }
            }
            measure.name = Array(column.name.utf8)
            measure.nameWidth = TextWidth.of(measure.name)
            let room = Swift.max(measure.width, settings.nameWidthCut)
            if settings.nameWidthCut > 0, measure.nameWidth > room + settings.nameCharactersMinToCut {
                measure.name = Array(measure.name[..<TextWidth.prefixLength(measure.name, places: room)])
                measure.name += Array((settings.isASCII ? "~" : "⋯").utf8)
                measure.nameWidth = TextWidth.of(measure.name)
            }
            measure.width = Swift.max(measure.width, Swift.min(measure.nameWidth, settings.padWidthMax))
            result.append(measure)
            prefix += measure.width + 3
        }
        return result
    }

    private func lines(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        settings.breaksLines
            ? text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) : [text]
    }

    // MARK: - Lines

    private func appendHeader(_ measures: [Measure], _ lines: BoxLines, to bytes: inout [UInt8]) {
        let widths = measures.map(\.width)
        switch kind {
        case .boxes:
            lines.append(lines.top, widths, to: &bytes)
            bytes.append(contentsOf: lines.marginText)
            for (index, measure) in measures.enumerated() {
                bytes.append(contentsOf: (index == 0 ? lines.headerEdge : " \(lines.headerEdge)").utf8)
                bytes.append(UInt8(ascii: " "))
                append(settings.paint.bold(measure.name), measure.nameWidth, measure, filler: " ", to: &bytes)
            }
            bytes.append(contentsOf: " \(lines.headerEdge)\n".utf8)
            lines.append(lines.belowHeader, widths, to: &bytes)
        case .compact: appendNames(measures, lines, lines.top, to: &bytes)
        case .space:
            appendSpacedNames(measures, lines, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    private func appendSpacedNames(_ measures: [Measure], _ lines: BoxLines, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: lines.marginText)
        for (index, measure) in measures.enumerated() {
            bytes.append(contentsOf: (index == 0 ? " " : "   ").utf8)
            append(settings.paint.bold(measure.name), measure.nameWidth, measure, filler: " ", to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A line with the names in it.
    private func appendNames(
        _ measures: [Measure], _ lines: BoxLines, _ corners: BoxLines.Corners, to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: lines.marginText)
        for (index, measure) in measures.enumerated() {
            bytes.append(
                contentsOf: ((index == 0 ? corners.left : "\(corners.fill)\(corners.middle)") + corners.fill).utf8)
            append(settings.paint.bold(measure.name), measure.nameWidth, measure, filler: corners.fill, to: &bytes)
        }
        bytes.append(contentsOf: "\(corners.fill)\(corners.right)\n".utf8)
    }

    private func append(
        _ text: [UInt8], _ width: Int, _ measure: Measure, filler: String, to bytes: inout [UInt8]
    ) {
        let padding = Array(String(repeating: filler, count: Swift.max(measure.width - width, 0)).utf8)
        if measure.isRight { bytes.append(contentsOf: padding) }
        bytes.append(contentsOf: text)
        if !measure.isRight { bytes.append(contentsOf: padding) }
    }

    private func appendRow(
        _ row: Int, _ texts: [StringColumn], _ measures: [Measure], _ lines: BoxLines, to bytes: inout [UInt8]
    ) {
        let parts = texts.map { self.lines(of: $0[row]) }
        let height = parts.reduce(1) { Swift.max($0, $1.count) }
        var number = row + 1
        if let gap, row >= gap.after { number += gap.count }
        for line in 0..<height {
            bytes.append(contentsOf: line == 0 ? lines.numbered(number, settings.paint) : lines.marginText)
            // Tabs are padded as if every value stood in the first column, as ClickHouse does.
            let prefix = margin + (kind == .space ? 1 : 2)
            for (index, measure) in measures.enumerated() {
                bytes.append(contentsOf: (index == 0 ? lines.edge : kind == .space ? " " : lines.edge).utf8)
                let isContinued = line > 0 && line < parts[index].count
                bytes.append(
                    contentsOf: isContinued ? settings.paint.grey((settings.isASCII ? "~" : "↳").utf8) : [0x20])
                let hasMore = line + 1 < parts[index].count
                let text = line < parts[index].count ? parts[index][line] : []
                appendValue(text, block.columns[index].type, measure, prefix: prefix, hasMore: hasMore, to: &bytes)
            }
            bytes.append(contentsOf: "\(lines.edge)".utf8)
            if line == 0, height == 1, gap == nil, let last = block.columns.last,
                let tip = settings.tip.text(of: last, at: row)
            {
                let space = kind == .space && !settings.paint.isOn ? "" : " "
                bytes.append(contentsOf: settings.paint.grey("\(space)-- \(tip)".utf8))
            }
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// A value, its padding, and the place behind it.
    private func appendValue(
        _ text: ArraySlice<UInt8>, _ type: DataType, _ measure: Measure, prefix: Int, hasMore: Bool,
        to bytes: inout [UInt8]
    ) {
        var shown = Array(text)
        var width = TextWidth.of(text, prefix: prefix)
        let isSingle = block.rowCount == 1 && block.columns.count == 1
        let isCut = width > settings.valueWidthMax && (!isSingle || settings.cutsSingleValues)
        if isCut {
            shown = Array(shown[..<TextWidth.prefixLength(shown, places: settings.valueWidthMax)])
            width = settings.valueWidthMax
        }
        let padding = repeatElement(UInt8(ascii: " "), count: Swift.max(measure.width - width, 0))
        if measure.isRight { bytes.append(contentsOf: padding) }
        bytes.append(contentsOf: settings.paint.value(shown, of: type))
        if !measure.isRight { bytes.append(contentsOf: padding) }
        if isCut {
            bytes.append(contentsOf: settings.paint.red((settings.isASCII ? "~" : "⋯").utf8))
        } else if hasMore {
            bytes.append(contentsOf: settings.paint.grey((settings.isASCII ? "~" : "↴").utf8))
        } else {
            bytes.append(UInt8(ascii: " "))
        }
    }

    private func appendGap(_ measures: [Measure], _ lines: BoxLines, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: lines.marginText)
        let places = measures.reduce(0) { $0 + $1.width + 3 } + (kind == .space ? 0 : 1)
        let mark = settings.isASCII ? "- " : "─ "
        let count = (places + 1) / 2
        bytes.append(contentsOf: String(repeating: mark, count: count).utf8)
        if kind == .space { bytes.removeLast() }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func appendFooter(_ measures: [Measure], _ lines: BoxLines, to bytes: inout [UInt8]) {
        let showsNames = settings.footerRowsMin.map { total >= $0 } ?? false
        let widths = measures.map(\.width)
        switch kind {
        case .space:
            if showsNames {
                bytes.append(UInt8(ascii: "\n"))
                appendSpacedNames(measures, lines, to: &bytes)
            }
        case .compact:
            if showsNames {
                appendNames(measures, lines, lines.bottom, to: &bytes)
            } else {
                lines.append(lines.bottom, widths, to: &bytes)
            }
        case .boxes:
            guard showsNames else { return lines.append(lines.bottom, widths, to: &bytes) }
            lines.append(lines.aboveFooter, widths, to: &bytes)
            bytes.append(contentsOf: lines.marginText)
            for (index, measure) in measures.enumerated() {
                bytes.append(contentsOf: (index == 0 ? lines.headerEdge : " \(lines.headerEdge)").utf8)
                bytes.append(UInt8(ascii: " "))
                append(settings.paint.bold(measure.name), measure.nameWidth, measure, filler: " ", to: &bytes)
            }
            bytes.append(contentsOf: " \(lines.headerEdge)\n".utf8)
            lines.append(lines.belowFooter, widths, to: &bytes)
        }
    }
}
