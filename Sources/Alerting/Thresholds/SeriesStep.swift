import Metadata

/// What one evaluation does with one series: no clock, no store, only what follows from what.
package struct SeriesStep {
    private let rule: ThresholdRule
    /// Milliseconds since the epoch.
    private let now: Int64

    package init(rule: ThresholdRule, now: Int64) {
        self.rule = rule
        self.now = now
    }

    package enum Result: Equatable {
        /// Only value and time are new.
        case stays(AlertState)
        case changes(AlertChange)
    }

    /// `value` is `nil` where the query has no such series; `old` where the series is new.
    package func step(_ series: String, from old: AlertState?, value: Double?) -> Result? {
        guard value != nil || old != nil else { return nil }
        let current =
            old
            ?? AlertState(
                thresholdId: rule.id, series: series, phase: .normal, since: now, value: nil, evaluatedAt: now)
        var next = current
        next.value = value
        next.evaluatedAt = now
        guard let isPassed = isPassed(value, current.phase) else { return .stays(next) }
        next.phase = phase(after: current, isPassed: isPassed)
        guard next.phase != current.phase else { return .stays(next) }
        next.since = now
        return .changes(AlertChange(next, from: current.phase))
    }

    /// `nil` where nothing is known and nothing is to change.
    private func isPassed(_ value: Double?, _ phase: AlertState.Phase) -> Bool? {
        guard let value else {
            switch rule.noData {
            case .keep: return nil
            case .ok: return false
            case .alert: return true
            }
        }
        return rule.comparison.holds(value, phase == .firing ? rule.recovery : rule.threshold)
    }

    private func phase(after current: AlertState, isPassed: Bool) -> AlertState.Phase {
        guard isPassed else { return .normal }
        switch current.phase {
        case .firing: return .firing
        case .normal: return rule.forMilliseconds == 0 ? .firing : .pending
        case .pending: return now - current.since >= rule.forMilliseconds ? .firing : .pending
        }
    }
}
