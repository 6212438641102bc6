import Columns
import Errors

enum ExtractTextFromHTML: StringMapping {
    static let name = "extractTextFromHTML"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The text of HTML or XML: without tags, comments, scripts and styles, white space as single spaces.",
        example: "extractTextFromHTML('<p>Hello <b>World</b></p><script>x</script>')", "Hello World")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        let start = result.count
        var place = 0
        var needsSpace = false
        while place < text.count {
            if text[place] == UInt8(ascii: "<") {
                if skip(text, &place, "<!--", until: "-->") || element(text, &place, "script")
                    || element(text, &place, "style")
                {
                    needsSpace = true
                    continue
                }
                if matches(text, place, "<![CDATA[") {
                    place += 9
                    if needsSpace, result.count > start { result.append(32) }
                    needsSpace = false
                    while place < text.count, !matches(text, place, "]]>") {
                        result.append(text[place])
                        place += 1
                    }
                    place = min(place + 3, text.count)
                    continue
                }
                while place < text.count, text[place] != UInt8(ascii: ">") { place += 1 }
                place += 1
                needsSpace = true
                continue
            }
            if isSpace(text[place]) {
                needsSpace = true
            } else {
                if needsSpace, result.count > start { result.append(32) }
                needsSpace = false
                result.append(text[place])
            }
            place += 1
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func matches(_ text: Span<UInt8>, _ place: Int, _ word: StaticString) -> Bool {
        let bytes = Array("\(word)".utf8)
        guard place + bytes.count <= text.count else { return false }
        for (offset, byte) in bytes.enumerated() {
            let seen = text[place + offset]
            guard seen == byte || (65...90).contains(seen) && seen | 0x20 == byte else { return false }
        }
        return true
    }

    private static func skip(
        _ text: Span<UInt8>, _ place: inout Int, _ opening: StaticString, until closing: StaticString
    ) -> Bool {
        guard matches(text, place, opening) else { return false }
        while place < text.count, !matches(text, place, closing) { place += 1 }
        place = min(place + closing.utf8CodeUnitCount, text.count)
        return true
    }

    private static func element(_ text: Span<UInt8>, _ place: inout Int, _ name: StaticString) -> Bool {
        let end = place + 1 + name.utf8CodeUnitCount
        guard matches(text, place + 1, name), end < text.count, isSpace(text[end]) || text[end] == UInt8(ascii: ">")
        else { return false }
        while place < text.count {
            if text[place] == UInt8(ascii: "<"), place + 1 < text.count, text[place + 1] == UInt8(ascii: "/"),
                matches(text, place + 2, name)
            {
                while place < text.count, text[place] != UInt8(ascii: ">") { place += 1 }
                place = min(place + 1, text.count)
                return true
            }
            place += 1
        }
        return true
    }
}
