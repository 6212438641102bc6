import Columns
import Errors
import Glibc

/// The largest rank of the hashes in each of `2^precision` buckets, and the number of different values it stands for.
///
/// | bytes | content |
/// |---|---|
/// | 5 or 6 bits per bucket | ranks, low bits first (5 for 32-bit hashes, 6 for 64-bit ones) |
/// | u32 each | how many buckets have each rank |
/// | u16 or u32 | buckets of rank zero (u16 for precision 12 to 15) |
/// - Source: ClickHouse `HyperLogLogCounter`; the biases were measured on ClickHouse 26.9.
struct HyperLogLog: Sendable {
    let precision: Int
    let hashBits: Int
    private var ranks: [UInt8]

    init(precision: Int, hashBits: Int) {
        self.precision = precision
        self.hashBits = hashBits
        ranks = [UInt8](repeating: 0, count: 1 << precision)
    }

    private var rankMax: Int { hashBits - precision + 1 }
    private var rankBits: Int { hashBits == 32 ? 5 : 6 }
    private var zeroWidth: Int { precision < 16 ? 2 : 4 }

    /// Bytes of a state.
    var stateSize: Int { (ranks.count * rankBits + 7) / 8 + (rankMax + 1) * 4 + zeroWidth }

    mutating func insert(_ hash: UInt64) {
        let bucket = Int(hash & UInt64(ranks.count - 1))
        let tail = hash >> UInt64(precision)
        let rank = tail == 0 ? rankMax : min(tail.trailingZeroBitCount + 1, rankMax)
        if rank > Int(ranks[bucket]) { ranks[bucket] = UInt8(truncatingIfNeeded: rank) }
    }

    mutating func merge(_ other: HyperLogLog) {
        for bucket in ranks.indices where other.ranks[bucket] > ranks[bucket] { ranks[bucket] = other.ranks[bucket] }
    }

    private var rankCounts: [UInt32] {
        var counts = [UInt32](repeating: 0, count: rankMax + 1)
        for rank in ranks { counts[Int(rank)] &+= 1 }
        return counts
    }

    /// The estimate; `correctsBias` for `uniqCombined` of precision 17.
    func estimate(correctsBias: Bool) -> UInt64 {
        let counts = rankCounts
        let buckets = Double(ranks.count)
        var denominator = 0.0
        for count in counts.reversed() { denominator = denominator / 2 + Double(count) }
        let raw = 0.7213 / (1 + 1.079 / buckets) * buckets * buckets / denominator
        var estimate = raw
        if raw <= 4_294_967_296.0 / 30 {
            let zeros = Double(counts[0])
            if correctsBias {
                if raw <= 5 * buckets { estimate = raw - Self.bias(of: raw) }
                let linear = zeros > 0 ? buckets * (log(buckets) - log(zeros)) : estimate
                if linear < 177_700 { estimate = linear }
            } else if raw <= 2.5 * buckets, zeros > 0 {
                estimate = buckets * (log(buckets) - log(zeros))
            }
        }
        return UInt64(max(0, estimate) + 0.5)
    }

    func write(into bytes: inout [UInt8]) {
        var word: UInt64 = 0
        var filled = 0
        for rank in ranks {
            word |= UInt64(rank) &<< UInt64(filled)
            filled += rankBits
            while filled >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
                filled -= 8
            }
        }
        if filled > 0 { bytes.append(UInt8(truncatingIfNeeded: word)) }
        let counts = rankCounts
        for count in counts { bytes.append(littleEndian: count) }
        bytes.append(word: UInt64(counts[0]), width: zeroWidth)
    }

    mutating func read(_ reader: inout StateReader) throws(QueryError) {
        let packed = try reader.take((ranks.count * rankBits + 7) / 8)
        _ = try reader.take((rankMax + 1) * 4 + zeroWidth)
        for bucket in ranks.indices {
            let bit = bucket * rankBits
            let high = bit / 8 + 1 < packed.count ? UInt16(packed[bit / 8 + 1]) : 0
            let word = (UInt16(packed[bit / 8]) | high << 8) >> UInt16(bit % 8)
            ranks[bucket] = min(UInt8(truncatingIfNeeded: word) & (rankBits == 5 ? 31 : 63), UInt8(rankMax))
        }
    }

    // MARK: - Bias

    /// How much a raw estimate of precision 17 is too high: linear between the measured points.
    private static func bias(of raw: Double) -> Double {
        let place = (raw - biasStart) / biasStep
        guard place > 0 else { return Double(biases[0]) }
        let left = Int(place)
        guard left + 1 < biases.count else { return Double(biases[biases.count - 1]) }
        let share = place - Double(left)
        return Double(biases[left]) * (1 - share) + Double(biases[left + 1]) * share
    }

    private static let biasStart = 151_250.0
    private static let biasStep = 1_250.0
    /// Below these, counting empty buckets is better and ClickHouse does so.
    private static let biases: [Int32] = [
        51459, 50800, 50154, 49514, 48888, 48269, 47654, 47052, 46456, 45872, 45289, 44720, 44154, 43599, 43050,
        42510, 41977, 41446, 40929, 40413, 39909, 39407, 38915, 38426, 37945, 37472, 37002, 36542, 36082, 35634,
        35188, 34751, 34317, 33888, 33468, 33049, 32638, 32231, 31831, 31432, 31043, 30655, 30275, 29900, 29530,
        29163, 28799, 28443, 28088, 27740, 27395, 27055, 26718, 26385, 26057, 25734, 25416, 25099, 24788, 24479,
        24176, 23874, 23577, 23284, 22993, 22707, 22425, 22147, 21869, 21598, 21328, 21063, 20801, 20542, 20286,
        20031, 19783, 19535, 19293, 19051, 18813, 18577, 18345, 18115, 17888, 17666, 17443, 17226, 17009, 16796,
        16586, 16377, 16173, 15969, 15769, 15569, 15374, 15179, 14988, 14798, 14612, 14427, 14245, 14065, 13888,
        13712, 13537, 13367, 13197, 13030, 12865, 12701, 12540, 12380, 12223, 12066, 11913, 11761, 11611, 11463,
        11316, 11172, 11030, 10890, 10751, 10614, 10478, 10343, 10211, 10079, 9951, 9823, 9697, 9572, 9448, 9326,
        9205, 9087, 8969, 8853, 8738, 8625, 8512, 8402, 8293, 8186, 8079, 7974, 7870, 7767, 7666, 7565, 7466, 7369,
        7273, 7178, 7085, 6992, 6900, 6809, 6719, 6631, 6543, 6458, 6373, 6288, 6205, 6123, 6042, 5961, 5883, 5805,
        5729, 5653, 5580, 5507, 5434, 5362, 5290, 5219, 5149, 5080, 5012, 4945, 4879, 4814, 4750, 4686, 4623, 4561,
        4499, 4438, 4378, 4319, 4260, 4201, 4144, 4088, 4033, 3979, 3926, 3873, 3821, 3768, 3717, 3665, 3614, 3564,
        3516, 3468, 3421, 3375, 3329, 3283, 3237, 3193, 3148, 3104, 3060, 3017, 2975, 2933, 2892, 2851, 2812, 2772,
        2734, 2695, 2656, 2618, 2580, 2543, 2507, 2471, 2436, 2402, 2367, 2333, 2299, 2266, 2234, 2202, 2171, 2140,
        2110, 2081, 2051, 2021, 1991, 1962, 1934, 1905, 1878, 1852, 1827, 1801, 1776, 1752, 1727, 1703, 1679, 1656,
        1633, 1610, 1588, 1566, 1543, 1521, 1497, 1474, 1451, 1429, 1408, 1388, 1368, 1348, 1329, 1309, 1290, 1272,
        1254, 1236, 1219, 1202, 1183, 1165, 1147, 1129, 1111, 1094, 1077, 1060, 1044, 1028, 1011, 995, 980, 964,
        949, 934, 919, 904, 890, 877, 864, 853, 841, 829, 817, 805, 794, 782, 771, 760, 748, 737, 726, 715, 704,
        693, 682, 673, 662, 652, 642, 631, 621, 612, 602, 592, 582, 572, 563, 556, 548, 540, 532, 524, 517, 509,
        502, 494, 486, 479, 471, 464, 457, 449, 442, 434, 426, 419, 412, 406, 399, 393, 387, 380, 374, 367, 360,
        352, 344, 337, 330, 323, 317, 312, 307, 303, 298, 294, 289, 285, 281, 277, 272, 268, 264, 260, 257, 252,
        248, 244, 240, 236, 232, 228, 223, 219, 215, 211, 207, 202, 197, 193, 189, 186, 184, 182, 180, 179, 178,
        177,
    ]
}
