/// Replaces comments and strings of Swift by spaces, so that what is left are the words of the code, line for line.
struct Blanker {
    private let text: [UInt8]
    private var result: [UInt8]
    private var at = 0

    init(_ text: [UInt8]) {
        self.text = text
        result = text
    }

    mutating func blanked() -> String {
        code(until: nil)
        return String(decoding: result, as: UTF8.self)
    }

    /// Up to the round bracket that closes an interpolation, or the end.
    private mutating func code(until closing: UInt8?) {
        var depth = 0
        while at < text.count {
            if starts("//") {
                while at < text.count, text[at] != UInt8(ascii: "\n") { blank() }
            } else if starts("/*") {
                comment()
            } else if text[at] == UInt8(ascii: "\"") || (text[at] == UInt8(ascii: "#") && hashes() != nil) {
                string()
            } else {
                if text[at] == UInt8(ascii: "(") { depth += 1 }
                if text[at] == UInt8(ascii: ")") {
                    if depth == 0, closing != nil { return }
                    depth -= 1
                }
                if closing == nil { at += 1 } else { blank() }
            }
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if starts("/*") { depth += 1 }
            if starts("*/") { depth -= 1 }
            blank()
        } while depth > 0 && at < text.count
        blank()
    }

    private mutating func string() {
        let hashCount = hashes() ?? 0
        for _ in 0..<hashCount { blank() }
        let isLong = starts("\"\"\"")
        let hashed = String(repeating: "#", count: hashCount)
        let closing = (isLong ? "\"\"\"" : "\"") + hashed
        for _ in 0..<(isLong ? 3 : 1) { blank() }
        while at < text.count, !starts(closing), isLong || text[at] != UInt8(ascii: "\n") {
            if starts("\\" + hashed + "(") {
                for _ in 0..<(hashCount + 2) { blank() }
                code(until: UInt8(ascii: ")"))
                blank()
            } else if starts("\\" + hashed) {
                for _ in 0..<(hashCount + 2) { blank() }
            } else {
                blank()
            }
        }
        for _ in closing.utf8 { blank() }
    }

    /// How many `#` stand here, when a string begins behind them.
    private func hashes() -> Int? {
        let end = text[at...].firstIndex { $0 != UInt8(ascii: "#") } ?? text.count
        return end < text.count && text[end] == UInt8(ascii: "\"") ? end - at : nil
    }

    private func starts(_ token: String) -> Bool {
        let bytes = token.utf8
        return at + bytes.count <= text.count && zip(text[at..<(at + bytes.count)], bytes).allSatisfy { $0 == $1 }
    }

    private mutating func blank() {
        guard at < text.count else { return }
        if text[at] != UInt8(ascii: "\n") { result[at] = UInt8(ascii: " ") }
        at += 1
    }
}
