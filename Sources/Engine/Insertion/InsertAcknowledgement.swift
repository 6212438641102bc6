import Errors

/// What is promised when an insert is answered; `X-Colonnade-Ack` of the answer.
package enum InsertAcknowledgement: String, Sendable {
    /// The rows wait in the server's memory and are not written yet: `wait_for_async_insert = 0`.
    case queued
    /// Written, and visible. They outlive the server, but not the machine's power.
    case memory
    /// On the disk: they outlive the machine's power.
    case fsync

    /// What the setting `insert_ack` asks for.
    init(_ settings: QuerySettings) throws(QueryError) {
        let text = settings.text("insert_ack")
        switch text {
        case "memory": self = .memory
        case "fsync": self = .fsync
        default:
            throw QueryError(.badArguments, "Setting insert_ack must be 'memory' or 'fsync', got '\(text)'")
        }
    }
}
