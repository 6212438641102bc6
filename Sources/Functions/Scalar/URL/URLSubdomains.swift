import Columns
import Errors

/// The significant part of a host: what stands before the top-level domain, or before `co.uk` and its like.
enum Subdomains {
    /// Second-level domains that belong to the top-level one.
    private static let joined = Set(["com", "net", "org", "co", "biz", "gov", "edu", "ac"].map { Array($0.utf8) })

    /// The places of the significant part in `host`; empty where there is none.
    static func significant(_ text: Span<UInt8>, _ host: Range<Int>) -> Range<Int> {
        var ends = host.upperBound
        if ends > host.lowerBound, text[ends - 1] == UInt8(ascii: ".") { ends -= 1 }
        var dots: [Int] = []
        for place in (host.lowerBound..<ends).reversed() where text[place] == UInt8(ascii: ".") {
            dots.append(place)
            if dots.count == 3 { break }
        }
        guard let last = dots.first else { return host.lowerBound..<host.lowerBound }
        guard dots.count > 1 else { return host.lowerBound..<last }
        var second: [UInt8] = []
        for place in dots[1] + 1..<last { second.append(text[place]) }
        guard joined.contains(second) else { return dots[1] + 1..<last }
        return (dots.count > 2 ? dots[2] + 1 : host.lowerBound)..<dots[1]
    }

    static func withoutWWW(_ text: Span<UInt8>, _ host: Range<Int>) -> Range<Int> {
        let prefix = Array("www.".utf8)
        guard host.count > 4, prefix.indices.allSatisfy({ text[host.lowerBound + $0] == prefix[$0] }) else {
            return host
        }
        return host.lowerBound + 4..<host.upperBound
    }
}

enum FirstSignificantSubdomain: StringSlice {
    static let name = "firstSignificantSubdomain"
    static let aliases = ["firstSignificantSubdomainRFC"]
    static let documentation = FunctionDocumentation(
        "The part of a URL's host before its top-level domain.",
        example: "firstSignificantSubdomain('https://www.example.com/a/b/c?a=b')", "example")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        Subdomains.significant(text, Subdomains.withoutWWW(text, URLText.host(text)))
    }
}

enum CutToFirstSignificantSubdomain: StringSlice {
    static let name = "cutToFirstSignificantSubdomain"
    static let aliases = ["cutToFirstSignificantSubdomainRFC"]
    static let documentation = FunctionDocumentation(
        "The end of a URL's host from its significant part on, without `www.`.",
        example: "cutToFirstSignificantSubdomain('https://news.clickhouse.com.tr/')", "clickhouse.com.tr")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        let host = Subdomains.withoutWWW(text, URLText.host(text))
        let part = Subdomains.significant(text, host)
        return part.isEmpty && host.isEmpty ? 0..<0 : part.lowerBound..<host.upperBound
    }
}

enum CutToFirstSignificantSubdomainWithWWW: StringSlice {
    static let name = "cutToFirstSignificantSubdomainWithWWW"
    static let aliases = ["cutToFirstSignificantSubdomainWithWWWRFC"]
    static let documentation = FunctionDocumentation(
        "The end of a URL's host from its significant part on, also where that is `www`.",
        example: "cutToFirstSignificantSubdomainWithWWW('https://news.clickhouse.com.tr/')", "clickhouse.com.tr")

    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        let host = URLText.host(text)
        let part = Subdomains.significant(text, host)
        return part.isEmpty && host.isEmpty ? 0..<0 : part.lowerBound..<host.upperBound
    }
}

enum URLNetworkLocation: StringSlice {
    static let name = "netloc"
    static let documentation = FunctionDocumentation(
        "User, host and port of a URL.", example: "netloc('http://paul@www.example.com:80/')",
        "paul@www.example.com:80")

    /// ClickHouse looks for a user also behind the path's first `/`, and takes all up to a `#`.
    static func slice(_ text: Span<UInt8>) -> Range<Int> {
        let start = URLText.hostStart(text) ?? 0
        var hostEnd: Int?
        var hasUser = false
        for place in start..<text.count {
            switch text[place] {
            case UInt8(ascii: "/"), UInt8(ascii: "?"):
                if hasUser { return start..<place }
                if hostEnd == nil, place > start { hostEnd = place }
            case UInt8(ascii: "#"): return start..<place
            case UInt8(ascii: "@"):
                hasUser = true
                hostEnd = nil
            case UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "&"):
                if hostEnd == nil { return start..<place }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "%"),
                UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
                UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "]"):
                return start..<(hostEnd ?? place)
            default: break
            }
        }
        return start..<(hostEnd ?? text.count)
    }
}

enum URLPort: ScalarFunction {
    static let name = "port"
    static let aliases = ["portRFC"]
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The port of a URL; the second argument, or 0, where there is none.",
        example: "port('http://paul@www.example.com:80/')", "80")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try checkStrings(name, arguments, 0)
        if arguments.count > 1, arguments[1].type != .uint16 {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(arguments[1].type.name) of second argument of function \(name). Must be UInt16")
        }
        return .uint16
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let otherwise = arguments.count > 1 ? arguments[1].integers : [Int64](repeating: 0, count: rowCount)
        let strings = arguments[0].strings
        let bytes = strings.bytes.span
        return .uint16(
            (0..<rowCount).map { row in
                port(bytes.extracting(strings.range(of: row))) ?? UInt16(truncatingIfNeeded: otherwise[row])
            })
    }

    private static func port(_ text: Span<UInt8>) -> UInt16? {
        let host = URLText.host(text)
        var place = host.upperBound + 1
        guard !host.isEmpty, place < text.count, text[place - 1] == UInt8(ascii: ":") else { return nil }
        var number = 0
        let start = place
        while place < text.count, IntegerText.isDigit(text[place]) {
            number = number * 10 + Int(text[place] &- 48)
            guard number <= 65_535 else { return nil }
            place += 1
        }
        guard place > start else { return nil }
        if place < text.count, ![UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains(text[place]) {
            return nil
        }
        return UInt16(truncatingIfNeeded: number)
    }
}
