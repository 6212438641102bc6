import Synchronization

/// Counts of what has happened since the start, by ClickHouse's names: `system.events`, `/metrics`.
package final class EventCounters: Sendable {
    package enum Event: Int, CaseIterable, Sendable {
        case query
        case selectQuery
        case insertQuery
        case failedQuery
        case insertedRows
        case insertedBytes
        case selectedRows
        case selectedBytes
        case queryTimeMicroseconds
        case asyncInsertQuery
        case asyncInsertRows
        case asyncInsertBytes
        case webhookEvents
        case webhookEventsRepeated
        case webhookEventsRefused
        case webhookDeliveries
        case webhookDeliveriesFailed
        case alertEvaluations
        case alertEvaluationsFailed
        case alertNotices

        /// ClickHouse's name, or one like it.
        package var name: String {
            switch self {
            case .query: "Query"
            case .selectQuery: "SelectQuery"
            case .insertQuery: "InsertQuery"
            case .failedQuery: "FailedQuery"
            case .insertedRows: "InsertedRows"
            case .insertedBytes: "InsertedBytes"
            case .selectedRows: "SelectedRows"
            case .selectedBytes: "SelectedBytes"
            case .queryTimeMicroseconds: "QueryTimeMicroseconds"
            case .asyncInsertQuery: "AsyncInsertQuery"
            case .asyncInsertRows: "AsyncInsertRows"
            case .asyncInsertBytes: "AsyncInsertBytes"
            case .webhookEvents: "WebhookEvents"
            case .webhookEventsRepeated: "WebhookEventsRepeated"
            case .webhookEventsRefused: "WebhookEventsRefused"
            case .webhookDeliveries: "WebhookDeliveries"
            case .webhookDeliveriesFailed: "WebhookDeliveriesFailed"
            case .alertEvaluations: "AlertEvaluations"
            case .alertEvaluationsFailed: "AlertEvaluationsFailed"
            case .alertNotices: "AlertNotices"
            }
        }

        /// One sentence, for `system.events`.
        package var summary: String {
            switch self {
            case .query: "Statements that were run"
            case .selectQuery: "SELECT queries that were run"
            case .insertQuery: "INSERT queries that were run"
            case .failedQuery: "Statements that ended with an error"
            case .insertedRows: "Rows inserted into all tables"
            case .insertedBytes: "Bytes (uncompressed) inserted into all tables"
            case .selectedRows: "Rows read by all queries"
            case .selectedBytes: "Bytes (uncompressed) read by all queries"
            case .queryTimeMicroseconds: "Time of all statements together"
            case .asyncInsertQuery: "INSERT queries that were gathered"
            case .asyncInsertRows: "Rows of gathered INSERT queries"
            case .asyncInsertBytes: "Bytes of gathered INSERT queries"
            case .webhookEvents: "Events that webhooks brought and that are kept"
            case .webhookEventsRepeated: "Events that webhooks brought again"
            case .webhookEventsRefused: "Requests of webhooks that were refused: signature, size, form"
            case .webhookDeliveries: "Attempts to deliver a notice"
            case .webhookDeliveriesFailed: "Attempts to deliver a notice that failed"
            case .alertEvaluations: "Evaluations of alert thresholds"
            case .alertEvaluationsFailed: "Evaluations of alert thresholds that ended with an error"
            case .alertNotices: "Alerts that began to fire or were resolved"
            }
        }
    }

    /// A lock would be where short queries meet.
    private final class Count: Sendable {
        let value = Atomic<Int>(0)
    }

    private let counts = Event.allCases.map { _ in Count() }

    package init() {}

    package func add(_ event: Event, _ amount: Int = 1) {
        counts[event.rawValue].value.wrappingAdd(amount, ordering: .relaxed)
    }

    package func count(of event: Event) -> Int { counts[event.rawValue].value.load(ordering: .relaxed) }
}
