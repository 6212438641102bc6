import Alerting
import Columns
import Engine
import Ingestion
import Metadata

/// `POST /v1/grafana/alerts`: takes the calls of Grafana's contact points and passes them on to webhooks.
///
/// Grafana signs the body with the secret of the source `grafana`: `X-Grafana-Alerting-Signature`, hexadecimal.
extension Administration {
    func answerGrafana(_ request: AdministrationRequest) throws(Problem) -> AdministrationAnswer {
        guard request.segments == ["grafana", "alerts"] else {
            throw Problem(404, "There is nothing at \(request.path)")
        }
        try allow(["POST"], request)
        let secrets = cache.snapshot.sources["grafana"]?.definition["secrets"]?.texts ?? []
        // The same check as of the body-only scheme, under the header's other name.
        let signature = request.received.only("X-Grafana-Alerting-Signature") ?? ""
        let verifier = SignatureVerifier(schemes: [.body], secrets: secrets, toleranceSeconds: 1)
        let headers = ReceivedHeaders([(name: "X-PF-Signature", value: "sha256=" + signature)])
        guard verifier.accepts(request.body, headers, at: now / 1000) else {
            throw Problem(401, "The signature is missing or wrong: set the secret with PUT /v1/sources/grafana")
        }
        let object = try request.object()
        var deliveries: [NewDelivery] = []
        for alert in object["alerts"]?.elements ?? [] {
            let type = alert["status"]?.text == "resolved" ? "alert.resolved" : "alert.firing"
            let agent = alert["labels"]?["agent_id"]?.text
            let body = JSONValue.object([
                "type": .string(type), "at": .integer(now), "source": .string("grafana"), "data": alert,
            ]).written
            let active = cache.snapshot.webhooks.filter { $0.status == .active }
            for webhook in active where webhook.wants(type, agent: agent) {
                deliveries.append(
                    NewDelivery(
                        id: newIdentifier("msg_"), webhookId: webhook.id, eventType: type, body: body, at: now,
                        replays: nil))
            }
        }
        let queued = deliveries
        do throws(MetadataError) { try store.enqueue(queued) } catch { throw Problem(error) }
        alerting.wake()
        return AdministrationAnswer(200, .object(["queued": .integer(queued.count)]))
    }
}
