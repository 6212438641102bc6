/// The family's list.
enum ComparisonFunctions {
    static let list: [any ScalarFunction.Type] = [
        Equals.self, NotEquals.self, Less.self, Greater.self, LessOrEquals.self, GreaterOrEquals.self,
        IsDistinctFrom.self, IsNotDistinctFrom.self,
    ]
}
