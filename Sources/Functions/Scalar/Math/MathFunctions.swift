/// The family's list.
enum MathFunctions {
    static let list: [any ScalarFunction.Type] = [
        SquareRoot.self, CubeRoot.self, Exponential.self, Exponential2.self, Exponential10.self, Logarithm.self,
        Logarithm2.self, Logarithm10.self, Logarithm1p.self, ErrorFunction.self, ComplementaryErrorFunction.self,
        LogGamma.self, Gamma.self, Sigmoid.self, Sine.self, Cosine.self, Tangent.self, ArcSine.self,
        ArcCosine.self, ArcTangent.self, HyperbolicSine.self, HyperbolicCosine.self, HyperbolicTangent.self,
        InverseHyperbolicSine.self, InverseHyperbolicCosine.self, InverseHyperbolicTangent.self, Degrees.self,
        Radians.self, Power.self, ArcTangent2.self, Hypotenuse.self, Max2.self, Min2.self, Pi.self,
        EulersNumber.self, IsFinite.self, IsInfinite.self, IsNaN.self, IfNotFinite.self, Sign.self,
        Factorial.self, IntExp2.self, IntExp10.self, WidthBucket.self, MinSampleSizeContinuous.self,
        MinSampleSizeConversion.self, ProportionsZTest.self, FinancialNetPresentValue.self,
        FinancialNetPresentValueExtended.self, FinancialInternalRateOfReturn.self,
        FinancialInternalRateOfReturnExtended.self, ColorSRGBToOKLAB.self, ColorOKLABToSRGB.self,
        ColorSRGBToOKLCH.self, ColorOKLCHToSRGB.self,
        IsDecimalOverflow.self,
    ]
}
