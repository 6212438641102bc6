/// `CREATE DICTIONARY`, `ATTACH DICTIONARY`.
package struct CreateDictionary: Sendable, Hashable {
    package struct Attribute: Sendable, Hashable {
        package var name: String
        package var type: DataTypeExpression
        package var defaultValue: Expression?
        /// Computed from the source's columns.
        package var expression: Expression?
        package var isHierarchical = false
        package var isInjective = false
        package var isObjectIdentifier = false
    }

    /// `NAME(key value key value …)`, the words in capitals.
    package struct Part: Sendable, Hashable {
        package var name: String
        package var parameters: [Parameter]
    }

    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var value: ParameterValue
    }

    package indirect enum ParameterValue: Sendable, Hashable {
        case literal(Literal)
        case word(String)
        case part(Part)
    }

    package var action: CreateTable.Action
    package var ifNotExists = false
    package var name: TableName
    package var uuid: String?
    package var cluster: String?
    package var attributes: [Attribute] = []
    package var primaryKey: [String] = []
    package var source: Part?
    package var layout: Part?
    /// `LIFETIME(MIN a MAX b)`; `LIFETIME(b)` is from 0.
    package var lifetime: (min: UInt64, max: UInt64)? {
        get { bounds.map { ($0.min, $0.max) } }
        set { bounds = newValue.map { Lifetime(min: $0.min, max: $0.max) } }
    }
    /// `RANGE(MIN a MAX b)`: two attributes.
    package var rangeMin: String?
    package var rangeMax: String?
    package var settings: [SettingChange] = []
    package var comment: String?

    private struct Lifetime: Sendable, Hashable {
        var min: UInt64
        var max: UInt64
    }
    private var bounds: Lifetime?

    package init(action: CreateTable.Action, name: TableName) {
        self.action = action
        self.name = name
    }
}
