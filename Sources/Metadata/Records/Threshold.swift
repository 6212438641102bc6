import Columns

/// An alert threshold as it is stored: its definition is JSON that the alerting reads.
package struct Threshold: Sendable, Equatable {
    package let id: String
    package var definition: JSONValue
    package let createdAt: Int64
    package var updatedAt: Int64
    package var version: Int64

    package init(id: String, definition: JSONValue, createdAt: Int64, updatedAt: Int64, version: Int64) {
        self.id = id
        self.definition = definition
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }
}

/// Where one series of a threshold stands.
package struct AlertState: Sendable, Equatable {
    package enum Phase: String, Sendable { case normal, pending, firing }

    package let thresholdId: String
    /// The labels of the series as a JSON object, sorted by name.
    package let series: String
    package var phase: Phase
    /// When the phase began.
    package var since: Int64
    package var value: Double?
    package var evaluatedAt: Int64

    package init(
        thresholdId: String, series: String, phase: Phase, since: Int64, value: Double?, evaluatedAt: Int64
    ) {
        self.thresholdId = thresholdId
        self.series = series
        self.phase = phase
        self.since = since
        self.value = value
        self.evaluatedAt = evaluatedAt
    }
}

/// A change of phase.
package struct AlertChange: Sendable, Equatable {
    package let state: AlertState
    package let from: AlertState.Phase

    package init(_ state: AlertState, from: AlertState.Phase) {
        self.state = state
        self.from = from
    }
}
