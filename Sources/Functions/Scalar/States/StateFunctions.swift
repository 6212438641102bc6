/// Functions that call aggregates row by row, or finish their states.
enum StateFunctions {
    static let list: [any ScalarFunction.Type] = [
        FinalizeAggregation.self, InitializeAggregation.self, ArrayReduce.self, ArrayReduceInRanges.self,
    ]
}
