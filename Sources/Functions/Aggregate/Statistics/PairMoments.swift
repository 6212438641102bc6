import Columns
import Errors

/// What is computed from the sums over pairs of numbers of one group.
enum PairStatistic: Sendable {
    case covarPop, covarSamp, corr

    /// Sums kept: n, Σx, Σy, Σxy, and for `corr` Σx² and Σy².
    var stride: Int { self == .corr ? 6 : 4 }

    /// - Source: ClickHouse `CovarMoments`, `CorrMoments`.
    func value(_ sums: ArraySlice<Double>) -> Double {
        let m = Array(sums)
        switch self {
        case .covarPop: return m[0] == 0 ? .nan : (m[3] - m[1] * m[2] / m[0]) / m[0]
        case .covarSamp: return m[0] <= 1 ? .nan : (m[3] - m[1] * m[2] / m[0]) / (m[0] - 1)
        case .corr:
            return (m[0] * m[3] - m[1] * m[2])
                / ((m[0] * m[4] - m[1] * m[1]) * (m[0] * m[5] - m[2] * m[2])).squareRoot()
        }
    }
}

func pairStates(
    _ name: String, _ statistic: PairStatistic, _ parameters: [Value], _ arguments: [DataType]
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let (x, y) = try twoArguments(name, arguments)
    return PairMomentStates(
        statistic, try DoubleReader(x, of: name), try DoubleReader(y, of: name),
        isSingle: x == .float32 && y == .float32)
}

/// | bytes | content |
/// |---|---|
/// | 8 each (4 if both arguments are Float32) | n, Σx, Σy, Σxy, and for `corr` Σx², Σy² as floats |
struct PairMomentStates: AggregateStates {
    private let statistic: PairStatistic
    private let x: DoubleReader
    private let y: DoubleReader
    private let isSingle: Bool
    private let stride: Int
    private var sums: [Double] = []

    init(_ statistic: PairStatistic, _ x: DoubleReader, _ y: DoubleReader, isSingle: Bool) {
        self.statistic = statistic
        self.x = x
        self.y = y
        self.isSingle = isSingle
        stride = statistic.stride
    }

    var resultType: DataType { isSingle ? .float32 : .float64 }
    var groupCount: Int { sums.count / stride }
    var byteCount: Int { sums.count * 8 }

    mutating func grow(to count: Int) { fill(&sums, to: count * stride, with: 0) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        let left = x.doubles(of: arguments[0])
        let right = y.doubles(of: arguments[1])
        addPairsByGroup(left, right, groups: groups, withSquares: statistic == .corr, to: &sums)
        if isSingle { for place in sums.indices { sums[place] = Double(Float(sums[place])) } }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices {
            for place in 0..<stride { sums[Int(groups[index]) * stride + place] += other.sums[index * stride + place] }
        }
    }

    func results() -> Column {
        let values = (0..<groupCount).map { statistic.value(sums[$0 * stride..<($0 + 1) * stride]) }
        return isSingle ? .float32(values.map { Float($0) }) : .float64(values)
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        for sum in sums[group * stride..<(group + 1) * stride] {
            if isSingle { bytes.append(littleEndian: Float(sum)) } else { bytes.append(littleEndian: sum) }
        }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        for place in 0..<stride {
            sums[group * stride + place] += isSingle ? Double(try reader.float()) : try reader.double()
        }
        position = reader.position
    }
}
