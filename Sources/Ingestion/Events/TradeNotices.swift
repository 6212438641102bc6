import Columns
import Engine
import Metadata

/// Passes events on to the webhooks that want them.
struct TradeNotices {
    private let webhooks: [Webhook]
    private let instance: Instance

    init(_ webhooks: [Webhook], _ instance: Instance) {
        self.webhooks = webhooks.filter { $0.status == .active }
        self.instance = instance
    }

    var isNeeded: Bool { !webhooks.isEmpty }

    func deliveries(about event: IncomingEvent, _ source: SourceDefinition) -> [NewDelivery] {
        guard event.state == .pending, event.type != EventInbox.rowType else { return [] }
        let agent = TradeMapping.agent(of: event, source)
        let interested = webhooks.filter { $0.wants(event.type, agent: agent) }
        guard !interested.isEmpty, let envelope = try? JSONValue(parsing: event.payload) else { return [] }
        let body = JSONValue.object([
            "type": .string(event.type), "id": .string(event.id), "source": .string(event.source),
            "received_at": .integer(event.receivedAt), "data": envelope["data"] ?? .null,
        ]).written
        return interested.map { webhook in
            NewDelivery(
                id: "msg_" + makeUUID(instance.random).filter { $0 != "-" }, webhookId: webhook.id,
                eventType: event.type, body: body, at: event.receivedAt, replays: nil)
        }
    }
}
