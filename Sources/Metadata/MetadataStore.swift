/// Colonnade's own records. Two backends under one contract: SQLite and PostgreSQL (`MetadataBackends.swift`).
///
/// Calls block for the time of a disk or a network; every change is durable when its call returns. Moments are
/// milliseconds since the epoch, passed in by the caller.
package protocol MetadataStore: KeyStore, WebhookStore, AlertStore, DeliveryStore, EventStore {
    /// A number that grows with every change of keys, webhooks, sources or thresholds by any instance.
    func revision() throws(MetadataError) -> Int64
    /// `observer` is called soon after another instance has changed something; it may be called without a reason.
    func observe(_ observer: @escaping @Sendable () -> Void)
    func close()
}

/// API keys.
package protocol KeyStore: Sendable {
    /// Throws `conflict` where the identifier or the hash is there already.
    func add(_ key: APIKey) throws(MetadataError)
    func keys(_ page: Page) throws(MetadataError) -> [APIKey]
    func key(_ id: String) throws(MetadataError) -> APIKey?
    /// All keys, revoked ones too.
    func allKeys() throws(MetadataError) -> [APIKey]
    /// `false` where there is no such key, or it was revoked before.
    func revokeKey(_ id: String, at now: Int64) throws(MetadataError) -> Bool
    /// Ends a key at `expiresAt`, unless it ends earlier by itself: the old one of a rotation.
    func expireKey(_ id: String, at expiresAt: Int64) throws(MetadataError)
    /// Notes when keys were last used, by identifier.
    func noteUse(_ moments: [String: Int64]) throws(MetadataError)
}

/// Where notices go, and where events come from.
package protocol WebhookStore: Sendable {
    func add(_ webhook: Webhook) throws(MetadataError)
    func webhooks(_ page: Page) throws(MetadataError) -> [Webhook]
    func webhook(_ id: String) throws(MetadataError) -> Webhook?
    /// Throws `conflict` where the stored version is not `webhook.version`; the stored one counts up.
    func update(_ webhook: Webhook) throws(MetadataError)
    /// Takes it away and cancels what waits for it. `false` where there is none.
    func removeWebhook(_ id: String, at now: Int64) throws(MetadataError) -> Bool
    func source(_ name: String) throws(MetadataError) -> EventSource?
    func sources() throws(MetadataError) -> [EventSource]
    /// Makes or replaces the source; `version` counts up by itself.
    func put(_ source: EventSource) throws(MetadataError)
}

/// Thresholds, where their series stand, and how they got there.
package protocol AlertStore: Sendable {
    func add(_ threshold: Threshold) throws(MetadataError)
    func thresholds(_ page: Page) throws(MetadataError) -> [Threshold]
    func threshold(_ id: String) throws(MetadataError) -> Threshold?
    /// Throws `conflict` where the stored version is not `threshold.version`; the stored one counts up.
    func update(_ threshold: Threshold) throws(MetadataError)
    /// Takes it away with its states. `false` where there is none.
    func removeThreshold(_ id: String) throws(MetadataError) -> Bool
    /// All states, or those of one threshold.
    func alertStates(of threshold: String?) throws(MetadataError) -> [AlertState]
    /// The newest changes first.
    func alertHistory(limit: Int) throws(MetadataError) -> [AlertChange]
    /// Stores what an evaluation has found: states, changes and the notices about them, all or nothing.
    ///
    /// A change is stored only if the series still stands where it comes from: the result are the changes that were, so
    /// that of two instances one tells. `deliveries` are the notices of a change.
    func record(
        _ states: [AlertState], _ changes: [(change: AlertChange, deliveries: [NewDelivery])]
    ) throws(MetadataError) -> [AlertChange]
}

/// The queue of notices.
package protocol DeliveryStore: Sendable {
    func enqueue(_ deliveries: [NewDelivery]) throws(MetadataError)
    /// Takes the next delivery of each webhook that is due and that nobody else has, for `lease` milliseconds.
    func claimDeliveries(at now: Int64, lease: Int64, limit: Int) throws(MetadataError) -> [Delivery]
    /// Stores how an attempt ended, and lets the delivery go.
    func finish(_ delivery: Delivery) throws(MetadataError)
    /// When the next delivery will be due that is not now; `nil` where nothing waits.
    func nextDeliveryDue(after now: Int64) throws(MetadataError) -> Int64?
    /// The newest first; `webhook` for those of one.
    func deliveries(webhook: String?, _ page: Page) throws(MetadataError) -> [Delivery]
    func delivery(_ id: String) throws(MetadataError) -> Delivery?
    /// Those of one webhook that were made in a range of time, oldest first.
    func deliveries(webhook: String, from: Int64, to: Int64, limit: Int) throws(MetadataError) -> [Delivery]
    /// Notes that a webhook has answered (`nil`), or since when it has not.
    func noteHealth(of webhook: String, failingSince: Int64?) throws(MetadataError)
    /// Ends a webhook that is gone; what waits for it is dead.
    func disableWebhook(_ id: String, because reason: String, at now: Int64) throws(MetadataError)
    /// Forgets deliveries that ended before a moment.
    func forgetDeliveries(before moment: Int64) throws(MetadataError)
}

/// Events that came in, and answers that were given.
package protocol EventStore: Sendable {
    /// Stores events that are not known yet, with deliveries about them; gives the identifiers of those that are new.
    func accept(
        _ events: [IncomingEvent], owner: String, deliveries: [String: [NewDelivery]]
    ) throws(MetadataError) -> Set<String>
    /// Events of this owner that are not in their table yet, oldest first.
    func pendingEvents(owner: String, limit: Int) throws(MetadataError) -> [IncomingEvent]
    /// Notes that events are in their table, or cannot be.
    func finish(_ events: [IncomingEvent], as state: IncomingEvent.State, error: String) throws(MetadataError)
    /// The newest first.
    func events(limit: Int) throws(MetadataError) -> [IncomingEvent]
    /// Forgets applied events from before `applied`, and all others but pending ones from before `others`.
    func forgetEvents(appliedBefore applied: Int64, othersBefore others: Int64) throws(MetadataError)
    /// The answer that a request with this key has got.
    func answer(for key: String) throws(MetadataError) -> RememberedAnswer?
    /// Throws `conflict` where there is one already. Forgets those from before `oldest`.
    func remember(
        _ answer: RememberedAnswer, for key: String, at now: Int64, forgettingBefore oldest: Int64
    ) throws(MetadataError)
}
