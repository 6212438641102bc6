import Columns
import Errors

enum MaxTableNameLength: RowwiseFunction {
    static let name = "getMaxTableNameLengthForDatabase"
    static let signature: [ArgumentKind] = [.constant(.text)]
    static let documentation = FunctionDocumentation(
        "The longest name that a table of a database may have, in bytes of a file's name.",
        example: "getMaxTableNameLengthForDatabase('default')", "206")
    /// A file's name has at most 255 bytes, of which the database's name and a suffix take some.
    private static let bytesMax = 213

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .uint64 }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        guard !row[0].bytes.isEmpty else {
            throw QueryError(.incorrectData, "Incorrect name for a database. It shouldn't be empty")
        }
        return .uint64(UInt64(max(bytesMax - row[0].bytes.count, 0)))
    }
}
