/// Every aggregate function, by family; a new one is a new line.
let aggregateFunctions: [any AggregateFunction.Type] = [
    // Basic
    Count.self, Sum.self, Avg.self, Minimum.self, Maximum.self, AnyValue.self, AnyLast.self, ArgMin.self, ArgMax.self,
    // Distinct values
    Uniq.self, UniqExact.self, UniqUpTo.self,
    // Arrays
    GroupArray.self, GroupUniqArray.self,
    // Quantiles
    Quantile.self, Quantiles.self,
    // Statistics
    VarPop.self, VarSamp.self, StddevPop.self, StddevSamp.self,
    SkewPop.self, SkewSamp.self, KurtPop.self, KurtSamp.self,
]
