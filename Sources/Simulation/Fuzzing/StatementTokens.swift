/// A statement cut where a mutation can cut it. It need not be right: whatever comes of it is only put together again.
enum StatementTokens {
    enum Kind: Equatable { case word, number, string, sign, space }

    struct Token: Equatable {
        var kind: Kind
        var text: String
    }

    static func split(_ text: String) -> [Token] {
        var tokens: [Token] = []
        let characters = Array(text.unicodeScalars)
        var index = 0
        while index < characters.count {
            let start = index
            let kind = self.kind(of: characters[index])
            index += 1
            switch kind {
            case .string:
                let quote = characters[start]
                while index < characters.count, characters[index] != quote {
                    index += characters[index] == "\\" ? 2 : 1
                }
                index = min(index + 1, characters.count)
            case .word, .space:
                while index < characters.count, belongs(characters[index], to: kind) { index += 1 }
            case .number:
                while index < characters.count, belongs(characters[index], to: .word) || characters[index] == "." {
                    index += 1
                }
            case .sign: break
            }
            var scalars = String.UnicodeScalarView()
            scalars.append(contentsOf: characters[start..<index])
            tokens.append(Token(kind: kind, text: String(scalars)))
        }
        return tokens
    }

    private static func kind(of character: Unicode.Scalar) -> Kind {
        switch character {
        case "'", "`", "\"": .string
        case "0"..."9": .number
        case "a"..."z", "A"..."Z", "_": .word
        case " ", "\n", "\t", "\r": .space
        default: .sign
        }
    }

    private static func belongs(_ character: Unicode.Scalar, to kind: Kind) -> Bool {
        let own = self.kind(of: character)
        return own == kind || (kind == .word && own == .number)
    }
}
