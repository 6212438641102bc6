/// The family's list.
enum ConditionalFunctions {
    static let list: [any ScalarFunction.Type] = [
        If.self, MultiIf.self, CaseWithExpression.self, IfNull.self, Coalesce.self, NullIf.self, IsNull.self,
        IsNotNull.self, IsNullable.self, IsZeroOrNull.self, Least.self, Greatest.self, Transform.self,
        FirstNonDefault.self,
    ]
}
