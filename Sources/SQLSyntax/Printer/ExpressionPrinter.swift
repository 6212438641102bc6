/// Expressions: operators are written between their operands, and every operator inside another stands in parentheses.
extension SQLPrinter {
    package mutating func print(_ expression: Expression) { print(expression, isOperand: false) }

    /// An operand gets parentheses when it is an operator, a lambda or has an alias.
    private mutating func print(_ expression: Expression, isOperand: Bool) {
        if spellsCalls, printExplained(expression) { return }
        switch expression {
        case .literal(let literal): write(LiteralText.bytes(of: literal))
        case .identifier(let identifier): print(identifier)
        case .columns(let matcher): print(matcher)
        case .function(let call): print(call, isOperand: isOperand)
        case .lambda(let lambda): parenthesized(if: isOperand) { $0.print(lambda) }
        case .subquery(let query): inParentheses { $0.print(query) }
        case .parameter(let parameter):
            write("{\(LiteralText.identifier(parameter.name)):\(parameter.type.canonicalText)}")
        case .aliased(let inner, let name):
            parenthesized(if: isOperand) { printer in
                if case .lambda = inner { printer.print(inner, isOperand: true) } else { printer.print(inner) }
                printer.write(" AS ")
                printer.write(name: name)
            }
        }
    }

    private mutating func parenthesized(if condition: Bool, _ body: (inout SQLPrinter) -> Void) {
        if condition { write("(") }
        body(&self)
        if condition { write(")") }
    }

    mutating func print(_ identifier: Identifier) {
        parenthesized(if: identifier.isParenthesized) { printer in
            for (index, part) in identifier.parts.enumerated() {
                if index > 0 { printer.write(".") }
                printer.write(part: part, isFirst: index == 0)
            }
        }
    }

    /// A part of a compound name; `^` and `:` before a part of a JSON path stay outside of its quotes.
    private mutating func write(part: String, isFirst: Bool) {
        if !isFirst, part.count > 1, let mark = part.first, mark == "^" || mark == ":" {
            write(String(mark))
            return write(name: String(part.dropFirst()))
        }
        write(name: part)
    }

    mutating func print(_ lambda: Lambda) {
        if lambda.parameters.count == 1 {
            write(name: lambda.parameters[0])
        } else {
            write("(")
            list(lambda.parameters) { $0.write(name: $1) }
            write(")")
        }
        write(" -> ")
        print(lambda.body, isOperand: true)
    }

    // MARK: calls

    private mutating func print(_ call: FunctionCall, isOperand: Bool) {
        if spellsCalls { return printCall(call) }
        if call.form == .operator, printOperator(call, isOperand: isOperand) { return }
        parenthesized(if: call.isParenthesized) { $0.printCall(call) }
    }

    mutating func printCall(_ call: FunctionCall) {
        if spellsCalls { write(call.name) } else { write(name: call.name) }
        if let parameters = call.parameters {
            write("(")
            list(parameters) { $0.print($1) }
            write(")")
        }
        write("(")
        if spellsCalls, OperatorSymbol.isIn(call.name), call.arguments.count == 2 {
            print(call.arguments[0])
            write(", ")
            printExplained(set: call.arguments[1])
        } else {
            list(call.arguments) { $0.print($1) }
        }
        if !call.settings.isEmpty {
            write(call.arguments.isEmpty ? "SETTINGS " : ", SETTINGS ")
            print(settings: call.settings)
        }
        write(")")
        switch call.nulls {
        case .unspecified: break
        case .respect: write(" RESPECT NULLS")
        case .ignore: write(" IGNORE NULLS")
        }
        guard let window = call.window else { return }
        write(" OVER ")
        switch window {
        case .named(let name): write(name: name)
        case .inline(let specification): print(specification)
        }
    }

    /// False when the call cannot be written with its operator.
    private mutating func printOperator(_ call: FunctionCall, isOperand: Bool) -> Bool {
        if call.name == "array" || call.name == "tuple" { return printCollection(call) }
        let needsParentheses = isOperand || call.isParenthesized
        if let symbol = OperatorSymbol.binary(call.name), call.arguments.count >= 2 {
            parenthesized(if: needsParentheses) { $0.printInfix(call, symbol) }
            return true
        }
        if call.name == "arrayElement", call.arguments.count == 2 {
            parenthesized(if: needsParentheses) { printer in
                printer.printContainer(call.arguments[0], isTuple: false)
                printer.write("[")
                printer.print(call.arguments[1])
                printer.write("]")
            }
            return true
        }
        if call.name == "tupleElement", call.arguments.count == 2, case .unsigned? = call.arguments[1].literal {
            if case .literal = call.arguments[0] { return false }
            parenthesized(if: needsParentheses) { printer in
                printer.printContainer(call.arguments[0], isTuple: true)
                printer.write(".")
                printer.print(call.arguments[1])
            }
            return true
        }
        guard call.arguments.count == 1 else { return false }
        return printUnary(call, needsParentheses: needsParentheses)
    }

    private mutating func printUnary(_ call: FunctionCall, needsParentheses: Bool) -> Bool {
        let operand = call.arguments[0]
        switch call.name {
        case "negate":
            parenthesized(if: needsParentheses) { printer in
                printer.write("-")
                if case .literal = operand {
                    printer.parenthesized(if: true) { $0.print(operand) }
                } else {
                    printer.print(operand, isOperand: true)
                }
            }
        case "not":
            parenthesized(if: needsParentheses) { printer in
                printer.write("NOT ")
                printer.print(operand, isOperand: true)
            }
        case "isNull", "isNotNull":
            parenthesized(if: needsParentheses) { printer in
                printer.print(operand, isOperand: true)
                printer.write(call.name == "isNull" ? " IS NULL" : " IS NOT NULL")
            }
        default: return false
        }
        return true
    }

    private mutating func printCollection(_ call: FunctionCall) -> Bool {
        let isArray = call.name == "array"
        if !isArray, call.arguments.count < 2 { return false }
        parenthesized(if: call.isParenthesized) { printer in
            printer.write(isArray ? "[" : "(")
            printer.list(call.arguments) { $0.print($1) }
            printer.write(isArray ? "]" : ")")
        }
        return true
    }

    private mutating func printInfix(_ call: FunctionCall, _ symbol: String) {
        for (index, operand) in call.arguments.enumerated() {
            if index > 0 { write(" \(symbol) ") }
            if index == 1, OperatorSymbol.isIn(call.name) {
                printSet(operand)
            } else {
                print(operand, isOperand: true)
            }
        }
    }

    /// The right side of `IN`: always in parentheses unless it is an array or a function.
    private mutating func printSet(_ set: Expression) {
        switch set {
        case .literal, .parameter, .columns:
            parenthesized(if: true) { $0.print(set) }
        case .identifier(var identifier):
            identifier.isParenthesized = true
            print(identifier)
        case .function(var call) where call.form == .operator && (call.name == "tuple" || call.name == "array"):
            call.isParenthesized = false
            print(call, isOperand: true)
        default: print(set, isOperand: true)
        }
    }

    /// What an element is taken of.
    private mutating func printContainer(_ container: Expression, isTuple: Bool) {
        switch container {
        case .literal(let literal):
            let isNegative: Bool =
                switch literal {
                case .signed: true
                case .float(let value): value.sign == .minus
                default: false
                }
            parenthesized(if: isNegative) { $0.print(container) }
        case .subquery, .parameter:
            parenthesized(if: isTuple) { $0.print(container) }
        case .function(let call) where isTuple && (call.form == .call || !call.isCollection) && !call.isParenthesized:
            parenthesized(if: true) { $0.print(container) }
        default: print(container, isOperand: true)
        }
    }

    // MARK: windows

    mutating func print(_ window: WindowSpecification) {
        write("(")
        var isFirst = true
        func space(_ printer: inout SQLPrinter) {
            if !isFirst { printer.write(" ") }
            isFirst = false
        }
        if let parent = window.parent {
            space(&self)
            write(name: parent)
        }
        if !window.partitionBy.isEmpty {
            space(&self)
            write("PARTITION BY ")
            list(window.partitionBy) { $0.print($1) }
        }
        if !window.orderBy.isEmpty {
            space(&self)
            write("ORDER BY ")
            list(window.orderBy) { $0.print($1) }
        }
        if let frame = window.frame {
            space(&self)
            print(frame)
        }
        write(")")
    }

    private mutating func print(_ frame: WindowFrame) {
        switch frame.unit {
        case .rows: write("ROWS BETWEEN ")
        case .range: write("RANGE BETWEEN ")
        case .groups: write("GROUPS BETWEEN ")
        }
        print(frame.begin)
        write(" AND ")
        print(frame.end)
    }

    private mutating func print(_ bound: WindowFrame.Bound) {
        switch bound {
        case .unboundedPreceding: write("UNBOUNDED PRECEDING")
        case .unboundedFollowing: write("UNBOUNDED FOLLOWING")
        case .currentRow: write("CURRENT ROW")
        case .preceding(let offset):
            print(offset, isOperand: true)
            write(" PRECEDING")
        case .following(let offset):
            print(offset, isOperand: true)
            write(" FOLLOWING")
        }
    }
}

extension FunctionCall {
    /// An array or tuple written with its brackets.
    fileprivate var isCollection: Bool { name == "array" || name == "tuple" }
}
