import Columns
import Engine
import Metadata

/// What a source's events are signed with and mean: the defaults of Purple Flea, and what `/v1/sources` changes.
package struct SourceDefinition: Sendable {
    package static let defaultName = EventRowFinder.defaultSource
    package static let toleranceSecondsDefault: Int64 = 300

    package let name: String
    package let verifier: SignatureVerifier
    package let database: String
    package let table: String
    /// What a type of event is to us: `trade`, `partial` or `casino`.
    let kinds: [String: TradeKind]
    /// Where each column's value is looked for, in order: paths in `data`, or `$.` in the envelope.
    let paths: [String: [String]]

    /// `secret` is the one of the environment, for the default source.
    package init(name: String, stored: EventSource?, secret: String?) {
        let definition = stored?.definition ?? .object([])
        self.name = name
        var secrets = definition["secrets"]?.texts ?? []
        if secrets.isEmpty, name == Self.defaultName, let secret { secrets = [secret] }
        let schemes = definition["schemes"]?.texts?.compactMap(SignatureScheme.init(rawValue:))
        verifier = SignatureVerifier(
            schemes: schemes ?? SignatureScheme.allCases, secrets: secrets,
            toleranceSeconds: definition["tolerance_seconds"]?.integer ?? Self.toleranceSecondsDefault)
        database = definition["database"]?.text ?? "agent_analytics"
        table = definition["table"]?.text ?? "agent_trades"
        var kinds = TradeKind.defaultTypes
        for member in definition["types"]?.members ?? [] {
            kinds[member.name] = member.value.text.flatMap(TradeKind.init(rawValue:))
        }
        self.kinds = kinds
        var paths = TradeMapping.defaultPaths
        for member in definition["fields"]?.members ?? [] {
            if let path = member.value.text { paths[member.name] = [path] }
            if let several = member.value.texts { paths[member.name] = several }
        }
        self.paths = paths
    }

    func isTarget(_ name: QualifiedName) -> Bool { name.database == database && name.table == table }

    /// Why a definition cannot be; `nil` for a good one.
    package static func fault(in definition: JSONValue) -> String? {
        guard let members = definition.members else { return "a source is an object" }
        let known: Set = ["secrets", "schemes", "tolerance_seconds", "database", "table", "types", "fields"]
        for member in members where !known.contains(member.name) { return "\(member.name) is no field of a source" }
        if let secrets = definition["secrets"] {
            guard let texts = secrets.texts, (1...5).contains(texts.count),
                texts.allSatisfy({ (16...512).contains($0.utf8.count) })
            else { return "secrets is a list of one to five texts of 16 to 512 bytes" }
        }
        if let schemes = definition["schemes"] {
            guard let texts = schemes.texts, !texts.isEmpty,
                texts.allSatisfy({ SignatureScheme(rawValue: $0) != nil })
            else { return "schemes is a list of: body, timestamped, standard" }
        }
        if let tolerance = definition["tolerance_seconds"] {
            guard let seconds = tolerance.integer, (1...86_400).contains(seconds) else {
                return "tolerance_seconds is a whole number from 1 to 86400"
            }
        }
        for name in ["database", "table"] {
            if let value = definition[name], value.text?.isEmpty != false { return "\(name) is a name" }
        }
        if let types = definition["types"] {
            guard let kinds = types.members,
                kinds.allSatisfy({ $0.value.text.flatMap(TradeKind.init(rawValue:)) != nil })
            else { return "types is an object from types of events to: trade, partial, casino" }
        }
        if let fields = definition["fields"] {
            guard let columns = fields.members,
                columns.allSatisfy({ TradeMapping.defaultPaths[$0.name] != nil }),
                columns.allSatisfy({ $0.value.text != nil || $0.value.texts != nil })
            else { return "fields is an object from columns of agent_trades to a path or a list of paths" }
        }
        return nil
    }
}

/// What a type of event becomes.
enum TradeKind: String, Sendable {
    case trade, partial, casino

    static let defaultTypes: [String: TradeKind] = [
        "order.filled": .trade, "order.partially_filled": .partial, "casino.settled": .casino,
    ]
}
