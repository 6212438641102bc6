import Columns
import Errors
import Glibc

/// What is computed from the power sums of one group.
enum MomentStatistic: Sendable {
    case varPop, varSamp, stddevPop, stddevSamp, skewPop, skewSamp, kurtPop, kurtSamp

    /// The highest power that is needed.
    var order: Int {
        switch self {
        case .varPop, .varSamp, .stddevPop, .stddevSamp: 2
        case .skewPop, .skewSamp: 3
        case .kurtPop, .kurtSamp: 4
        }
    }

    /// In the precision of the sums.
    /// - Source: ClickHouse `VarMoments`.
    func value<T: BinaryFloatingPoint>(_ m: [T]) -> T {
        switch self {
        case .varPop: return Self.population(m)
        case .varSamp: return Self.sample(m)
        case .stddevPop: return Self.population(m).squareRoot()
        case .stddevSamp: return Self.sample(m).squareRoot()
        case .skewPop, .skewSamp:
            let variance = self == .skewPop ? Self.population(m) : Self.sample(m)
            guard variance > 0 else { return .nan }
            let third = (m[3] - (3 * m[2] - 2 * m[1] * m[1] / m[0]) * m[1] / m[0]) / m[0]
            return T(Double(third) / pow(Double(variance), 1.5))
        case .kurtPop, .kurtSamp:
            let variance = self == .kurtPop ? Self.population(m) : Self.sample(m)
            guard variance > 0 else { return .nan }
            let inner = 6 * m[2] - 3 * m[1] * m[1] / m[0]
            let fourth = (m[4] - (4 * m[3] - inner * m[1] / m[0]) * m[1] / m[0]) / m[0]
            return T(Double(fourth) / pow(Double(variance), 2))
        }
    }

    private static func population<T: BinaryFloatingPoint>(_ m: [T]) -> T {
        m[0] == 0 ? .nan : max(0, (m[2] - m[1] * m[1] / m[0]) / m[0])
    }

    private static func sample<T: BinaryFloatingPoint>(_ m: [T]) -> T {
        m[0] <= 1 ? .nan : max(0, (m[2] - m[1] * m[1] / m[0]) / (m[0] - 1))
    }
}

func momentStates(
    _ name: String, _ statistic: MomentStatistic, _ parameters: [Value], _ arguments: [DataType]
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let type = try singleArgument(name, arguments)
    if type == .float32 { return FloatMomentStates(statistic) }
    return MomentStates(statistic, try DoubleReader(type, of: name))
}

/// | bytes | content |
/// |---|---|
/// | 8 per power | count, Σx, Σx² … as f64 |
struct MomentStates: AggregateStates {
    private let statistic: MomentStatistic
    private let reader: DoubleReader
    private let stride: Int
    private var sums: [Double] = []

    init(_ statistic: MomentStatistic, _ reader: DoubleReader) {
        self.statistic = statistic
        self.reader = reader
        stride = statistic.order + 1
    }

    var resultType: DataType { .float64 }
    var groupCount: Int { sums.count / stride }
    var byteCount: Int { sums.count * 8 }

    mutating func grow(to count: Int) { fill(&sums, to: count * stride, with: 0) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        let values = reader.doubles(of: arguments[0])
        if stride == 3 {
            addSquaresByGroup(values, groups: groups, to: &sums)
        } else {
            addPowersByGroup(values, groups: groups, order: stride - 1, to: &sums)
        }
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        let values = reader.doubles(of: arguments[0])
        guard stride == 3 else {
            let groups = [UInt32](repeating: UInt32(truncatingIfNeeded: group), count: rowCount)
            return addPowersByGroup(values, groups: groups, order: stride - 1, to: &sums)
        }
        let added = squares(values, rowCount: rowCount)
        sums[group * 3] += Double(rowCount)
        sums[group * 3 + 1] += added.sum
        sums[group * 3 + 2] += added.squares
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) {
        let values = reader.doubles(of: arguments[0])
        if stride == 3 { return addSquaresByGroup(values, groups: groups, where: mask, to: &sums) }
        let rows = rowsSelected(by: mask)
        let kept = rows.map { values[Int($0)] }
        addPowersByGroup(kept, groups: rows.map { groups[Int($0)] }, order: stride - 1, to: &sums)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices {
            for power in 0..<stride { sums[Int(groups[index]) * stride + power] += other.sums[index * stride + power] }
        }
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) {
        let other = sameImplementation(other)
        for (place, group) in zip(places, groups) {
            for power in 0..<stride { sums[Int(group) * stride + power] += other.sums[Int(place) * stride + power] }
        }
    }

    func results() -> Column {
        .float64((0..<groupCount).map { statistic.value(Array(sums[$0 * stride..<($0 + 1) * stride])) })
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        for sum in sums[group * stride..<(group + 1) * stride] { bytes.append(littleEndian: sum) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        for power in 0..<stride { sums[group * stride + power] += try reader.double() }
        position = reader.position
    }

    func runningResults(_ arguments: [Column], ends: [Int]) -> Column {
        let values = reader.doubles(of: arguments[0])
        var m = [Double](repeating: 0, count: stride)
        var row = 0
        return .float64(
            ends.map { end in
                while row < end {
                    addPowersByGroup([values[row]], groups: [0], order: stride - 1, to: &m)
                    row += 1
                }
                return statistic.value(m)
            })
    }
}

/// Of Float32 arguments, which ClickHouse sums in single precision.
///
/// | bytes | content |
/// |---|---|
/// | 4 per power | count, Σx, Σx² … as f32 |
struct FloatMomentStates: AggregateStates {
    private let statistic: MomentStatistic
    private let stride: Int
    private var sums: [Float] = []

    init(_ statistic: MomentStatistic) {
        self.statistic = statistic
        stride = statistic.order + 1
    }

    var resultType: DataType { .float32 }
    var groupCount: Int { sums.count / stride }
    var byteCount: Int { sums.count * 4 }

    mutating func grow(to count: Int) { fill(&sums, to: count * stride, with: 0) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        guard case .float32(let values) = arguments[0] else { return }
        addPowersByGroup(values, groups: groups, order: stride - 1, to: &sums)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices {
            for power in 0..<stride { sums[Int(groups[index]) * stride + power] += other.sums[index * stride + power] }
        }
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) {
        let other = sameImplementation(other)
        for (place, group) in zip(places, groups) {
            for power in 0..<stride { sums[Int(group) * stride + power] += other.sums[Int(place) * stride + power] }
        }
    }

    func results() -> Column {
        .float32(
            (0..<groupCount).map { statistic.value(Array(sums[$0 * stride..<($0 + 1) * stride])) })
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        for sum in sums[group * stride..<(group + 1) * stride] { bytes.append(littleEndian: sum) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        for power in 0..<stride { sums[group * stride + power] += try reader.float() }
        position = reader.position
    }
}
