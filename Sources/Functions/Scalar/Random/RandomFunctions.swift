/// The functions that give something else every time.
enum RandomFunctions {
    static let list: [any ScalarFunction.Type] = [GenerateUUIDv4.self, Rand.self, Rand64.self]
}
