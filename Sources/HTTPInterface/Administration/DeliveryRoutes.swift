import Alerting
import Columns
import Engine
import Metadata

/// `/v1/deliveries`: what was sent, and sending it again.
extension Administration {
    private static let replayedMax = 10_000

    func answerDeliveries(_ request: AdministrationRequest) throws(MetadataFault) -> AdministrationAnswer {
        let path = request.segments
        switch (path.count, request.method) {
        case (1, "GET"): return try listDeliveries(request, webhook: request.parameters["webhook"])
        case (2, "GET"): return AdministrationAnswer(200, Self.json(try delivery(path[1])))
        case (3, "POST") where path[2] == "replay":
            let replayed = try replay([try delivery(path[1])])
            return AdministrationAnswer(202, .object(["replayed": .texts(replayed)]))
        default: throw .problem(Self.wrongPlace(request))
        }
    }

    /// The newest first; `next` is the sequence number that the following page begins below.
    func listDeliveries(
        _ request: AdministrationRequest, webhook: String?
    ) throws(MetadataFault) -> AdministrationAnswer {
        let page = try check { () throws(Problem) in try request.page() }
        if let after = page.after, Int64(after) == nil {
            throw .problem(Problem(400, "after is what `next` of the page before says"))
        }
        let found = try attempt { () throws(MetadataError) in try store.deliveries(webhook: webhook, page) }
        return .list(
            found.map(Self.json), next: found.count == page.limit ? found.last.map { String($0.sequence) } : nil)
    }

    /// `{"from": …, "to": …}` in milliseconds since the epoch: everything that was made in that time.
    func replayRange(_ request: AdministrationRequest, webhook: Webhook) throws(MetadataFault) -> AdministrationAnswer {
        let object = try check { () throws(Problem) in try request.object() }
        guard let from = object["from"]?.integer, let to = object["to"]?.integer, from < to else {
            throw .problem(Problem(400, "from and to are moments in milliseconds since the epoch"))
        }
        let found = try attempt { () throws(MetadataError) in
            try store.deliveries(webhook: webhook.id, from: from, to: to, limit: Self.replayedMax)
        }
        let replayed = try replay(found.filter { $0.state != .pending && $0.replays == nil })
        return AdministrationAnswer(202, .object(["replayed": .texts(replayed)]))
    }

    private func delivery(_ id: String) throws(MetadataFault) -> Delivery {
        guard let delivery = try attempt({ () throws(MetadataError) in try store.delivery(id) }) else {
            throw .problem(Problem(404, "There is no delivery \(id)"))
        }
        return delivery
    }

    /// Sends them again under identifiers of their own; gives those.
    private func replay(_ deliveries: [Delivery]) throws(MetadataFault) -> [String] {
        let again = deliveries.map { delivery in
            NewDelivery(
                id: newIdentifier("msg_"), webhookId: delivery.webhookId, eventType: delivery.eventType,
                body: delivery.body, at: now, replays: delivery.id)
        }
        try attempt { () throws(MetadataError) in try store.enqueue(again) }
        alerting.wake()
        return again.map(\.id)
    }

    private static func json(_ delivery: Delivery) -> JSONValue {
        .object([
            "id": .string(delivery.id), "webhook_id": .string(delivery.webhookId),
            "event_type": .string(delivery.eventType), "state": .string(delivery.state.rawValue),
            "attempts": .integer(delivery.attempts), "created_at": .integer(delivery.createdAt),
            "next_attempt_at": .integer(delivery.nextAttemptAt), "ended_at": .optional(delivery.endedAt),
            "last_status": .optional(delivery.lastStatus), "last_error": .string(delivery.lastError),
            "replays": .optional(delivery.replays), "body": .string(delivery.body),
        ])
    }
}
