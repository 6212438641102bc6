import Columns
import Engine
import Errors
import Metadata

/// `system.alerts`: where every series of every threshold stands.
package struct AlertsTable: SuppliedTable {
    package let name = "alerts"
    package let comment = "Alert thresholds: where each of their series stands."
    package let columns = """
        threshold_id String
        name String
        labels String
        state String
        since DateTime64(3, 'UTC')
        value Nullable(Float64)
        evaluated_at DateTime64(3, 'UTC')
        last_error String
        """
    private let cache: MetadataCache
    private let evaluator: ThresholdEvaluator

    package init(_ cache: MetadataCache, _ evaluator: ThresholdEvaluator) {
        self.cache = cache
        self.evaluator = evaluator
    }

    package func rows() throws(QueryError) -> [[String: Value]] {
        let states = try asked { () throws(MetadataError) in try cache.store.alertStates(of: nil) }
        let names = Dictionary(
            cache.snapshot.thresholds.map { ($0.id, $0.definition["name"]?.text ?? "") },
            uniquingKeysWith: { first, _ in first })
        let failures = evaluator.failures
        var rows = states.map { state in
            [
                "threshold_id": Value.text(state.thresholdId), "name": .text(names[state.thresholdId] ?? ""),
                "labels": .text(state.series), "state": .text(state.phase.rawValue), "since": .int64(state.since),
                "value": state.value.map { .float64($0) } ?? .null, "evaluated_at": .int64(state.evaluatedAt),
                "last_error": .text(failures[state.thresholdId] ?? ""),
            ]
        }
        // A threshold without series shows why.
        let seen = Set(states.map(\.thresholdId))
        for (id, name) in names.sorted(by: { $0.key < $1.key }) where !seen.contains(id) {
            rows.append([
                "threshold_id": .text(id), "name": .text(name), "labels": .text("{}"), "state": .text("unknown"),
                "last_error": .text(failures[id] ?? ""),
            ])
        }
        return rows
    }
}

/// `system.alert_history`: every change of every series.
package struct AlertHistoryTable: SuppliedTable {
    package let name = "alert_history"
    package let comment = "Changes of the series of alert thresholds, the newest 100,000."
    package let columns = """
        at DateTime64(3, 'UTC')
        threshold_id String
        labels String
        from_state String
        to_state String
        value Nullable(Float64)
        """
    private let store: any MetadataStore

    package init(_ store: any MetadataStore) { self.store = store }

    package func rows() throws(QueryError) -> [[String: Value]] {
        try asked { () throws(MetadataError) in try store.alertHistory(limit: 100_000) }.map { change in
            [
                "at": .int64(change.state.since), "threshold_id": .text(change.state.thresholdId),
                "labels": .text(change.state.series), "from_state": .text(change.from.rawValue),
                "to_state": .text(change.state.phase.rawValue),
                "value": change.state.value.map { .float64($0) } ?? .null,
            ]
        }
    }
}

/// `system.webhook_deliveries`: notices on their way, and how they ended.
package struct DeliveriesTable: SuppliedTable {
    package let name = "webhook_deliveries"
    package let comment = "Notices to webhooks and how they ended, the newest 100,000."
    package let columns = """
        id String
        webhook_id String
        event_type String
        state String
        attempts UInt32
        created_at DateTime64(3, 'UTC')
        next_attempt_at DateTime64(3, 'UTC')
        ended_at Nullable(DateTime64(3, 'UTC'))
        last_status Nullable(UInt16)
        last_error String
        replays Nullable(String)
        body String
        """
    private let store: any MetadataStore

    package init(_ store: any MetadataStore) { self.store = store }

    package func rows() throws(QueryError) -> [[String: Value]] {
        let page = Page(after: nil, limit: 100_000)
        return try asked { () throws(MetadataError) in try store.deliveries(webhook: nil, page) }.map { delivery in
            [
                "id": .text(delivery.id), "webhook_id": .text(delivery.webhookId),
                "event_type": .text(delivery.eventType), "state": .text(delivery.state.rawValue),
                "attempts": .uint64(UInt64(clamping: delivery.attempts)), "created_at": .int64(delivery.createdAt),
                "next_attempt_at": .int64(delivery.nextAttemptAt),
                "ended_at": delivery.endedAt.map { .int64($0) } ?? .null,
                "last_status": delivery.lastStatus.map { .uint64(UInt64(clamping: $0)) } ?? .null,
                "last_error": .text(delivery.lastError), "replays": delivery.replays.map { .text($0) } ?? .null,
                "body": .text(delivery.body),
            ]
        }
    }
}

/// `system.webhook_events`: events that came in.
package struct WebhookEventsTable: SuppliedTable {
    package let name = "webhook_events"
    package let comment = "Events that webhooks brought, the newest 100,000; those that no table takes as they came."
    package let columns = """
        source String
        event_id String
        event_type String
        received_at DateTime64(3, 'UTC')
        state String
        payload String
        error String
        """
    private let store: any MetadataStore

    package init(_ store: any MetadataStore) { self.store = store }

    package func rows() throws(QueryError) -> [[String: Value]] {
        try asked { () throws(MetadataError) in try store.events(limit: 100_000) }.map { event in
            [
                "source": .text(event.source), "event_id": .text(event.id), "event_type": .text(event.type),
                "received_at": .int64(event.receivedAt), "state": .text(event.state.rawValue),
                "payload": .text(event.payload), "error": .text(event.error),
            ]
        }
    }
}

/// An error of the store as the query's.
private func asked<Result>(_ body: () throws(MetadataError) -> Result) throws(QueryError) -> Result {
    do throws(MetadataError) {
        return try body()
    } catch {
        throw QueryError(.networkError, "The metadata store is away: \(error.reason)")
    }
}
