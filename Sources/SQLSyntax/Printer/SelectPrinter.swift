/// Queries.
extension SQLPrinter {
    package mutating func print(_ union: SelectUnion) { print(union, isPart: false) }

    /// A part of a union stands in parentheses when it is a union that would be read otherwise.
    private mutating func print(_ union: SelectUnion, isPart: Bool) {
        switch union {
        case .select(let query): print(query)
        case .combined(let operation, let parts):
            if spellsCalls { return printExplained(operation, parts) }
            for (index, part) in parts.enumerated() {
                if index > 0 {
                    breakLine()
                    write(operation.words)
                    breakLine()
                }
                print(part, of: operation, isFirst: index == 0)
            }
        }
    }

    private mutating func print(_ part: SelectUnion, of operation: SetOperator, isFirst: Bool) {
        guard case .combined(let inner, _) = part, !(isFirst && inner.isReadFirst(in: operation)),
            !(inner.isIntersection && !operation.isIntersection)
        else { return print(part, isPart: true) }
        inParentheses { $0.print(part, isPart: false) }
    }

    mutating func print(_ query: SelectQuery) {
        if !query.with.isEmpty { print(with: query) }
        write(query.isDistinct ? "SELECT DISTINCT" : "SELECT")
        clauseList(query.projection) { $0.print($1) }
        if let from = query.from {
            breakLine()
            write("FROM")
            print(from)
        } else if spellsCalls {
            breakLine()
            write("FROM system.one")
        }
        clause("PREWHERE", query.prewhere)
        clause("WHERE", query.where)
        if let groupBy = query.groupBy { print(groupBy) }
        clause("HAVING", query.having)
        if !query.windows.isEmpty {
            breakLine()
            write("WINDOW")
            clauseList(query.windows) { printer, window in
                printer.write(name: window.name)
                printer.write(" AS ")
                printer.print(window.specification)
            }
        }
        clause("QUALIFY", query.qualify)
        printOrder(query)
        printLimits(query)
        if !query.settings.isEmpty {
            breakLine()
            write("SETTINGS ")
            print(settings: query.settings)
        }
    }

    private mutating func clause(_ word: String, _ expression: Expression?) {
        guard let expression else { return }
        breakLine()
        write(word + " ")
        print(expression)
    }

    // MARK: WITH

    private mutating func print(with query: SelectQuery) {
        write(query.isRecursive ? "WITH RECURSIVE" : "WITH")
        indented { printer in
            for (index, table) in query.with.enumerated() {
                if index > 0 { printer.write(",") }
                printer.breakLine()
                printer.print(table)
            }
        }
        breakLine()
    }

    private mutating func print(_ table: CommonTableExpression) {
        switch table {
        case .expression(let expression, let name):
            print(name.isEmpty ? expression : .aliased(expression, name: name))
        case .query(let name, let columns, let query, let isMaterialized):
            write(name: name)
            if !columns.isEmpty {
                write("(")
                list(columns) { $0.write(name: $1) }
                write(")")
            }
            write(isMaterialized ? " AS MATERIALIZED" : " AS")
            breakLine()
            inParentheses { $0.print(query) }
        }
    }

    // MARK: GROUP BY and ORDER BY

    private mutating func print(_ groupBy: GroupBy) {
        var modifier: String?
        switch groupBy.keys {
        case .none: break
        case .all:
            breakLine()
            write("GROUP BY ALL")
        case .expressions(let keys): printKeys(keys)
        case .rollup(let keys):
            printKeys(keys)
            modifier = "WITH ROLLUP"
        case .cube(let keys):
            printKeys(keys)
            modifier = "WITH CUBE"
        case .groupingSets(let sets): print(groupingSets: sets)
        }
        indented { printer in
            if let modifier {
                printer.breakLine()
                printer.write(modifier)
            }
            if groupBy.hasTotals {
                printer.breakLine()
                printer.write("WITH TOTALS")
            }
        }
    }

    private mutating func printKeys(_ keys: [Expression]) {
        breakLine()
        write("GROUP BY")
        clauseList(keys) { $0.print($1) }
    }

    private mutating func print(groupingSets sets: [[Expression]]) {
        breakLine()
        write("GROUP BY")
        indented { printer in
            printer.breakLine()
            printer.write("GROUPING SETS (")
            printer.indented { printer in
                for (index, keys) in sets.enumerated() {
                    if index > 0 { printer.write(printer.isMultiline ? "," : ", ") }
                    if printer.isMultiline { printer.breakLine() }
                    printer.write("(")
                    printer.list(keys) { $0.print($1) }
                    printer.write(")")
                }
            }
            printer.write(")")
        }
    }

    private mutating func printOrder(_ query: SelectQuery) {
        switch query.orderBy {
        case nil: break
        case .all(let direction, let nulls):
            breakLine()
            write("ORDER BY ALL")
            if direction == .descending { write(" DESC") }
            print(nulls)
        case .elements(let elements):
            breakLine()
            write("ORDER BY")
            clauseList(elements) { $0.print($1) }
        }
        guard let interpolate = query.interpolate else { return }
        breakLine()
        write("INTERPOLATE")
        guard let elements = interpolate.elements else { return }
        write(" (")
        list(elements) { printer, element in
            printer.write(LiteralText.backquoted(element.column))
            printer.write(" AS ")
            printer.print(element.expression)
        }
        write(")")
    }

    mutating func print(_ element: OrderByElement) {
        print(element.expression)
        if !isInProjection || element.direction == .descending {
            write(element.direction == .ascending ? " ASC" : " DESC")
        }
        print(element.nulls)
        if let collation = element.collation { write(" COLLATE " + LiteralText.string(collation)) }
        guard let fill = element.fill else { return }
        write(" WITH FILL")
        for (word, expression) in [
            ("FROM", fill.from), ("TO", fill.to), ("STEP", fill.step), ("STALENESS", fill.staleness),
        ] {
            guard let expression else { continue }
            write(" \(word) ")
            print(expression)
        }
    }

    private mutating func print(_ nulls: NullsPlacement?) {
        switch nulls {
        case nil: break
        case .first: write(" NULLS FIRST")
        case .last: write(" NULLS LAST")
        }
    }

    // MARK: LIMIT

    private mutating func printLimits(_ query: SelectQuery) {
        if let limitBy = query.limitBy {
            breakLine()
            write("LIMIT ")
            if let offset = limitBy.offset {
                print(offset)
                write(", ")
            }
            print(limitBy.count)
            write(" BY")
            if let keys = limitBy.keys { clauseList(keys) { $0.print($1) } } else { write(" ALL") }
        }
        guard let limit = query.limit else { return }
        breakLine()
        if let count = limit.count {
            write("LIMIT ")
            if let offset = limit.offset {
                print(offset)
                write(", ")
            }
            print(count)
        } else if let offset = limit.offset {
            write("OFFSET ")
            print(offset)
        }
        if limit.hasTies {
            breakLine()
            write(" WITH TIES")
        }
    }
}

extension SetOperator {
    var isIntersection: Bool { self == .intersect || self == .intersectDistinct }

    /// Whether this operator at the left of `other` is applied first without parentheses.
    func isReadFirst(in other: SetOperator) -> Bool { isIntersection || !other.isIntersection }

    package var words: String {
        switch self {
        case .union: "UNION"
        case .unionAll: "UNION ALL"
        case .unionDistinct: "UNION DISTINCT"
        case .except: "EXCEPT"
        case .exceptDistinct: "EXCEPT DISTINCT"
        case .intersect: "INTERSECT"
        case .intersectDistinct: "INTERSECT DISTINCT"
        }
    }
}
