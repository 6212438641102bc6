import Columns
import Errors

/// The settings of text inputs, looked up once per insert.
struct InputSettings: Sendable {
    let text: TextSettings
    let timeStyle: DateTimeStyle
    /// Seconds since the epoch, for times without a year.
    let now: Int64
    /// A NULL for a column that takes none is the column's default.
    private(set) var nullAsDefault: Bool
    let defaultsForOmitted: Bool
    let skipsUnknown: Bool
    let usesHeaderNames: Bool
    let usesHeaderTypes: Bool
    let emptyAsDefaultInTSV: Bool
    let emptyAsDefaultInCSV: Bool
    let trimsCSV: Bool
    let singleQuotesInCSV: Bool
    let doubleQuotesInCSV: Bool
    let errorsMax: Int
    let errorsRatioMax: Double
    let matching: NameMatching
    /// Several threads may read a text.
    let isParallel: Bool

    enum NameMatching: Sendable { case exact, ignoringCase, auto }

    init(_ options: FormatOptions) throws(QueryError) {
        try UnsupportedSettings.refuse(UnsupportedSettings.ofInputs, in: options)
        text = try TextSettings(options)
        timeStyle =
            switch options.text("date_time_input_format", default: "best_effort").lowercased() {
            case "basic": .basic
            case "best_effort": .bestEffort
            case "best_effort_us": .bestEffortUS
            case let other:
                throw QueryError(
                    .badArguments,
                    "Unexpected value of DateTimeInputFormat: '\(other)'. "
                        + "Must be one of ['basic', 'best_effort', 'best_effort_us']")
            }
        func flag(_ name: String, _ fallback: Bool) -> Bool { options.flag("input_format_" + name, default: fallback) }
        now = options.nowSeconds
        isParallel = flag("parallel_parsing", true)
        nullAsDefault = flag("null_as_default", true)
        defaultsForOmitted = flag("defaults_for_omitted_fields", true)
        skipsUnknown = flag("skip_unknown_fields", true)
        usesHeaderNames = flag("with_names_use_header", true)
        usesHeaderTypes = flag("with_types_use_header", true)
        emptyAsDefaultInTSV = flag("tsv_empty_as_default", false)
        emptyAsDefaultInCSV = flag("csv_empty_as_default", true)
        trimsCSV = flag("csv_trim_whitespaces", true)
        singleQuotesInCSV = options.flag("format_csv_allow_single_quotes", default: false)
        doubleQuotesInCSV = options.flag("format_csv_allow_double_quotes", default: true)
        errorsMax = options.number("input_format_allow_errors_num", default: 0)
        errorsRatioMax = Double(options.text("input_format_allow_errors_ratio", default: "0")) ?? 0
        matching =
            switch options.text("input_format_column_name_matching_mode", default: "auto").lowercased() {
            case "match_case": .exact
            case "ignore_case": .ignoringCase
            default: .auto
            }
    }

    /// Runs tasks on the threads that the insert may use.
    func run(taskCount: Int, _ body: @escaping @Sendable (Int) throws(QueryError) -> Void) throws(QueryError) {
        if isParallel, taskCount > 1, let parallel = text.parallel { return try parallel(taskCount, body) }
        for task in 0..<taskCount { try body(task) }
    }

    /// The same, where no text means NULL.
    var withoutNull: InputSettings {
        var result = self
        result.nullAsDefault = false
        return result
    }

    /// May rows be left out because they are broken?
    var toleratesErrors: Bool { errorsMax > 0 || errorsRatioMax > 0 }
}
