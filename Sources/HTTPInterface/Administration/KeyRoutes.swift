import Columns
import Engine
import Metadata

/// `/v1/keys`: made, listed, rotated, revoked.
extension Administration {
    func answerKeys(_ request: AdministrationRequest) throws(MetadataFault) -> AdministrationAnswer {
        let path = request.segments
        switch (path.count, request.method) {
        case (1, "GET"):
            let page = try check { () throws(Problem) in try request.page() }
            let keys = try attempt { () throws(MetadataError) in try store.keys(page) }
            return .list(keys.map(Self.json), next: keys.count == page.limit ? keys.last?.id : nil)
        case (1, "POST"):
            let object = try check { () throws(Problem) in try request.object() }
            let order = try check { () throws(Problem) in try Self.order(object, now: now) }
            return try made(order, replacing: nil)
        case (2, "GET"):
            let key = try key(path[1])
            if request.isKnown(version: key.version) { return AdministrationAnswer(304, text: "", contentType: "") }
            return .record(200, Self.json(key), version: key.version)
        case (2, "DELETE"):
            let key = try key(path[1])
            try check { () throws(Problem) in try request.checkMatch(version: key.version) }
            _ = try attempt { () throws(MetadataError) in try store.revokeKey(key.id, at: now) }
            changed()
            return .noContent
        case (3, "POST") where path[2] == "rotate":
            let old = try key(path[1])
            guard old.isLive(at: now) else { throw .problem(Problem(409, "The key is not live any more")) }
            let object = request.body.isEmpty ? .object([]) : try check { () throws(Problem) in try request.object() }
            let overlap = object["overlap_seconds"].map(\.integer) ?? 86_400
            guard let overlap, (0...2_592_000).contains(overlap) else {
                throw .problem(Problem(400, "overlap_seconds is a whole number from 0 to 2592000"))
            }
            let order = KeyOrder(
                name: old.name, scopes: old.scopes, databases: old.databases, agents: old.agents,
                expiresAt: old.expiresAt, rateLimit: old.rateLimit)
            let answer = try made(order, replacing: old.id)
            try attempt { () throws(MetadataError) in try store.expireKey(old.id, at: now + overlap * 1000) }
            changed()
            return answer
        default: throw .problem(Self.wrongPlace(request))
        }
    }

    static func wrongPlace(_ request: AdministrationRequest) -> Problem {
        Problem(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(request.method) ? 404 : 405,
            "There is nothing at \(request.method) \(request.path)")
    }

    private func key(_ id: String) throws(MetadataFault) -> APIKey {
        guard let key = try attempt({ () throws(MetadataError) in try store.key(id) }) else {
            throw .problem(Problem(404, "There is no key \(id)"))
        }
        return key
    }

    private func made(_ order: KeyOrder, replacing old: String?) throws(MetadataFault) -> AdministrationAnswer {
        let (text, key) = order.make(random: { instance.random.next() }, now: now, replaces: old)
        try attempt { () throws(MetadataError) in try store.add(key) }
        changed()
        let shown = Self.json(key)
        var answer = AdministrationAnswer.record(
            201, .object([JSONValue.Member("key", .string(text))] + (shown.members ?? [])), version: key.version)
        // The key is shown once, and stored nowhere.
        answer.remembered = JSONValue.object([JSONValue.Member("key", .null)] + (shown.members ?? [])).written
        return answer
    }

    private static func order(_ object: JSONValue, now: Int64) throws(Problem) -> KeyOrder {
        let known: Set = ["name", "scopes", "databases", "agents", "expires_in_seconds", "rate_limit"]
        for member in object.members ?? [] where !known.contains(member.name) {
            throw Problem(400, "\(member.name) is no field of a key")
        }
        guard let name = object["name"]?.text else { throw Problem(400, "name is missing") }
        var order = KeyOrder(name: name, scopes: [], databases: [], agents: [], expiresAt: nil, rateLimit: nil)
        order.scopes = object["scopes"]?.texts ?? []
        order.databases = try list(object, "databases")
        order.agents = try list(object, "agents")
        if let seconds = object["expires_in_seconds"], seconds != .null {
            guard let number = seconds.integer, (1...3_153_600_000).contains(number) else {
                throw Problem(400, "expires_in_seconds is a whole number from 1 to 3153600000")
            }
            order.expiresAt = now + number * 1000
        }
        if let rate = object["rate_limit"], rate != .null {
            guard let number = rate.integer else { throw Problem(400, "rate_limit is a whole number") }
            order.rateLimit = number
        }
        if let fault = order.fault { throw Problem(400, fault) }
        return order
    }

    /// A list of texts that may be missing.
    static func list(_ object: JSONValue, _ name: String) throws(Problem) -> [String] {
        guard let value = object[name], value != .null else { return [] }
        guard let texts = value.texts, texts.count <= 1000, texts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 255 })
        else { throw Problem(400, "\(name) is a list of at most 1000 names") }
        return texts
    }

    private static func json(_ key: APIKey) -> JSONValue {
        .object([
            "id": .string(key.id), "name": .string(key.name), "scopes": .texts(key.scopes),
            "databases": .texts(key.databases), "agents": .texts(key.agents), "created_at": .integer(key.createdAt),
            "expires_at": .optional(key.expiresAt), "revoked_at": .optional(key.revokedAt),
            "last_used_at": .optional(key.lastUsedAt), "rate_limit": .optional(key.rateLimit),
            "replaces": .optional(key.replaces),
        ])
    }
}
