import Columns
import Errors

/// Keys and values out of text: `a:1, b:"two words"`.
protocol KeyValueExtraction: ScalarFunction {
    /// Escapes such as `\n` and `\x41` are read.
    static var hasEscapes: Bool { get }
}

extension KeyValueExtraction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...5)
        try checkStrings(name, arguments, 0, 1, 2, 3, 4)
        for position in arguments.indices.dropFirst() where arguments[position].constantBytes == nil {
            throw QueryError(.illegalColumn, "Argument at index \(position) for function \(name) must be constant")
        }
        _ = try delimiters(arguments.dropFirst().map { $0.constantBytes ?? [] })
        return .map(key: .string, value: .string)
    }

    private static func delimiters(_ given: [[UInt8]]) throws(QueryError) -> PairDelimiters {
        var delimiters = PairDelimiters(hasEscapes: hasEscapes)
        func single(_ position: Int, _ what: String) throws(QueryError) -> UInt8? {
            guard given.count > position else { return nil }
            guard given[position].count == 1 else {
                throw QueryError(.badArguments, "\(what) argument of \(name) should be a single character")
            }
            return given[position][0]
        }
        delimiters.keyValue = try single(0, "Key value delimiter") ?? delimiters.keyValue
        if given.count > 1 {
            guard given[1].count <= 5 else {
                throw QueryError(.badArguments, "Invalid pair delimiters of \(name): at most 5 are allowed")
            }
            delimiters.pairs = Set(given[1])
        }
        delimiters.quote = try single(2, "Quoting character") ?? delimiters.quote
        if given.count > 3 {
            switch String(decoding: given[3], as: UTF8.self).lowercased() {
            case "invalid": delimiters.promotesQuote = false
            case "accept": delimiters.acceptsQuote = true
            case "promote": delimiters.promotesQuote = true
            case let strategy:
                throw QueryError(.badArguments, "Invalid unexpected_quoting_character_strategy argument: \(strategy)")
            }
        }
        guard !delimiters.pairs.contains(delimiters.keyValue), delimiters.keyValue != delimiters.quote else {
            throw QueryError(.badArguments, "Invalid arguments, key_value_delimiter must differ from the others")
        }
        return delimiters
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let delimiters = try delimiters(arguments.dropFirst().map { $0.strings.bytesOfFirstRow })
        let texts = arguments[0].strings
        var (keys, values) = (StringColumn(), StringColumn())
        var ends: [Int] = []
        for row in 0..<rowCount {
            var scanner = PairScanner(Array(texts[row]), delimiters)
            for (key, value) in scanner.pairs() {
                keys.append(key)
                values.append(value)
            }
            ends.append(keys.count)
        }
        let pairs = TupleColumn(elements: [.string(keys), .string(values)], count: keys.count)
        return .array(ArrayColumn(ends: ends, elements: .tuple(pairs)))
    }
}

enum ExtractKeyValuePairs: KeyValueExtraction {
    static let name = "extractKeyValuePairs"
    static let aliases = ["mapFromString"]
    static let hasEscapes = false
    static let documentation = FunctionDocumentation(
        "A map of the keys and values that a text has.",
        example: "extractKeyValuePairs('name:neymar, age:31 team:psg')", "{'name':'neymar','age':'31','team':'psg'}")
}

enum StringToMap: KeyValueExtraction {
    static let name = "str_to_map"
    static let isCaseInsensitive = true
    static let hasEscapes = false
    static let documentation = FunctionDocumentation(
        "A map of the keys and values that a text has.", example: "str_to_map('a:1, b:2')", "{'a':'1','b':'2'}")
}

enum ExtractKeyValuePairsWithEscaping: KeyValueExtraction {
    static let name = "extractKeyValuePairsWithEscaping"
    static let hasEscapes = true
    static let documentation = FunctionDocumentation(
        "A map of the keys and values that a text has, whose escapes are read.",
        example: "extractKeyValuePairsWithEscaping('age:\\\\x41')", "{'age':'A'}")
}

/// What divides keys, values and pairs.
struct PairDelimiters {
    let hasEscapes: Bool
    var keyValue = UInt8(ascii: ":")
    var pairs: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: ";")]
    var quote = UInt8(ascii: "\"")
    var acceptsQuote = false
    var promotesQuote = true
}

/// Reads pairs one after the other; what is no key is passed over.
struct PairScanner {
    private let text: [UInt8]
    private let delimiters: PairDelimiters
    private var place = 0

    init(_ text: [UInt8], _ delimiters: PairDelimiters) {
        self.text = text
        self.delimiters = delimiters
    }

    mutating func pairs() -> [([UInt8], [UInt8])] {
        var result: [([UInt8], [UInt8])] = []
        while place < text.count {
            guard let key = key() else { continue }
            result.append((key, value()))
        }
        return result
    }

    /// The key before a delimiter; `nil` where what was passed over is none.
    private mutating func key() -> [UInt8]? {
        while place < text.count, delimiters.pairs.contains(text[place]) || text[place] == delimiters.keyValue {
            place += 1
        }
        guard place < text.count else { return nil }
        if text[place] == delimiters.quote {
            guard let key = quoted(), !key.isEmpty, place < text.count, text[place] == delimiters.keyValue else {
                return nil
            }
            place += 1
            return key
        }
        var key: [UInt8] = []
        while place < text.count {
            let byte = text[place]
            if byte == delimiters.keyValue {
                place += 1
                return key
            }
            if delimiters.pairs.contains(byte) {
                place += 1
                return nil
            }
            if byte == delimiters.quote, !delimiters.acceptsQuote {
                guard delimiters.promotesQuote else {
                    place += 1
                    return nil
                }
                return self.key()
            }
            guard take(into: &key) else { return nil }
        }
        return nil
    }

    private mutating func value() -> [UInt8] {
        guard place < text.count else { return [] }
        if text[place] == delimiters.quote { return quoted() ?? [] }
        var value: [UInt8] = []
        while place < text.count, !delimiters.pairs.contains(text[place]) {
            if text[place] == delimiters.quote, !delimiters.acceptsQuote {
                if delimiters.promotesQuote { return quoted() ?? [] }
                place += 1
                return value
            }
            guard take(into: &value) else { break }
        }
        return value
    }

    private mutating func quoted() -> [UInt8]? {
        place += 1
        var value: [UInt8] = []
        while place < text.count {
            if text[place] == delimiters.quote {
                place += 1
                return value
            }
            guard take(into: &value) else { return nil }
        }
        return nil
    }

    /// One character, or what an escape stands for; false for a broken escape.
    private mutating func take(into value: inout [UInt8]) -> Bool {
        guard delimiters.hasEscapes, text[place] == UInt8(ascii: "\\") else {
            value.append(text[place])
            place += 1
            return true
        }
        guard place + 1 < text.count else {
            place += 1
            return false
        }
        let escaped = text[place + 1]
        place += 2
        switch escaped {
        case UInt8(ascii: "n"): value.append(10)
        case UInt8(ascii: "t"): value.append(9)
        case UInt8(ascii: "r"): value.append(13)
        case UInt8(ascii: "b"): value.append(8)
        case UInt8(ascii: "f"): value.append(12)
        case UInt8(ascii: "a"): value.append(7)
        case UInt8(ascii: "v"): value.append(11)
        case UInt8(ascii: "e"): value.append(27)
        case UInt8(ascii: "0"): value.append(0)
        case UInt8(ascii: "x"):
            guard place + 1 < text.count,
                let byte = UInt8(String(decoding: text[place..<place + 2], as: UTF8.self), radix: 16)
            else { return false }
            value.append(byte)
            place += 2
        default: value.append(escaped)
        }
        return true
    }
}
