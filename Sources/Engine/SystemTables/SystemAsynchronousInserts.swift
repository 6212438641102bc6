import Columns
import Errors

struct SystemAsynchronousInserts: SystemTable {
    static let name = "asynchronous_inserts"
    static let comment = "The inserts that are gathered and not yet written."
    static let columns = """
        query String
        database String
        table String
        format String
        first_update DateTime64(6)
        total_bytes UInt64
        entries.query_id Array(String)
        entries.bytes Array(UInt64)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for group in scope.instance.asyncInserts.pendingGroups {
            try rows.add([
                "query": .text(group.text), "database": .text(group.target.database),
                "table": .text(group.target.table),
                "format": .text(group.format), "first_update": .microseconds(nanoseconds: group.firstNanoseconds),
                "total_bytes": .count(group.bytes), "entries.query_id": .texts(group.entries.map(\.queryIdentifier)),
                "entries.bytes": .array(group.entries.map { .count($0.bytes) }),
            ])
        }
    }
}
