import Errors

/// Replaces Grafana's macros in SQL by what they stand for, as Grafana's own plugin does before it sends a query; also
/// dashboards' variables, as the browser does, and the macros of Altinity's plugin.
///
/// It works on tokens: nothing in a comment is a macro, an argument may be any expression with macros of its own, and
/// the data of an `INSERT` is left alone. In string literals macros are expanded (`'$__interval'` is `'20s'`). When
/// there is a macro at all, comments become spaces of the same length; otherwise the text stays as it is, byte for
/// byte.
package enum MacroExpander {
    /// The SQL without macros. Code 408 when a macro needs a parameter that the context does not have.
    package static func expand(_ sql: String, over context: MacroContext) throws(QueryError) -> String {
        let bytes = Array(sql.utf8)
        guard bytes.contains(UInt8(ascii: "$")) else { return sql }
        return String(decoding: try expand(bytes, over: context), as: UTF8.self)
    }

    /// The same for a request's body, which may end in an `INSERT`'s data.
    package static func expand(_ sql: [UInt8], over context: MacroContext) throws(QueryError) -> [UInt8] {
        guard sql.contains(UInt8(ascii: "$")) else { return sql }
        var text = MacroText(sql)
        guard text.hasMacros(context) else { return sql }
        if let statement = try text.expandedStatement(context) { text = MacroText(statement) }
        return try text.expanded(context)
    }
}
