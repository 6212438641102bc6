/// Functions that look values up in dictionaries.
enum DictionaryFunctions {
    static let list: [any ScalarFunction.Type] = [
        DictGet.self, DictGetOrDefault.self, DictGetOrNull.self, DictHas.self, DictGetHierarchy.self, DictIsIn.self,
        DictGetChildren.self, DictGetDescendants.self,
    ]
}
