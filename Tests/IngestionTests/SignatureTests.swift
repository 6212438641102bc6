import Crypto
import Foundation
import Ingestion
import Testing

private let secret = "pf_live_your_webhook_secret"
private let body = Array(#"{"event":"order.filled","data":{}}"#.utf8)
private let now: Int64 = 1_767_225_600

private func code(_ text: [UInt8], _ key: String = secret) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Array(key.utf8))))
}

private func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

private func accepts(_ fields: [(name: String, value: String)], _ body: [UInt8] = body) -> Bool {
    SignatureVerifier(
        schemes: SignatureScheme.allCases, secrets: ["another secret, older", secret], toleranceSeconds: 300
    ).accepts(body, ReceivedHeaders(fields), at: now)
}

private let plain = (name: "x-pf-signature", value: "sha256=" + hex(code(body)))

private func timed(_ seconds: Int64) -> [(name: String, value: String)] {
    [
        ("X-PurpleFlea-Signature", "sha256=" + hex(code(Array("\(seconds).".utf8) + body))),
        ("X-PurpleFlea-Timestamp", "\(seconds)"),
    ]
}

private func standard(_ seconds: Int64) -> [(name: String, value: String)] {
    let signed = code(Array("msg_1.\(seconds).".utf8) + body)
    return [
        ("webhook-id", "msg_1"), ("webhook-timestamp", "\(seconds)"),
        ("webhook-signature", "v1a,AAAA v1,\(Data(signed).base64EncodedString())"),
    ]
}

@Test("right signatures of all schemes are accepted, within the window")
func rightSignatures() {
    #expect(accepts([plain]))
    for shift in [-300, 0, 300] as [Int64] {
        #expect(accepts(timed(now + shift)))
        #expect(accepts(standard(now + shift)))
    }
    for shift in [-301, 301] as [Int64] {
        #expect(!accepts(timed(now + shift)))
        #expect(!accepts(standard(now + shift)))
    }
}

@Test("no signature, two at once, or one of another body or key is refused")
func wrongSignatures() {
    #expect(!accepts([]))
    #expect(!accepts([plain, plain]), "a header twice")
    #expect(!accepts([plain] + timed(now)), "two schemes")
    #expect(!accepts([plain], body + [0x20]))
    #expect(!accepts([("X-PF-Signature", "sha256=" + hex(code(body, "other")))]))
    #expect(!accepts([("X-PF-Signature", hex(code(body)))]))
    #expect(!accepts([("X-PF-Signature", "sha256=")]))
    #expect(!accepts([timed(now)[0]]), "no timestamp")
    #expect(!accepts([timed(now)[0], ("X-PurpleFlea-Timestamp", "99999999999999999999")]))
    #expect(!accepts([timed(now)[0], ("X-PurpleFlea-Timestamp", "-1")]))
    #expect(!SignatureVerifier(schemes: SignatureScheme.allCases, secrets: [""], toleranceSeconds: 1).hasSecrets)
}

@Test("of many changed signatures none is accepted")
func mutatedSignatures() {
    let right = Array(plain.value)
    var accepted = 0
    for place in 7..<right.count {
        for digit in "0123456789abcdefg" where digit != right[place] {
            var changed = right
            changed[place] = digit
            if accepts([("X-PF-Signature", String(changed))]) { accepted += 1 }
        }
    }
    #expect(accepted == 0)
    #expect(!accepts([("X-PF-Signature", String(right.dropLast()))]))
    #expect(!accepts([("X-PF-Signature", String(right) + "00")]))
}
