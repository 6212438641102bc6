import Columns
import Errors
import Functions

struct SystemTableFunctions: SystemTable {
    static let name = "table_functions"
    static let comment = "All table functions with their descriptions."
    static let columns = """
        name String
        description String
        allow_readonly UInt8
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for function in TableFunctions.all {
            try rows.add([
                "name": .text(function.name), "description": .text(function.documentation.summary),
                "allow_readonly": .flag(true),
            ])
        }
    }
}
