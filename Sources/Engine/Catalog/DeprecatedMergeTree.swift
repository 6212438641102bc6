import Errors
import SQLSyntax

/// The arguments of a MergeTree engine as they were written before there were clauses:
/// `MergeTree(date, [sampling,] key, granularity[, parameters of the kind])`.
struct DeprecatedMergeTree {
    let date: String
    let sampling: Expression?
    let key: Expression
    let granularity: UInt64
    /// What the kind of merge takes: columns to sum, a version, a sign.
    let parameters: [Expression]

    /// `arguments` without path and replica.
    init(_ kind: String, _ arguments: [Expression]) throws(QueryError) {
        var rest = arguments
        var parameters: [Expression] = []
        let wanted: Int
        switch kind {
        case "CollapsingMergeTree": wanted = 1
        case "VersionedCollapsingMergeTree": wanted = 2
        case "ReplacingMergeTree", "SummingMergeTree", "CoalescingMergeTree":
            wanted = rest.last?.literal == nil ? 1 : 0
        default: wanted = 0
        }
        guard (wanted + 3...wanted + 4).contains(rest.count) else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "With the deprecated syntax \(kind) takes a date, [a sampling expression,] a key and a granularity, "
                    + "and \(wanted) parameters of its own: got \(rest.count) arguments")
        }
        for _ in 0..<wanted { parameters.insert(rest.removeLast(), at: 0) }
        guard let date = rest.removeFirst().identifier?.name else {
            throw QueryError(.badArguments, "Date column name must be an unquoted string")
        }
        guard case .unsigned(let granularity)? = rest.removeLast().literal, granularity > 0 else {
            throw QueryError(.badArguments, "Index granularity must be a positive integer")
        }
        self.date = date
        self.granularity = granularity
        self.parameters = parameters
        key = rest.removeLast()
        sampling = rest.last
    }
}

extension TableStorage {
    /// The engine's arguments declare what clauses do today.
    var isDeprecatedMergeTree: Bool {
        guard let engine, engine.name.hasSuffix("MergeTree") else { return false }
        let replicated = engine.name.hasPrefix("Replicated") ? 2 : 0
        return orderBy == nil && primaryKey == nil && partitionBy == nil && sampleBy == nil && settings.isEmpty
            && engine.arguments.count >= 3 + replicated
    }
}
