import Columns
import SQLSyntax

/// A query without its constants: what `normalized_query_hash` groups by.
enum NormalisedQuery {
    static func hash(_ sql: String) -> UInt64 {
        var bytes: [UInt8] = []
        var lastIsConstant = false
        var lexer = Lexer(Array(sql.utf8))
        while true {
            let token = lexer.next()
            switch token.kind {
            case .endOfStream: return CityHash.hash64(bytes.span)
            case .number, .string, .hexString, .binaryString, .heredoc:
                if !lastIsConstant { bytes += "? ".utf8 }
                lastIsConstant = true
            // A list of constants is one, however long it is.
            case .comma where lastIsConstant: continue
            default:
                bytes += lexer.text[token.begin..<token.end]
                bytes.append(UInt8(ascii: " "))
                lastIsConstant = false
                if token.end >= lexer.text.count || token.begin == token.end { return CityHash.hash64(bytes.span) }
            }
        }
    }
}
