import Columns
import Errors

struct SystemMacros: SystemTable {
    static let name = "macros"
    static let comment = "What `{name}` in the paths of replicated tables stands for."
    static let columns = """
        macro String
        substitution String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (macro, substitution) in scope.instance.configuration.macros.sorted(by: { $0.key < $1.key }) {
            try rows.add(["macro": .text(macro), "substitution": .text(substitution)])
        }
    }
}
