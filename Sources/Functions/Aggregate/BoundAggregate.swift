import Columns
import Errors

/// An aggregate with combinators, parameters and argument types chosen: `quantileIf(0.9)` over `(Float64, UInt8)`.
package struct BoundAggregate: Sendable {
    /// The name as written, combinators included.
    package let name: String
    package let parameters: [Value]
    package let argumentTypes: [DataType]
    package let resultType: DataType
    /// No groups: copied for every use.
    package let prototype: any AggregateStates

    package init(name: String, parameters: [Value], argumentTypes: [DataType], prototype: any AggregateStates) {
        self.name = name
        self.parameters = parameters
        self.argumentTypes = argumentTypes
        self.resultType = prototype.resultType
        self.prototype = prototype
    }

    /// The type of this aggregate's serialised states.
    package var stateType: AggregateStateType {
        AggregateStateType(name: name, parameters: parameters, arguments: argumentTypes)
    }
}
