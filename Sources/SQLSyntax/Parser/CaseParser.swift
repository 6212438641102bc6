/// `CASE … END`
extension Parser {
    /// With a value after `CASE`: `caseWithExpression(value, when, then, …, else)`; without: `multiIf(when, then, …,
    /// else)`.
    mutating func parseCase() throws(ParseFailure) -> Expression {
        try expect("CASE")
        var arguments: [Expression] = []
        let hasValue = !at("WHEN")
        if hasValue { arguments.append(try parseElement()) }
        while accept("WHEN") {
            arguments.append(try parseElement())
            try expect("THEN")
            arguments.append(try parseElement())
        }
        arguments.append(accept("ELSE") ? try parseElement() : .literal(.null))
        try expect("END")
        try grow()
        return .call(hasValue ? "caseWithExpression" : "multiIf", arguments)
    }
}
