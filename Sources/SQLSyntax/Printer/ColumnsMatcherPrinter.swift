/// `*`, `COLUMNS(…)` and their transformers.
extension SQLPrinter {
    mutating func print(_ matcher: ColumnsMatcher) {
        if let qualifier = matcher.qualifier {
            print(qualifier)
            write(".")
        }
        switch matcher.pattern {
        case .all: write("*")
        case .regularExpression(let pattern): write("COLUMNS(\(LiteralText.string(pattern)))")
        case .list(let names):
            write("COLUMNS(")
            list(names) { $0.print($1) }
            write(")")
        }
        for transformer in matcher.transformers { print(transformer) }
    }

    private mutating func print(_ transformer: ColumnsTransformer) {
        switch transformer {
        case .except(let names, let isStrict):
            write(isStrict ? " EXCEPT STRICT " : " EXCEPT ")
            if names.count > 1 { write("(") }
            list(names) { $0.write(name: $1) }
            if names.count > 1 { write(")") }
        case .exceptMatching(let pattern):
            write(" EXCEPT " + LiteralText.string(pattern))
        case .replace(let replacements, let isStrict):
            write(isStrict ? " REPLACE STRICT (" : " REPLACE (")
            list(replacements) { printer, replacement in
                printer.print(replacement.expression)
                printer.write(" AS ")
                printer.write(name: replacement.name)
            }
            write(")")
        case .applyFunction(let name, let parameters, let prefix):
            write(prefix == nil ? " APPLY " : " APPLY (")
            write(name: name)
            if let parameters {
                write("(")
                list(parameters) { $0.print($1) }
                write(")")
            } else if spellsCalls {
                write("()")
            }
            write(prefix: prefix)
        case .applyLambda(let lambda, let prefix):
            if spellsCalls, prefix == nil {
                write(" APPLY ")
                return print(.lambda(lambda))
            }
            write(" APPLY (")
            print(lambda)
            if prefix == nil { write(")") }
            write(prefix: prefix)
        }
    }

    private mutating func write(prefix: String?) {
        if let prefix { write(", \(LiteralText.string(prefix)))") }
    }
}
