import Columns

/// The escape sequences of terminals: bold names, grey numbers of rows, groups of digits. Without colours, nothing.
struct TerminalPaint: Sendable {
    static let none = TerminalPaint(isOn: false, marksDigits: false, marksTrailingSpaces: false)

    let isOn: Bool
    private let marksDigits: Bool
    private let marksTrailingSpaces: Bool

    private init(isOn: Bool, marksDigits: Bool, marksTrailingSpaces: Bool) {
        self.isOn = isOn
        self.marksDigits = marksDigits
        self.marksTrailingSpaces = marksTrailingSpaces
    }

    /// `auto` means no colours: no terminal reads the server's answers directly.
    init(_ options: FormatOptions) {
        isOn = ["1", "true"].contains(options.text("output_format_pretty_color", default: "auto").lowercased())
        marksDigits = options.flag("output_format_pretty_highlight_digit_groups", default: true)
        marksTrailingSpaces = options.flag("output_format_pretty_highlight_trailing_spaces", default: true)
    }

    private func painted(_ text: some Sequence<UInt8>, _ code: String) -> [UInt8] {
        guard isOn else { return Array(text) }
        return Array("\u{1B}[\(code)m".utf8) + text + Array("\u{1B}[0m".utf8)
    }

    func bold(_ text: some Sequence<UInt8>) -> [UInt8] { painted(text, "1") }
    func grey(_ text: some Sequence<UInt8>) -> [UInt8] { painted(text, "90") }
    func red(_ text: some Sequence<UInt8>) -> [UInt8] { painted(text, "31;1") }

    /// A value: of a number every digit that begins a group of three behind others, and spaces at the end of a text.
    func value(_ text: [UInt8], of type: DataType) -> [UInt8] {
        guard isOn else { return text }
        let stored = type.unwrapped.storedValue
        if stored.isNumber, stored != .bool { return marksDigits ? grouped(text) : text }
        guard marksTrailingSpaces, let last = text.last, last == UInt8(ascii: " ") else { return text }
        let end = (text.lastIndex { $0 != UInt8(ascii: " ") } ?? -1) + 1
        return Array(text[..<end]) + Array("\u{1B}[31m\u{1B}[4m".utf8) + text[end...] + Array("\u{1B}[0m".utf8)
    }

    private func grouped(_ text: [UInt8]) -> [UInt8] {
        let start = text.first == UInt8(ascii: "-") ? 1 : 0
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let end = text[start...].firstIndex { !isDigit($0) } ?? text.count
        // Numbers of four digits are read without help.
        guard end - start > 4 else { return text }
        var result = Array(text[..<start])
        for place in start..<end {
            let behind = end - place - 1
            if behind > 0, behind % 3 == 0 {
                result += Array("\u{1B}[4m".utf8) + [text[place]] + Array("\u{1B}[0m".utf8)
            } else {
                result.append(text[place])
            }
        }
        return result + text[end...]
    }
}
