/// What `EXPLAIN SYNTAX` writes in its own way: calls in the place of operators, constants with their types.
extension SQLPrinter {
    /// NULL, and lists of constants, whose types are not those of their texts.
    mutating func printExplained(_ expression: Expression) -> Bool {
        switch expression {
        case .literal(.null): write("_CAST(NULL, 'Nullable(Nothing)')")
        case .function(let call) where call.form == .operator:
            guard let type = LiteralType(expression), type.isCollection else { return false }
            write("_CAST(")
            printConstant(expression)
            write(", \(LiteralText.string(type.name)))")
        case .lambda(let lambda):
            write("lambda(tuple(")
            list(lambda.parameters) { $0.write(name: $1) }
            write("), ")
            print(lambda.body)
            write(")")
        default: return false
        }
        return true
    }

    /// The right side of IN: constants as they are.
    mutating func printExplained(set: Expression) {
        if LiteralType(set) != nil, set.functionCall?.form == .operator || set.literal != nil {
            printConstant(set)
        } else {
            print(set)
        }
    }

    private mutating func printConstant(_ expression: Expression) {
        guard case .function(let call) = expression else {
            if case .literal(let literal) = expression { write(LiteralText.bytes(of: literal)) }
            return
        }
        let isArray = call.name == "array"
        write(isArray ? "[" : "(")
        list(call.arguments) { $0.printConstant($1) }
        write(isArray ? "]" : call.arguments.count == 1 ? ",)" : ")")
    }

    /// Each part of a union in parentheses, two at a time.
    mutating func printExplained(_ operation: SetOperator, _ parts: [SelectUnion]) {
        guard let last = parts.last else { return }
        let first = parts.count > 2 ? SelectUnion.combined(operation, Array(parts.dropLast())) : parts[0]
        inParentheses { $0.print(first) }
        breakLine()
        write(operation == .except || operation == .intersect ? operation.words + " ALL" : operation.words)
        breakLine()
        inParentheses { $0.print(last) }
    }
}

/// The type that a constant has where nothing else decides it.
private indirect enum LiteralType: Equatable {
    case null, bool, string, float
    case integer(bits: Int, isSigned: Bool)
    case array(LiteralType?)
    case tuple([LiteralType])
    case nullable(LiteralType)

    /// `nil` for what is no constant, or has elements without a common type.
    init?(_ expression: Expression) {
        switch expression {
        case .literal(let literal): self = LiteralType(literal)
        case .function(let call) where call.form == .operator && (call.name == "array" || call.name == "tuple"):
            var types: [LiteralType] = []
            for argument in call.arguments {
                guard let type = LiteralType(argument) else { return nil }
                types.append(type)
            }
            guard call.name == "array" else {
                self = .tuple(types)
                return
            }
            var common: LiteralType?
            for type in types {
                guard let known = common else {
                    common = type
                    continue
                }
                guard let joined = known.joined(type) else { return nil }
                common = joined
            }
            self = .array(common)
        default: return nil
        }
    }

    private init(_ literal: Literal) {
        switch literal {
        case .null: self = .null
        case .bool: self = .bool
        case .string: self = .string
        case .float: self = .float
        case .unsigned(let number):
            let bits = number < 1 << 8 ? 8 : number < 1 << 16 ? 16 : number < 1 << 32 ? 32 : 64
            self = .integer(bits: bits, isSigned: false)
        case .signed(let number):
            let bits = number >= -128 ? 8 : number >= -32_768 ? 16 : number >= Int64(Int32.min) ? 32 : 64
            self = .integer(bits: bits, isSigned: true)
        }
    }

    var isCollection: Bool {
        switch self {
        case .array, .tuple: true
        default: false
        }
    }

    private func joined(_ other: LiteralType) -> LiteralType? {
        if self == other { return self }
        switch (self, other) {
        case (.null, .nullable), (.nullable, .null): return self == .null ? other : self
        case (.null, let type), (let type, .null): return type.isCollection ? nil : .nullable(type)
        case (.nullable(let left), .nullable(let right)): return left.joined(right).map { .nullable($0) }
        case (.nullable(let left), let right), (let right, .nullable(let left)):
            return left.joined(right).map { .nullable($0) }
        case (.float, .integer), (.integer, .float): return .float
        case (.integer(let bits, let isSigned), .integer(let otherBits, let otherIsSigned)):
            if isSigned == otherIsSigned { return .integer(bits: max(bits, otherBits), isSigned: isSigned) }
            let needed = max(isSigned ? bits : 2 * bits, otherIsSigned ? otherBits : 2 * otherBits)
            return needed > 64 ? nil : .integer(bits: needed, isSigned: true)
        case (.array(let left), .array(let right)):
            guard let left, let right else { return .array(left ?? right) }
            return left.joined(right).map { .array($0) }
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .null: "Nullable(Nothing)"
        case .bool: "Bool"
        case .string: "String"
        case .float: "Float64"
        case .integer(let bits, let isSigned): "\(isSigned ? "" : "U")Int\(bits)"
        case .array(let element): "Array(\(element?.name ?? "Nothing"))"
        case .tuple(let elements): "Tuple(\(elements.map(\.name).joined(separator: ", ")))"
        case .nullable(let inner): "Nullable(\(inner.name))"
        }
    }
}
