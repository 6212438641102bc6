import Columns
import Engine
import Foundation
import Ingestion
import Metadata

/// `/v1/webhooks`: where notices go; `/v1/sources`: where events come from.
extension Administration {
    func answerWebhooks(_ request: AdministrationRequest) throws(MetadataFault) -> AdministrationAnswer {
        let path = request.segments
        switch (path.count, request.method) {
        case (1, "GET"):
            let page = try check { () throws(Problem) in try request.page() }
            let webhooks = try attempt { () throws(MetadataError) in try store.webhooks(page) }
            return .list(webhooks.map(Self.json), next: webhooks.count == page.limit ? webhooks.last?.id : nil)
        case (1, "POST"):
            let object = try check { () throws(Problem) in try request.object() }
            return try madeWebhook(object)
        case (2, "GET"):
            let webhook = try webhook(path[1])
            if request.isKnown(version: webhook.version) { return AdministrationAnswer(304, text: "", contentType: "") }
            return .record(200, Self.json(webhook), version: webhook.version)
        case (2, "PATCH"):
            var webhook = try webhook(path[1])
            try check { () throws(Problem) in
                try request.checkMatch(version: webhook.version)
                try Self.apply(try request.object(), to: &webhook)
            }
            webhook.updatedAt = now
            let changed = webhook
            try attempt { () throws(MetadataError) in try store.update(changed) }
            self.changed()
            return .record(200, Self.json(webhook), version: webhook.version + 1)
        case (2, "DELETE"):
            let webhook = try webhook(path[1])
            try check { () throws(Problem) in try request.checkMatch(version: webhook.version) }
            _ = try attempt { () throws(MetadataError) in try store.removeWebhook(webhook.id, at: now) }
            changed()
            return .noContent
        case (3, "GET") where path[2] == "deliveries":
            return try listDeliveries(request, webhook: try webhook(path[1]).id)
        case (3, "POST") where path[2] == "replay":
            return try replayRange(request, webhook: try webhook(path[1]))
        default: throw .problem(Self.wrongPlace(request))
        }
    }

    private func webhook(_ id: String) throws(MetadataFault) -> Webhook {
        guard let webhook = try attempt({ () throws(MetadataError) in try store.webhook(id) }) else {
            throw .problem(Problem(404, "There is no webhook \(id)"))
        }
        return webhook
    }

    private func madeWebhook(_ object: JSONValue) throws(MetadataFault) -> AdministrationAnswer {
        var bytes: [UInt8] = []
        for _ in 0..<4 { appendBytes(of: instance.random.next(), to: &bytes) }
        var webhook = Webhook(
            id: newIdentifier("wh_"), url: "", events: [], secret: "whsec_" + Data(bytes).base64EncodedString(),
            description: "", agents: [], createdAt: now)
        guard object["url"] != nil, object["events"] != nil else {
            throw .problem(Problem(400, "url and events are needed"))
        }
        try check { () throws(Problem) in try Self.apply(object, to: &webhook) }
        webhook.previousSecret = nil
        let made = webhook
        try attempt { () throws(MetadataError) in try store.add(made) }
        changed()
        let shown = Self.json(webhook).members ?? []
        var answer = AdministrationAnswer.record(
            201, .object(shown + [JSONValue.Member("secret", .string(webhook.secret))]), version: webhook.version)
        answer.remembered = JSONValue.object(shown).written
        return answer
    }

    /// Changes what the object names.
    private static func apply(_ object: JSONValue, to webhook: inout Webhook) throws(Problem) {
        for member in object.members ?? [] {
            switch member.name {
            case "url":
                guard let text = member.value.text, isAddress(text) else {
                    throw Problem(400, "url is an http or https address of at most 2048 bytes, without a user")
                }
                webhook.url = text
            case "events":
                guard let events = member.value.texts, (1...50).contains(events.count),
                    events.allSatisfy({ (1...100).contains($0.utf8.count) })
                else { throw Problem(400, "events is a list of 1 to 50 types, such as order.filled or alert.*") }
                webhook.events = events
            case "secret":
                guard let secret = member.value.text, (16...512).contains(secret.utf8.count),
                    !secret.utf8.contains(0)
                else { throw Problem(400, "secret is a text of 16 to 512 bytes") }
                // The old one signs beside it, until it is changed again.
                webhook.previousSecret = webhook.secret
                webhook.secret = secret
            case "description":
                guard let text = member.value.text, text.utf8.count <= 1000, !text.utf8.contains(0) else {
                    throw Problem(400, "description is a text of at most 1000 bytes")
                }
                webhook.description = text
            case "agents": webhook.agents = try list(object, "agents")
            case "status":
                guard let status = member.value.text.flatMap(Webhook.Status.init(rawValue:)) else {
                    throw Problem(400, "status is active or disabled")
                }
                webhook.status = status
                webhook.disabledReason = status == .active ? "" : "by request"
                webhook.failingSince = nil
            default: throw Problem(400, "\(member.name) is no field of a webhook")
            }
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 2048, let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, parts.user == nil
        else { return false }
        return true
    }

    static func json(_ webhook: Webhook) -> JSONValue {
        .object([
            "id": .string(webhook.id), "url": .string(webhook.url), "events": .texts(webhook.events),
            "description": .string(webhook.description), "agents": .texts(webhook.agents),
            "status": .string(webhook.status.rawValue), "disabled_reason": .string(webhook.disabledReason),
            "failing_since": .optional(webhook.failingSince), "created_at": .integer(webhook.createdAt),
            "updated_at": .integer(webhook.updatedAt),
        ])
    }

    // MARK: - Sources

    func answerSources(_ request: AdministrationRequest) throws(MetadataFault) -> AdministrationAnswer {
        let path = request.segments
        switch (path.count, request.method) {
        case (1, "GET"):
            let sources = try attempt { () throws(MetadataError) in try store.sources() }
            return .list(sources.map(Self.json), next: nil)
        case (2, "GET"):
            guard let source = try attempt({ () throws(MetadataError) in try store.source(path[1]) }) else {
                throw .problem(Problem(404, "There is no source \(path[1]) in the store"))
            }
            if request.isKnown(version: source.version) { return AdministrationAnswer(304, text: "", contentType: "") }
            return .record(200, Self.json(source), version: source.version)
        case (2, "PUT"):
            let object = try check { () throws(Problem) in try request.object() }
            if let fault = SourceDefinition.fault(in: object) { throw .problem(Problem(400, fault)) }
            let old = try attempt { () throws(MetadataError) in try store.source(path[1]) }
            if let old { try check { () throws(Problem) in try request.checkMatch(version: old.version) } }
            let isName = path[1].utf8.allSatisfy {
                ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D || $0 == 0x5F
            }
            guard (1...64).contains(path[1].utf8.count), isName else {
                throw .problem(Problem(400, "the name of a source has 1 to 64 of a-z, 0-9, - and _"))
            }
            let version = (old?.version ?? 0) + 1
            let source = EventSource(name: path[1], definition: object, updatedAt: now, version: version)
            try attempt { () throws(MetadataError) in try store.put(source) }
            changed()
            return .record(old == nil ? 201 : 200, Self.json(source), version: source.version)
        default: throw .problem(Self.wrongPlace(request))
        }
    }

    /// Without its secrets.
    private static func json(_ source: EventSource) -> JSONValue {
        let open = (source.definition.members ?? []).filter { $0.name != "secrets" }
        let count = source.definition["secrets"]?.elements?.count ?? 0
        return .object(
            [JSONValue.Member("name", .string(source.name))] + open + [
                JSONValue.Member("secret_count", .integer(count)),
                JSONValue.Member("updated_at", .integer(source.updatedAt)),
            ])
    }
}

/// The eight bytes of a number.
private func appendBytes(of number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
}
