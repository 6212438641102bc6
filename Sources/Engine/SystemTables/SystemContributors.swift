import Columns
import Errors

struct SystemContributors: SystemTable {
    static let name = "contributors"
    static let comment = "Who made this server."
    static let columns = """
        name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        try rows.add(["name": .text("The Colonnade contributors")])
    }
}
