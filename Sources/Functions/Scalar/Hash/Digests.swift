import Columns
import Errors

/// A digest of one string: `MD5(s)`, `SHA256(s)` …
protocol DigestFunction: ScalarFunction {
    static var size: Int { get }
    static func digest(_ bytes: Span<UInt8>) -> [UInt8]
}

extension DigestFunction {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isStringOrFixedString || arguments[0].type == .ipv6 else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .fixedString(size: size)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var written = FixedStringColumn(size: size)
        written.bytes.reserveCapacity(size * rowCount)
        if arguments[0].type == .ipv6, let raw = RawBytes(arguments[0].column) {
            let bytes = raw.bytes.span
            for row in 0..<rowCount {
                written.bytes.append(contentsOf: digest(bytes.extracting(row * 16..<row * 16 + 16)))
            }
            return .fixedString(written)
        }
        let strings = arguments[0].strings
        let bytes = strings.bytes.span
        for row in 0..<rowCount {
            written.bytes.append(contentsOf: digest(bytes.extracting(strings.range(of: row))))
        }
        return .fixedString(written)
    }
}

enum MD5Digest: DigestFunction {
    static let name = "MD5"
    static let size = 16
    static let documentation = FunctionDocumentation(
        "The MD5 digest of a string.", example: "hex(MD5('abc'))", "900150983CD24FB0D6963F7D28E17F72")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.md5(bytes) }
}

enum SHA1Digest: DigestFunction {
    static let name = "SHA1"
    static let size = 20
    static let documentation = FunctionDocumentation(
        "The SHA-1 digest of a string.", example: "hex(SHA1('abc'))", "A9993E364706816ABA3E25717850C26C9CD0D89D")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha1(bytes) }
}

enum SHA224Digest: DigestFunction {
    static let name = "SHA224"
    static let size = 28
    static let documentation = FunctionDocumentation(
        "The SHA-224 digest of a string.", example: "hex(SHA224('abc'))",
        "23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha224(bytes) }
}

enum SHA256Digest: DigestFunction {
    static let name = "SHA256"
    static let size = 32
    static let documentation = FunctionDocumentation(
        "The SHA-256 digest of a string.", example: "hex(SHA256('abc'))",
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha256(bytes) }
}

enum SHA384Digest: DigestFunction {
    static let name = "SHA384"
    static let size = 48
    static let documentation = FunctionDocumentation(
        "The SHA-384 digest of a string.", example: "length(SHA384('abc'))", "48")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha384(bytes) }
}

enum SHA512Digest: DigestFunction {
    static let name = "SHA512"
    static let size = 64
    static let documentation = FunctionDocumentation(
        "The SHA-512 digest of a string.", example: "length(SHA512('abc'))", "64")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha512(bytes) }
}

enum SHA512HalfDigest: DigestFunction {
    static let name = "SHA512_256"
    static let size = 32
    static let documentation = FunctionDocumentation(
        "The SHA-512/256 digest of a string.", example: "length(SHA512_256('abc'))", "32")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { MessageDigest.sha512Half(bytes) }
}
