import Columns
import Engine
import Metadata
import Storage
import Synchronization

/// Sends the notices that wait: the oldest of each webhook, many webhooks at once, each in its own time.
package final class DeliveryWorker: Sendable {
    private static let sendingMax = 256
    /// Longer than any attempt: an instance that died gives its deliveries back after it.
    private static let leaseMilliseconds: Int64 = 60_000
    private static let failingMilliseconds: Int64 = 5 * 86_400_000
    private static let keptMilliseconds: Int64 = 30 * 86_400_000

    private struct State {
        var sending = 0
        var ended: [(Delivery, RetrySchedule.Ending)] = []
        var isStopping = false
        var forgottenAt: Int64 = 0
    }

    private let instance: Instance
    private let cache: MetadataCache
    private let sender: NoticeSender
    private let state = Mutex(State())
    private let changed = Signal()
    private let thread = Mutex<BackgroundThread?>(nil)

    package init(_ instance: Instance, _ cache: MetadataCache, _ sender: NoticeSender) {
        self.instance = instance
        self.cache = cache
        self.sender = sender
    }

    package func start() {
        let thread = BackgroundThread { [weak self] in
            while let worker = self, worker.turn() {}
        }
        self.thread.withLock { $0 = thread }
    }

    package func stop() {
        state.withLock { $0.isStopping = true }
        changed.raise()
        thread.withLock { $0 }?.join()
    }

    /// Something waits that did not before.
    package func wake() { changed.raise() }

    private var now: Int64 { instance.clock.nowNanoseconds / 1_000_000 }

    private func turn() -> Bool {
        let (ended, isStopping) = state.withLock { state in
            defer { state.ended = [] }
            return (state.ended, state.isStopping)
        }
        for (delivery, ending) in ended { finish(delivery, ending) }
        guard !isStopping else { return false }
        var wait = 1000
        if let claimed = try? claim() {
            for (delivery, webhook) in claimed { send(delivery, to: webhook) }
            if claimed.isEmpty, let due = try? cache.store.nextDeliveryDue(after: now) {
                wait = Int(min(max(due - now, 1), 1000))
            }
        }
        forgetOld()
        if changed.wait(milliseconds: wait), !state.withLock({ $0.isStopping }) { changed.lower() }
        return true
    }

    private func claim() throws(MetadataError) -> [(Delivery, Webhook)] {
        let room = Self.sendingMax - state.withLock { $0.sending }
        guard room > 0 else { return [] }
        let deliveries = try cache.store.claimDeliveries(at: now, lease: Self.leaseMilliseconds, limit: room)
        var result: [(Delivery, Webhook)] = []
        for delivery in deliveries {
            let webhook = try cache.store.webhook(delivery.webhookId)
            guard let webhook, webhook.status == .active else {
                var ended = delivery
                ended.state = .cancelled
                ended.endedAt = now
                ended.lastError = "the webhook is not active"
                try cache.store.finish(ended)
                continue
            }
            result.append((delivery, webhook))
        }
        return result
    }

    private func send(_ delivery: Delivery, to webhook: Webhook) {
        state.withLock { $0.sending += 1 }
        instance.events.add(.webhookDeliveries)
        let secrets = [webhook.secret] + (webhook.previousSecret.map { [$0] } ?? [])
        let headers = NoticeSigner.headers(for: delivery, secrets: secrets, at: now / 1000)
        Task { [self] in
            let ending = await sender.send(delivery, to: webhook.url, headers: headers)
            state.withLock { state in
                state.sending -= 1
                state.ended.append((delivery, ending))
            }
            changed.raise()
        }
    }

    private func finish(_ delivery: Delivery, _ ending: RetrySchedule.Ending) {
        var delivery = delivery
        delivery.attempts += 1
        switch ending {
        case .status(let code, _):
            delivery.lastStatus = Int64(code)
            delivery.lastError = (200..<300).contains(code) ? "" : "the receiver answered \(code)"
        case .failure(let reason), .forbidden(let reason):
            delivery.lastStatus = nil
            delivery.lastError = reason
        }
        let next = RetrySchedule.next(
            ending, attempts: delivery.attempts, age: now - delivery.createdAt, random: instance.random.next())
        switch next {
        case .delivered:
            delivery.state = .delivered
            delivery.endedAt = now
        case .again(let milliseconds): delivery.nextAttemptAt = now + milliseconds
        case .dead, .gone:
            delivery.state = .dead
            delivery.endedAt = now
        }
        if next != .delivered { instance.events.add(.webhookDeliveriesFailed) }
        do throws(MetadataError) {
            try cache.store.finish(delivery)
            try noteHealth(delivery, next)
        } catch {
            // The store is away: the lease runs out, and the notice is sent once more under its identifier.
        }
    }

    private func noteHealth(_ delivery: Delivery, _ next: RetrySchedule.Next) throws(MetadataError) {
        let id = delivery.webhookId
        if next == .delivered { return try cache.store.noteHealth(of: id, failingSince: nil) }
        if next == .gone { return try disable(id, because: "the receiver answered 410 Gone") }
        try cache.store.noteHealth(of: id, failingSince: now)
        let since = try cache.store.webhook(id)?.failingSince ?? now
        guard now - since >= Self.failingMilliseconds else { return }
        try disable(id, because: "no attempt has succeeded for five days")
    }

    /// Ends a webhook and tells the others that want to know.
    private func disable(_ id: String, because reason: String) throws(MetadataError) {
        try cache.store.disableWebhook(id, because: reason, at: now)
        try cache.reload()
        let type = "webhook.disabled"
        let body = JSONValue.object([
            "type": .string(type), "at": .integer(now),
            "data": .object(["webhook_id": .string(id), "reason": .string(reason)]),
        ]).written
        let interested = cache.snapshot.webhooks.filter { $0.status == .active && $0.id != id }
            .filter { $0.wants(type, agent: nil) }
        try cache.store.enqueue(
            interested.map { webhook in
                NewDelivery(
                    id: "msg_" + makeUUID(instance.random).filter { $0 != "-" }, webhookId: webhook.id,
                    eventType: type, body: body, at: now, replays: nil)
            })
    }

    /// Deliveries are kept for thirty days after their end, events for their horizons; looked at once an hour.
    private func forgetOld() {
        let now = now
        let isDue = state.withLock { state in
            guard now - state.forgottenAt > 3_600_000 else { return false }
            state.forgottenAt = now
            return true
        }
        guard isDue else { return }
        try? cache.store.forgetDeliveries(before: now - Self.keptMilliseconds)
        try? cache.store.forgetEvents(
            appliedBefore: now - EventHorizons.appliedMilliseconds, othersBefore: now - EventHorizons.otherMilliseconds)
    }
}

/// How long events are remembered.
package enum EventHorizons {
    /// A repeated event is recognised for seven days.
    package static let appliedMilliseconds: Int64 = 7 * 86_400_000
    /// Events that no table takes are kept for ninety.
    package static let otherMilliseconds: Int64 = 90 * 86_400_000
}
