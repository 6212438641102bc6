/// One expression of SQL, after ClickHouse's own simplifications.
///
/// Operators, `CASE`, `BETWEEN`, `CAST`, `EXTRACT`, `INTERVAL 1 DAY`, `count(DISTINCT x)`, `FILTER (WHERE …)` and
/// their like are function calls under ClickHouse's function names, as ClickHouse's parser makes them: `a + b` is
/// `plus`, `x::Int8` is `CAST`, `a BETWEEN 1 AND 2` is `and(greaterOrEquals(a, 1), lessOrEquals(a, 2))`,
/// `count(DISTINCT x)` is `countDistinct`, `INTERVAL 1 DAY` is `toIntervalDay(1)`. `FunctionCall.form` remembers how
/// a call was written; nothing else depends on it.
///
/// - Invariant: at most `ParserLimits.treeDepthMax` levels deep when it comes from the parser, so recursion over it
///   is bounded.
package indirect enum Expression: Sendable, Hashable {
    case literal(Literal)
    case identifier(Identifier)
    /// `*`, `t.*`, `COLUMNS('re')`, `COLUMNS(a, b)`, with `EXCEPT`, `REPLACE`, `APPLY`.
    case columns(ColumnsMatcher)
    case function(FunctionCall)
    case lambda(Lambda)
    /// `(SELECT …)` as a scalar, as the right side of `IN`, or as the argument of a table function or of `exists`.
    case subquery(SelectUnion)
    /// `{name:Type}`
    case parameter(QueryParameter)
    /// `expression AS name`, at any depth of an expression.
    case aliased(Expression, name: String)
}

extension Expression {
    /// The call `name(arguments…)` in the ordinary form.
    package static func call(_ name: String, _ arguments: [Expression]) -> Expression {
        .function(FunctionCall(name: name, arguments: arguments))
    }

    /// The identifier of one part.
    package static func name(_ name: String) -> Expression { .identifier(Identifier([name])) }

    /// The string literal with the UTF-8 bytes of `text`.
    package static func string(_ text: String) -> Expression { .literal(.string(Array(text.utf8))) }

    /// The alias that the expression was given, if any.
    package var alias: String? {
        if case .aliased(_, let name) = self { return name }
        return nil
    }

    /// The expression without its own alias (aliases deeper down stay).
    package var withoutAlias: Expression {
        if case .aliased(let inner, _) = self { return inner.withoutAlias }
        return self
    }

    /// The call that the expression is, looking through an alias.
    package var functionCall: FunctionCall? {
        if case .function(let call) = withoutAlias { return call }
        return nil
    }

    /// The literal that the expression is, looking through an alias.
    package var literal: Literal? {
        if case .literal(let literal) = withoutAlias { return literal }
        return nil
    }

    /// The identifier that the expression is, looking through an alias.
    package var identifier: Identifier? {
        if case .identifier(let identifier) = withoutAlias { return identifier }
        return nil
    }
}

/// `x -> body`, `(x, y) -> body`.
package struct Lambda: Sendable, Hashable {
    package var parameters: [String]
    package var body: Expression

    package init(parameters: [String], body: Expression) {
        self.parameters = parameters
        self.body = body
    }
}

/// `{name:Type}`: a value that comes with the request.
///
/// `{name:Identifier}` never gets here: the parser puts the identifier itself in its place.
package struct QueryParameter: Sendable, Hashable {
    package var name: String
    package var type: DataTypeExpression

    package init(name: String, type: DataTypeExpression) {
        self.name = name
        self.type = type
    }
}
