/// Tables and joins.
extension Parser {
    /// What follows `FROM`.
    mutating func parseTables() throws(ParseFailure) -> TableSource {
        var source = TableSource.table(try parseTableElement())
        while let next = try parseNextTable(source) {
            source = next
            try grow()
        }
        return source
    }

    private mutating func parseNextTable(_ left: TableSource) throws(ParseFailure) -> TableSource? {
        if token.kind == .comma {
            advance()
            return .join(Join(left: left, right: try parseTableElement(), kind: .comma))
        }
        if accept("ARRAY", "JOIN") { return try parseArrayJoin(left, isLeft: false) }
        if accept("LEFT", "ARRAY", "JOIN") { return try parseArrayJoin(left, isLeft: true) }
        if accept("INNER", "ARRAY", "JOIN") { return try parseArrayJoin(left, isLeft: false) }
        return try parseJoin(left)
    }

    private mutating func parseArrayJoin(_ left: TableSource, isLeft: Bool) throws(ParseFailure) -> TableSource {
        .arrayJoin(ArrayJoin(source: left, isLeft: isLeft, expressions: try parseElements()))
    }

    private mutating func parseJoin(_ left: TableSource) throws(ParseFailure) -> TableSource? {
        let begin = index
        let isGlobal = accept("GLOBAL")
        if !isGlobal { _ = accept("LOCAL") }
        let isNatural = accept("NATURAL")
        var strictness = parseStrictness()
        let kind = parseJoinKind()
        if strictness == nil { strictness = parseStrictness() }
        if kind == .left || kind == .right || kind == .full { _ = accept("OUTER") }
        guard accept("JOIN") else {
            index = begin
            return nil
        }
        var resolved = kind ?? .inner
        if kind == nil, strictness == .semi || strictness == .anti { resolved = .left }
        var join = Join(left: left, right: try parseTableElement(), kind: resolved, strictness: strictness)
        join.isGlobal = isGlobal
        switch resolved {
        case .cross, .comma, .paste: break
        default: join.constraint = isNatural ? .natural : try parseConstraint()
        }
        return .join(join)
    }

    private mutating func parseStrictness() -> Join.Strictness? {
        if accept("ANY") { return .any }
        if accept("ALL") { return .all }
        if accept("ASOF") { return .asof }
        if accept("SEMI") { return .semi }
        return accept("ANTI") || accept("ONLY") ? .anti : nil
    }

    private mutating func parseJoinKind() -> Join.Kind? {
        if accept("INNER") { return .inner }
        if accept("LEFT") { return .left }
        if accept("RIGHT") { return .right }
        if accept("FULL") { return .full }
        if accept("CROSS") { return .cross }
        return accept("PASTE") ? .paste : nil
    }

    private mutating func parseConstraint() throws(ParseFailure) -> Join.Constraint {
        if accept("ON") { return .on(try parseElement()) }
        try expect("USING")
        let isList = token.kind == .openingRound
        if isList { advance() }
        if accept(.asterisk) {
            if isList { try expectClosing() }
            return .usingAll
        }
        let columns = try parseElements()
        if isList { try expectClosing() }
        return .using(columns)
    }

    // MARK: one table

    mutating func parseTableElement() throws(ParseFailure) -> TableElement {
        var element = TableElement(try parseTableKind())
        if accept("AS") {
            element.alias = try parseName()
        } else {
            element.alias = try parseBareAlias(isTable: true)
        }
        if element.alias != nil, token.kind == .openingRound { element.columnAliases = try parseNameList() }
        element.isFinal = accept("FINAL")
        if accept("SAMPLE") {
            let size = try parseSampleRatio()
            element.sample = Sample(size: size, offset: accept("OFFSET") ? try parseSampleRatio() : nil)
        }
        return element
    }

    private mutating func parseTableKind() throws(ParseFailure) -> TableElement.Kind {
        if token.kind == .openingRound { return try parseTableInParentheses() }
        if token.kind == .string { return .name(TableName(table: try parseString())) }
        let name = try parseName()
        if token.kind == .openingRound { return .function(try parseTableFunction(named: name)) }
        if accept(.dot) { return .name(TableName(database: name, table: try parseName())) }
        return .name(TableName(table: name))
    }

    /// `(SELECT …)`, `(VALUES (1, 2), …)` or `(a JOIN b …)`, which is `(SELECT * FROM a JOIN b …)`.
    private mutating func parseTableInParentheses() throws(ParseFailure) -> TableElement.Kind {
        if let query = try parseSubquery() { return .subquery(query) }
        try enter(6)
        advance()
        let star = Expression.columns(ColumnsMatcher(.all))
        if token.word == "VALUES", ahead(1).kind == .openingRound {
            advance()
            let rows = try parseElements()
            try expectClosing()
            leave(6)
            let call = FunctionCall(name: "SQLStandardValues", arguments: rows)
            return .subquery(.select(SelectQuery(projection: [star], from: .table(TableElement(.function(call))))))
        }
        let source = try parseTables()
        if case .table(let only) = source, case .name = only.kind { throw mismatch("JOIN") }
        try expectClosing()
        leave(6)
        return .subquery(.select(SelectQuery(projection: [star], from: source)))
    }

    /// A table function from its `(` on. Its arguments may be queries without parentheses, names of tables, and
    /// `SETTINGS`.
    mutating func parseTableFunction(named name: String) throws(ParseFailure) -> FunctionCall {
        try expectOpening()
        var call = FunctionCall(name: name, arguments: [])
        while token.kind != .closingRound {
            if token.word == "SETTINGS", ahead(2).kind == .equals {
                advance()
                call.settings = try parseSettings()
                break
            }
            call.arguments.append(try parseTableFunctionArgument())
            if !accept(.comma) { break }
        }
        try expectClosing()
        return call
    }

    private mutating func parseTableFunctionArgument() throws(ParseFailure) -> Expression {
        if token.word == "SELECT" || token.word == "WITH", ahead(1).kind != .comma, ahead(1).kind != .closingRound {
            return .subquery(try parseUnion())
        }
        if token.kind == .word, ahead(1).kind == .openingRound,
            ahead(2).word == "SELECT" || ahead(2).word == "WITH" || token.word == "VIEW"
        {
            let name = try parseName()
            if name.lowercased() != "exists" { return .function(try parseTableFunction(named: name)) }
            index -= 1
        }
        return try parseElement()
    }

    /// `0.1`, `1/10`, `1000`
    private mutating func parseSampleRatio() throws(ParseFailure) -> SampleRatio {
        let (numerator, scale) = try parseDecimal()
        guard accept(.slash) else { return SampleRatio(numerator: numerator, denominator: scale) }
        let (denominator, otherScale) = try parseDecimal()
        let (top, topOverflows) = numerator.multipliedReportingOverflow(by: otherScale)
        let (bottom, bottomOverflows) = denominator.multipliedReportingOverflow(by: scale)
        guard !topOverflows, !bottomOverflows, bottom != 0 else { throw mismatch("sample ratio") }
        return SampleRatio(numerator: top, denominator: bottom)
    }

    /// The digits of a decimal number and the power of ten they are divided by.
    private mutating func parseDecimal() throws(ParseFailure) -> (UInt64, UInt64) {
        guard token.kind == .number else { throw mismatch("number") }
        let parts = text(of: token).split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard parts.count <= 2, fraction.count < 19, let digits = UInt64(parts[0] + fraction) else {
            throw mismatch("sample ratio")
        }
        advance()
        return (digits, fraction.reduce(1) { product, _ in product * 10 })
    }
}
