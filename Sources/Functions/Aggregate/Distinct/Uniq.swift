import Columns
import Errors
import Glibc

/// `uniq(x, …)`: about how many different values there are, in little memory.
package struct Uniq: AggregateFunction {
    package static let name = "uniq"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The approximate number of different values: exact up to 65,536, then within about half a percent.",
        examples: [.init(sql: "arrayReduce('uniq', [1, 2, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        try checkSomeArguments(name, arguments)
        return UniqStates(kernel: UniqKernel(hasher: RowHasher(arguments)))
    }
}

struct UniqStates: KernelStates {
    let kernel: UniqKernel
    var states: [SampledHashes] = []
}

struct UniqKernel: StateKernel {
    let hasher: RowHasher

    var resultType: DataType { .uint64 }
    var emptyState: SampledHashes { SampledHashes() }

    func input(_ arguments: [Column]) -> [UInt32] {
        let hashes = hasher.hashes(of: arguments, rowCount: arguments.first?.count ?? 0)
        switch hasher.kind {
        case .number, .wide, .bytes: return hashes.map { UInt32(truncatingIfNeeded: intHash64($0)) }
        case .contiguous, .exact: return hashes.map { UInt32(truncatingIfNeeded: $0) }
        }
    }

    func add(_ row: Int, of input: [UInt32], to state: inout SampledHashes) { state.insert(input[row]) }

    func merge(_ other: SampledHashes, into state: inout SampledHashes) { state.merge(other) }

    func results(of states: [SampledHashes]) -> Column { .uint64(states.map(\.estimate)) }

    func write(_ state: SampledHashes, into bytes: inout [UInt8]) { state.write(into: &bytes) }

    func read(_ reader: inout StateReader) throws(QueryError) -> SampledHashes { try SampledHashes(&reader) }

    func heapBytes(of state: SampledHashes) -> Int { state.heapBytes }
}

/// A set of 32-bit hashes that halves its sample whenever it has more than 65,536.
///
/// | bytes | content |
/// |---|---|
/// | u8 | skip degree: only hashes with so many low zero bits are kept |
/// | varuint | number of hashes |
/// | 4 each | the hashes, in any order |
/// - Source: ClickHouse `UniquesHashSet`.
struct SampledHashes: Sendable {
    private var hashes = KeySet<UInt32>()
    private var skipDegree: UInt32 = 0

    static let countMax = 65_536

    init() {}

    var heapBytes: Int { hashes.heapBytes }

    private func isKept(_ hash: UInt32) -> Bool { hash & ((1 &<< skipDegree) &- 1) == 0 }

    @inline(__always)
    mutating func insert(_ hash: UInt32) {
        guard isKept(hash) else { return }
        if hashes.insert(hash), hashes.count > Self.countMax { thin() }
    }

    private mutating func thin() {
        while hashes.count > Self.countMax, skipDegree < 31 {
            skipDegree += 1
            let mask = (UInt32(1) &<< skipDegree) &- 1
            hashes.filter { $0 & mask == 0 }
        }
    }

    mutating func merge(_ other: SampledHashes) {
        if other.skipDegree > skipDegree {
            skipDegree = other.skipDegree
            let mask = (UInt32(1) &<< skipDegree) &- 1
            hashes.filter { $0 & mask == 0 }
        }
        for hash in other.hashes.keys { insert(hash) }
    }

    /// The number of different values, corrected for equal hashes.
    var estimate: UInt64 {
        if skipDegree == 0 { return UInt64(hashes.count) }
        let count = UInt64(hashes.count)
        var estimate = count &<< UInt64(skipDegree)
        // Pseudo-random bits in place of those that were skipped.
        estimate += UInt64(crc32c(count)) & ((1 &<< UInt64(skipDegree)) &- 1)
        let space = 4_294_967_296.0
        return UInt64((space * (log(space) - log(space - Double(estimate)))).rounded())
    }

    func write(into bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: skipDegree))
        bytes.append(varuint: UInt64(hashes.count))
        for hash in hashes.keys { bytes.append(littleEndian: hash) }
    }

    init(_ reader: inout StateReader) throws(QueryError) {
        let degree = try reader.byte()
        let count = try reader.count(ofSize: 4)
        guard degree < 32, count <= 2 * Self.countMax else {
            throw StateReader.broken("a set of \(count) hashes with skip degree \(degree) is none")
        }
        skipDegree = UInt32(degree)
        for _ in 0..<count { insert(try reader.integer()) }
    }
}

/// CRC-32C over the eight bytes of `word`, starting from all ones, as the processor's instruction computes it.
func crc32c(_ word: UInt64) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
        crc ^= UInt32(truncatingIfNeeded: word &>> shift) & 0xFF
        for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
    }
    return crc
}
