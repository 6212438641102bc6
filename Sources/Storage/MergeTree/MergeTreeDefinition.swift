import Columns
import Errors
import Functions

/// What `ENGINE = …MergeTree(…) PARTITION BY … ORDER BY …` says, with every expression bound over the schema's columns.
package struct MergeTreeDefinition: Sendable {
    package var mode: MergeMode
    package var sortingKey: [KeyColumn]
    /// How many columns of the sorting key are the primary key.
    package var primaryKeyCount: Int
    package var partitionKey: [KeyColumn]
    package var sampling: BoundExpression?
    package var ttl: [TableTTL]
    package var indexes: [SkipIndexDeclaration]
    package var settings: MergeTreeSettings
    /// Path and replica as declared, for `system.replicas`; `nil` for plain engines.
    package var replica: ReplicaDeclaration?

    package init(sortingKey: [KeyColumn], partitionKey: [KeyColumn], settings: MergeTreeSettings) {
        mode = .plain
        self.sortingKey = sortingKey
        primaryKeyCount = sortingKey.count
        self.partitionKey = partitionKey
        sampling = nil
        ttl = []
        indexes = []
        self.settings = settings
        replica = nil
    }
}

/// One expression of a key with its SQL (`toYYYYMM(timestamp)`).
package struct KeyColumn: Sendable {
    package let text: String
    package let expression: BoundExpression
    package let isDescending: Bool

    package init(text: String, expression: BoundExpression, isDescending: Bool = false) {
        self.text = text
        self.expression = expression
        self.isDescending = isDescending
    }
}

/// What a merge does with rows of one sorting key.
package enum MergeMode: Hashable, Sendable {
    case plain
    case replacing(version: String?, isDeleted: String?)
    /// Columns to sum; empty for all numeric columns outside the keys.
    case summing(columns: [String])
    case aggregating
    case collapsing(sign: String)
    case versionedCollapsing(sign: String, version: String)
    /// Columns to fill; empty for all outside the keys.
    case coalescing(columns: [String])
}

/// A table's TTL rule: rows (all, or those that pass `condition`) older than `expression` are dealt with.
package struct TableTTL: Sendable {
    package var text: String
    package var expression: BoundExpression
    package var condition: BoundExpression?
    package var action: Action

    package init(text: String, expression: BoundExpression, condition: BoundExpression?, action: Action) {
        self.text = text
        self.expression = expression
        self.condition = condition
        self.action = action
    }

    package enum Action: Hashable, Sendable {
        case delete
        case moveToDisk(String), moveToVolume(String)
        case recompress(codec: String)
    }
}

package struct SkipIndexDeclaration: Sendable {
    package var name: String
    /// The indexed expression's SQL and the expression.
    package var text: String
    package var expressions: [BoundExpression]
    /// `minmax`, `set`, `bloom_filter` …
    package var type: String
    package var arguments: [Value]
    package var granularity: Int

    package init(
        name: String, text: String, expressions: [BoundExpression], type: String, arguments: [Value], granularity: Int
    ) {
        self.name = name
        self.text = text
        self.expressions = expressions
        self.type = type
        self.arguments = arguments
        self.granularity = granularity
    }
}

package struct ReplicaDeclaration: Hashable, Sendable {
    package let path: String
    package let replica: String

    package init(path: String, replica: String) {
        self.path = path
        self.replica = replica
    }
}

/// The settings of a MergeTree table that change what we do, with ClickHouse 26.9's defaults.
package struct MergeTreeSettings: Sendable {
    package var indexGranularity = 8192
    package var indexGranularityBytes = 10 << 20
    package var minBytesForWidePart = 10 << 20
    package var minRowsForWidePart = 0
    package var storagePolicy = "default"
    package var mergeWithTTLTimeoutSeconds = 14_400
    package var partsToDelayInsert = 1000
    package var partsToThrowInsert = 3000
    package var maxBytesToMerge = 150 << 30
    package var oldPartsLifetimeSeconds = 480
    package var nonReplicatedDeduplicationWindow = 0
    package var replicatedDeduplicationWindow = 10_000
    package var allowNullableKey = false
    package var ttlOnlyDropParts = false
    /// `declared`, or `best`: the writer chooses per column block.
    package var codecPolicy = "declared"
    /// Every setting as given, name and value text, in order, for `SHOW CREATE`.
    package var declared: [(name: String, value: String)] = []

    package init() {}
}
