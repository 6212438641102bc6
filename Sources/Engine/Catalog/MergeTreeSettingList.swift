import Errors
import SQLSyntax
import Storage

/// The settings of MergeTree tables: which ones do something, and which may stand there without harm.
enum MergeTreeSettingList {
    /// Settings that tune ClickHouse's own machinery and change no answer and no promise: taken as they are.
    private static let harmless: Set<String> = [
        "add_minmax_index_for_numeric_columns", "compress_marks", "compress_primary_key",
        "enable_mixed_granularity_parts",
        "index_granularity_min_bytes", "marks_compress_block_size", "max_bytes_to_merge_at_min_space_in_pool",
        "max_concurrent_queries", "max_part_loading_threads", "merge_max_block_size", "merge_max_block_size_bytes",
        "merge_selecting_sleep_ms", "min_index_granularity_bytes", "old_parts_lifetime_seconds",
        "primary_key_compress_block_size", "use_minimalistic_part_header_in_zookeeper",
        "vertical_merge_algorithm_min_columns_to_activate",
        "vertical_merge_algorithm_min_rows_to_activate", "write_final_mark", "min_age_to_force_merge_seconds",
        "max_suspicious_broken_parts", "enable_vertical_merge_algorithm", "prefer_fetch_merged_part_size_threshold",
        "replicated_can_become_leader", "allow_floating_point_partition_key",
        // How parts lie on disk; ours have one layout that ClickHouse reads, whatever these say.
        "min_rows_for_compact_part", "min_bytes_for_compact_part", "min_bytes_for_full_part_storage",
        "min_rows_for_full_part_storage", "min_level_for_wide_part", "use_const_adaptive_granularity",
        "write_marks_for_substreams_in_compact_parts", "serialization_info_version", "string_serialization_version",
        "nullable_serialization_version", "object_serialization_version", "dynamic_serialization_version",
        "object_shared_data_serialization_version", "object_shared_data_serialization_version_for_zero_level_parts",
        "object_shared_data_buckets_for_compact_part", "object_shared_data_buckets_for_wide_part",
        "use_compact_variant_discriminators_serialization", "escape_variant_subcolumn_filenames",
        "replace_long_file_name_to_hash", "max_file_name_length", "marks_compression_codec",
        "primary_key_compression_codec", "ratio_of_defaults_for_sparse_serialization",
        "enable_index_granularity_compression", "add_minmax_index_for_string_columns",
        "add_minmax_index_for_temporal_columns", "optimize_row_order",
        // When and how much the background work does at once.
        "max_parts_to_merge_at_once", "merge_selector_base", "min_merge_bytes_to_use_direct_io",
        "merge_selector_enable_heuristic_to_lower_max_parts_to_merge_at_once",
        "number_of_free_entries_in_pool_to_execute_mutation",
        "number_of_free_entries_in_pool_to_lower_max_size_of_merge", "exclude_deleted_rows_for_part_size_in_merge",
        "vertical_merge_algorithm_min_bytes_to_activate", "check_delay_period", "remove_empty_parts",
        "alter_column_secondary_index_mode", "apply_patches_on_merge",
        "shared_merge_tree_disable_merges_and_mutations_assignment", "merge_max_dynamic_subcolumns_in_compact_part",
        "merge_max_dynamic_subcolumns_in_wide_part", "use_adaptive_write_buffer_for_dynamic_subcolumns",
        "adaptive_write_buffer_initial_size",
        // What is kept in memory.
        "primary_key_ratio_of_unique_prefix_values_to_skip_suffix_columns", "primary_key_lazy_load",
        "use_primary_key_cache", "in_memory_parts_enable_wal", "in_memory_parts_insert_sync",
        "max_suspicious_broken_parts_bytes", "allow_part_offset_column_in_projections", "max_projections",
    ]

    /// Settings of the query that stand among those of the table: `CREATE TABLE … SETTINGS allow_… = 1`.
    static func queryOnly(_ changes: [SettingChange]) -> [SettingChange] {
        changes.filter { change in
            var settings = MergeTreeSettings()
            do throws(QueryError) {
                try apply(change, to: &settings)
                return false
            } catch {
                return error.code == .unknownSetting && SettingRegistry.declaration(of: change.name) != nil
            }
        }
    }

    static func settings(_ changes: [SettingChange]) throws(QueryError) -> MergeTreeSettings {
        var settings = MergeTreeSettings()
        for change in changes {
            try apply(change, to: &settings)
            settings.declared.removeAll { $0.name == change.name }
            settings.declared.append((change.name, change.value.text))
        }
        return settings
    }

    private static func apply(_ change: SettingChange, to settings: inout MergeTreeSettings) throws(QueryError) {
        let text = change.value.text
        func number() throws(QueryError) -> Int {
            guard let value = UInt64(text) else {
                throw QueryError(.cannotParseNumber, "Setting \(change.name) must be a whole number, got '\(text)'")
            }
            return Int(clamping: value)
        }
        func flag() throws(QueryError) -> Bool {
            switch text.lowercased() {
            case "1", "true": return true
            case "0", "false": return false
            default: throw QueryError(.cannotParseBool, "Setting \(change.name) must be 0 or 1, got '\(text)'")
            }
        }
        switch change.name {
        case "index_granularity":
            settings.indexGranularity = try number()
            guard (1...1 << 20).contains(settings.indexGranularity) else {
                throw QueryError(.badArguments, "index_granularity: value \(text) makes no sense")
            }
        case "index_granularity_bytes": settings.indexGranularityBytes = try number()
        case "min_bytes_for_wide_part": settings.minBytesForWidePart = try number()
        case "min_rows_for_wide_part": settings.minRowsForWidePart = try number()
        case "storage_policy": settings.storagePolicy = text
        case "merge_with_ttl_timeout": settings.mergeWithTTLTimeoutSeconds = try number()
        case "parts_to_delay_insert": settings.partsToDelayInsert = try number()
        case "parts_to_throw_insert": settings.partsToThrowInsert = try number()
        case "max_bytes_to_merge_at_max_space_in_pool": settings.maxBytesToMerge = try number()
        case "old_parts_lifetime": settings.oldPartsLifetimeSeconds = try number()
        case "allow_nullable_key": settings.allowNullableKey = try flag()
        case "ttl_only_drop_parts": settings.ttlOnlyDropParts = try flag()
        case "non_replicated_deduplication_window": settings.nonReplicatedDeduplicationWindow = try number()
        case "replicated_deduplication_window": settings.replicatedDeduplicationWindow = try number()
        case "codec_policy":
            guard text == "declared" || text == "best" else {
                throw QueryError(.badArguments, "codec_policy must be 'declared' or 'best', got '\(text)'")
            }
            settings.codecPolicy = text
        default:
            guard harmless.contains(change.name) else {
                throw QueryError(.unknownSetting, "Unknown setting '\(change.name)': for storage MergeTree")
            }
        }
    }
}
