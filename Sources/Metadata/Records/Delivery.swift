/// One notice on its way to one webhook.
package struct Delivery: Sendable, Equatable {
    package enum State: String, Sendable { case pending, delivered, dead, cancelled }

    /// Grows with every delivery: the order in which a webhook gets them.
    package let sequence: Int64
    /// The `webhook-id` that receivers know it by.
    package let id: String
    package let webhookId: String
    package let eventType: String
    package let body: String
    package let createdAt: Int64
    package var state: State
    package var attempts: Int64
    package var nextAttemptAt: Int64
    package var lastStatus: Int64?
    package var lastError: String
    package var endedAt: Int64?
    /// The delivery that this one repeats.
    package let replays: String?

    package init(
        sequence: Int64, id: String, webhookId: String, eventType: String, body: String, createdAt: Int64, state: State,
        attempts: Int64, nextAttemptAt: Int64, lastStatus: Int64?, lastError: String, endedAt: Int64?, replays: String?
    ) {
        self.sequence = sequence
        self.id = id
        self.webhookId = webhookId
        self.eventType = eventType
        self.body = body
        self.createdAt = createdAt
        self.state = state
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.endedAt = endedAt
        self.replays = replays
    }
}

/// A notice that is not stored yet.
package struct NewDelivery: Sendable, Equatable {
    package let id: String
    package let webhookId: String
    package let eventType: String
    package let body: String
    package let at: Int64
    package let replays: String?

    package init(id: String, webhookId: String, eventType: String, body: String, at: Int64, replays: String?) {
        self.id = id
        self.webhookId = webhookId
        self.eventType = eventType
        self.body = body
        self.at = at
        self.replays = replays
    }
}

/// An event that a webhook brought.
package struct IncomingEvent: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Durable here, and not yet known to be in its table.
        case pending
        /// In its table.
        case applied
        /// Of a type that no table takes: kept as it came.
        case unknown
        /// Of a known type, but it cannot be read: kept as it came, with the reason.
        case rejected
    }

    package let source: String
    package let id: String
    package let type: String
    package let receivedAt: Int64
    package var state: State
    package let payload: String
    package var error: String

    package init(
        source: String, id: String, type: String, receivedAt: Int64, state: State, payload: String, error: String
    ) {
        self.source = source
        self.id = id
        self.type = type
        self.receivedAt = receivedAt
        self.state = state
        self.payload = payload
        self.error = error
    }
}

/// An answer that is given again to the same request.
package struct RememberedAnswer: Sendable, Equatable {
    /// Of the request: another one under the same key is refused.
    package let fingerprint: String
    package let status: Int
    package let body: String

    package init(fingerprint: String, status: Int, body: String) {
        self.fingerprint = fingerprint
        self.status = status
        self.body = body
    }
}

/// Part of a list: what comes behind `after`, at most `limit`.
package struct Page: Sendable, Equatable {
    /// The identifier of the last record of the page before; `nil` for the first page.
    package let after: String?
    package let limit: Int

    package init(after: String?, limit: Int) {
        self.after = after
        self.limit = limit
    }
}
