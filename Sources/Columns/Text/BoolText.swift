import Errors

/// Bool as text: written `true` or `false`, read from those and from the words ClickHouse takes besides.
package enum BoolText {
    package static func write(_ value: Bool, to output: inout [UInt8]) {
        output.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Reads 1, 0, or one of the words true/false, t/f, yes/no, y/n, on/off, enable(d)/disable(d), in any case.
    ///
    /// A word must end there: `tr` and `truex` are refused.
    package static func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Bool {
        guard position < bytes.count else { throw QueryError(.cannotParseBool, "Expected boolean value but get EOF") }
        guard let value = readOrNil(bytes, at: &position) else {
            let text = TextExcerpt.string(bytes, position..<position &+ 32)
            throw QueryError(
                .cannotParseBool,
                "Cannot parse boolean value here: '\(text)', should be 'true' or 'false' controlled by setting "
                    + "bool_true_representation and bool_false_representation or one of "
                    + "True/False/T/F/Y/N/Yes/No/On/Off/Enable/Disable/Enabled/Disabled/1/0")
        }
        return value
    }

    package static func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Bool? {
        guard position < bytes.count else { return nil }
        if bytes[position] == UInt8(ascii: "1") || bytes[position] == UInt8(ascii: "0") {
            let next = position &+ 1
            if next < bytes.count, TextExcerpt.isLetter(bytes[next]) || IntegerText.isDigit(bytes[next]) { return nil }
            position = next
            return bytes[next &- 1] == UInt8(ascii: "1")
        }
        var end = position
        while end < bytes.count, TextExcerpt.isLetter(bytes[end]) { end &+= 1 }
        for (word, value) in words
        where word.utf8.count == end &- position && TextExcerpt.matches(bytes, at: position, word) {
            position = end
            return value
        }
        return nil
    }

    private static let words: [(String, Bool)] = [
        ("true", true), ("false", false), ("t", true), ("f", false), ("yes", true), ("no", false), ("y", true),
        ("n", false), ("on", true), ("off", false), ("enable", true), ("disable", false), ("enabled", true),
        ("disabled", false),
    ]
}
