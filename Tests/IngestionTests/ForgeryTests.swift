import Crypto
import Foundation
import Ingestion
import Testing

private let secret = "pf_live_your_webhook_secret"
private let now: Int64 = 1_767_225_600

/// How many forgeries are tried: `COLONNADE_FORGERIES=1000000` for the whole proof.
private let count = ProcessInfo.processInfo.environment["COLONNADE_FORGERIES"].flatMap { Int($0) } ?? 20_000

private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// A request as it may come: its body, and the headers that sign it.
private struct Request: Equatable {
    var body: [UInt8]
    var headers: [String: String]

    func isAccepted(by verifier: SignatureVerifier) -> Bool {
        verifier.accepts(body, ReceivedHeaders(headers.map { (name: $0.key, value: $0.value) }), at: now)
    }

    static func signed(_ scheme: SignatureScheme, _ body: [UInt8], at moment: Int64) -> Request {
        switch scheme {
        case .body: return Request(body: body, headers: ["X-PF-Signature": "sha256=" + testSignature(body, secret)])
        case .timestamped:
            let code = testSignature(Array("\(moment).".utf8) + body, secret)
            return Request(
                body: body,
                headers: ["X-PurpleFlea-Signature": "sha256=" + code, "X-PurpleFlea-Timestamp": "\(moment)"])
        case .standard:
            let signed = Array("msg_1.\(moment).".utf8) + body
            let code = HMAC<SHA256>.authenticationCode(
                for: signed, using: SymmetricKey(data: Array(secret.utf8)))
            return Request(
                body: body,
                headers: [
                    "webhook-id": "msg_1", "webhook-timestamp": "\(moment)",
                    "webhook-signature": "v1," + Data(code).base64EncodedString(),
                ])
        }
    }
}

/// A change after which the request is another one.
private func forged(_ request: Request, _ scheme: SignatureScheme, _ dice: inout Dice) -> Request {
    var result = request
    let names = request.headers.keys.sorted()
    let name = names[Int.random(in: 0..<names.count, using: &dice)]
    switch Int.random(in: 0..<9, using: &dice) {
    case 0:
        let place = Int.random(in: 0..<result.body.count, using: &dice)
        result.body[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
    case 1: result.body.removeLast(Int.random(in: 1...result.body.count, using: &dice))
    case 2: result.body.append(UInt8.random(in: 0...255, using: &dice))
    case 3:
        var text = Array((result.headers[name] ?? "").unicodeScalars)
        let place = Int.random(in: 0..<text.count, using: &dice)
        text[place] = Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &dice))
        result.headers[name] = String(String.UnicodeScalarView(text))
    case 4: result.headers[name] = nil
    case 5: result.headers[name] = String((result.headers[name] ?? "").dropLast())
    case 6: result.headers[name] = (result.headers[name] ?? "") + "0"
    case 7:
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) }
        let isStandard = scheme == .standard
        let text = isStandard ? "v1," + Data(bytes).base64EncodedString() : "sha256=" + testSignature(bytes, "guessed")
        let field = scheme == .body ? "X-PF-Signature" : isStandard ? "webhook-signature" : "X-PurpleFlea-Signature"
        result.headers[field] = text
    default: result.headers["X-PF-Signature", default: ""] += "sha256=" + testSignature(result.body, "guessed")
    }
    return result
}

/// What is the same request written otherwise: hexadecimal digits in capitals, the unused bits of base64.
private func meansTheSame(_ one: Request, _ other: Request) -> Bool {
    guard one.body == other.body, Set(one.headers.keys) == Set(other.headers.keys) else { return false }
    return one.headers.allSatisfy { name, value in
        let changed = other.headers[name] ?? ""
        if value.hasPrefix("sha256=") {
            return changed.hasPrefix("sha256=") && changed.lowercased() == value
        }
        guard value.hasPrefix("v1,"), changed.hasPrefix("v1,") else { return value == changed }
        return Data(base64Encoded: String(value.dropFirst(3))) == Data(base64Encoded: String(changed.dropFirst(3)))
    }
}

@Test("of many forged and mutated requests none is accepted", arguments: SignatureScheme.allCases)
func forgeries(scheme: SignatureScheme) {
    let verifier = SignatureVerifier(
        schemes: SignatureScheme.allCases, secrets: ["another secret, older", secret], toleranceSeconds: 300)
    var dice = Dice(state: UInt64(scheme.rawValue.utf8.count))
    var accepted: [Request] = []
    var tried = 0
    while tried < (count + 2) / 3 {
        let body = Array(#"{"id":"evt-\#(tried)","event":"order.filled","data":{"pnl_usd":\#(tried)}}"#.utf8)
        let right = Request.signed(scheme, body, at: now - Int64(tried % 300))
        if tried % 1000 == 0 { #expect(right.isAccepted(by: verifier), "the request that is forged is right itself") }
        let wrong = forged(right, scheme, &dice)
        guard !meansTheSame(right, wrong) else { continue }
        tried += 1
        if wrong.isAccepted(by: verifier) { accepted.append(wrong) }
    }
    #expect(accepted == [])
}

/// Measured where it was asked for only: a busy machine's clock proves nothing.
@Test(
    "how much of a signature is right cannot be told by the time that its refusal takes",
    .enabled(if: ProcessInfo.processInfo.environment["COLONNADE_FORGERIES"] != nil))
func timing() {
    let verifier = SignatureVerifier(schemes: SignatureScheme.allCases, secrets: [secret], toleranceSeconds: 300)
    let body = Array(#"{"event":"order.filled","data":{}}"#.utf8)
    let right = Array(testSignature(body, secret))
    func headers(wrongAt place: Int) -> ReceivedHeaders {
        var code = right
        code[place] = code[place] == "0" ? "1" : "0"
        return ReceivedHeaders([(name: "X-PF-Signature", value: "sha256=" + String(code))])
    }
    let places = [0, 31, 63]
    let cases = places.map(headers)
    var times = places.map { _ in [Int64]() }
    let clock = ContinuousClock()
    for round in 0..<60_000 {
        // In turns, so that what else the machine does meets all alike.
        let which = (round + round / places.count) % places.count
        let took = clock.measure { _ = verifier.accepts(body, cases[which], at: now) }
        times[which].append(took.components.attoseconds / 1_000_000_000)
    }
    let medians = times.map { $0.sorted()[$0.count / 2] }
    let spread = Double((medians.max() ?? 0) - (medians.min() ?? 0)) / Double(medians.max() ?? 1)
    #expect(spread < 0.02, "medians in nanoseconds: \(medians)")
}
