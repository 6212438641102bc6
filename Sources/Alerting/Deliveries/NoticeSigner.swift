import Crypto
import Foundation
import Metadata

/// Signs what is sent: Standard Webhooks 1.0, and `X-PF-Signature` over the body for receivers that know only that.
package struct NoticeSigner {
    package static func headers(
        for delivery: Delivery, secrets: [String], at seconds: Int64
    ) -> [(name: String, value: String)] {
        let body = Array(delivery.body.utf8)
        let signed = Array("\(delivery.id).\(seconds).".utf8) + body
        let signatures = secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: key(of: secret))
            return "v1," + Data(code).base64EncodedString()
        }
        let plain = SymmetricKey(data: Array((secrets.first ?? "").utf8))
        let bodyCode = HMAC<SHA256>.authenticationCode(for: body, using: plain)
        return [
            ("webhook-id", delivery.id), ("webhook-timestamp", String(seconds)),
            ("webhook-signature", signatures.joined(separator: " ")),
            ("X-PF-Signature", "sha256=" + hexadecimal(bodyCode)),
        ]
    }

    /// `whsec_` and base64, as the standard has it; another text is the key as it stands.
    private static func key(of secret: String) -> SymmetricKey {
        if secret.hasPrefix("whsec_"), let data = Data(base64Encoded: String(secret.dropFirst("whsec_".count))),
            !data.isEmpty
        {
            return SymmetricKey(data: data)
        }
        return SymmetricKey(data: Array(secret.utf8))
    }
}
