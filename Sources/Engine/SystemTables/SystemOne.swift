import Columns
import Errors

struct SystemOne: SystemTable {
    static let name = "one"
    static let comment = "One row with one column `dummy`, which is 0."
    static let columns = """
        dummy UInt8
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        try rows.add(["dummy": .uint64(0)])
    }
}
