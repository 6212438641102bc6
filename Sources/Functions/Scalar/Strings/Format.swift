import Columns
import Errors

/// `format(pattern, a, b, …)`: `{}` and `{n}` in a constant pattern are the arguments as text.
enum Format: ScalarFunction {
    static let name = "format"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The pattern with {} or {0}, {1}, … replaced by the other arguments.", example: "format('{1} {0}', 'a', 'b')",
        "b a")

    private enum Part {
        case text([UInt8])
        case argument(Int)
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be "
                    + "at least 2"
            )
        }
        guard let pattern = arguments[0].constantBytes else {
            throw QueryError(.illegalColumn, "First argument of function \(name) must be a constant string")
        }
        _ = try parts(pattern, argumentCount: arguments.count - 1)
        return .string
    }

    private static func parts(_ pattern: [UInt8], argumentCount: Int) throws(QueryError) -> [Part] {
        var result: [Part] = []
        var text: [UInt8] = []
        var next = 0
        var isNumbered: Bool?
        var position = 0
        while position < pattern.count {
            let byte = pattern[position]
            let isBrace = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
            if isBrace, position + 1 < pattern.count, pattern[position + 1] == byte {
                text.append(byte)
                position += 2
                continue
            }
            guard isBrace else {
                text.append(byte)
                position += 1
                continue
            }
            guard byte == UInt8(ascii: "{"), let end = pattern[position...].firstIndex(of: UInt8(ascii: "}")) else {
                throw QueryError(
                    .badArguments,
                    byte == UInt8(ascii: "{")
                        ? "Two braces or close brace expected at position \(position)"
                        : "Closed curly brace without open one at position \(position)")
            }
            let inner = String(decoding: pattern[(position + 1)..<end], as: UTF8.self)
            if let isNumbered, isNumbered != !inner.isEmpty {
                throw QueryError(
                    .badArguments,
                    isNumbered
                        ? "Cannot switch from manual field specification to automatic field numbering"
                        : "Cannot switch from automatic field numbering to manual field specification")
            }
            isNumbered = !inner.isEmpty
            guard let number = inner.isEmpty ? next : Int(inner), number >= 0 else {
                throw QueryError(.badArguments, "Not a number in curly braces at position \(position + 1)")
            }
            guard number < argumentCount else {
                throw QueryError(
                    .badArguments, "Not enough arguments to fill the placeholders in the format string")
            }
            if !text.isEmpty { result.append(.text(text)) }
            text = []
            result.append(.argument(number))
            next += 1
            position = end + 1
        }
        if !text.isEmpty { result.append(.text(text)) }
        return result
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let parts = try parts(arguments[0].strings.bytesOfFirstRow, argumentCount: arguments.count - 1)
        var texts: [StringColumn] = []
        for argument in arguments.dropFirst() {
            if argument.type.isStringOrFixedString {
                texts.append(argument.strings)
            } else {
                let column = try convertColumn(argument.column, from: argument.type, to: .string, in: context)
                texts.append(TypedColumn(type: .string, column: column.materialised).strings)
            }
        }
        var written = StringColumn()
        for row in 0..<rowCount {
            for part in parts {
                switch part {
                case .text(let text): written.bytes.append(contentsOf: text)
                case .argument(let number): written.bytes.append(contentsOf: texts[number][row])
                }
            }
            try checkResultBytes(name, written.bytes.count)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
