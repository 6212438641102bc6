/// The family's list.
enum TupleFunctions {
    static let list: [any ScalarFunction.Type] = [
        MakeTuple.self, TupleElementAccess.self, TupleConcat.self, TupleNames.self, TupleToNameValuePairs.self,
        TuplePlus.self, TupleMinus.self, TupleMultiply.self, TupleDivide.self, TupleModulo.self,
        TupleIntDiv.self, TupleMultiplyByNumber.self, TupleDivideByNumber.self, TupleModuloByNumber.self,
        TupleIntDivByNumber.self, TupleNegate.self, L1Norm.self, L2Norm.self, L2SquaredNorm.self,
        LinfNorm.self, L1Distance.self, L2Distance.self, L2SquaredDistance.self, LinfDistance.self,
        CosineDistance.self, LpNorm.self, LpDistance.self, L1Normalize.self, L2Normalize.self, LinfNormalize.self,
        TupleHammingDistance.self, TupleIntDivOrZero.self, TupleIntDivOrZeroByNumber.self, DotProduct.self,
        FlattenTuple.self, LpNormalize.self,
    ]
}
