/// Writes the syntax tree as SQL, in ClickHouse's canonical form.
///
/// Single-line text is that of `formatQuerySingleLine`, multi-line text that of `formatQuery` and `SHOW CREATE TABLE`.
/// What it writes, the parser reads as the same tree.
package struct SQLPrinter {
    /// The SQL so far. Bytes, because string literals need not be UTF-8.
    package private(set) var bytes: [UInt8] = []
    let isMultiline: Bool
    /// A projection's `ORDER BY` has no directions.
    var isInProjection = false
    /// `plus(a, 1)` for `a + 1`, as `EXPLAIN SYNTAX` has it.
    var spellsCalls = false
    private var indentation = 0

    package init(isMultiline: Bool) {
        self.isMultiline = isMultiline
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text that `write` writes, on one line.
    package static func singleLine(_ write: (inout SQLPrinter) -> Void) -> String {
        var printer = SQLPrinter(isMultiline: false)
        write(&printer)
        return printer.text
    }

    // MARK: writing

    mutating func write(_ text: String) { bytes += text.utf8 }

    mutating func write(_ bytes: [UInt8]) { self.bytes += bytes }

    mutating func write(name: String) { write(LiteralText.identifier(name)) }

    mutating func write(table: TableName) {
        if let database = table.database {
            write(name: database)
            write(".")
        }
        write(name: table.table)
    }

    mutating func write(string: String) { write(LiteralText.string(string)) }

    /// A line end and the indentation; a space on one line.
    mutating func breakLine() {
        guard isMultiline else { return write(" ") }
        write("\n")
        write(String(repeating: "    ", count: indentation))
    }

    mutating func indented(_ body: (inout SQLPrinter) -> Void) {
        indentation += 1
        body(&self)
        indentation -= 1
    }

    /// Takes an indentation back that encloses everything but this.
    mutating func outdented(_ body: (inout SQLPrinter) -> Void) {
        indentation -= 1
        body(&self)
        indentation += 1
    }

    /// `( … )` with the contents on lines of their own.
    mutating func inParentheses(_ body: (inout SQLPrinter) -> Void) {
        write("(")
        indented {
            if $0.isMultiline { $0.breakLine() }
            body(&$0)
        }
        if isMultiline { breakLine() }
        write(")")
    }

    /// The elements with commas between them, all on one line.
    mutating func list<Element>(_ elements: [Element], _ body: (inout SQLPrinter, Element) -> Void) {
        for (index, element) in elements.enumerated() {
            if index > 0 { write(", ") }
            body(&self, element)
        }
    }

    /// After a clause's word: one element behind it, several on lines of their own.
    mutating func clauseList<Element>(_ elements: [Element], _ body: (inout SQLPrinter, Element) -> Void) {
        if elements.count == 1 || !isMultiline {
            write(" ")
            return indented { $0.list(elements, body) }
        }
        indented { printer in
            for (index, element) in elements.enumerated() {
                if index > 0 { printer.write(",") }
                printer.breakLine()
                body(&printer, element)
            }
        }
    }

    // MARK: settings

    package mutating func print(settings: [SettingChange]) {
        list(settings) { printer, setting in
            printer.write(name: setting.name, dotted: true)
            printer.write(" = ")
            printer.print(setting.value)
        }
    }

    private mutating func write(name: String, dotted: Bool) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        write(parts.map { LiteralText.identifier(String($0)) }.joined(separator: "."))
    }

    mutating func print(_ value: SettingValue) {
        switch value {
        case .literal(let literal): write(LiteralText.bytes(of: literal))
        case .default: write("DEFAULT")
        case .array(let values):
            write("[")
            list(values) { $0.print($1) }
            write("]")
        case .map(let entries):
            write("{")
            list(entries) { printer, entry in
                printer.print(entry.key)
                printer.write(":")
                printer.print(entry.value)
            }
            write("}")
        }
    }
}

// MARK: entries

extension Statement {
    /// On one line, as `formatQuerySingleLine` has it.
    package var singleLineText: String { SQLPrinter.singleLine { $0.print(self) } }

    /// On several lines, as `formatQuery` and `SHOW CREATE TABLE` have it.
    package var multilineText: String {
        var printer = SQLPrinter(isMultiline: true)
        printer.print(self)
        return printer.text
    }

    /// On several lines with functions in the place of operators: `EXPLAIN SYNTAX`.
    package var explainedText: String { explainedText(isMultiline: true) }

    package func explainedText(isMultiline: Bool) -> String {
        var printer = SQLPrinter(isMultiline: isMultiline)
        printer.spellsCalls = true
        printer.print(self)
        return printer.text
    }
}

extension ParsedStatement {
    package var singleLineText: String { text(isMultiline: false) }

    package var multilineText: String { text(isMultiline: true) }

    private func text(isMultiline: Bool) -> String {
        var printer = SQLPrinter(isMultiline: isMultiline)
        printer.print(statement)
        if let outfile {
            printer.breakLine()
            printer.write("INTO OUTFILE " + outfile)
        }
        if let format {
            printer.breakLine()
            printer.write("FORMAT " + LiteralText.identifier(format))
        }
        if !settings.isEmpty {
            printer.breakLine()
            printer.write("SETTINGS ")
            printer.print(settings: settings)
        }
        return printer.text
    }
}

extension Expression {
    /// The expression's SQL on one line.
    package var text: String { SQLPrinter.singleLine { $0.print(self) } }
}

extension SettingValue {
    /// The value as `SET` takes it: a string without its quotes, everything else as written in SQL.
    package var text: String {
        if case .literal(.string(let bytes)) = self { return String(decoding: bytes, as: UTF8.self) }
        return SQLPrinter.singleLine { $0.print(self) }
    }
}

extension SelectUnion {
    package var singleLineText: String { SQLPrinter.singleLine { $0.print(self) } }
}
