import Errors

/// A string literal, with its quotes, in which macros are expanded. What is no known macro stays as it is.
struct MacroString {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    func expanded(_ context: MacroContext) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if let (value, next) = try variable(at: at, context) {
                result += value.utf8
                at = next
                continue
            }
            guard bytes[at] == UInt8(ascii: "$"), bytes[at...].starts(with: Array("$__".utf8)) else {
                result.append(bytes[at])
                at += 1
                continue
            }
            var end = at + 3
            while end < bytes.endIndex, Lexer.isWordByte(bytes[end]) { end += 1 }
            let name = String(decoding: bytes[(at + 3)..<end], as: UTF8.self)
            guard let macro = MacroRegistry.expression(named: name) else {
                result += bytes[at..<end]
                at = end
                continue
            }
            let (arguments, next) = macro.argumentCounts.upperBound > 0 ? self.arguments(at: end) : ([], end)
            try MacroText.check(arguments.count, of: macro)
            result += try macro.expansion(arguments, context).utf8
            at = next
        }
        return result
    }

    /// Whether something in it may be replaced.
    func mayHaveMacros(_ context: MacroContext) -> Bool {
        bytes.indices.contains { at in
            guard bytes[at] == UInt8(ascii: "$"), at + 1 < bytes.endIndex else { return false }
            return bytes[(at + 1)...].starts(with: Array("__".utf8)) || bytes[at + 1] == UInt8(ascii: "{")
                || context.variables[word(at: at + 1)] != nil
        }
    }

    private func word(at begin: Int) -> String {
        String(decoding: bytes[begin...].prefix(while: Lexer.isWordByte), as: UTF8.self)
    }

    /// `$name` of a variable, or `${…}`.
    private func variable(at: Int, _ context: MacroContext) throws(QueryError) -> (String, next: Int)? {
        guard bytes[at] == UInt8(ascii: "$"), at + 1 < bytes.endIndex else { return nil }
        if bytes[at + 1] == UInt8(ascii: "{") {
            guard let closing = bytes[at...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let content = String(decoding: bytes[(at + 2)..<closing], as: UTF8.self)
            return try MacroVariable(content).expanded(context, isInString: true).map { ($0, closing + 1) }
        }
        let name = word(at: at + 1)
        guard context.variables[name] != nil else { return nil }
        return try MacroVariable(name).expanded(context, isInString: true).map { ($0, at + 1 + name.utf8.count) }
    }

    /// The texts between commas in the parentheses at `begin`; none when they never close.
    private func arguments(at begin: Int) -> ([String], next: Int) {
        guard begin < bytes.endIndex, bytes[begin] == UInt8(ascii: "(") else { return ([], begin) }
        var arguments: [String] = []
        var level = 0
        var from = begin + 1
        func take(_ end: Int) {
            let text = String(decoding: bytes[from..<end], as: UTF8.self)
            arguments.append(String(text.drop { $0 == " " }))
        }
        for at in (begin + 1)..<bytes.endIndex {
            switch bytes[at] {
            case UInt8(ascii: "("): level += 1
            case UInt8(ascii: ")") where level > 0: level -= 1
            case UInt8(ascii: ")"):
                take(at)
                return (arguments, at + 1)
            case UInt8(ascii: ",") where level == 0:
                take(at)
                from = at + 1
            default: break
            }
        }
        return ([], begin)
    }
}
