/// Functions of values that may have several types: `Variant`, `Dynamic`, `JSON`.
enum MixturesFunctions {
    static let list: [any ScalarFunction.Type] = [
        VariantElement.self, VariantType.self, DynamicElement.self, DynamicType.self,
        IsDynamicElementInSharedData.self, GetSubcolumn.self, JSONAllPaths.self, JSONAllPathsWithTypes.self,
        JSONDynamicPaths.self, JSONDynamicPathsWithTypes.self, JSONSharedDataPaths.self,
        JSONSharedDataPathsWithTypes.self,
    ]
}
