import Columns
import Engine
import Ingestion
import Metadata

/// A request under `/v1` or `/webhooks`.
struct AdministrationRequest: Sendable {
    let method: String
    let path: String
    let parameters: RequestParameters
    let headers: RequestHeaders
    let received: ReceivedHeaders
    let body: [UInt8]

    /// The parts of the path behind `/v1`.
    var segments: [String] { path.split(separator: "/").dropFirst().map(String.init) }

    /// The body as a JSON object.
    func object() throws(Problem) -> JSONValue {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(parsing: body)
        } catch {
            throw Problem(400, "The body is no JSON at byte \(error.position): \(error.reason)")
        }
        guard value.members != nil else { throw Problem(400, "The body must be a JSON object") }
        return value
    }

    /// `?limit=…&after=…`
    func page() throws(Problem) -> Page {
        var limit = 100
        if let text = parameters["limit"] {
            guard let wanted = Int(text), (1...1000).contains(wanted) else {
                throw Problem(400, "limit is a whole number from 1 to 1000")
            }
            limit = wanted
        }
        return Page(after: parameters["after"], limit: limit)
    }
}

/// Why a request is refused: RFC 9457's problem details.
struct Problem: Error, Equatable {
    let status: Int
    let detail: String
    var headers: [String: String] = [:]

    init(_ status: Int, _ detail: String, headers: [String: String] = [:]) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    init(_ error: MetadataError) {
        switch error {
        case .unavailable(let reason):
            self.init(503, "The metadata store is away: \(reason)", headers: ["Retry-After": "5"])
        case .conflict(let reason): self.init(409, "Conflict: \(reason)")
        case .invalid(let reason): self.init(400, "It cannot be stored: \(reason)")
        }
    }

    private var title: String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }

    var answer: AdministrationAnswer {
        var answer = AdministrationAnswer(
            status,
            .object([
                "type": .string("about:blank"), "title": .string(title), "status": .integer(status),
                "detail": .string(detail),
            ]))
        answer.contentType = "application/problem+json"
        answer.headers = headers
        return answer
    }
}

/// What is answered.
struct AdministrationAnswer: Sendable {
    let status: Int
    var body: String
    var contentType = "application/json"
    var headers: [String: String] = [:]
    /// What is remembered under an idempotency key, where it is not the body: never a secret.
    var remembered: String?

    init(_ status: Int, _ value: JSONValue) {
        self.status = status
        body = value.written
    }

    init(_ status: Int, text: String, contentType: String) {
        self.status = status
        body = text
        self.contentType = contentType
    }

    static let noContent = AdministrationAnswer(204, text: "", contentType: "")

    /// One record, with its version as the ETag.
    static func record(_ status: Int, _ value: JSONValue, version: Int64) -> AdministrationAnswer {
        var answer = AdministrationAnswer(status, value)
        answer.headers["ETag"] = "\"v\(version)\""
        return answer
    }

    /// A page of records; `next` is where the following page begins.
    static func list(_ values: [JSONValue], next: String?) -> AdministrationAnswer {
        AdministrationAnswer(200, .object(["data": .array(values), "next": .optional(next)]))
    }
}

extension AdministrationRequest {
    /// Throws 412 where `If-Match` names another version.
    func checkMatch(version: Int64) throws(Problem) {
        guard let wanted = headers["If-Match"], wanted != "*", wanted != "\"v\(version)\"" else { return }
        throw Problem(412, "The record has changed since: its version is v\(version)")
    }

    /// The record was not changed since the client has it.
    func isKnown(version: Int64) -> Bool { headers["If-None-Match"] == "\"v\(version)\"" }
}
