import Engine
import Errors
import Metadata
import Storage
import Synchronization

/// Evaluates thresholds: those whose time has come, and after inserts those that want it.
///
/// Where a series stands is read from the store before and written after, in one commit with the notices: a restart
/// forgets nothing and says nothing twice.
package final class ThresholdEvaluator: Sendable {
    private struct State {
        /// When a threshold of that version is evaluated next.
        var due: [String: (version: Int64, at: Int64)] = [:]
        var hasInserts = false
        var isStopping = false
        var failures: [String: String] = [:]
    }

    private let instance: Instance
    private let cache: MetadataCache
    private let onNotices: @Sendable () -> Void
    private let state = Mutex(State())
    private let changed = Signal()
    private let thread = Mutex<BackgroundThread?>(nil)

    /// Rules of every insert are evaluated so often without one: for silence, and for windows that move.
    private static let idleMilliseconds: Int64 = 10_000

    /// `onNotices` is called when notices wait to be sent.
    package init(_ instance: Instance, _ cache: MetadataCache, onNotices: @escaping @Sendable () -> Void) {
        self.instance = instance
        self.cache = cache
        self.onNotices = onNotices
    }

    package func start() {
        instance.insertObservers.add { [weak self] table in
            guard table.database != "system", let self else { return }
            state.withLock { $0.hasInserts = true }
            changed.raise()
        }
        let thread = BackgroundThread { [weak self] in
            while let evaluator = self, evaluator.turn() {}
        }
        self.thread.withLock { $0 = thread }
    }

    package func stop() {
        state.withLock { $0.isStopping = true }
        changed.raise()
        thread.withLock { $0 }?.join()
    }

    /// The definitions have changed.
    package func wake() { changed.raise() }

    /// Why the last evaluation of a threshold failed.
    package var failures: [String: String] { state.withLock { $0.failures } }

    private var now: Int64 { instance.clock.nowNanoseconds / 1_000_000 }

    private func turn() -> Bool {
        let milliseconds = evaluateDue()
        if changed.wait(milliseconds: milliseconds), !state.withLock({ $0.isStopping }) { changed.lower() }
        return !state.withLock { $0.isStopping }
    }

    /// Evaluates what is due; gives the milliseconds until something will be.
    package func evaluateDue() -> Int {
        let hasInserts = state.withLock { state in
            defer { state.hasInserts = false }
            return state.hasInserts
        }
        var next = now + 1000
        let thresholds = cache.snapshot.thresholds
        for threshold in thresholds {
            guard
                let rule = try? ThresholdRule(
                    id: threshold.id, version: threshold.version, definition: threshold.definition), rule.isEnabled
            else { continue }
            if isDue(rule, hasInserts: hasInserts) {
                evaluate(rule)
                let interval = rule.intervalMilliseconds == 0 ? Self.idleMilliseconds : rule.intervalMilliseconds
                state.withLock { $0.due[rule.id] = (rule.version, now + interval) }
            }
            next = min(next, state.withLock { $0.due[rule.id]?.at } ?? next)
        }
        return Int(min(max(next - now, 1), 1000))
    }

    private func isDue(_ rule: ThresholdRule, hasInserts: Bool) -> Bool {
        if rule.intervalMilliseconds == 0, hasInserts { return true }
        guard let due = state.withLock({ $0.due[rule.id] }), due.version == rule.version else { return true }
        return due.at <= now
    }

    private func evaluate(_ rule: ThresholdRule) {
        instance.events.add(.alertEvaluations)
        do {
            let values = try SeriesReader(instance: instance).series(of: rule)
            try record(values, rule)
            state.withLock { $0.failures[rule.id] = nil }
        } catch {
            instance.events.add(.alertEvaluationsFailed)
            let reason = (error as? QueryError)?.message ?? (error as? MetadataError)?.reason ?? "\(error)"
            state.withLock { $0.failures[rule.id] = reason }
        }
    }

    private func record(_ values: [String: Double], _ rule: ThresholdRule) throws(MetadataError) {
        let known = try cache.store.alertStates(of: rule.id)
        let step = SeriesStep(rule: rule, now: now)
        let old = Dictionary(known.map { ($0.series, $0) }, uniquingKeysWith: { first, _ in first })
        var all = Set(values.keys).union(old.keys)
        if all.isEmpty, rule.noData == .alert { all.insert(SeriesReader.written(rule.labels)) }
        var states: [AlertState] = []
        var changes: [(change: AlertChange, deliveries: [NewDelivery])] = []
        let notices = AlertNotices(rule, cache.snapshot.webhooks, instance)
        for series in all.sorted() {
            switch step.step(series, from: old[series] ?? empty(series, rule, values), value: values[series]) {
            case .stays(let state): states.append(state)
            case .changes(let change): changes.append((change, notices.deliveries(about: change)))
            case nil: break
            }
        }
        guard !states.isEmpty || !changes.isEmpty else { return }
        let stored = try cache.store.record(states, changes)
        let told = stored.filter { $0.state.phase == .firing || $0.from == .firing }.count
        guard told > 0 else { return }
        instance.events.add(.alertNotices, told)
        onNotices()
    }

    /// Where no series is known at all, and that is an alert.
    private func empty(_ series: String, _ rule: ThresholdRule, _ values: [String: Double]) -> AlertState? {
        guard values.isEmpty, rule.noData == .alert else { return nil }
        return AlertState(
            thresholdId: rule.id, series: series, phase: .normal, since: now, value: nil, evaluatedAt: now)
    }
}
