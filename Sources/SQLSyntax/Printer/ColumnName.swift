/// The names that ClickHouse gives to result columns without alias.
extension Expression {
    /// `a + b` is `plus(a, b)`, `x[1]` is `arrayElement(x, 1)`, `count(*)` is `count()`, `1e6` is `1000000.`, an
    /// alias is itself.
    ///
    /// A subquery's name depends on its place in the whole query (`_subquery1`): here it is its text in parentheses,
    /// and the caller that numbers subqueries puts its own name there.
    package var columnName: String { columnName { _ in nil } }

    /// The same, with the caller's names for parts: `naming` is asked first for each part of the expression.
    package func columnName(naming: (Expression) -> String?) -> String {
        if let name = naming(self) { return name }
        switch self {
        case .literal(let literal): return String(decoding: LiteralText.bytes(of: literal), as: UTF8.self)
        case .identifier(let identifier): return identifier.name
        case .columns, .parameter: return text
        case .subquery(let query): return "(\(query.singleLineText))"
        case .aliased(_, let name): return name
        case .lambda(let lambda):
            let parameters = lambda.parameters.joined(separator: ", ")
            return "lambda(tuple(\(parameters)), \(lambda.body.columnName(naming: naming)))"
        case .function(let call): return call.columnName(naming: naming)
        }
    }
}

extension FunctionCall {
    fileprivate func columnName(naming: (Expression) -> String?) -> String {
        func names(_ expressions: [Expression]) -> String {
            expressions.map { $0.columnName(naming: naming) }.joined(separator: ", ")
        }
        if form == .operator, let literalName { return literalName }
        if name == "array", parameters == nil { return "[\(names(arguments))]" }
        if name == "tuple", parameters == nil { return "(\(names(arguments)))" }
        var arguments = arguments
        if name.lowercased() == "count", arguments.count == 1, case .columns(let matcher) = arguments[0],
            matcher.transformers.isEmpty
        {
            arguments = []
        }
        let parameterNames = parameters.map { "(\(names($0)))" } ?? ""
        let result = "\(name)\(parameterNames)(\(names(arguments)))"
        guard let window else { return result }
        switch window {
        case .named(let name): return result + " OVER " + name
        case .inline(let specification):
            return result + " OVER " + specification.columnName(naming: naming)
        }
    }
}

/// Collections of literals are one value for ClickHouse, which writes it in its own way: `[1.5, 2]` is `[1.5, 2.]` and
/// `(true, 1)` is `(1, 1)`.
extension FunctionCall {
    fileprivate var literalName: String? {
        literalName(asFloats: name == "array" && hasFloats)
    }

    private func literalName(asFloats: Bool) -> String? {
        guard form == .operator, name == "array" || name == "tuple" else { return nil }
        var names: [String] = []
        for argument in arguments {
            switch argument {
            case .literal(.bool(let value)): names.append(value ? "1" : "0")
            case .literal(.unsigned(let value)) where asFloats: names.append(LiteralText.float(Double(value)))
            case .literal(.signed(let value)) where asFloats: names.append(LiteralText.float(Double(value)))
            case .literal(let literal): names.append(String(decoding: LiteralText.bytes(of: literal), as: UTF8.self))
            case .function(let call):
                let isArray = call.name == "array"
                guard let name = call.literalName(asFloats: isArray && (asFloats || call.hasFloats)) else { return nil }
                names.append(name)
            default: return nil
            }
        }
        let list = names.joined(separator: ", ")
        return name == "array" ? "[\(list)]" : "(\(list))"
    }

    /// Whether a float is among the elements of the array or of the arrays in it.
    private var hasFloats: Bool {
        arguments.contains { argument in
            switch argument {
            case .literal(.float): true
            case .function(let call): call.name == "array" && call.hasFloats
            default: false
            }
        }
    }
}

extension WindowSpecification {
    fileprivate func columnName(naming: (Expression) -> String?) -> String {
        var parts: [String] = []
        if let parent { parts.append(parent) }
        if !partitionBy.isEmpty {
            parts.append("PARTITION BY " + partitionBy.map { $0.columnName(naming: naming) }.joined(separator: ", "))
        }
        if !orderBy.isEmpty {
            let names = orderBy.map { element in
                var name = element.expression.columnName(naming: naming)
                name += element.direction == .ascending ? " ASC" : " DESC"
                switch element.nulls {
                case nil: break
                case .first: name += " NULLS FIRST"
                case .last: name += " NULLS LAST"
                }
                return name
            }
            parts.append("ORDER BY " + names.joined(separator: ", "))
        }
        if let frame { parts.append(frame.columnName(naming: naming)) }
        return "(\(parts.joined(separator: " ")))"
    }
}

extension WindowFrame {
    fileprivate func columnName(naming: (Expression) -> String?) -> String {
        func name(_ bound: Bound) -> String {
            switch bound {
            case .unboundedPreceding: "UNBOUNDED PRECEDING"
            case .unboundedFollowing: "UNBOUNDED FOLLOWING"
            case .currentRow: "CURRENT ROW"
            case .preceding(let offset): offset.columnName(naming: naming) + " PRECEDING"
            case .following(let offset): offset.columnName(naming: naming) + " FOLLOWING"
            }
        }
        let word: String =
            switch unit {
            case .rows: "ROWS"
            case .range: "RANGE"
            case .groups: "GROUPS"
            }
        return "\(word) BETWEEN \(name(begin)) AND \(name(end))"
    }
}
