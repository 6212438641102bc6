/// What the characters of a value make it look like.
enum ScalarShapes {
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

    /// The type of an integer's digits, with a sign or without; `nil` for other texts.
    static func integer(_ text: [UInt8]) -> InferredType? {
        let digits = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        let string = String(decoding: text, as: UTF8.self)
        if Int64(string) != nil { return .int64 }
        return UInt64(string) != nil ? .uint64 : .string
    }

    /// A number with a point or, where `allowsExponent`, with an exponent.
    static func isFloat(_ text: [UInt8], allowsExponent: Bool) -> Bool {
        var index = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? 1 : 0
        var digits = 0
        var hasMark = false
        while index < text.count, isDigit(text[index]) {
            index += 1
            digits += 1
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            hasMark = true
            index += 1
            while index < text.count, isDigit(text[index]) {
                index += 1
                digits += 1
            }
        }
        guard digits > 0 else { return false }
        if allowsExponent, index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            hasMark = true
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
            guard index < text.count else { return false }
            while index < text.count, isDigit(text[index]) { index += 1 }
        }
        return hasMark && index == text.count
    }

    /// `2020-01-31`, with a time of the day behind it or without.
    static func time(_ text: [UInt8]) -> InferredType? {
        guard text.count >= 10, matches(text, "dddd-dd-dd", at: 0) else { return nil }
        let month = Int(text[5] - 48) * 10 + Int(text[6] - 48)
        let day = Int(text[8] - 48) * 10 + Int(text[9] - 48)
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        if text.count == 10 { return .date }
        guard text[10] == UInt8(ascii: " ") || text[10] == UInt8(ascii: "T"), matches(text, "dd:dd:dd", at: 11)
        else { return nil }
        var index = 19
        var result = InferredType.dateTime
        if index + 1 < text.count, text[index] == UInt8(ascii: "."), isDigit(text[index + 1]) {
            result = .dateTime64
            index += 1
            while index < text.count, isDigit(text[index]) { index += 1 }
        }
        if index == text.count || index == text.count - 1 && text[index] == UInt8(ascii: "Z") { return result }
        let isZone = text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-")
        return isZone && text.count == index + 6 && matches(text, "dd:dd", at: index + 1) ? result : nil
    }

    /// Does the text have this pattern from `start` on? `d` is a digit.
    private static func matches(_ text: [UInt8], _ pattern: StaticString, at start: Int) -> Bool {
        let letters = Array("\(pattern)".utf8)
        guard text.count >= start + letters.count else { return false }
        for (index, letter) in letters.enumerated() {
            let byte = text[start + index]
            guard letter == UInt8(ascii: "d") ? isDigit(byte) : byte == letter else { return false }
        }
        return true
    }
}
