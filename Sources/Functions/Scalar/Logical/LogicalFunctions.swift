/// The family's list.
enum LogicalFunctions {
    static let list: [any ScalarFunction.Type] = [And.self, Or.self, Xor.self, Not.self]
}
