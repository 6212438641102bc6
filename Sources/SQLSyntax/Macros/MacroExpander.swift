import Errors

/// Replaces Grafana's macros in SQL by what they stand for, as Grafana's own plugin does before it sends a query.
///
/// It works on tokens: nothing in a comment is a macro, an argument may be any expression with macros of its own, and
/// the data of an `INSERT` is left alone. In string literals macros are expanded (`'$__interval'` is `'20s'`). When
/// there is a macro at all, comments become spaces of the same length; otherwise the text stays as it is, byte for
/// byte.
package enum MacroExpander {
    /// The SQL without macros. Code 408 when a macro needs a parameter that the context does not have.
    package static func expand(_ sql: String, over context: MacroContext) throws(QueryError) -> String {
        let bytes = Array(sql.utf8)
        guard mayHaveMacros(bytes) else { return sql }
        return String(decoding: try expand(bytes, over: context), as: UTF8.self)
    }

    /// The same for a request's body, which may end in an `INSERT`'s data.
    package static func expand(_ sql: [UInt8], over context: MacroContext) throws(QueryError) -> [UInt8] {
        guard mayHaveMacros(sql) else { return sql }
        var text = MacroText(sql)
        guard text.hasMacros else { return sql }
        if let statement = try text.expandedStatement(context) { text = MacroText(statement) }
        return try text.expanded(context)
    }

    /// Whether `$__` stands anywhere.
    private static func mayHaveMacros(_ bytes: [UInt8]) -> Bool {
        var at = 0
        while let found = bytes[at...].firstIndex(of: UInt8(ascii: "$")) {
            if found + 2 < bytes.count, bytes[found + 1] == UInt8(ascii: "_"), bytes[found + 2] == UInt8(ascii: "_") {
                return true
            }
            at = found + 1
        }
        return false
    }
}
