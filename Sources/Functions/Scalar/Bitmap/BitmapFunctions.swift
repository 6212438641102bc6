/// Functions of bitmaps, the states of `groupBitmap`.
enum BitmapFunctions {
    static let list: [any ScalarFunction.Type] = [
        BitmapBuild.self, BitmapToArray.self, BitmapCardinality.self, BitmapMin.self, BitmapMax.self,
        BitmapContains.self, BitmapHasAny.self, BitmapHasAll.self, BitmapAnd.self, BitmapOr.self, BitmapXor.self,
        BitmapAndnot.self, BitmapSubsetInRange.self, BitmapSubsetLimit.self, SubBitmap.self,
        BitmapAndCardinality.self, BitmapOrCardinality.self, BitmapXorCardinality.self, BitmapAndnotCardinality.self,
        BitmapTransform.self,
    ]
}
