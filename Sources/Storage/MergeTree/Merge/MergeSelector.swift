import Errors

/// Chooses which neighbours to merge: ranges of parts of similar size, small ones sooner, old ones sooner, and sooner
/// where there are many.
///
/// - Source: the rules of ClickHouse's `SimpleMergeSelector`, with its defaults.
package struct MergeSelector: Sendable {
    package struct Candidate: Sendable {
        package let bytes: Int
        package let ageSeconds: Int64

        package init(bytes: Int, ageSeconds: Int64) {
            self.bytes = bytes
            self.ageSeconds = ageSeconds
        }
    }

    private static let partsMax = 100
    private static let base = 5.0
    private static let fixedCost = 5.0 * 1_048_576

    /// A merge of so many bytes is over soon.
    package static let smallBytes = 16 << 20

    /// Merge whatever there is: `OPTIMIZE`.
    private let isAggressive: Bool
    private let bytesMax: Int

    package init(bytesMax: Int, isAggressive: Bool = false) {
        self.bytesMax = bytesMax
        self.isAggressive = isAggressive
    }

    /// The best range of one of `runs`, which are parts that may be merged with their neighbours.
    package func select(_ runs: [[Candidate]]) -> (run: Int, range: Range<Int>)? {
        var best: (score: Double, run: Int, range: Range<Int>)?
        for (place, run) in runs.enumerated() where run.count >= 2 {
            let first = max(0, run.count - 1000)
            for begin in first..<run.count - 1 {
                var sum = Double(run[begin].bytes)
                var largest = sum
                var youngest = run[begin].ageSeconds
                for end in begin + 1..<min(run.count, begin + Self.partsMax) {
                    sum += Double(run[end].bytes)
                    largest = max(largest, Double(run[end].bytes))
                    youngest = min(youngest, run[end].ageSeconds)
                    guard sum <= Double(bytesMax) else { break }
                    let count = end - begin + 1
                    guard allows(sum: sum, largest: largest, youngest: youngest, count: count, partition: run.count)
                    else {
                        continue
                    }
                    let score = (sum + Self.fixedCost * Double(count)) / (Double(count) - 1.9)
                    if score < best?.score ?? .infinity { best = (score, place, begin..<end + 1) }
                }
            }
        }
        return best.map { ($0.run, $0.range) }
    }

    private func allows(sum: Double, largest: Double, youngest: Int64, count: Int, partition: Int) -> Bool {
        if isAggressive { return true }
        let size = Self.position(
            Self.logarithm(1 + sum), from: Self.logarithm(1 + 1_048_576), to: Self.logarithm(1 + 107_374_182_400))
        let ageLow = 10.0
        let ageHigh = Self.interpolated(3600, 30 * 86_400, size)
        let age = Self.position(Double(youngest), from: ageLow, to: ageHigh)
        let crowd = Self.position(Double(partition), from: 10, to: 50)
        let lowered = Self.interpolated(Self.base, 2, min(1, age + crowd))
        return (sum + Double(count) * Self.fixedCost) / (largest + Self.fixedCost) >= lowered
    }

    private static func position(_ value: Double, from low: Double, to high: Double) -> Double {
        value <= low ? 0 : value >= high ? 1 : (value - low) / (high - low)
    }

    private static func interpolated(_ low: Double, _ high: Double, _ ratio: Double) -> Double {
        low + (high - low) * ratio
    }

    /// The binary logarithm by exponent and a straight line between powers: exact enough for a rule of thumb.
    private static func logarithm(_ value: Double) -> Double { Double(value.exponent) + value.significand - 1 }
}
