/// `name = value, …`
extension Parser {
    mutating func parseSettings() throws(ParseFailure) -> [SettingChange] {
        var changes: [SettingChange] = []
        repeat { changes.append(try parseSetting()) } while accept(.comma)
        return changes
    }

    mutating func parseSetting() throws(ParseFailure) -> SettingChange {
        var name = try parseName()
        while accept(.dot) { name += "." + (try parseName()) }
        guard accept(.equals) else { return SettingChange(name: name, value: .literal(.bool(true))) }
        if token.word == "DEFAULT" {
            advance()
            return SettingChange(name: name, value: .default)
        }
        return SettingChange(name: name, value: try parseSettingValue())
    }

    private mutating func parseSettingValue() throws(ParseFailure) -> SettingValue {
        switch token.kind {
        case .openingSquare:
            try enter(2)
            advance()
            var values: [SettingValue] = []
            while token.kind != .closingSquare {
                values.append(try parseSettingValue())
                if !accept(.comma) { break }
            }
            try expect(.closingSquare, "ClosingSquareBracket")
            leave(2)
            return .array(values)
        case .openingCurly:
            try enter(2)
            advance()
            var entries: [SettingValue.Entry] = []
            while token.kind != .closingCurly {
                let key = SettingValue.literal(try parseLiteral())
                try expect(.colon, "Colon")
                entries.append(.init(key: key, value: try parseSettingValue()))
                if !accept(.comma) { break }
            }
            try expect(.closingCurly, "ClosingCurlyBrace")
            leave(2)
            return .map(entries)
        case .word where wordNames():
            return .literal(.string(Array(try parseName().utf8)))
        default: return .literal(try parseLiteral())
        }
    }

    /// Whether the current word is a value by itself (`disk`, `tiered`) and not `true` or `NULL`.
    private func wordNames() -> Bool {
        switch token.word {
        case "TRUE", "FALSE", "NULL", "INF", "INFINITY", "NAN": false
        default: true
        }
    }
}
