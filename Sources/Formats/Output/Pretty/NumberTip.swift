import Columns

/// What stands behind a number that is long to read: `12.35 million`.
struct NumberTip: Sendable {
    private let threshold: Double

    init(_ options: FormatOptions) {
        threshold = Double(options.number("output_format_pretty_single_large_number_tip_threshold", default: 1_000_000))
    }

    /// `nil` for small numbers and for what is none.
    func text(of column: BlockColumn, at row: Int) -> String? {
        let type = column.type.unwrapped.storedValue
        guard threshold > 0, type.isNumber, type != .bool else { return nil }
        var number: Double
        switch column.column.value(at: row) {
        case .uint64(let value): number = Double(value)
        case .int64(let value): number = Double(value)
        case .float64(let value): number = value
        default: return nil
        }
        if case .decimal(_, let scale) = type { number /= Double(PowersOfTen.power(scale, as: Int64.self)) }
        guard number.isFinite, number.magnitude > threshold else { return nil }
        let names = [
            "", " thousand", " million", " billion", " trillion", " quadrillion", " quintillion", " sextillion",
        ]
        var step = 0
        while number.magnitude >= 1000, step < names.count - 1 {
            number /= 1000
            step += 1
        }
        guard let hundredths = Int(exactly: (number * 100).rounded()) else { return nil }
        let rest = hundredths.magnitude % 100
        let whole = hundredths.magnitude / 100
        return "\(hundredths < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)\(names[step])"
    }
}
