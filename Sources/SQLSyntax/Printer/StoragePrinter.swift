/// Columns, engines and their clauses.
extension SQLPrinter {
    /// `(`, one element a line, `)`.
    mutating func print(inLines structure: TableStructure) {
        breakLine()
        write("(")
        indented { printer in
            var isFirst = true
            printer.elements(structure.columns, &isFirst) { $0.print($1) }
            printer.elements(structure.indexes, &isFirst) { printer, index in
                printer.write("INDEX ")
                printer.print(index)
            }
            printer.elements(structure.constraints, &isFirst) { $0.print($1) }
            printer.elements(structure.projections, &isFirst) { printer, projection in
                printer.write("PROJECTION ")
                printer.print(projection)
            }
        }
        if isMultiline { breakLine() }
        write(")")
    }

    private mutating func elements<Element>(
        _ elements: [Element], _ isFirst: inout Bool, _ body: (inout SQLPrinter, Element) -> Void
    ) {
        for element in elements {
            if !isFirst { write(isMultiline ? "," : ", ") }
            isFirst = false
            if isMultiline { breakLine() }
            body(&self, element)
        }
    }

    /// The elements on one line, as `system.tables` and the entry points have them.
    package mutating func print(_ structure: TableStructure) {
        var isFirst = true
        elements(structure.columns, &isFirst) { $0.print($1) }
    }

    package mutating func print(_ column: ColumnDeclaration) {
        write(LiteralText.backquoted(column.name))
        if let type = column.type {
            write(" ")
            print(type)
        }
        if let collation = column.collation { write(" COLLATE " + LiteralText.identifier(collation)) }
        switch column.nullModifier {
        case nil: break
        case .null: write(" NULL")
        case .notNull: write(" NOT NULL")
        }
        if let kind = column.defaultKind { write(" " + kind.word) }
        if let expression = column.defaultExpression {
            write(" ")
            print(expression)
        }
        if let comment = column.comment { write(" COMMENT " + LiteralText.string(comment)) }
        print(functions: column.codec, " CODEC")
        print(functions: column.statistics, " STATISTICS")
        if let timeToLive = column.timeToLive {
            write(" TTL ")
            print(timeToLive)
        }
        if !column.settings.isEmpty {
            write(" SETTINGS (")
            print(settings: column.settings)
            write(")")
        }
    }

    mutating func print(functions: [FunctionCall], _ word: String) {
        if functions.isEmpty { return }
        write(word + "(")
        list(functions) { $0.print(engine: $1) }
        write(")")
    }

    /// A call whose parentheses disappear when they are empty: engines, codecs, index types.
    mutating func print(engine call: FunctionCall) {
        if call.arguments.isEmpty, call.settings.isEmpty { return write(name: call.name) }
        printTableFunction(call)
    }

    package mutating func print(_ index: IndexDeclaration) {
        write(name: index.name)
        write(" ")
        print(index.expression)
        write(" TYPE ")
        print(engine: index.type)
        write(" GRANULARITY \(index.granularity)")
    }

    package mutating func print(_ constraint: ConstraintDeclaration) {
        write("CONSTRAINT ")
        write(name: constraint.name)
        write(constraint.kind == .check ? " CHECK " : " ASSUME ")
        print(constraint.expression)
    }

    package mutating func print(_ projection: ProjectionDeclaration) {
        write(name: projection.name)
        breakLine()
        let outer = isInProjection
        isInProjection = true
        inParentheses { $0.print(projection.query) }
        isInProjection = outer
    }

    // MARK: engine

    mutating func print(_ storage: TableStorage) {
        if let engine = storage.engine {
            breakLine()
            write("ENGINE = ")
            print(engine: engine)
        }
        for (words, expression) in [
            ("PARTITION BY ", storage.partitionBy), ("PRIMARY KEY ", storage.primaryKey),
            ("ORDER BY ", storage.orderBy), ("SAMPLE BY ", storage.sampleBy),
        ] {
            guard let expression else { continue }
            breakLine()
            write(words)
            print(expression)
        }
        if !storage.timeToLive.isEmpty {
            breakLine()
            write("TTL ")
            list(storage.timeToLive) { $0.print($1) }
        }
        print(trailingSettings: storage.settings)
    }

    package mutating func print(_ element: TimeToLiveElement) {
        print(element.expression)
        switch element.action {
        case .delete: break
        case .toDisk(let name, let ifExists):
            write(ifExists ? " TO DISK IF EXISTS " : " TO DISK ")
            write(string: name)
        case .toVolume(let name, let ifExists):
            write(ifExists ? " TO VOLUME IF EXISTS " : " TO VOLUME ")
            write(string: name)
        case .recompress(let codec): print(functions: codec, " RECOMPRESS CODEC")
        case .groupBy(let keys, let assignments):
            write(" GROUP BY ")
            list(keys) { $0.print($1) }
            if !assignments.isEmpty {
                write(" SET ")
                print(assignments)
            }
        }
        if let condition = element.where {
            write(" WHERE ")
            print(condition)
        }
    }
}

extension DefaultKind {
    package var word: String {
        switch self {
        case .default: "DEFAULT"
        case .materialized: "MATERIALIZED"
        case .alias: "ALIAS"
        case .ephemeral: "EPHEMERAL"
        case .autoIncrement: "AUTO_INCREMENT"
        }
    }
}

extension FunctionCall {
    /// A codec, engine or index type: `ZSTD(1)`, `MergeTree`, `bloom_filter(0.01)`.
    package var declarationText: String { SQLPrinter.singleLine { $0.print(engine: self) } }
}

extension TableStorage {
    /// The engine with its clauses on one line: `MergeTree ORDER BY a`, `engine_full` of `system.tables`.
    package var text: String { String(SQLPrinter.singleLine { $0.print(self) }.dropFirst(" ENGINE = ".count)) }
}

extension TimeToLiveElement {
    package var text: String { SQLPrinter.singleLine { $0.print(self) } }
}

extension ColumnDeclaration {
    package var text: String { SQLPrinter.singleLine { $0.print(self) } }
}
