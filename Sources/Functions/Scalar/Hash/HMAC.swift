import Columns
import Errors

enum HMACFunction: ScalarFunction {
    static let name = "HMAC"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The keyed digest (RFC 2104) of a message, by the digest that is named first.",
        example: "hex(HMAC('md5', 'The quick brown fox jumps over the lazy dog', 'secret_key'))",
        "227C0964B14598A5273B5DE2AA100E30")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        try checkStrings(name, arguments, 0, 1, 2)
        guard arguments[0].constantBytes != nil else {
            throw QueryError(.illegalColumn, "Argument at index 0 for function \(name) must be constant")
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let columns = arguments.map(\.strings)
        var written = StringColumn()
        for row in 0..<rowCount {
            let mode = String(decoding: columns[0][row], as: UTF8.self)
            guard let digest = digests[mode.lowercased()] else {
                throw QueryError(.badArguments, "Invalid hash algorithm: '\(mode)'")
            }
            written.append(code(Array(columns[1][row]), key: Array(columns[2][row]), digest))
        }
        return .string(written)
    }

    private typealias Digest = (block: Int, digest: @Sendable (Span<UInt8>) -> [UInt8])

    private static let digests: [String: Digest] = [
        "md4": (64, { LegacyDigest.md4($0) }), "md5": (64, { MessageDigest.md5($0) }),
        "sha1": (64, { MessageDigest.sha1($0) }), "sha224": (64, { MessageDigest.sha224($0) }),
        "sha256": (64, { MessageDigest.sha256($0) }), "sha384": (128, { MessageDigest.sha384($0) }),
        "sha512": (128, { MessageDigest.sha512($0) }), "ripemd160": (64, { LegacyDigest.ripemd160($0) }),
    ]

    private static func code(_ message: [UInt8], key: [UInt8], _ digest: Digest) -> [UInt8] {
        var key = key.count > digest.block ? digest.digest(key.span) : key
        key += [UInt8](repeating: 0, count: digest.block - key.count)
        let inner = key.map { $0 ^ 0x36 } + message
        let outer = key.map { $0 ^ 0x5c } + digest.digest(inner.span)
        return digest.digest(outer.span)
    }
}
