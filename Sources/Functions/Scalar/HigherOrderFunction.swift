import Columns
import Errors

/// A function whose first argument is a lambda over the elements of its array (or map) arguments: `arrayMap(x -> …,
/// a)`.
///
/// The analyser binds the lambda's body once it knows `parameterTypes`; `Lambda` then computes the body over flattened
/// elements. Arrays arrive plain: without dictionaries around them, NULLs or constants.
package protocol HigherOrderFunction: Sendable {
    static var name: String { get }
    static var aliases: [String] { get }
    static var documentation: FunctionDocumentation { get }
    /// The call without a lambda is legal (`arraySum(a)`): then `lambda` is `nil`.
    static var lambdaIsOptional: Bool { get }

    /// The types of the lambda's parameters for these arguments behind it.
    static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType]
    /// The type of the result; `body` is the lambda's type, `nil` without a lambda.
    static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType
    static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column
}

extension HigherOrderFunction {
    package static var aliases: [String] { [] }
    package static var lambdaIsOptional: Bool { false }
}

/// A bound lambda with the outer columns it captured, ready to run over flattened elements.
package struct Lambda: Sendable {
    package let bound: BoundLambda
    private let captured: [Column]
    private let context: QueryContext

    package init(_ bound: BoundLambda, captured: [Column], context: QueryContext) {
        self.bound = bound
        self.captured = captured
        self.context = context
    }

    package var bodyType: DataType { bound.body.type }

    /// The body's value for every element. `elements` has a column per parameter, all of one length; row `i` of them
    /// belongs to outer row `outerRows[i]`, whose captured values it sees.
    package func evaluate(
        elements: [Column], outerRows: [UInt32]
    ) throws(QueryError) -> Column {
        var inputs: [Int: Column] = [:]
        var elements = elements
        // One array of tuples is taken apart by several parameters.
        if elements.count == 1, bound.parameters.count > 1, case .tuple(let tuple) = elements[0].materialised {
            elements = tuple.elements
        }
        for (identifier, column) in zip(bound.parameters, elements) { inputs[identifier] = column }
        for (capture, column) in zip(bound.captures, captured) { inputs[capture] = column.gathering(outerRows) }
        let input = EvaluationInput(columns: inputs, rowCount: outerRows.count)
        return try bound.body.evaluate(over: input, in: context)
    }
}
