import Codecs
import Columns
import Errors
import Functions

/// A bloom filter of fixed size over the words (`tokenbf_v1`) or the runs of n characters (`ngrambf_v1`) of each
/// granule's texts: the bare bits.
struct TextBloomSkipIndex: SkipIndex {
    private enum Pieces: Sendable {
        case tokens
        case ngrams(Int)
    }

    private let pieces: Pieces
    private let expressions: [BoundExpression]
    private let size: Int
    private let hashCount: Int
    private let seed: UInt64

    let fileExtension = "idx"

    init(tokensOf declaration: SkipIndexDeclaration) throws(QueryError) {
        try declaration.requireArguments(3...3)
        try self.init(declaration, .tokens, first: 0)
    }

    init(ngramsOf declaration: SkipIndexDeclaration) throws(QueryError) {
        try declaration.requireArguments(4...4)
        let length = try declaration.count(0, "The length of n-grams")
        guard length > 0 else { throw QueryError(.badArguments, "N-grams have at least one character") }
        try self.init(declaration, .ngrams(length), first: 1)
    }

    private init(_ declaration: SkipIndexDeclaration, _ pieces: Pieces, first: Int) throws(QueryError) {
        self.pieces = pieces
        expressions = declaration.expressions
        size = try declaration.count(first, "The size of the bloom filter")
        hashCount = try declaration.count(first + 1, "The number of hash functions")
        seed = UInt64(try declaration.count(first + 2, "The seed"))
        guard size > 0, size <= 1 << 30, hashCount > 0, hashCount <= 255 else {
            throw QueryError(.badArguments, "The bloom filter of index \(declaration.name) must have bytes and hashes")
        }
        for expression in expressions {
            var type = expression.type.unwrapped
            if case .array(let element) = type { type = element.unwrapped }
            guard type.isStringOrFixedString else {
                throw QueryError(
                    .badArguments,
                    "Index \(declaration.name) of type \(declaration.type) is for strings, not "
                        + expression.type.name)
            }
        }
    }

    func serialise(_ columns: [Column], rowCount: Int, to writer: inout ByteWriter) throws(QueryError) {
        for column in columns {
            var bits = [UInt8](repeating: 0, count: size)
            var plain = column.materialised.withoutLowCardinality
            if case .array(let array) = plain { plain = array.elements.withoutLowCardinality }
            if case .nullable(let nullable) = plain { plain = nullable.values }
            for row in 0..<plain.count {
                guard case .string(let text) = plain.value(at: row) else { continue }
                for piece in split(text) { for bit in self.bits(of: piece) { bits[bit / 8] |= 1 << UInt8(bit % 8) } }
            }
            writer.writeBytes(bits)
        }
    }

    private func split(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        switch pieces {
        case .tokens: return text.split { !Self.isTokenByte($0) }
        case .ngrams(let length):
            let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 } + [text.count]
            guard starts.count > length else { return [] }
            return (0..<starts.count - length).map { text[starts[$0]..<starts[$0 + length]] }
        }
    }

    static func isTokenByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    private func bits(of piece: ArraySlice<UInt8>) -> [Int] {
        let bytes = Array(piece)
        let first = CityHash.hash64(bytes.span, seed: seed)
        let second = CityHash.hash64(bytes.span, seed: 845_897_321 &* seed &+ 217_728_422)
        return (0..<UInt64(hashCount)).map { i in Int((first &+ i &* second &+ i &* i) % UInt64(8 * size)) }
    }

    func condition(_ filter: [BoundExpression], in context: QueryContext) -> (any SkipIndexCondition)? {
        var asked: [(column: Int, bits: [Int])] = []
        for conjunct in filter {
            guard case .call(let call) = conjunct.node, call.arguments.count == 2,
                let column = expressions.firstIndex(where: { call.arguments[0].isSame(as: $0) }),
                case .string(let text)? = call.arguments[1].constantValue?.value(at: 0)
            else { continue }
            let needed = self.pieces(neededBy: call.function.name, text)
            if !needed.isEmpty { asked.append((column, needed.flatMap { bits(of: $0) })) }
        }
        return asked.isEmpty ? nil : Condition(asked: asked, size: size, columnCount: expressions.count)
    }

    /// The pieces that every text has for which `function(text, constant)` holds.
    private func pieces(neededBy function: String, _ constant: [UInt8]) -> [ArraySlice<UInt8>] {
        switch function {
        case "equals", "has": return split(constant)
        case "hasToken": if case .tokens = pieces { return split(constant) } else { return [] }
        case "like":
            // The plain stretches between wildcards; words at their ends may go on in the text.
            let special: Set<UInt8> = [UInt8(ascii: "%"), UInt8(ascii: "_"), UInt8(ascii: "\\")]
            guard !constant.contains(UInt8(ascii: "\\")) else { return [] }
            return constant.split(omittingEmptySubsequences: false) { special.contains($0) }.flatMap { stretch in
                let inner = Array(stretch)
                let isStart = stretch.startIndex == constant.startIndex
                let isEnd = stretch.endIndex == constant.endIndex
                return split(inner).filter { piece in
                    if case .ngrams = pieces { return true }
                    return (piece.startIndex > 0 || isStart) && (piece.endIndex < inner.count || isEnd)
                }
            }
        default: return []
        }
    }

    private struct Condition: SkipIndexCondition {
        let asked: [(column: Int, bits: [Int])]
        let size: Int
        let columnCount: Int

        func passes(_ reader: inout ByteReader, count: Int) throws(QueryError) -> [Bool] {
            var result: [Bool] = []
            for _ in 0..<count {
                var filters: [[UInt8]] = []
                for _ in 0..<columnCount { filters.append(try reader.readBytes(size)) }
                result.append(
                    asked.allSatisfy { column, bits in
                        bits.allSatisfy { filters[column][$0 / 8] & (1 << UInt8($0 % 8)) != 0 }
                    })
            }
            return result
        }
    }
}
