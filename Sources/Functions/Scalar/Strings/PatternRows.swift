import Columns
import Errors

/// The regular expression of every row: a constant pattern is compiled once, a varying one when it changes.
struct PatternRows {
    private let flags: RegularExpression.Flags
    private let varying: StringColumn?
    private var last: (pattern: [UInt8], expression: RegularExpression)?

    /// The pattern, where it is constant.
    let constant: RegularExpression?

    init(_ argument: TypedColumn, _ flags: RegularExpression.Flags) throws(QueryError) {
        self.flags = flags
        if let pattern = argument.constantBytes {
            constant = try RegularExpression(pattern, flags)
            varying = nil
        } else {
            constant = nil
            varying = argument.strings
        }
    }

    mutating func expression(at row: Int) throws(QueryError) -> RegularExpression {
        if let constant { return constant }
        let pattern = varying.map { Array($0[row]) } ?? []
        if let last, last.pattern == pattern { return last.expression }
        let expression = try RegularExpression(pattern, flags)
        last = (pattern, expression)
        return expression
    }
}

extension RegularExpression {
    /// Room for the groups of one match, group 0 first.
    var groupRoom: [Int64] { [Int64](repeating: -1, count: 2 * (groupCount + 1)) }
}

/// Refuses a call that is not of two or more strings.
func checkPatternCall(_ name: String, _ arguments: [Argument], count: ClosedRange<Int>) throws(QueryError) {
    try checkArgumentCount(name, arguments, count)
    try checkStrings(name, arguments, 0, 1)
}
