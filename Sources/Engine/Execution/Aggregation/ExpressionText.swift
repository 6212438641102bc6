import Columns
import Functions

/// A text that two expressions share only where they compute the same of the same columns.
struct ExpressionText {
    /// What a text may become: longer ones are not worth keeping.
    static let bytesMax = 4096

    /// The name of a column of the input.
    let name: (Int) -> String?

    /// `nil` where it cannot be said, as with random numbers, dictionaries and subqueries.
    func text(of expression: BoundExpression) -> String? {
        switch expression.node {
        case .column(let identifier): return name(identifier).map { "\(quoted($0)):\(expression.type.name)" }
        case .constant(let column): return "\(column.value(at: 0)):\(expression.type.name)"
        case .call(let call):
            let function = call.function.name
            let looksElsewhere = function.hasPrefix("dict") || function.hasPrefix("joinGet")
            guard call.function.isDeterministic, !looksElsewhere, let arguments = text(of: call.arguments) else {
                return nil
            }
            return "\(function)(\(arguments)):\(expression.type.name)"
        case .higherOrder, .membership: return nil
        }
    }

    func text(of expressions: [BoundExpression]) -> String? {
        var texts: [String] = []
        var size = 0
        for expression in expressions {
            guard let text = text(of: expression) else { return nil }
            size += text.utf8.count
            guard size <= Self.bytesMax else { return nil }
            texts.append(text)
        }
        return texts.joined(separator: ",")
    }

    private func quoted(_ name: String) -> String {
        var bytes: [UInt8] = []
        JSONText.writeQuoted(name, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
