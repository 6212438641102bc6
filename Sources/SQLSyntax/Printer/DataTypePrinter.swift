/// Data types as ClickHouse writes them: one space after a comma, no others.
extension DataTypeExpression {
    /// `Map(String, Array(Nullable(UInt8)))`, `Enum8('a' = 1)`, `Tuple(a UInt8)`
    package var canonicalText: String {
        if arguments.isEmpty { return nameText }
        return "\(nameText)(\(arguments.map(\.text).joined(separator: ", ")))"
    }

    /// The name, in backticks unless it is words of letters, digits and `_`.
    private var nameText: String {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { word in
            guard let first = word.utf8.first, !Lexer.isDigit(first) else { return false }
            return word.utf8.allSatisfy { Lexer.isWordByte($0) }
        }
        return isPlain ? name : LiteralText.backquoted(name)
    }
}

extension DataTypeExpression.Argument {
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
