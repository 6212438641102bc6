/// Functions that give another answer for every row.
enum RandomFunctions {
    static let list: [any ScalarFunction.Type] = [
        Rand.self, Rand64.self, RandCanonical.self, RandConstant.self, RandUniform.self, RandNormal.self,
        RandLogNormal.self, RandExponential.self, RandBernoulli.self, RandPoisson.self, RandBinomial.self,
        RandomString.self, RandomStringUTF8.self, RandomFixedString.self, RandomPrintableASCII.self,
        RandChiSquared.self, RandStudentT.self, RandFisherF.self, RandNegativeBinomial.self, FuzzBits.self,
        GenerateUUIDv4.self, GenerateUUIDv7.self, GenerateSnowflakeID.self, DateTimeToUUIDv7.self,
    ]
}
