/// How the functions that are operators are written.
enum OperatorSymbol {
    /// The operator between two operands, or among several for `and` and `or`.
    static func binary(_ function: String) -> String? {
        switch function {
        case "plus": "+"
        case "minus": "-"
        case "multiply": "*"
        case "divide": "/"
        case "modulo": "%"
        case "equals": "="
        case "notEquals": "!="
        case "less": "<"
        case "greater": ">"
        case "lessOrEquals": "<="
        case "greaterOrEquals": ">="
        case "like": "LIKE"
        case "notLike": "NOT LIKE"
        case "ilike": "ILIKE"
        case "notILike": "NOT ILIKE"
        case "in": "IN"
        case "notIn": "NOT IN"
        case "globalIn": "GLOBAL IN"
        case "globalNotIn": "GLOBAL NOT IN"
        case "and": "AND"
        case "or": "OR"
        case "isDistinctFrom": "IS DISTINCT FROM"
        case "isNotDistinctFrom": "<=>"
        default: nil
        }
    }

    static func isIn(_ function: String) -> Bool {
        function == "in" || function == "notIn" || function == "globalIn" || function == "globalNotIn"
    }
}
