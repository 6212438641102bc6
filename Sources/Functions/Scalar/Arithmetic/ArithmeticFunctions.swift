/// The family's list.
enum ArithmeticFunctions {
    static let list: [any ScalarFunction.Type] = [
        Plus.self, Minus.self, Multiply.self, Divide.self, IntDiv.self, IntDivOrZero.self, Modulo.self,
        ModuloOrZero.self, PositiveModulo.self,
        DivideOrNull.self, IntDivOrNull.self, ModuloOrNull.self,
        PositiveModuloOrNull.self, Negate.self, Abs.self, GreatestCommonDivisor.self, LeastCommonMultiple.self,
        MultiplyDecimal.self, DivideDecimal.self, Clamp.self,
    ]
}
