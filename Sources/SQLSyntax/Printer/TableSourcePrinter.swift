/// Tables and joins.
extension SQLPrinter {
    /// What stands after `FROM`, with the space or line before it.
    mutating func print(_ source: TableSource) {
        switch source {
        case .table(let element): printElement(element)
        case .arrayJoin(let arrayJoin):
            print(arrayJoin.source)
            breakLine()
            write(arrayJoin.isLeft ? "LEFT ARRAY JOIN" : "ARRAY JOIN")
            clauseList(arrayJoin.expressions) { $0.print($1) }
        case .join(let join):
            print(join.left)
            if join.kind == .comma {
                write(",")
            } else {
                breakLine()
                let isPlain = join.strictness == nil && join.kind != .cross && join.kind != .paste
                write(spellsCalls && isPlain ? join.words(strictness: .all) : join.words)
            }
            printElement(join.right)
            print(join.constraint)
        }
    }

    private mutating func print(_ constraint: Join.Constraint?) {
        switch constraint {
        case nil, .natural: break
        case .on(let condition):
            write(" ON ")
            print(condition)
        case .using(let columns):
            write(" USING (")
            list(columns) { $0.print($1) }
            write(")")
        case .usingAll: write(" USING (*)")
        }
    }

    /// A table after a word that is already written.
    private mutating func printElement(_ element: TableElement) {
        if case .subquery = element.kind { breakLine() } else { write(" ") }
        print(element)
    }

    mutating func print(_ element: TableElement) {
        switch element.kind {
        case .name(let name): write(table: name)
        case .function(let call): printTableFunction(call)
        case .subquery(let query): inParentheses { $0.print(query) }
        }
        if let alias = element.alias {
            write(" AS ")
            write(name: alias)
            if !element.columnAliases.isEmpty {
                write("(")
                list(element.columnAliases) { $0.write(name: $1) }
                write(")")
            }
        }
        if element.isFinal {
            breakLine()
            write("FINAL")
        }
        guard let sample = element.sample else { return }
        breakLine()
        write("SAMPLE \(sample.size.text)")
        if let offset = sample.offset { write(" OFFSET \(offset.text)") }
    }

    /// A query that is the only argument has no parentheses of its own.
    mutating func printTableFunction(_ call: FunctionCall) {
        guard call.arguments.count == 1, case .subquery(let query) = call.arguments[0], call.settings.isEmpty else {
            write(name: call.name)
            write("(")
            list(call.arguments) { printer, argument in
                if case .function(let inner) = argument, inner.form == .call, inner.arguments.count == 1,
                    case .subquery = inner.arguments[0], inner.window == nil, inner.name.lowercased() != "exists"
                {
                    return printer.printTableFunction(inner)
                }
                printer.print(argument)
            }
            if !call.settings.isEmpty {
                write(call.arguments.isEmpty ? "SETTINGS " : ", SETTINGS ")
                print(settings: call.settings)
            }
            return write(")")
        }
        write(name: call.name)
        inParentheses { $0.print(query) }
    }
}

extension SampleRatio {
    var text: String { denominator == 1 ? "\(numerator)" : "\(numerator) / \(denominator)" }
}

extension Join {
    /// `GLOBAL ANY LEFT JOIN`
    var words: String { words(strictness: strictness) }

    func words(strictness: Join.Strictness?) -> String {
        var words: [String] = []
        if isGlobal { words.append("GLOBAL") }
        if constraint == .natural { words.append("NATURAL") }
        switch strictness {
        case nil: break
        case .any: words.append("ANY")
        case .all: words.append("ALL")
        case .asof: words.append("ASOF")
        case .semi: words.append("SEMI")
        case .anti: words.append("ANTI")
        }
        switch kind {
        case .inner: words.append("INNER JOIN")
        case .left: words.append("LEFT JOIN")
        case .right: words.append("RIGHT JOIN")
        case .full: words.append("FULL OUTER JOIN")
        case .cross: words.append("CROSS JOIN")
        case .paste: words.append("PASTE JOIN")
        case .comma: words.append(",")
        }
        return words.joined(separator: " ")
    }
}
