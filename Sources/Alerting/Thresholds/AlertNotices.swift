import Columns
import Engine
import Metadata

/// Makes the notices about a change: `alert.firing` and `alert.resolved`.
struct AlertNotices {
    private let rule: ThresholdRule
    private let webhooks: [Webhook]
    private let instance: Instance

    init(_ rule: ThresholdRule, _ webhooks: [Webhook], _ instance: Instance) {
        self.rule = rule
        self.webhooks = webhooks.filter { $0.status == .active }
        self.instance = instance
    }

    func deliveries(about change: AlertChange) -> [NewDelivery] {
        let type: String
        switch (change.from, change.state.phase) {
        case (_, .firing): type = "alert.firing"
        case (.firing, .normal): type = "alert.resolved"
        default: return []
        }
        let labels = (try? JSONValue(parsing: change.state.series)) ?? .object([])
        let agent = labels["agent_id"]?.text
        let body = JSONValue.object([
            "type": .string(type), "at": .integer(change.state.evaluatedAt),
            "data": .object([
                "threshold_id": .string(rule.id), "name": .string(rule.name), "labels": labels,
                "value": change.state.value.map { .double($0) } ?? .null,
                "comparison": .string(rule.comparison.rawValue), "threshold": .double(rule.threshold),
                "since": .integer(change.state.since),
            ]),
        ]).written
        return webhooks.filter { webhook in
            (rule.webhooks.isEmpty || rule.webhooks.contains(webhook.id)) && webhook.wants(type, agent: agent)
        }.map { webhook in
            NewDelivery(
                id: "msg_" + makeUUID(instance.random).filter { $0 != "-" }, webhookId: webhook.id, eventType: type,
                body: body, at: change.state.evaluatedAt, replays: nil)
        }
    }
}
