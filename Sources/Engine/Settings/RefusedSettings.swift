import Errors

/// Settings that would change an answer and that Colonnade does not follow: refused by name unless they have their
/// default. All others that are not followed (performance, logging, clusters, other storages, integrations that there
/// are none of) are accepted, as they make no difference to an answer.
enum RefusedSettings {
    private static let groups: [(reason: String, names: String)] = [
        (
            "other rows or columns would be read",
            """
            additional_result_filter apply_mutations_on_fly apply_deleted_mask \
            asterisk_include_alias_columns asterisk_include_materialized_columns asterisk_include_virtual_columns \
            except_default_mode intersect_default_mode \
            input_format_force_null_for_omitted_fields insert_allow_materialized_columns
            """
        ),
        (
            "functions would give other values or types",
            """
            allow_lossy_numeric_supertype date_time_overflow_behavior decimal_check_overflow \
            formatdatetime_e_with_space_padding formatdatetime_f_prints_scale_number_of_digits \
            formatdatetime_f_prints_single_zero formatdatetime_format_without_leading_zeros \
            function_date_trunc_return_type_behavior \
            function_json_value_return_type_allow_complex function_json_value_return_type_allow_nullable \
            function_locate_has_mysql_compatible_argument_order functions_h3_default_if_invalid \
            geo_distance_returns_float64_on_float64_arguments least_greatest_legacy_null_behavior use_legacy_to_time \
            count_matches_stop_at_empty_match
            """
        ),
        (
            "values would be written differently",
            "interval_output_format legacy_column_name_of_tuple_literal"
        ),
        (
            "tables would be made differently",
            "data_type_default_nullable create_if_not_exists"
        ),
        (
            "the query would have to fail beyond a limit that is not kept",
            """
            force_optimize_projection force_optimize_projection_name \
            max_bytes_in_distinct max_bytes_in_set max_columns_to_read max_partitions_to_read \
            max_temporary_columns max_temporary_non_const_columns
            """
        ),
        ("there are no transactions", "implicit_transaction"),
    ]

    private static let reasonByName: [String: String] = {
        var result: [String: String] = [:]
        for (reason, names) in groups {
            for name in names.split(separator: " ") { result[String(name)] = reason }
        }
        return result
    }()

    /// Throws `NOT_IMPLEMENTED` for a value that would have to make a difference.
    static func check(_ declaration: SettingDeclaration, _ value: String) throws(QueryError) {
        guard let reason = reasonByName[declaration.name], plain(value) != plain(declaration.defaultValue) else {
            return
        }
        throw QueryError(.notImplemented, "Setting \(declaration.name) is not supported (\(reason)): \(value)")
    }

    private static func plain(_ value: String) -> String {
        switch value.lowercased() {
        case "true": "1"
        case "false": "0"
        case let other: other
        }
    }
}
