import Columns
import Errors

/// What a client gives for `{name:Type}`: text escaped as in TabSeparated, but for arrays, maps and tuples, whose
/// literal it is.
struct ParameterText {
    let name: String
    let text: String

    /// The text without its escapes. A tab or a new line that is not escaped ends the value: it is refused.
    func value(of type: DataType) throws(QueryError) -> String {
        switch type.withoutLowCardinality.withoutNullable {
        case .array, .map, .tuple: return text
        default: break
        }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"):
                throw QueryError(
                    .badQueryParameter,
                    "Value \(text) cannot be parsed as \(type.name) for query parameter '\(name)' because it isn't "
                        + "parsed completely: only \(text.utf8.count - rest.count - 1) of \(text.utf8.count) bytes was "
                        + "parsed: \(String(decoding: result, as: UTF8.self))")
            case UInt8(ascii: "\\"): Self.decodeEscape(&rest, into: &result)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func decodeEscape(_ rest: inout ArraySlice<UInt8>, into result: inout [UInt8]) {
        guard let byte = rest.popFirst() else {
            result.append(UInt8(ascii: "\\"))
            return
        }
        if byte == UInt8(ascii: "x"), rest.count >= 2,
            let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            result.append(code)
            rest = rest.dropFirst(2)
        } else if byte == UInt8(ascii: "N") {
            // NULL, which is empty where there is none.
        } else if let control = controls[byte] {
            result.append(control)
        } else {
            if !keptPlain.contains(byte) { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
    }

    private static let controls: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
        UInt8(ascii: "t"): 9, UInt8(ascii: "0"): 0, UInt8(ascii: "a"): 7, UInt8(ascii: "v"): 11,
        UInt8(ascii: "e"): 27,
    ]
    private static let keptPlain: Set<UInt8> = Set("\\'\"`/=\t\n".utf8)
}
