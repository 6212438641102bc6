import Columns
import Errors
import Formats

struct SystemFormats: SystemTable {
    static let name = "formats"
    static let comment = "All formats, and whether rows can be read from them or written in them."
    static let columns = """
        name String
        is_input UInt8
        is_output UInt8
        supports_parallel_parsing UInt8
        supports_parallel_formatting UInt8
        is_tty_friendly UInt8
        content_type String
        supports_random_access UInt8
        has_schema_inference UInt8
        has_external_schema UInt8
        prefers_large_blocks UInt8
        supports_append UInt8
        supports_subsets_of_columns UInt8
        description String
        examples String
        introduced_in String
        related Array(String)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        var contentTypes: [String: String] = [:]
        for format in FormatRegistry.outputs {
            for name in [format.name] + format.aliases { contentTypes[name] = format.contentType }
        }
        let inputs = Set(FormatRegistry.inputs.flatMap { [$0.name] + $0.aliases })
        for name in inputs.union(contentTypes.keys).sorted() {
            let contentType = contentTypes[name]
            try rows.add([
                "name": .text(name), "is_input": .flag(inputs.contains(name)), "is_output": .flag(contentType != nil),
                "is_tty_friendly": .flag(!Self.binary.contains { name.hasPrefix($0) }),
                "content_type": .text(contentType ?? ""),
                "supports_subsets_of_columns": .flag(inputs.contains(name) && Self.hasNames(name)),
            ])
        }
    }

    private static let binary = ["RowBinary", "Native", "Parquet", "Arrow", "ORC", "Avro", "MsgPack", "Npy", "BSON"]

    private static func hasNames(_ name: String) -> Bool {
        name == "Native" || name.hasSuffix("WithNames") || name.hasSuffix("WithNamesAndTypes") || name == "JSONEachRow"
    }
}
