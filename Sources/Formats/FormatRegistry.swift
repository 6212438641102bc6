import Errors

/// All formats by name; ClickHouse takes them in any case.
package enum FormatRegistry {
    package static let outputs: [any OutputFormat.Type] = [
        TabSeparated.self, TabSeparatedWithNames.self, TabSeparatedWithNamesAndTypes.self, TabSeparatedRaw.self,
        TabSeparatedRawWithNames.self, TabSeparatedRawWithNamesAndTypes.self, Native.self, JSONEachRow.self,
        JSONStringsEachRow.self, JSON.self, JSONCompact.self, JSONStrings.self, JSONCompactStrings.self, Values.self,
        RowBinary.self, RowBinaryWithNames.self, RowBinaryWithNamesAndTypes.self,
        CSV.self, CSVWithNames.self, CSVWithNamesAndTypes.self, JSONCompactEachRow.self,
        JSONCompactEachRowWithNames.self, JSONCompactEachRowWithNamesAndTypes.self, JSONCompactStringsEachRow.self,
        JSONCompactStringsEachRowWithNames.self, JSONCompactStringsEachRowWithNamesAndTypes.self,
        PrettyJSONEachRow.self, JSONObjectEachRow.self, JSONColumns.self, JSONCompactColumns.self,
        JSONColumnsWithMetadata.self, JSONEachRowWithProgress.self, TSKV.self, Markdown.self, SQLInsert.self,
        XML.self, CustomSeparated.self, CustomSeparatedWithNames.self, CustomSeparatedWithNamesAndTypes.self,
        Prometheus.self, Null.self, LineAsString.self, LineAsStringWithNames.self,
        LineAsStringWithNamesAndTypes.self,
        JSONStringsEachRowWithProgress.self, JSONCompactEachRowWithProgress.self,
        JSONCompactStringsEachRowWithProgress.self, RawBLOB.self, Vertical.self, Pretty.self, PrettyNoEscapes.self,
        PrettyCompact.self, PrettyCompactNoEscapes.self, PrettySpace.self, PrettySpaceNoEscapes.self,
        ArrowStream.self, Arrow.self, Parquet.self,
    ]
    package static let inputs: [any InputFormat.Type] = [
        TabSeparated.self, TabSeparatedWithNames.self, TabSeparatedWithNamesAndTypes.self, TabSeparatedRaw.self,
        TabSeparatedRawWithNames.self, TabSeparatedRawWithNamesAndTypes.self, JSONEachRow.self, Values.self,
        Native.self,
        JSONStringsEachRow.self, CSV.self, CSVWithNames.self, CSVWithNamesAndTypes.self, JSONCompactEachRow.self,
        JSONCompactEachRowWithNames.self, JSONCompactEachRowWithNamesAndTypes.self, JSONCompactStringsEachRow.self,
        JSONCompactStringsEachRowWithNames.self, JSONCompactStringsEachRowWithNamesAndTypes.self, JSON.self,
        JSONCompact.self, JSONObjectEachRow.self, TSKV.self, LineAsString.self, RawBLOB.self, JSONAsString.self,
        RowBinary.self, RowBinaryWithNames.self, RowBinaryWithNamesAndTypes.self, ArrowStream.self, Arrow.self,
        Parquet.self,
    ]

    /// Formats that ClickHouse has and Colonnade has not.
    private static let unsupported: Set = [
        "avro", "avroconfluent", "bsoneachrow", "buffers", "capnproto", "dwarf", "form", "geojson", "hash", "hivetext",
        "jsonasobject", "msgpack", "mysqldump", "mysqlwire", "npy", "odbcdriver2", "one", "orc", "parquetmetadata",
        "png", "postgresqlwire", "protobuf", "protobuflist", "protobufsingle", "puffin", "puffinmetadata", "regexp",
        "rowbinarywithdefaults", "rowbinarywithnamesandtypesanddefaults", "template", "templateignorespaces",
        "customseparatedignorespaces", "customseparatedignorespaceswithnames",
        "customseparatedignorespaceswithnamesandtypes",
    ]
    /// Formats that are written here, but not read as ClickHouse does.
    private static let unsupportedInputs: Set = [
        "customseparated", "customseparatedwithnames", "customseparatedwithnamesandtypes", "jsoncolumns",
        "jsoncolumnswithmetadata", "jsoncompactcolumns",
    ]

    private static func notSupported(_ name: String, _ direction: String) -> QueryError {
        QueryError(.notImplemented, "Format \(name) is not supported for \(direction)")
    }

    private static let outputByName: [String: any OutputFormat.Type] = {
        var result: [String: any OutputFormat.Type] = [:]
        for format in outputs { for name in [format.name] + format.aliases { result[name.lowercased()] = format } }
        return result
    }()

    private static let inputByName: [String: any InputFormat.Type] = {
        var result: [String: any InputFormat.Type] = [:]
        for format in inputs { for name in [format.name] + format.aliases { result[name.lowercased()] = format } }
        return result
    }()

    /// Throws `UNKNOWN_FORMAT`, or `FORMAT_IS_NOT_SUITABLE_FOR_OUTPUT`.
    package static func output(_ name: String) throws(QueryError) -> any OutputFormat.Type {
        if let format = outputByName[name.lowercased()] { return format }
        guard !unsupported.contains(name.lowercased()) else { throw notSupported(name, "output") }
        guard inputByName[name.lowercased()] == nil else {
            throw QueryError(.formatIsNotSuitableForOutput, "Format \(name) is not suitable for output")
        }
        throw QueryError(.unknownFormat, "Unknown format \(name)")
    }

    /// Throws `UNKNOWN_FORMAT`, or `FORMAT_IS_NOT_SUITABLE_FOR_INPUT`.
    package static func input(_ name: String) throws(QueryError) -> any InputFormat.Type {
        if let format = inputByName[name.lowercased()] { return format }
        guard !unsupported.contains(name.lowercased()), !unsupportedInputs.contains(name.lowercased()) else {
            throw notSupported(name, "input")
        }
        guard outputByName[name.lowercased()] == nil else {
            throw QueryError(.formatIsNotSuitableForInput, "Format \(name) is not suitable for input")
        }
        throw QueryError(.unknownFormat, "Unknown format \(name)")
    }
}
