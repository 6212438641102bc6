import Synchronization

/// Counts of what has happened since the start, by ClickHouse's names: `system.events`, `/metrics`.
package final class EventCounters: Sendable {
    package enum Event: String, CaseIterable, Sendable {
        case query = "Query"
        case selectQuery = "SelectQuery"
        case insertQuery = "InsertQuery"
        case failedQuery = "FailedQuery"
        case insertedRows = "InsertedRows"
        case insertedBytes = "InsertedBytes"
        case selectedRows = "SelectedRows"
        case selectedBytes = "SelectedBytes"
        case queryTimeMicroseconds = "QueryTimeMicroseconds"
        case asyncInsertQuery = "AsyncInsertQuery"
        case asyncInsertRows = "AsyncInsertRows"
        case asyncInsertBytes = "AsyncInsertBytes"
        case webhookEvents = "WebhookEvents"
        case webhookEventsRepeated = "WebhookEventsRepeated"
        case webhookEventsRefused = "WebhookEventsRefused"
        case webhookDeliveries = "WebhookDeliveries"
        case webhookDeliveriesFailed = "WebhookDeliveriesFailed"
        case alertEvaluations = "AlertEvaluations"
        case alertEvaluationsFailed = "AlertEvaluationsFailed"
        case alertNotices = "AlertNotices"

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

    private let counts = Mutex<[Event: Int]>([:])

    package init() {}

    package func add(_ event: Event, _ amount: Int = 1) { counts.withLock { $0[event, default: 0] &+= amount } }

    package func count(of event: Event) -> Int { counts.withLock { $0[event] ?? 0 } }
}
