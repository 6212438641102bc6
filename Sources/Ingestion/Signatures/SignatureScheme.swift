import Crypto
import Foundation

/// How a source signs its requests: always HMAC-SHA256 over the bytes as they came.
package enum SignatureScheme: String, Sendable, CaseIterable {
    /// `X-PF-Signature: sha256=<hex>` over the body.
    case body
    /// `X-PurpleFlea-Signature: sha256=<hex>` over `timestamp.body`, with `X-PurpleFlea-Timestamp` in Unix seconds.
    case timestamped
    /// Standard Webhooks: `webhook-signature: v1,<base64> …` over `id.timestamp.body`.
    case standard

    var signatureHeader: String {
        switch self {
        case .body: "X-PF-Signature"
        case .timestamped: "X-PurpleFlea-Signature"
        case .standard: "webhook-signature"
        }
    }

    var timestampHeader: String? {
        switch self {
        case .body: nil
        case .timestamped: "X-PurpleFlea-Timestamp"
        case .standard: "webhook-timestamp"
        }
    }
}

/// Decides whether a request comes from who knows a secret.
package struct SignatureVerifier: Sendable {
    private let schemes: [SignatureScheme]
    private let secrets: [SymmetricKey]
    private let toleranceSeconds: Int64

    /// Several secrets while a source changes over.
    package init(schemes: [SignatureScheme], secrets: [String], toleranceSeconds: Int64) {
        self.schemes = schemes
        self.secrets = secrets.filter { !$0.isEmpty }.flatMap(Self.keys)
        self.toleranceSeconds = toleranceSeconds
    }

    package var hasSecrets: Bool { !secrets.isEmpty }

    /// The request is signed by exactly one of the source's schemes, rightly and recently. `now` in seconds.
    package func accepts(_ body: [UInt8], _ headers: ReceivedHeaders, at now: Int64) -> Bool {
        // Two signatures at once are an attempt to have one checked and the other used.
        let present = SignatureScheme.allCases.filter { !headers.all($0.signatureHeader).isEmpty }
        guard present.count == 1, let scheme = present.first, schemes.contains(scheme),
            let signature = headers.only(scheme.signatureHeader)
        else { return false }
        var signed: [UInt8] = []
        if scheme == .standard {
            guard let identifier = headers.only("webhook-id"), !identifier.isEmpty else { return false }
            signed += Array("\(identifier).".utf8)
        }
        if let name = scheme.timestampHeader {
            guard let text = headers.only(name), let moment = Self.seconds(text),
                moment.subtractingReportingOverflow(now).overflow == false, abs(moment - now) <= toleranceSeconds
            else { return false }
            signed += Array("\(text).".utf8)
        }
        signed += body
        return matches(Self.codes(in: signature, scheme), signed)
    }

    /// Compares every code with every secret's in constant time, without an early end.
    private func matches(_ codes: [[UInt8]], _ signed: [UInt8]) -> Bool {
        var isMatch = false
        for secret in secrets {
            for code in codes {
                let isThis = HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: secret)
                isMatch = isThis || isMatch
            }
        }
        return isMatch
    }

    private static func seconds(_ text: String) -> Int64? {
        guard text.utf8.count <= 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    /// The codes that a header names: at most five are looked at.
    private static func codes(in header: String, _ scheme: SignatureScheme) -> [[UInt8]] {
        switch scheme {
        case .body, .timestamped:
            guard header.hasPrefix("sha256=") else { return [] }
            return bytes(hexadecimal: header.dropFirst("sha256=".count)).map { [$0] } ?? []
        case .standard:
            return header.split(separator: " ").prefix(5).compactMap { part in
                guard part.hasPrefix("v1,"), let data = Data(base64Encoded: String(part.dropFirst(3))) else {
                    return nil
                }
                return Array(data)
            }
        }
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var result: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[start]), let low = value(digits[start + 1]) else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }

    /// The key that a secret means: `whsec_` is used by some as base64 (Standard Webhooks), by others as it stands.
    private static func keys(_ secret: String) -> [SymmetricKey] {
        var result = [SymmetricKey(data: Array(secret.utf8))]
        if secret.hasPrefix("whsec_"), let data = Data(base64Encoded: String(secret.dropFirst("whsec_".count))),
            !data.isEmpty
        {
            result.append(SymmetricKey(data: data))
        }
        return result
    }
}
