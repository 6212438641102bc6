/// The family's list.
enum MapFunctions {
    static let list: [any ScalarFunction.Type] = [
        MakeMap.self, MapFromArrays.self, MapConcat.self, MapUpdate.self, MapKeys.self, MapValues.self,
        MapContainsKey.self, MapContainsValue.self, MapAdd.self, MapSubtract.self, MapPopulateSeries.self,
        MapContainsKeyLike.self, MapContainsValueLike.self, MapExtractKeyLike.self, MapExtractValueLike.self,
        ExtractKeyValuePairs.self, StringToMap.self, ExtractKeyValuePairsWithEscaping.self,
    ]
}
