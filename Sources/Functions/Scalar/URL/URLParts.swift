import Columns

/// The parts of a URL as ClickHouse cuts them: by characters, without asking whether the URL is one.
enum URLText {
    /// Where the host begins: behind `//`, which a protocol may stand before.
    static func hostStart(_ text: Span<UInt8>) -> Int? {
        if text.count > 1, text[0] == UInt8(ascii: "/"), text[1] == UInt8(ascii: "/") { return 2 }
        guard let end = protocolEnd(text), end + 2 < text.count, text[end + 1] == UInt8(ascii: "/"),
            text[end + 2] == UInt8(ascii: "/")
        else { return nil }
        return end + 3
    }

    /// The place of the colon behind a protocol.
    static func protocolEnd(_ text: Span<UInt8>) -> Int? {
        var place = 0
        while place < min(text.count, 16) {
            let byte = text[place]
            if byte == UInt8(ascii: ":") { return place > 0 ? place : nil }
            let isLetter = (byte | 0x20) &- 97 < 26
            let isOther =
                place > 0
                && (byte &- 48 < 10 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "."))
            guard isLetter || isOther else { return nil }
            place += 1
        }
        return nil
    }

    /// The host: behind the protocol and a user, before port, path, query and fragment; empty where there is none.
    static func host(_ text: Span<UInt8>) -> Range<Int> {
        let start = hostStart(text) ?? 0
        var from = start
        var dots = 0
        var colon: Int?
        var place = start
        scan: while place < text.count {
            switch text[place] {
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): break scan
            case UInt8(ascii: ":"): if colon == nil { colon = place }
            case UInt8(ascii: "."): dots = place
            case UInt8(ascii: "@"):
                from = place + 1
                colon = nil
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "%"),
                UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
                UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ";"), UInt8(ascii: "="),
                UInt8(ascii: "&"):
                return 0..<0
            default: break
            }
            place += 1
        }
        let end = colon ?? place
        guard dots > from, dots + 1 < end else { return 0..<0 }
        return from..<max(from, end)
    }

    /// Where the path begins: the first `/` behind the host.
    static func pathStart(_ text: Span<UInt8>) -> Int? {
        guard let start = hostStart(text) else { return nil }
        var place = start
        while place < text.count {
            if text[place] == UInt8(ascii: "/") { return place }
            place += 1
        }
        return nil
    }

    static func first(_ bytes: UInt8..., in text: Span<UInt8>, from start: Int) -> Int? {
        var place = start
        while place < text.count {
            if bytes.contains(text[place]) { return place }
            place += 1
        }
        return nil
    }
}

enum URLProtocol: StringSlice {
    static let name = "protocol"
    static let documentation = FunctionDocumentation(
        "The protocol of a URL.", example: "protocol('https://clickhouse.com/')", "https")

    static func slice(_ text: Span<UInt8>) -> Range<Int> { 0..<(URLText.protocolEnd(text) ?? 0) }
}

enum URLDomain: StringSlice {
    static let name = "domain"
    static let aliases = ["domainRFC"]
    static let documentation = FunctionDocumentation(
        "The host of a URL.", example: "domain('https://user@www.a.com:80/x')", "www.a.com")

    static func slice(_ text: Span<UInt8>) -> Range<Int> { URLText.host(text) }
}

enum URLDomainWithoutWWW: StringSlice {
    static let name = "domainWithoutWWW"
    static let aliases = ["domainWithoutWWWRFC"]
    static let documentation = FunctionDocumentation(
        "The host of a URL without `www.`.", example: "domainWithoutWWW('https://www.a.com/')", "a.com")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        let host = URLText.host(text)
        guard host.count > 4 else { return host }
        let prefix = Array("www.".utf8)
        for place in prefix.indices where text[host.lowerBound + place] != prefix[place] { return host }
        return host.lowerBound + 4..<host.upperBound
    }
}

enum URLTopLevelDomain: StringSlice {
    static let name = "topLevelDomain"
    static let aliases = ["topLevelDomainRFC"]
    static let documentation = FunctionDocumentation(
        "What follows the last dot of a URL's host.", example: "topLevelDomain('https://www.a.com/')", "com")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        let host = URLText.host(text)
        guard let last = host.reversed().first(where: { text[$0] == UInt8(ascii: ".") }) else { return 0..<0 }
        let start = last + 1
        // The last part of an address in numbers is no domain.
        guard start < host.upperBound, text[start] &- 48 >= 10 else { return 0..<0 }
        return start..<host.upperBound
    }
}

enum URLPath: StringSlice {
    static let name = "path"
    static let documentation = FunctionDocumentation(
        "The path of a URL, without query and fragment.", example: "path('https://a.com/b/c?d#e')", "/b/c")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        guard let start = URLText.pathStart(text) else { return 0..<0 }
        return start..<(URLText.first(UInt8(ascii: "?"), UInt8(ascii: "#"), in: text, from: start) ?? text.count)
    }
}

enum URLPathFull: StringSlice {
    static let name = "pathFull"
    static let documentation = FunctionDocumentation(
        "The path of a URL with query and fragment.", example: "pathFull('https://a.com/b/c?d#e')", "/b/c?d#e")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        guard let start = URLText.pathStart(text) else { return 0..<0 }
        return start..<text.count
    }
}

enum URLQueryString: StringSlice {
    static let name = "queryString"
    static let documentation = FunctionDocumentation(
        "What stands between the question mark and the fragment of a URL.",
        example: "queryString('https://a.com/?b=1#c')", "b=1")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        guard let mark = URLText.first(UInt8(ascii: "?"), in: text, from: 0) else { return 0..<0 }
        let hash = URLText.first(UInt8(ascii: "#"), in: text, from: mark + 1) ?? text.count
        return mark + 1..<hash
    }
}

enum URLFragment: StringSlice {
    static let name = "fragment"
    static let documentation = FunctionDocumentation(
        "What follows the # of a URL.", example: "fragment('https://a.com/#b')", "b")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        guard let hash = URLText.first(UInt8(ascii: "#"), in: text, from: 0) else { return 0..<0 }
        return hash + 1..<text.count
    }
}

enum URLQueryStringAndFragment: StringSlice {
    static let name = "queryStringAndFragment"
    static let documentation = FunctionDocumentation(
        "What follows the question mark of a URL.", example: "queryStringAndFragment('https://a.com/?b=1#c')", "b=1#c")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        guard let mark = URLText.first(UInt8(ascii: "?"), in: text, from: 0) else { return 0..<0 }
        return mark + 1..<text.count
    }
}

enum CutFragment: StringSlice {
    static let name = "cutFragment"
    static let documentation = FunctionDocumentation(
        "The URL without its fragment.", example: "cutFragment('https://a.com/?b=1#c')", "https://a.com/?b=1")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        0..<(URLText.first(UInt8(ascii: "#"), in: text, from: 0) ?? text.count)
    }
}

enum CutQueryStringAndFragment: StringSlice {
    static let name = "cutQueryStringAndFragment"
    static let documentation = FunctionDocumentation(
        "The URL without query and fragment.", example: "cutQueryStringAndFragment('https://a.com/?b=1#c')",
        "https://a.com/")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        0..<(URLText.first(UInt8(ascii: "?"), UInt8(ascii: "#"), in: text, from: 0) ?? text.count)
    }
}

enum CutQueryString: StringMapping {
    static let name = "cutQueryString"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The URL without its query.", example: "cutQueryString('https://a.com/?b=1#c')", "https://a.com/#c")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        let mark = URLText.first(UInt8(ascii: "?"), in: text, from: 0) ?? text.count
        let hash = URLText.first(UInt8(ascii: "#"), in: text, from: min(mark, text.count)) ?? text.count
        for place in 0..<mark { result.append(text[place]) }
        for place in max(hash, mark)..<text.count { result.append(text[place]) }
    }
}

enum CutWWW: StringMapping {
    static let name = "cutWWW"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The URL without `www.` before its host.", example: "cutWWW('https://www.a.com/')", "https://a.com/")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        let prefix = Array("www.".utf8)
        var cut = 0..<0
        if let start = URLText.hostStart(text), start + 4 <= text.count,
            prefix.indices.allSatisfy({ text[start + $0] == prefix[$0] })
        {
            cut = start..<start + 4
        }
        for place in text.indices where !cut.contains(place) { result.append(text[place]) }
    }
}
