/// The family's list.
enum HigherOrderFunctions {
    static let list: [any HigherOrderFunction.Type] = [
        ArrayMap.self, ArrayFilter.self, ArrayCount.self, ArrayExists.self, ArrayAll.self, ArrayFirst.self,
        ArrayFirstOrNull.self, ArrayLast.self, ArrayLastOrNull.self, ArrayFirstIndex.self, ArrayLastIndex.self,
        ArraySum.self, ArrayAvg.self, ArrayProduct.self, ArrayMin.self, ArrayMax.self, ArraySort.self,
        ArrayReverseSort.self, ArrayPartialSort.self, ArrayPartialReverseSort.self, ArrayCumSum.self,
        ArrayCumSumNonNegative.self, ArrayDifference.self, ArrayCompact.self, ArrayFill.self,
        ArrayReverseFill.self, ArraySplit.self, ArrayReverseSplit.self, ArrayFold.self, MapApply.self,
        MapFilter.self, MapExists.self, MapAll.self, MapSort.self, MapReverseSort.self,
        MapPartialSort.self, MapPartialReverseSort.self,
    ]
}
