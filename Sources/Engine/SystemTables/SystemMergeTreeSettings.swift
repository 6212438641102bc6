import Columns
import Errors
import Storage

struct SystemMergeTreeSettings: SystemTable {
    static let name = "merge_tree_settings"
    static let comment = "The settings of MergeTree tables, for SETTINGS in CREATE TABLE."
    static let columns = """
        name String
        value String
        default String
        changed UInt8
        description String
        min Nullable(String)
        max Nullable(String)
        disallowed_values Array(String)
        readonly UInt8
        type String
        is_obsolete UInt8
        tier Enum8('Production' = 0, 'Obsolete' = 4, 'Experimental' = 8, 'Beta' = 12, 'PrivatePreview' = 16)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        let standard = MergeTreeSettings()
        let settings: [(String, String, String)] = [
            ("allow_nullable_key", "Bool", standard.allowNullableKey ? "1" : "0"),
            ("index_granularity", "NonZeroUInt64", "\(standard.indexGranularity)"),
            ("index_granularity_bytes", "UInt64", "\(standard.indexGranularityBytes)"),
            ("max_bytes_to_merge_at_max_space_in_pool", "UInt64", "\(standard.maxBytesToMerge)"),
            ("merge_with_ttl_timeout", "Int64", "\(standard.mergeWithTTLTimeoutSeconds)"),
            ("min_bytes_for_wide_part", "UInt64", "\(standard.minBytesForWidePart)"),
            ("min_rows_for_wide_part", "UInt64", "\(standard.minRowsForWidePart)"),
            ("non_replicated_deduplication_window", "UInt64", "\(standard.nonReplicatedDeduplicationWindow)"),
            ("old_parts_lifetime", "Seconds", "\(standard.oldPartsLifetimeSeconds)"),
            ("parts_to_delay_insert", "UInt64", "\(standard.partsToDelayInsert)"),
            ("parts_to_throw_insert", "UInt64", "\(standard.partsToThrowInsert)"),
            ("storage_policy", "String", standard.storagePolicy),
            ("ttl_only_drop_parts", "Bool", standard.ttlOnlyDropParts ? "1" : "0"),
        ]
        for (name, type, value) in settings {
            try rows.add(["name": .text(name), "value": .text(value), "default": .text(value), "type": .text(type)])
        }
    }
}
