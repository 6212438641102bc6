import Columns
import Errors

enum MD4Digest: DigestFunction {
    static let name = "MD4"
    static let size = 16
    static let documentation = FunctionDocumentation(
        "The MD4 digest of a string.", example: "hex(MD4('abc'))", "A448017AAF21D8525FC10AE87AA6729D")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { LegacyDigest.md4(bytes) }
}

enum RIPEMD160Digest: DigestFunction {
    static let name = "RIPEMD160"
    static let size = 20
    static let documentation = FunctionDocumentation(
        "The RIPEMD-160 digest of a string.", example: "hex(RIPEMD160('abc'))",
        "8EB208F7E05D987A9B044A8E98C6B087F15A0BFC")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { LegacyDigest.ripemd160(bytes) }
}

enum Keccak256Digest: DigestFunction {
    static let name = "keccak256"
    static let size = 32
    static let documentation = FunctionDocumentation(
        "The Keccak-256 digest of a string.", example: "hex(keccak256('abc'))",
        "4E03657AEA45A94FC7D47BA826C8D667C0D1E6E33A64A036EC44F58FA12D6C45")

    static func digest(_ bytes: Span<UInt8>) -> [UInt8] { LegacyDigest.keccak256(bytes) }
}
