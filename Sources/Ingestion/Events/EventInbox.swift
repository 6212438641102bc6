import Engine
import Errors
import Metadata
import Storage
import Synchronization

/// Takes events in: durable in the store first, then in their table, each exactly once by its identifier.
///
/// Requests that come at the same time share one commit of the store and one insert. An event that the store knows
/// already is acknowledged and goes no further; events that were durable but not yet in their table when the server
/// stopped are looked for there, and inserted if they are missing.
package final class EventInbox: Sendable {
    /// Events that wait at once: beyond, senders are asked to come again.
    private static let waitingMax = 50_000
    private static let batchMax = 10_000
    private static let retryMilliseconds = 2000

    package enum Outcome: Sendable, Equatable {
        /// Durable: how many are new, and how many were known.
        case accepted(fresh: Int, repeated: Int)
        case tooMany
        case unavailable(String)
    }

    private struct Submission: Sendable {
        let events: [IncomingEvent]
        let source: SourceDefinition
        /// Told when the events are in their table, not before.
        var waitsForTable = false
        let finish: @Sendable (Outcome) -> Void
    }

    private struct State {
        var submissions: [Submission] = []
        var waiting = 0
        var isStopping = false
        /// The table has refused events: they are tried again later.
        var mustRetry = true
    }

    let instance: Instance
    private let cache: MetadataCache
    let sources: EventSources
    private let owner: String
    private let state = Mutex(State())
    private let changed = Signal()
    private let thread = Mutex<BackgroundThread?>(nil)

    /// `owner` names this server's data: what it has promised to insert, no other does.
    package init(_ instance: Instance, _ cache: MetadataCache, _ sources: EventSources, owner: String) {
        self.instance = instance
        self.cache = cache
        self.sources = sources
        self.owner = owner
    }

    package func start() {
        let thread = BackgroundThread { [weak self] in
            while let inbox = self, inbox.turn() {}
        }
        self.thread.withLock { $0 = thread }
    }

    /// Ends when what has been taken is in the store.
    package func stop() {
        state.withLock { $0.isStopping = true }
        changed.raise()
        thread.withLock { $0 }?.join()
    }

    /// Gives the events in; returns when they are durable.
    package func submit(_ events: [IncomingEvent], of source: SourceDefinition) async -> Outcome {
        guard !events.isEmpty else { return .accepted(fresh: 0, repeated: 0) }
        return await withCheckedContinuation { continuation in
            add(Submission(events: events, source: source) { continuation.resume(returning: $0) })
        }
    }

    /// Gives in events of one source on a thread that may wait; returns when they are in their table.
    func submitAndWait(_ events: [IncomingEvent], of source: SourceDefinition) -> Outcome {
        let outcome = Mutex(Outcome.accepted(fresh: 0, repeated: 0))
        let isDone = Signal()
        add(
            Submission(events: events, source: source, waitsForTable: true) { result in
                outcome.withLock { $0 = result }
                isDone.raise()
            })
        isDone.wait()
        return outcome.withLock { $0 }
    }

    private func add(_ submission: Submission) {
        let count = submission.events.count
        let refusal: Outcome? = state.withLock { state in
            guard !state.isStopping else { return .unavailable("the server is stopping") }
            guard state.waiting + count <= Self.waitingMax else { return .tooMany }
            state.waiting += count
            state.submissions.append(submission)
            return nil
        }
        if let refusal { submission.finish(refusal) } else { changed.raise() }
    }

    // MARK: - The thread

    /// Works off what waits; `false` at the end.
    private func turn() -> Bool {
        let hasWork = state.withLock { !$0.submissions.isEmpty }
        if !hasWork, !state.withLock({ $0.isStopping }) { changed.wait(milliseconds: Self.retryMilliseconds) }
        let (batch, isStopping, mustRetry) = state.withLock { state in
            var count = 0
            var taken = 0
            while taken < state.submissions.count {
                count += state.submissions[taken].events.count
                guard taken == 0 || count <= Self.batchMax else { break }
                taken += 1
            }
            let batch = Array(state.submissions.prefix(taken))
            state.submissions.removeFirst(taken)
            if state.submissions.isEmpty, !state.isStopping { changed.lower() }
            return (batch, state.isStopping, state.mustRetry)
        }
        if !batch.isEmpty {
            take(batch)
        } else if mustRetry, !isStopping {
            recover()
        }
        return !(isStopping && batch.isEmpty)
    }

    private func take(_ batch: [Submission]) {
        defer { state.withLock { $0.waiting -= batch.reduce(0) { $0 + $1.events.count } } }
        var seen: Set<EventKey> = []
        var events: [IncomingEvent] = []
        for event in batch.lazy.flatMap(\.events) where seen.insert(EventKey(event)).inserted { events.append(event) }
        let accepted: [IncomingEvent]
        do throws(MetadataError) {
            accepted = try store(events, batch)
        } catch {
            for submission in batch { submission.finish(.unavailable(error.reason)) }
            return
        }
        var unclaimed = Set(accepted.map(EventKey.init))
        instance.events.add(.webhookEvents, accepted.count)
        var waiting: [(Submission, Outcome)] = []
        for submission in batch {
            var fresh = 0
            for event in submission.events where unclaimed.remove(EventKey(event)) != nil { fresh += 1 }
            let repeated = submission.events.count - fresh
            instance.events.add(.webhookEventsRepeated, repeated)
            let outcome = Outcome.accepted(fresh: fresh, repeated: repeated)
            if submission.waitsForTable { waiting.append((submission, outcome)) } else { submission.finish(outcome) }
        }
        let isApplied = apply(accepted.filter { $0.state == .pending }, checkingTable: false)
        for (submission, outcome) in waiting {
            submission.finish(isApplied ? outcome : .unavailable("the events are kept, and wait for their table"))
        }
    }

    /// Makes the events durable with the notices about them; gives those that are new.
    private func store(_ events: [IncomingEvent], _ batch: [Submission]) throws(MetadataError) -> [IncomingEvent] {
        var definitions: [String: SourceDefinition] = [:]
        for submission in batch { definitions[submission.source.name] = submission.source }
        let notices = TradeNotices(cache.snapshot.webhooks, instance)
        var result: [IncomingEvent] = []
        for (name, ofSource) in Dictionary(grouping: events, by: \.source) {
            var deliveries: [String: [NewDelivery]] = [:]
            if let definition = definitions[name], notices.isNeeded {
                for event in ofSource { deliveries[event.id] = notices.deliveries(about: event, definition) }
            }
            let fresh = try cache.store.accept(ofSource, owner: owner, deliveries: deliveries)
            result += ofSource.filter { fresh.contains($0.id) }
        }
        return result
    }

    /// What the store has of us that may not be in its table: after a start, and after a failure.
    private func recover() {
        do throws(MetadataError) {
            let pending = try cache.store.pendingEvents(owner: owner, limit: Self.batchMax)
            if pending.isEmpty {
                state.withLock { $0.mustRetry = false }
            } else {
                apply(pending, checkingTable: true)
            }
        } catch {
            // The store is away: the next turn tries again.
        }
    }

    /// `false` where the table has refused some: they are tried again later.
    @discardableResult
    private func apply(_ events: [IncomingEvent], checkingTable: Bool) -> Bool {
        var isApplied = true
        for (name, ofSource) in Dictionary(grouping: events, by: \.source) {
            let definition = sources.definition(named: name)
            do throws(QueryError) {
                let writer = TradeWriter(instance, definition)
                let known = checkingTable ? try writer.known(among: ofSource) : []
                let missing = ofSource.filter { !known.contains($0.id) }
                let rejected = try writer.insert(missing)
                try finish(ofSource.filter { !rejected.contains($0.id) }, as: .applied, error: "")
                try finish(ofSource.filter { rejected.contains($0.id) }, as: .rejected, error: "no trade can be read")
            } catch {
                instance.errors.add(error, queryIdentifier: "webhook-\(name)", at: instance.clock.nowNanoseconds)
                state.withLock { $0.mustRetry = true }
                isApplied = false
            }
        }
        return isApplied
    }

    private func finish(
        _ events: [IncomingEvent], as state: IncomingEvent.State, error: String
    ) throws(QueryError) {
        do throws(MetadataError) {
            try cache.store.finish(events, as: state, error: error)
        } catch {
            throw QueryError(.networkError, "The metadata store is away: \(error.reason)")
        }
    }
}

/// What makes an event the same as another.
private struct EventKey: Hashable {
    let source: String
    let id: String

    init(_ event: IncomingEvent) {
        source = event.source
        id = event.id
    }
}
