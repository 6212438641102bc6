import Columns
import Metadata

/// A threshold as it is evaluated: read from the JSON that the store keeps.
package struct ThresholdRule: Sendable {
    enum Comparison: String, Sendable {
        case gt, gte, lt, lte, eq, ne

        func holds(_ value: Double, _ threshold: Double) -> Bool {
            switch self {
            case .gt: value > threshold
            case .gte: value >= threshold
            case .lt: value < threshold
            case .lte: value <= threshold
            case .eq: value == threshold
            case .ne: value != threshold
            }
        }
    }

    /// What becomes of a series that the query does not give any more.
    enum NoData: String, Sendable {
        /// It stays as it is.
        case keep
        /// It is back to normal.
        case ok
        /// It fires.
        case alert
    }

    let id: String
    let version: Int64
    let name: String
    let sql: String
    let database: String
    let comparison: Comparison
    let threshold: Double
    /// A series that fires stops where the value does not pass this one any more: hysteresis.
    let recovery: Double
    /// Milliseconds that a value must pass the threshold before it fires.
    let forMilliseconds: Int64
    /// Milliseconds between evaluations; 0 for after every insert.
    let intervalMilliseconds: Int64
    let noData: NoData
    let labels: [(String, String)]
    /// Webhooks that are told; empty for all that want alerts.
    let webhooks: [String]
    let isEnabled: Bool

    package struct Fault: Error, Equatable {
        package let reason: String
    }

    private static let fields: Set = [
        "name", "sql", "builtin", "database", "comparison", "threshold", "recovery_threshold", "for_seconds",
        "interval_seconds", "no_data", "labels", "webhooks", "enabled",
    ]

    /// Throws what is wrong with a definition.
    package init(id: String, version: Int64, definition: JSONValue) throws(Fault) {
        for member in definition.members ?? [] where !Self.fields.contains(member.name) {
            throw Fault(reason: "\(member.name) is no field of a threshold")
        }
        self.id = id
        self.version = version
        name = try Self.text(definition, "name", sizeMax: 255)
        database =
            definition["database"] == nil ? "agent_analytics" : try Self.text(definition, "database", sizeMax: 255)
        let builtin = definition["builtin"]
        guard (definition["sql"] == nil) != (builtin == nil) else {
            throw Fault(reason: "a threshold has either sql or builtin")
        }
        if let builtin {
            let made = try BuiltinThreshold(builtin)
            sql = made.sql
            comparison = try Self.comparison(definition) ?? made.comparison
        } else {
            sql = try Self.text(definition, "sql", sizeMax: 100_000)
            comparison = try Self.comparison(definition) ?? .gt
        }
        guard let threshold = definition["threshold"]?.double else { throw Fault(reason: "threshold is a number") }
        self.threshold = threshold
        if let value = definition["recovery_threshold"], value != .null {
            guard let number = value.double else { throw Fault(reason: "recovery_threshold is a number") }
            recovery = number
        } else {
            recovery = threshold
        }
        forMilliseconds = try Self.seconds(definition, "for_seconds", 0) * 1000
        intervalMilliseconds = try Self.seconds(definition, "interval_seconds", 60) * 1000
        let policy = definition["no_data"]?.text ?? "keep"
        guard let noData = NoData(rawValue: policy) else { throw Fault(reason: "no_data is keep, ok or alert") }
        self.noData = noData
        var labels: [(String, String)] = []
        for member in definition["labels"]?.members ?? [] {
            guard let text = member.value.text else { throw Fault(reason: "labels is an object of texts") }
            labels.append((member.name, text))
        }
        self.labels = labels
        guard let webhooks = (definition["webhooks"] ?? .array([])).texts else {
            throw Fault(reason: "webhooks is a list of identifiers")
        }
        self.webhooks = webhooks
        guard let isEnabled = (definition["enabled"] ?? .bool(true)).boolean else {
            throw Fault(reason: "enabled is true or false")
        }
        self.isEnabled = isEnabled
    }

    private static func text(_ definition: JSONValue, _ name: String, sizeMax: Int) throws(Fault) -> String {
        guard let text = definition[name]?.text, (1...sizeMax).contains(text.utf8.count), !text.utf8.contains(0) else {
            throw Fault(reason: "\(name) is a text of 1 to \(sizeMax) bytes")
        }
        return text
    }

    private static func seconds(_ definition: JSONValue, _ name: String, _ fallback: Int64) throws(Fault) -> Int64 {
        guard let value = definition[name] else { return fallback }
        guard let seconds = value.integer, (0...604_800).contains(seconds) else {
            throw Fault(reason: "\(name) is a whole number from 0 to 604800")
        }
        return seconds
    }

    private static func comparison(_ definition: JSONValue) throws(Fault) -> Comparison? {
        guard let value = definition["comparison"] else { return nil }
        guard let comparison = value.text.flatMap(Comparison.init(rawValue:)) else {
            throw Fault(reason: "comparison is gt, gte, lt, lte, eq or ne")
        }
        return comparison
    }
}
