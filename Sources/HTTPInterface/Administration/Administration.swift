import Alerting
import Columns
import Crypto
import Engine
import Errors
import Foundation
import Ingestion
import Metadata

/// The API under `/v1`, and the door for webhooks under `/webhooks`: `docs/openapi.yaml` is its contract.
package struct Administration: Sendable {
    static let bodyBytesMax = 1 << 20

    let instance: Instance
    let cache: MetadataCache
    let authenticator: any Authenticator
    let receiver: WebhookReceiver
    let alerting: AlertingService
    /// One request with an idempotency key at a time: its answer is stored before another one looks.
    private let idempotent = NSLock()

    package init(
        _ instance: Instance, _ cache: MetadataCache, _ authenticator: any Authenticator, _ receiver: WebhookReceiver,
        _ alerting: AlertingService
    ) {
        self.instance = instance
        self.cache = cache
        self.authenticator = authenticator
        self.receiver = receiver
        self.alerting = alerting
    }

    var store: any MetadataStore { cache.store }
    var now: Int64 { instance.clock.nowNanoseconds / 1_000_000 }

    static func serves(_ path: String) -> Bool { path.hasPrefix("/v1/") || path.hasPrefix("/webhooks/") }

    // MARK: - Webhooks in

    func receive(_ request: AdministrationRequest) async -> AdministrationAnswer {
        guard request.method == "POST" else {
            return Problem(405, "Events come with POST", headers: ["Allow": "POST"]).answer
        }
        let name = request.segments.joined(separator: "/")
        switch await receiver.receive(request.body, request.received, source: name) {
        case .ok(let fresh, let repeated):
            return AdministrationAnswer(
                200,
                .object([
                    "status": .string("ok"), "accepted": .integer(fresh), "repeated": .integer(repeated),
                ]))
        case .unknownSource:
            return Problem(404, "There is no source \(name): make it with PUT /v1/sources/\(name)").answer
        case .badSignature(let reason): return Problem(401, reason).answer
        case .badRequest(let reason): return Problem(400, reason).answer
        case .tooMany: return Problem(429, "Too many events wait", headers: ["Retry-After": "1"]).answer
        case .unavailable(let reason):
            return Problem(503, "The events cannot be kept: \(reason)", headers: ["Retry-After": "5"]).answer
        }
    }

    // MARK: - The API

    /// Answers on a thread that may block.
    func answer(_ request: AdministrationRequest) -> AdministrationAnswer {
        do throws(Problem) {
            let first = request.segments.first ?? ""
            if first == "openapi.yaml" {
                try allow(["GET"], request)
                return AdministrationAnswer(200, text: openAPIDocument, contentType: "application/yaml")
            }
            if first == "grafana" { return try answerGrafana(request) }
            let principal = try principal(of: request, scope: first == "keys" ? .admin : .webhooks)
            guard request.method == "POST", let key = request.headers["Idempotency-Key"] else {
                return try routed(request)
            }
            guard (1...255).contains(key.utf8.count) else { throw Problem(400, "Idempotency-Key has 1 to 255 bytes") }
            idempotent.lock()
            defer { idempotent.unlock() }
            return try once(request, key: "\(principal.keyIdentifier) \(key)")
        } catch {
            return error.answer
        }
    }

    private func routed(_ request: AdministrationRequest) throws(Problem) -> AdministrationAnswer {
        do throws(MetadataFault) {
            switch request.segments.first {
            case "keys": return try answerKeys(request)
            case "webhooks": return try answerWebhooks(request)
            case "sources": return try answerSources(request)
            case "thresholds": return try answerThresholds(request)
            case "alerts": return try answerAlerts(request)
            case "deliveries": return try answerDeliveries(request)
            default: throw .problem(Problem(404, "There is nothing at \(request.path)"))
            }
        } catch {
            throw error.problem
        }
    }

    /// Gives the answer again that the same request has got.
    private func once(_ request: AdministrationRequest, key: String) throws(Problem) -> AdministrationAnswer {
        let digest = SHA256.hash(data: Array("\(request.method) \(request.path)\n".utf8) + request.body)
        let fingerprint = hexadecimal(digest)
        do throws(MetadataError) {
            if let known = try store.answer(for: key) {
                guard known.fingerprint == fingerprint else {
                    throw MetadataError.conflict("the Idempotency-Key was used for another request")
                }
                var answer = AdministrationAnswer(known.status, text: known.body, contentType: "application/json")
                answer.headers["Idempotent-Replayed"] = "true"
                return answer
            }
        } catch {
            if case .conflict(let reason) = error { throw Problem(422, reason) }
            throw Problem(error)
        }
        let answer = try routed(request)
        guard answer.status < 300 else { return answer }
        let remembered = RememberedAnswer(
            fingerprint: fingerprint, status: answer.status, body: answer.remembered ?? answer.body)
        // The record is made: an answer that cannot be remembered is given all the same.
        try? store.remember(remembered, for: key, at: now, forgettingBefore: now - 86_400_000)
        return answer
    }

    private func principal(
        of request: AdministrationRequest, scope: Principal.Scope
    ) throws(Problem) -> Principal {
        let principal: Principal
        do throws(QueryError) {
            let credentials = try Credentials(request.headers, RequestParameters(query: ""))
            principal = try authenticator.authenticate(user: credentials.user, password: credentials.password)
        } catch {
            if error.code == .quotaExceeded { throw Problem(429, error.message, headers: ["Retry-After": "1"]) }
            throw Problem(401, error.message, headers: ["WWW-Authenticate": "Bearer"])
        }
        guard principal.may(scope) else {
            throw Problem(403, "This needs a key with the scope \(scope.rawValue)")
        }
        return principal
    }

    func allow(_ methods: [String], _ request: AdministrationRequest) throws(Problem) {
        guard !methods.contains(request.method) else { return }
        throw Problem(
            405, "\(request.path) takes \(methods.joined(separator: ", "))",
            headers: ["Allow": methods.joined(separator: ", ")])
    }

    /// Everybody here sees a change at once; others within a second.
    func changed() {
        try? cache.reload()
        alerting.wake()
    }

    /// `wh_` and 24 random characters.
    func newIdentifier(_ prefix: String) -> String {
        prefix + makeUUID(instance.random).filter { $0 != "-" }.prefix(24)
    }
}

/// What ends a route early.
enum MetadataFault: Error {
    case problem(Problem)
    case store(MetadataError)

    var problem: Problem {
        switch self {
        case .problem(let problem): problem
        case .store(let error): Problem(error)
        }
    }
}

/// Runs what may throw a problem or an error of the store, in routes that throw both.
func attempt<Result>(_ body: () throws(MetadataError) -> Result) throws(MetadataFault) -> Result {
    do throws(MetadataError) { return try body() } catch { throw .store(error) }
}

func check<Result>(_ body: () throws(Problem) -> Result) throws(MetadataFault) -> Result {
    do throws(Problem) { return try body() } catch { throw .problem(error) }
}
