/// Every function that exists only over windows; a new one is a new line.
package enum WindowFunctions {
    package static let all: [any WindowFunction.Type] = [
        RowNumber.self, Rank.self, DenseRank.self, PercentRank.self, CumeDist.self, Ntile.self, NthValue.self,
        Lag.self, Lead.self, LagInFrame.self, LeadInFrame.self, NonNegativeDerivative.self,
    ]

    private static let byName: [String: any WindowFunction.Type] = {
        var result: [String: any WindowFunction.Type] = [:]
        for function in all {
            for name in [function.name] + function.aliases {
                result[name] = function
                if function.isCaseInsensitive { result["~" + name.lowercased()] = function }
            }
        }
        return result
    }()

    package static func function(named name: String) -> (any WindowFunction.Type)? {
        byName[name] ?? byName["~" + name.lowercased()]
    }
}
