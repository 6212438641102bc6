import Errors

/// `ALP(RD)`: floats whose upper bits repeat, cut in two.
///
/// The upper `leftBits` bits are codes into a dictionary of up to 8 entries, the rest stands as it is:
///
/// | bytes | content |
/// |---|---|
/// | 1 | `leftBits`, 1 … 16 |
/// | 1 | entries of the dictionary, 1 … 8 |
/// | 2 each | the entries |
///
/// and then blocks of 1024 values:
///
/// | bytes | content |
/// |---|---|
/// | 2 | count of exceptions; 0xFFFF: the block's floats follow as they are |
/// | code bits × 128 | `LanePacking` of the codes in words of 2 bytes |
/// | right bits × 128 | `LanePacking` of the lower bits in words of the float's size |
/// | rest | for each exception its index in the block (2 bytes) and the float |
struct ALPRealDoubles<T: ALPFloat> {
    private static var leftBitsMax: Int { 16 }
    private static var entriesMax: Int { 8 }
    private static var sampleMax: Int { 256 }
    private static var rawMarker: UInt16 { 0xFFFF }

    static var headerSizeMax: Int { 2 + 2 * entriesMax }

    private var leftBits = 1
    private var dictionary: [UInt16] = []
    /// The code of each upper part, 255 for none.
    private var codeOf: [UInt8] = []
    private var codes = [UInt16](repeating: 0, count: LanePacking.count)
    private var rights = [T.Bits](repeating: 0, count: LanePacking.count)

    private var rightBits: Int { T.Bits.bitWidth &- leftBits }
    private var codeBits: Int { Int.bitWidth &- (dictionary.count &- 1).leadingZeroBitCount }

    /// Chooses the cut and the dictionary for the values of `source`.
    mutating func sample(_ source: RawInput) {
        let count = source.count / T.size
        let sampled = min(count, Self.sampleMax)
        let step = max(count / max(sampled, 1), 1)
        let sample = (0..<sampled).map { source.load(T.Bits.self, at: $0 &* step &* T.size) }
        var best = Double.infinity
        for bits in 1...Self.leftBitsMax {
            var counts: [UInt16: Int] = [:]
            for value in sample { counts[Self.left(of: value, bits), default: 0] += 1 }
            let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            let kept = ranked.prefix(Self.entriesMax)
            let exceptions = sample.count &- kept.reduce(0) { $0 &+ $1.value }
            let codeBits = Int.bitWidth &- (max(kept.count, 1) &- 1).leadingZeroBitCount
            let size =
                Double(codeBits &+ T.Bits.bitWidth &- bits)
                + Double(exceptions &* (2 &+ T.size) &* 8) / Double(max(sample.count, 1))
            if size < best { (best, leftBits, dictionary) = (size, bits, kept.map(\.key)) }
        }
        if dictionary.isEmpty { dictionary = [0] }
        codeOf = [UInt8](repeating: 255, count: 1 << leftBits)
        for (code, left) in dictionary.enumerated() { codeOf[Int(left)] = UInt8(truncatingIfNeeded: code) }
    }

    @inline(__always)
    private static func left(of value: T.Bits, _ bits: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: value &>> T.Bits(truncatingIfNeeded: T.Bits.bitWidth &- bits))
    }

    func writeHeader(into target: RawOutput) -> Int {
        target.store(UInt8(truncatingIfNeeded: leftBits), at: 0)
        target.store(UInt8(truncatingIfNeeded: dictionary.count), at: 1)
        for (code, left) in dictionary.enumerated() { target.store(left.littleEndian, at: 2 &+ 2 &* code) }
        return 2 &+ 2 &* dictionary.count
    }

    /// Reads what `writeHeader` wrote and gives its size.
    mutating func readHeader(_ source: RawInput) throws(QueryError) -> Int {
        guard source.count >= 2 else { throw cannotDecompress("ALP", "the dictionary is cut off") }
        leftBits = Int(source[0])
        let count = Int(source[1])
        guard (1...Self.leftBitsMax).contains(leftBits), (1...Self.entriesMax).contains(count) else {
            throw cannotDecompress("ALP", "a dictionary of \(count) entries of \(leftBits) bits")
        }
        guard source.count >= 2 &+ 2 &* count else { throw cannotDecompress("ALP", "the dictionary is cut off") }
        dictionary = (0..<count).map { UInt16(littleEndian: source.load(UInt16.self, at: 2 &+ 2 &* $0)) }
        guard dictionary.allSatisfy({ Int($0) < 1 << leftBits }) else {
            throw cannotDecompress("ALP", "an entry of the dictionary has more than \(leftBits) bits")
        }
        return 2 &+ 2 &* count
    }

    /// Writes the block of the values in `source`, 1024 at most, and gives its size.
    mutating func encodeBlock(_ source: RawInput, into target: RawOutput) -> Int {
        let count = source.count / T.size
        let mask = T.Bits.max &>> T.Bits(truncatingIfNeeded: leftBits)
        var exceptions: [Int] = []
        for index in 0..<count {
            let value = source.load(T.Bits.self, at: index &* T.size)
            let code = codeOf[Int(Self.left(of: value, leftBits))]
            if code == 255 { exceptions.append(index) }
            codes[index] = code == 255 ? 0 : UInt16(code)
            rights[index] = value & mask
        }
        for index in count..<max(count, LanePacking.count) { (codes[index], rights[index]) = (0, 0) }
        let rightsStart = 2 &+ LanePacking.size(bits: codeBits)
        let exceptionsStart = rightsStart &+ LanePacking.size(bits: rightBits)
        let size = exceptionsStart &+ exceptions.count &* (2 &+ T.size)
        guard size < 2 &+ source.count else {
            target.store(Self.rawMarker, at: 0)
            target.copy(source, to: 2)
            return 2 &+ source.count
        }
        target.store(UInt16(truncatingIfNeeded: exceptions.count).littleEndian, at: 0)
        LanePacking.pack(codes, bits: codeBits, base: 0, into: target, at: 2)
        LanePacking.pack(rights, bits: rightBits, base: 0, into: target, at: rightsStart)
        ALPExceptions<T>.write(exceptions, of: source, into: target, at: exceptionsStart)
        return size
    }

    /// Fills `target` from the block at the start of `source` and gives the block's size.
    mutating func decodeBlock(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        guard source.count >= 2 else { throw cannotDecompress("ALP", "a block is cut off") }
        let marker = UInt16(littleEndian: source.load(UInt16.self, at: 0))
        if marker == Self.rawMarker {
            guard source.count >= 2 &+ target.count else { throw cannotDecompress("ALP", "a block is cut off") }
            target.copy(source.slice(2..<2 &+ target.count), to: 0)
            return 2 &+ target.count
        }
        let rightsStart = 2 &+ LanePacking.size(bits: codeBits)
        let exceptionsStart = rightsStart &+ LanePacking.size(bits: rightBits)
        let size = exceptionsStart &+ Int(marker) &* (2 &+ T.size)
        guard source.count >= size else { throw cannotDecompress("ALP", "a block is cut off") }
        LanePacking.unpack(source.slice(2..<rightsStart), bits: codeBits, base: 0, into: &codes)
        LanePacking.unpack(source.slice(rightsStart..<exceptionsStart), bits: rightBits, base: 0, into: &rights)
        for index in 0..<target.count / T.size {
            let code = Int(codes[index])
            guard code < dictionary.count else {
                throw cannotDecompress("ALP", "code \(code) into a dictionary of \(dictionary.count) entries")
            }
            let left = T.Bits(truncatingIfNeeded: dictionary[code]) &<< T.Bits(truncatingIfNeeded: rightBits)
            target.store(left | rights[index], at: index &* T.size)
        }
        try ALPExceptions<T>.read(source.slice(exceptionsStart..<size), into: target)
        return size
    }
}
