/// Data types as ClickHouse writes them: one space after a comma, no others.
extension DataTypeExpression {
    /// `Map(String, Array(Nullable(UInt8)))`, `Enum8('a' = 1)`, `Tuple(a UInt8)`
    package var canonicalText: String {
        if arguments.isEmpty { return nameText }
        return "\(nameText)(\(arguments.map(\.text).joined(separator: ", ")))"
    }

    /// The name, in backticks unless it is words of letters, digits and `_`.
    fileprivate var nameText: String {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { word in
            guard let first = word.utf8.first, !Lexer.isDigit(first) else { return false }
            return word.utf8.allSatisfy { Lexer.isWordByte($0) }
        }
        return isPlain ? name : LiteralText.backquoted(name)
    }
}

extension SQLPrinter {
    /// A type of a column: in multi-line text, tuples of several elements have one on each line.
    mutating func print(_ type: DataTypeExpression) {
        guard isMultiline, type.arguments.contains(where: \.hasType) else { return write(type.canonicalText) }
        let isTuple = type.name == "Tuple" && type.arguments.count > 1
        write(type.nameText + "(")
        indented { printer in
            for (index, argument) in type.arguments.enumerated() {
                if index > 0 { printer.write(isTuple ? "," : ", ") }
                if isTuple { printer.breakLine() }
                if isTuple { printer.print(argument) } else { printer.outdented { $0.print(argument) } }
            }
        }
        write(")")
    }

    private mutating func print(_ argument: DataTypeExpression.Argument) {
        switch argument {
        case .type(let type): print(type)
        case .named(let name, let type):
            write(name: name)
            write(" ")
            print(type)
        default: write(argument.text)
        }
    }
}

extension DataTypeExpression.Argument {
    fileprivate var hasType: Bool {
        switch self {
        case .type, .named: true
        default: false
        }
    }

    fileprivate var text: String {
        switch self {
        case .type(let type): type.canonicalText
        case .named(let name, let type): "\(LiteralText.identifier(name)) \(type.canonicalText)"
        case .literal(let literal): SQLPrinter.singleLine { $0.write(LiteralText.bytes(of: literal)) }
        case .enumPair(let name, let value):
            SQLPrinter.singleLine {
                $0.write(LiteralText.bytes(of: .string(name)))
                $0.write(" = \(value)")
            }
        case .function(let call): SQLPrinter.singleLine { $0.printCall(call) }
        case .setting(let name, let literal):
            SQLPrinter.singleLine {
                $0.write("\(LiteralText.identifier(name)) = ")
                $0.write(LiteralText.bytes(of: literal))
            }
        case .skip(let path): "SKIP \(LiteralText.identifier(path))"
        case .skipMatching(let pattern): "SKIP REGEXP \(LiteralText.string(pattern))"
        }
    }
}
