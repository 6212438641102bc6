import Columns
import Errors
import Functions

struct SystemAggregateFunctionCombinators: SystemTable {
    static let name = "aggregate_function_combinators"
    static let comment = "The suffixes that change how an aggregate function works."
    static let columns = """
        name String
        is_internal UInt8
        description String
        syntax String
        examples String
        introduced_in String
        related Array(String)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for combinator in AggregateRegistry.combinators {
            try rows.add(["name": .text(combinator), "syntax": .text("<aggregate_function>\(combinator)(...)")])
        }
        try rows.add(["name": .text("Null"), "is_internal": .flag(true)])
    }
}
