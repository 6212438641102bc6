/// The lines of a table, by kind and character set.
struct BoxLines {
    struct Corners {
        let left: String
        let fill: String
        let middle: String
        let right: String
    }

    let top: Corners
    let belowHeader: Corners
    let bottom: Corners
    let aboveFooter: Corners
    let belowFooter: Corners
    /// Between values, and between names.
    let edge: String
    let headerEdge: String
    private let rule: Corners
    private let margin: Int

    init(_ kind: PrettyKind, isASCII: Bool, margin: Int) {
        self.margin = margin
        let plain = Corners(left: "+", fill: "-", middle: "+", right: "+")
        func corners(_ left: String, _ fill: String, _ middle: String, _ right: String) -> Corners {
            isASCII ? plain : Corners(left: left, fill: fill, middle: middle, right: right)
        }
        top = kind == .boxes ? corners("┏", "━", "┳", "┓") : corners("┌", "─", "┬", "┐")
        belowHeader = corners("┡", "━", "╇", "┩")
        bottom = corners("└", "─", "┴", "┘")
        aboveFooter = corners("┢", "━", "╈", "┪")
        belowFooter = corners("┗", "━", "┻", "┛")
        rule = corners("├", "─", "┼", "┤")
        edge = kind == .space ? "" : isASCII ? "|" : "│"
        headerEdge = isASCII ? "|" : "┃"
    }

    var marginText: [UInt8] { [UInt8](repeating: UInt8(ascii: " "), count: margin) }

    /// A row's number at the right of the margin.
    func numbered(_ row: Int, _ paint: TerminalPaint) -> [UInt8] {
        guard margin > 0 else { return [] }
        let text = Array("\(row). ".utf8)
        return [UInt8](repeating: UInt8(ascii: " "), count: Swift.max(margin - text.count, 0)) + paint.grey(text)
    }

    func append(_ corners: Corners, _ widths: [Int], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: marginText)
        let cells = widths.map { String(repeating: corners.fill, count: $0 + 2) }
        bytes.append(contentsOf: (corners.left + cells.joined(separator: corners.middle) + corners.right + "\n").utf8)
    }

    func appendRule(_ widths: [Int], to bytes: inout [UInt8]) { append(rule, widths, to: &bytes) }
}
