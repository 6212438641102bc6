import Columns
import Errors

struct SystemErrors: SystemTable {
    static let name = "errors"
    static let comment = "The errors that queries have ended with, counted by code."
    static let columns = """
        name String
        code Int32
        value UInt64
        last_error_time DateTime
        last_error_message String
        last_error_format_string String
        last_error_trace Array(UInt64)
        remote UInt8
        query_id String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (code, record) in scope.instance.errors.records {
            try rows.add([
                "name": .text(code.name), "code": .int64(Int64(code.rawValue)), "value": .count(record.count),
                "last_error_time": .moment(nanoseconds: record.lastNanoseconds),
                "last_error_message": .text(record.lastMessage), "query_id": .text(record.lastQueryIdentifier),
            ])
        }
    }
}
