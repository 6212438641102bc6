/// The family's list.
enum ArrayFunctions {
    static let list: [any ScalarFunction.Type] = [
        MakeArray.self, RangeOfNumbers.self, ArrayWithConstant.self, EmptyArrayToSingle.self, Length.self,
        Empty.self, NotEmpty.self, Reverse.self, ArrayElement.self, ArrayElementOrNull.self, Has.self,
        IndexOf.self, CountEqual.self, HasAll.self, HasAny.self, HasSubstr.self, ArrayConcat.self,
        ArrayPushBack.self, ArrayPushFront.self, ArrayPopBack.self, ArrayPopFront.self, ArrayReverse.self,
        ArrayResize.self, SliceOfArray.self, ArrayRotateLeft.self, ArrayRotateRight.self, ArrayShiftLeft.self,
        ArrayShiftRight.self, ArrayDistinct.self, ArrayUniq.self, ArrayEnumerate.self, ArrayEnumerateUniq.self,
        ArrayEnumerateDense.self, ArrayIntersect.self, ArrayUnion.self, ArraySymmetricDifference.self,
        ArrayExcept.self, ArrayFlatten.self, ArrayZip.self, ArrayZipUnaligned.self, ArrayDotProduct.self,
        ArrayJaccardIndex.self, Replicate.self,
        EmptyArray<ToUInt8>.self, EmptyArray<ToUInt16>.self, EmptyArray<ToUInt32>.self,
        EmptyArray<ToUInt64>.self, EmptyArray<ToInt8>.self, EmptyArray<ToInt16>.self, EmptyArray<ToInt32>.self,
        EmptyArray<ToInt64>.self, EmptyArray<ToFloat32>.self, EmptyArray<ToFloat64>.self,
        EmptyArray<AsDate>.self, EmptyArray<AsDateTime>.self, EmptyArray<PlainString>.self,
        ArrayEnumerateUniqRanked.self, ArrayEnumerateDenseRanked.self, ArrayShingles.self, ArrayTranspose.self,
        ArrayRemove.self, ArrayFlattenedLength.self, NotHas.self, ArrayROCAUC.self, ArrayAUCPR.self,
        ArrayNormalizedGini.self, ArrayLevenshteinDistance.self, SeriesOutliersDetectTukey.self,
        Nested.self, ArrayShuffle.self, ArrayPartialShuffle.self, IndexOfAssumeSorted.self,
        ArrayLevenshteinDistanceWeighted.self, ArraySimilarity.self,
    ]
}
