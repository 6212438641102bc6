import Columns
import Errors

/// The settings of text formats, looked up once per answer or insert.
struct TextSettings: Sendable {
    /// `date_time_output_format`.
    enum TimeForm: Sendable { case simple, iso, unixTimestamp }

    /// Where `DateTime` without a zone of its own lives.
    let sessionZone: TimeZone
    let timeForm: TimeForm
    let quotesIntegers64: Bool
    let quotesFloats64: Bool
    let quotesDecimals: Bool
    let quotesDenormals: Bool
    let escapesSlashes: Bool
    private(set) var validatesUTF8: Bool
    let namedTuplesAsObjects: Bool
    let skipsNullsInNamedTuples: Bool
    let mapsAsArrays: Bool
    let keepsTrailingZeros: Bool
    /// `bool_true_representation`, and its opposite.
    let trueText: [UInt8]
    let falseText: [UInt8]
    let nullInTSV: [UInt8]
    let nullInCSV: [UInt8]
    let csvDelimiter: UInt8
    let spreadsTuplesInCSV: Bool
    let doublesQuotesInValues: Bool
    /// Runs tasks on the threads that the answer may use; `nil` for its own alone.
    let parallel: ParallelRun?

    init(_ options: FormatOptions) throws(QueryError) {
        try UnsupportedSettings.refuse(UnsupportedSettings.ofOutputs, in: options)
        parallel = options.parallel
        sessionZone = try TimeZoneRegistry.named(options.timeZone)
        timeForm =
            switch options.text("date_time_output_format", default: "simple").lowercased() {
            case "iso": .iso
            case "unix_timestamp": .unixTimestamp
            case "simple": .simple
            case let other:
                throw QueryError(
                    .badArguments,
                    "Unexpected value of DateTimeOutputFormat: '\(other)'. "
                        + "Must be one of ['simple', 'iso', 'unix_timestamp']"
                )
            }
        func flag(_ name: String, _ fallback: Bool) -> Bool { options.flag("output_format_" + name, default: fallback) }
        quotesIntegers64 = flag("json_quote_64bit_integers", false)
        quotesFloats64 = flag("json_quote_64bit_floats", false)
        quotesDecimals = flag("json_quote_decimals", false)
        quotesDenormals = flag("json_quote_denormals", false)
        escapesSlashes = flag("json_escape_forward_slashes", true)
        validatesUTF8 = flag("json_validate_utf8", false)
        namedTuplesAsObjects = flag("json_named_tuples_as_objects", true)
        skipsNullsInNamedTuples = flag("json_skip_null_value_in_named_tuples", false)
        mapsAsArrays = flag("json_map_as_array_of_tuples", false)
        keepsTrailingZeros = flag("decimal_trailing_zeros", false)
        spreadsTuplesInCSV = flag("csv_serialize_tuple_into_separate_columns", true)
        doublesQuotesInValues = flag("values_escape_quote_with_quote", false)
        trueText = Array(options.text("bool_true_representation", default: "true").utf8)
        falseText = Array(options.text("bool_false_representation", default: "false").utf8)
        nullInTSV = Array(options.text("format_tsv_null_representation", default: "\\N").utf8)
        nullInCSV = Array(options.text("format_csv_null_representation", default: "\\N").utf8)
        csvDelimiter = try options.character("format_csv_delimiter", default: ",")
    }

    /// The same settings for documents whose bytes must be UTF-8: what is broken is replaced.
    var withValidUTF8: TextSettings {
        var result = self
        result.validatesUTF8 = true
        return result
    }

    /// The zone in which a value of `type` is written and read.
    func zone(of type: DataType) throws(QueryError) -> TimeZone {
        switch type {
        case .dateTime(let zone?), .dateTime64(_, let zone?): try TimeZoneRegistry.named(zone)
        default: sessionZone
        }
    }
}

extension FormatOptions {
    /// A setting that is one character of one byte.
    func character(_ name: String, default fallback: String) throws(QueryError) -> UInt8 {
        let text = text(name, default: fallback)
        guard text.utf8.count == 1, let byte = text.utf8.first else {
            throw QueryError(
                .sizeOfFixedStringDoesntMatch, "A setting's value string has to be an exactly one character long")
        }
        return byte
    }
}
