import Columns
import Foundation
import Metadata
import Testing

/// What every backend promises, run on SQLite and on a real PostgreSQL.
@Suite(.serialized)
struct StoreContractTests {
    @Test("SQLite keeps the contract")
    func sqlite() throws {
        let path = "/tmp/colonnade-metadata-\(UUID().uuidString).sqlite"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        try StoreContract { try MetadataBackends.open("sqlite:\(path)") }.check()
    }

    @Test("PostgreSQL keeps the contract, and comes back after it was away", .enabled(if: PostgresServer.isInstalled))
    func postgres() throws {
        let server = try PostgresServer()
        try StoreContract { try MetadataBackends.open(server.url) }.check()

        let store = try MetadataBackends.open(server.url)
        defer { store.close() }
        let cache = try MetadataCache(store)
        let before = cache.snapshot.keys.count
        #expect(before > 0)
        try server.stop()
        #expect(throws: MetadataError.self) { _ = try store.revokeKey("nobody", at: 1) }
        #expect(throws: MetadataError.self) { try cache.reload() }
        #expect(cache.snapshot.keys.count == before, "cached keys stay while the store is away")
        try server.start()
        #expect(try store.revokeKey("nobody", at: 1) == false, "the pool replaces dead connections")
    }

    @Test("another instance hears of changes", .enabled(if: PostgresServer.isInstalled))
    func notification() throws {
        let server = try PostgresServer()
        let first = try MetadataBackends.open(server.url)
        let second = try MetadataBackends.open(server.url)
        defer {
            first.close()
            second.close()
        }
        let heard = DispatchSemaphore(value: 0)
        second.observe { heard.signal() }
        // The first call says that it listens.
        #expect(heard.wait(timeout: .now() + 10) == .success)
        try first.put(EventSource(name: "a", definition: .object([]), updatedAt: 1, version: 1))
        #expect(heard.wait(timeout: .now() + 5) == .success)
    }
}

/// The contract: `open` opens the same store each time.
private struct StoreContract {
    let open: () throws -> any MetadataStore

    func check() throws {
        let store = try open()
        try checkKeys(store)
        try checkWebhooks(store)
        try checkThresholds(store)
        try checkDeliveries(store)
        try checkEvents(store)
        try checkAnswers(store)
        store.close()
        // Everything is there after a restart, and migrations run once.
        let again = try open()
        #expect(try again.allKeys().count == 3)
        #expect(try again.events(limit: 10).count == 3)
        again.close()
    }

    private func key(_ id: String, _ hash: String) -> APIKey {
        APIKey(
            id: id, name: "name of \(id)", hash: hash, scopes: ["query"], databases: ["d"], agents: ["a", "b'\"\\"],
            createdAt: 5, expiresAt: nil, rateLimit: 7, replaces: nil)
    }

    private func checkKeys(_ store: any MetadataStore) throws {
        let revision = try store.revision()
        for id in ["k2", "k1", "k3"] { try store.add(key(id, "hash " + id)) }
        #expect(try store.revision() > revision)
        #expect(throws: MetadataError.self) { try store.add(key("k4", "hash k1")) }
        #expect(throws: MetadataError.self) { try store.add(key("k1", "hash k9")) }
        #expect(try store.key("k1") == key("k1", "hash k1"))
        #expect(try store.key("none") == nil)
        #expect(try store.keys(Page(after: nil, limit: 2)).map(\.id) == ["k1", "k2"])
        #expect(try store.keys(Page(after: "k2", limit: 2)).map(\.id) == ["k3"])
        #expect(try store.revokeKey("k1", at: 9))
        #expect(try !store.revokeKey("k1", at: 10), "a key is revoked once")
        #expect(try store.key("k1")?.revokedAt == 9)
        try store.expireKey("k2", at: 100)
        try store.expireKey("k2", at: 200)
        #expect(try store.key("k2")?.expiresAt == 100, "an end is not moved back")
        try store.noteUse(["k2": 50, "k3": 60])
        try store.noteUse(["k2": 40])
        #expect(try store.key("k2")?.lastUsedAt == 50)
    }

    private func checkWebhooks(_ store: any MetadataStore) throws {
        var webhook = Webhook(
            id: "w1", url: "https://example.com/", events: ["alert.*"], secret: "s", description: "d", agents: [],
            createdAt: 1)
        try store.add(webhook)
        webhook.url = "https://example.org/"
        try store.update(webhook)
        #expect(throws: MetadataError.self, "the version has moved on") { try store.update(webhook) }
        let stored = try #require(try store.webhook("w1"))
        #expect(stored.url == "https://example.org/" && stored.version == 2)
        try store.noteHealth(of: "w1", failingSince: 5)
        try store.noteHealth(of: "w1", failingSince: 9)
        #expect(try store.webhook("w1")?.failingSince == 5, "the first failure counts")
        try store.noteHealth(of: "w1", failingSince: nil)
        #expect(try store.webhook("w1")?.failingSince == nil)
        let definition = JSONValue.object(["secrets": .texts(["x"])])
        try store.put(EventSource(name: "s", definition: definition, updatedAt: 1, version: 1))
        try store.put(EventSource(name: "s", definition: definition, updatedAt: 2, version: 1))
        #expect(try store.source("s")?.version == 2)
        #expect(try store.sources().map(\.definition) == [definition])
    }

    private func checkThresholds(_ store: any MetadataStore) throws {
        let definition = JSONValue.object(["threshold": .number("1.50")])
        var threshold = Threshold(id: "t1", definition: definition, createdAt: 1, updatedAt: 1, version: 1)
        try store.add(threshold)
        #expect(try store.threshold("t1")?.definition == definition, "numbers stay as they were written")
        threshold.updatedAt = 2
        try store.update(threshold)
        #expect(throws: MetadataError.self) { try store.update(threshold) }
        var state = AlertState(
            thresholdId: "t1", series: "{}", phase: .firing, since: 3, value: 1.5, evaluatedAt: 3)
        let change = AlertChange(state, from: .normal)
        let notice = NewDelivery(
            id: "m0", webhookId: "none", eventType: "alert.firing", body: "{}", at: 3, replays: nil)
        #expect(try store.record([], [(change, [notice])]) == [change])
        #expect(try store.record([], [(change, [notice])]) == [], "two instances find it, one tells")
        #expect(try store.alertStates(of: "t1") == [state])
        state.value = nil
        state.evaluatedAt = 4
        #expect(try store.record([state], []) == [])
        #expect(try store.alertStates(of: nil) == [state])
        #expect(try store.alertHistory(limit: 5).map(\.from) == [.normal])
        #expect(try store.removeThreshold("t1"))
        #expect(try !store.removeThreshold("t1"))
        #expect(try store.alertStates(of: nil).isEmpty)
    }

    private func checkDeliveries(_ store: any MetadataStore) throws {
        for (id, webhook) in [("m1", "w1"), ("m2", "w1"), ("m3", "w2")] {
            try store.enqueue([
                NewDelivery(id: id, webhookId: webhook, eventType: "e", body: "{}", at: 10, replays: nil)
            ])
        }
        #expect(throws: MetadataError.self, "an identifier is used once") {
            try store.enqueue([
                NewDelivery(id: "m1", webhookId: "w1", eventType: "e", body: "{}", at: 10, replays: nil)
            ])
        }
        var first = try store.claimDeliveries(at: 20, lease: 100, limit: 10)
        #expect(first.map(\.id) == ["m0", "m1", "m3"], "the oldest of each webhook")
        #expect(try store.claimDeliveries(at: 21, lease: 100, limit: 10).isEmpty, "nobody gets it twice")
        #expect(try store.claimDeliveries(at: 130, lease: 100, limit: 10).count == 3, "a lease runs out")
        first[1].state = .delivered
        first[1].endedAt = 140
        try store.finish(first[1])
        #expect(try store.claimDeliveries(at: 150, lease: 1000, limit: 10).map(\.id) == ["m2"], "then the next one")
        first[2].attempts = 1
        first[2].nextAttemptAt = 9000
        first[2].lastError = "no"
        try store.finish(first[2])
        #expect(try store.nextDeliveryDue(after: 2000) == 9000)
        #expect(try store.delivery("m3")?.lastError == "no")
        let page = try store.deliveries(webhook: "w1", Page(after: nil, limit: 1))
        #expect(page.map(\.id) == ["m2"])
        #expect(try store.deliveries(webhook: "w1", from: 0, to: 11, limit: 5).map(\.id) == ["m1", "m2"])
        try store.disableWebhook("w2", because: "gone", at: 500)
        #expect(try store.delivery("m3")?.state == .dead)
        #expect(try store.removeWebhook("w1", at: 600))
        #expect(try store.delivery("m2")?.state == .cancelled)
        try store.forgetDeliveries(before: 200)
        #expect(try store.delivery("m1") == nil)
    }

    private func event(_ id: String, _ state: IncomingEvent.State, at: Int64) -> IncomingEvent {
        IncomingEvent(source: "s", id: id, type: "t", receivedAt: at, state: state, payload: "{\"a\":1}", error: "")
    }

    private func checkEvents(_ store: any MetadataStore) throws {
        let events = [event("e1", .pending, at: 1), event("e2", .unknown, at: 2), event("e3", .pending, at: 3)]
        #expect(try store.accept(events, owner: "me", deliveries: [:]) == ["e1", "e2", "e3"])
        #expect(try store.accept(events, owner: "me", deliveries: [:]).isEmpty, "an event is accepted once")
        #expect(try store.accept([event("e3", .pending, at: 9)], owner: "you", deliveries: [:]).isEmpty)
        #expect(try store.pendingEvents(owner: "me", limit: 9).map(\.id) == ["e1", "e3"])
        #expect(try store.pendingEvents(owner: "you", limit: 9).isEmpty)
        try store.finish([events[0]], as: .applied, error: "")
        #expect(try store.pendingEvents(owner: "me", limit: 9).map(\.id) == ["e3"])
        try store.finish([events[2]], as: .rejected, error: "odd")
        #expect(try store.events(limit: 9).map(\.error) == ["odd", "", ""])
        try store.forgetEvents(appliedBefore: 1, othersBefore: 1)
        #expect(try store.events(limit: 9).count == 3)
    }

    private func checkAnswers(_ store: any MetadataStore) throws {
        let answer = RememberedAnswer(fingerprint: "f", status: 201, body: "{}")
        #expect(try store.answer(for: "k") == nil)
        try store.remember(answer, for: "k", at: 10, forgettingBefore: 0)
        #expect(try store.answer(for: "k") == answer)
        #expect(throws: MetadataError.self) { try store.remember(answer, for: "k", at: 10, forgettingBefore: 0) }
        try store.remember(answer, for: "l", at: 20, forgettingBefore: 15)
        #expect(try store.answer(for: "k") == nil, "old answers are forgotten")
    }
}
