import Engine
import Errors

/// What a request says of itself, wherever it says it.
struct Credentials: Equatable {
    let user: String
    let password: String

    /// Reads the one source that the request uses; two at once are refused.
    init(_ headers: RequestHeaders, _ parameters: RequestParameters) throws(QueryError) {
        let key = headers["X-ClickHouse-Key"]
        let headerUser = headers["X-ClickHouse-User"]
        let authorization = headers["Authorization"]
        let parameterUser = parameters["user"]
        let parameterPassword = parameters["password"]
        var used: [String] = []
        if key != nil || headerUser != nil { used.append("X-ClickHouse HTTP headers") }
        if authorization != nil { used.append("Authorization HTTP header") }
        if parameterUser != nil || parameterPassword != nil { used.append("authentication via parameters") }
        guard used.count <= 1 else {
            throw QueryError(
                .authenticationFailed,
                "Invalid authentication: it is not allowed to use \(used[0]) and \(used[1]) simultaneously")
        }
        if let authorization {
            self = try Self.basic(authorization)
        } else if key != nil || headerUser != nil {
            // A key of ours says who it is: it needs no user beside it.
            self.init(user: headerUser ?? (key?.hasPrefix("pf_live_") == true ? "default" : ""), password: key ?? "")
            guard !user.isEmpty else {
                throw QueryError(.authenticationFailed, "Got an empty user name from X-ClickHouse HTTP headers")
            }
        } else {
            self.init(user: parameterUser ?? "default", password: parameterPassword ?? "")
        }
    }

    private init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    private static func basic(_ header: String) throws(QueryError) -> Credentials {
        let parts = header.split(separator: " ", maxSplits: 1)
        let scheme = parts.first.map(String.init) ?? ""
        if scheme.lowercased() == "bearer", parts.count == 2 {
            return Credentials(user: "default", password: parts[1].trimmingSpaces)
        }
        guard scheme.lowercased() == "basic", parts.count == 2 else {
            throw QueryError(
                .authenticationFailed, "Invalid authentication: '\(scheme)' HTTP Authorization scheme is not supported")
        }
        guard let bytes = decodeBase64(Array(parts[1].utf8)) else {
            throw QueryError(.authenticationFailed, "Invalid authentication: the Basic credentials are no base64")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let user = String(halves[0])
        guard !user.isEmpty else {
            throw QueryError(.authenticationFailed, "Got an empty user name from Authorization HTTP header")
        }
        return Credentials(user: user, password: halves.count > 1 ? String(halves[1]) : "")
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// The bytes of base64 text, padding optional; `nil` for other text.
private func decodeBase64(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text where byte != UInt8(ascii: "=") {
        let value: UInt8
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        default: return nil
        }
        bits = bits << 6 | UInt32(value)
        count += 6
        if count >= 8 {
            count -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
    }
    return result
}

/// The headers of a request, by name in any case.
struct RequestHeaders: Sendable {
    private let values: [String: String]

    init(_ fields: [(name: String, value: String)]) {
        values = Dictionary(fields.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> String? { values[name.lowercased()] }
}
