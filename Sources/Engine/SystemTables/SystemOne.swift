import Columns
import Errors
import Functions

struct SystemOne: SystemTable {
    static let name = "one"
    static let header = [ColumnHeader(name: "dummy", type: .uint8)]

    static func rows(
        of instance: Instance, in context: QueryContext
    ) throws(QueryError) -> [Column] { [.uint8([0])] }
}
