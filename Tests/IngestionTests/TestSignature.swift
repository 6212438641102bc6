import Crypto

/// The hexadecimal HMAC-SHA256 of a body.
func testSignature(_ body: [UInt8], _ secret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
    let digits = Array("0123456789abcdef")
    return code.reduce(into: "") { text, byte in
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
}
