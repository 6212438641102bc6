import Errors

/// Settings of formats that Colonnade does not follow: they are refused, not passed over in silence.
enum UnsupportedSettings {
    static let ofOutputs = [
        "date_time_64_output_format_cut_trailing_zeros_align_to_groups_of_thousands",
        "output_format_always_write_decimal_point_in_float_and_decimal",
        "output_format_binary_encode_types_in_binary_format", "output_format_float_precision",
        "output_format_markdown_escape_special_characters", "output_format_native_encode_types_in_binary_format",
        "output_format_trim_fixed_string",
    ]
    static let ofInputs = [
        "input_format_binary_decode_types_in_binary_format", "input_format_csv_allow_cr_end_of_line",
        "input_format_csv_allow_whitespace_or_tab_as_delimiter", "input_format_csv_arrays_as_nested_csv",
        "input_format_csv_enum_as_number", "input_format_csv_missing_nullable_as_empty_string",
        "input_format_csv_skip_trailing_empty_lines", "input_format_csv_use_default_on_bad_values",
        "input_format_import_nested_json", "input_format_ipv4_default_on_conversion_error",
        "input_format_ipv6_default_on_conversion_error", "input_format_json_empty_as_default",
        "input_format_json_map_as_array_of_tuples", "input_format_native_decode_types_in_binary_format",
        "input_format_record_errors_file_path", "input_format_tsv_enum_as_number",
        "input_format_tsv_skip_trailing_empty_lines",
    ]

    static let ofArrow = [
        "output_format_arrow_low_cardinality_as_dictionary", "output_format_arrow_record_batch_size",
        "output_format_arrow_record_batch_size_bytes", "output_format_arrow_use_64_bit_indexes_for_dictionary",
        "output_format_arrow_variant_as_string",
    ]
    static let ofParquet = [
        "output_format_parquet_wide_integer_as_decimal", "output_format_parquet_write_bloom_filter",
        "output_format_parquet_write_checksums", "output_format_parquet_write_page_index",
    ]

    /// Throws when one of `names` is switched on.
    static func refuse(_ names: [String], in options: FormatOptions) throws(QueryError) {
        for name in names where options.settings[name] != nil {
            let value = options.text(name, default: "")
            guard !value.isEmpty, value != "0", value.lowercased() != "false" else { continue }
            throw QueryError(.notImplemented, "Setting \(name) is not supported")
        }
    }
}
