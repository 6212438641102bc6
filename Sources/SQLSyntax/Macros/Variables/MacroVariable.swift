import Errors

/// `$name`, `${name}` and `${name:format}`: a dashboard's variable, or one of Grafana's own.
///
/// A variable's values become string literals (a lone number stays a number), so no value can become SQL.
struct MacroVariable {
    private let name: String
    private let format: String?

    /// - Parameter text: what stands between the braces.
    init(_ text: String) {
        if let colon = text.firstIndex(of: ":") {
            name = String(text[..<colon])
            format = String(text[text.index(after: colon)...])
        } else {
            name = text
            format = nil
        }
    }

    /// What it stands for; `nil` when no variable has this name.
    /// - Parameter isInString: between the quotes of a literal, where values are escaped and get no quotes.
    func expanded(_ context: MacroContext, isInString: Bool) throws(QueryError) -> String? {
        if let values = context.variables[name] {
            return isInString ? values.map(Self.escaped).joined(separator: ",") : try Self.literals(values, format)
        }
        switch name {
        case "__from": return try moment(try context.fromMilliseconds(for: "from"))
        case "__to": return try moment(try context.toMilliseconds(for: "to"))
        case _ where name.hasPrefix("__"):
            let macro = String(name.dropFirst(2))
            guard let found = MacroRegistry.expression(named: macro), found.argumentCounts.contains(0), format == nil
            else {
                if isInString { return nil }
                throw MacroText.unknown(macro)
            }
            return try found.expansion([], context)
        default: return nil
        }
    }

    /// `date`, `date:iso`, `date:seconds` or `date:YYYY-MM-DD`; milliseconds without a format.
    private func moment(_ milliseconds: Int64) throws(QueryError) -> String {
        guard let format else { return String(milliseconds) }
        if format == "date" || format == "date:iso" { return MacroDate.text(milliseconds, "YYYY-MM-DDTHH:mm:ss.SSSZ") }
        if format == "date:seconds" { return String(MacroTime.floorDivide(milliseconds, by: 1000)) }
        guard format.hasPrefix("date:") else {
            throw QueryError(
                .badArguments, "The format \(format) of a time is not known: write date, date:iso or date:…")
        }
        return MacroDate.text(milliseconds, String(format.dropFirst("date:".count)))
    }

    static func literals(_ values: [String], _ format: String? = nil) throws(QueryError) -> String {
        switch format {
        case nil where values.count == 1 && isNumber(values[0]): return values[0]
        case nil, "singlequote", "sqlstring": return values.map { "'\(escaped($0))'" }.joined(separator: ",")
        case let format?:
            throw QueryError(
                .notImplemented, "The format \(format) of a variable is not supported: write singlequote, or none")
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            if character == "\\" || character == "'" { result += "\\" }
            result.unicodeScalars.append(character)
        }
        return result
    }
}
