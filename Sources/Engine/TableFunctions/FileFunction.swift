import Columns
import Errors
import Formats
import Functions
import SQLSyntax
import Storage

/// `file('trades.csv', CSV, 'a UInt8')`: rows of a file in the directory `user_files` of the data.
struct FileFunction: TableFunction {
    static let name = "file"
    static let documentation = FunctionDocumentation(
        summary: "The rows of a file below `user_files` in the data directory: `file(path, format, structure)`; the "
            + "format is known by the name's ending, the structure from the data where the format says it.",
        examples: [])

    /// A file is read whole.
    private static let bytesMax = 1 << 30

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...3)
        let path = try arguments.text(0)
        var format = arguments.count > 1 ? try arguments.text(1) : "auto"
        if format == "auto" { format = try formatName(of: path) }
        let structure = arguments.count > 2 ? try arguments.text(2) : nil
        let bytes = try read(path, environment.instance.catalog.files.disk)
        return try FormatFunction.table(
            engineName: "File", FormatRegistry.input(format), structure: structure == "auto" ? nil : structure, bytes,
            environment)
    }

    private static func read(_ path: String, _ disk: any Disk) throws(QueryError) -> [UInt8] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw QueryError(.databaseAccessDenied, "File `\(path)` is not inside `user_files`")
        }
        guard !path.contains(where: { "*?{}".contains($0) }) else {
            throw QueryError(
                .notImplemented, "Patterns in the path of table function 'file' are not supported: \(path)")
        }
        let full = "user_files/\(path)"
        guard disk.exists(full), !disk.isDirectory(full) else {
            throw QueryError(.fileDoesntExist, "File user_files/\(path) doesn't exist")
        }
        guard try disk.size(of: full) <= bytesMax else {
            throw QueryError(.limitExceeded, "File user_files/\(path) is larger than 1 GiB")
        }
        return try disk.readAll(full)
    }

    private static func formatName(of path: String) throws(QueryError) -> String {
        let names = [
            "csv": "CSV", "tsv": "TabSeparated", "json": "JSON", "jsonl": "JSONEachRow", "ndjson": "JSONEachRow",
            "parquet": "Parquet", "arrow": "Arrow", "native": "Native",
        ]
        guard let ending = path.split(separator: ".").last.map({ $0.lowercased() }), let name = names[ending] else {
            throw QueryError(
                .badArguments, "The format of file `\(path)` is not known by its name: give it as the second argument")
        }
        return name
    }
}
