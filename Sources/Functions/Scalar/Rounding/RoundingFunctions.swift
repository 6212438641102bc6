/// The family's list.
enum RoundingFunctions {
    static let list: [any ScalarFunction.Type] = [
        Round.self, RoundBankers.self, Floor.self, Ceil.self, Trunc.self, RoundToExp2.self, RoundDown.self,
        RoundDuration.self, RoundAge.self,
    ]
}
