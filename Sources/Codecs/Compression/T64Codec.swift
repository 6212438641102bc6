import Columns
import Errors

/// Integers cropped to the bits in which they differ, 64 at a time.
///
/// | bytes | content |
/// |---|---|
/// | 1 | type number (see `numbers`), with `0x80` for the variant `bit` |
/// | 8, 8 | smallest and largest value, extended to 64 bits by their sign |
/// | rest | groups of 64 values, the last filled with zeros: `bitCount` · 8 bytes each |
///
/// A group holds byte 0 of its 64 values, then byte 1, and so on up to `bitCount`. Bytes of which all bits count are
/// stored as they are (variant `byte`) or transposed (variant `bit`): eight 64-bit words, bit `i` of word `k` is bit
/// `k` of value `i`. Of the last byte, when only some of its bits count, only so many words
/// stand there, in both variants.
/// - Source: ClickHouse `CompressionCodecT64`, method byte `0x93`.
struct T64Codec: CompressionCodec {
    static let name = "T64"
    static let method: UInt8 = 0x93
    static let traits: CodecTraits = [.compresses]

    /// Number, width and sign of the values; enums and dates count as unsigned.
    let typeNumber: UInt8
    let transposesAll: Bool

    private static let headerSize = 17

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> T64Codec {
        guard arguments.count <= 1 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "T64 support zero or one parameter, given \(arguments.count)")
        }
        var transposesAll = false
        if let argument = arguments.first {
            guard case .string(let bytes) = argument else {
                throw QueryError(.badGet, "Bad get: has \(kindName(argument)), requested String")
            }
            let variant = String(decoding: bytes, as: UTF8.self)
            guard variant == "bit" || variant == "byte" else {
                throw QueryError(.illegalCodecParameter, "Wrong modification for T64: \(variant)")
            }
            transposesAll = variant == "bit"
        }
        guard let type, let number = number(of: type) else {
            throw QueryError(
                .illegalSyntaxForCodecType,
                "T64 codec is not supported for specified type \(type?.name ?? "of unknown width")")
        }
        return T64Codec(typeNumber: number, transposesAll: transposesAll)
    }

    var declaration: String { transposesAll ? "T64('bit')" : Self.name }

    private static func number(of type: DataType) -> UInt8? {
        switch type.storedValue {
        case .uint8, .bool: 1
        case .uint16: 2
        case .uint32: 3
        case .uint64: 4
        case .int8: 6
        case .int16: 7
        case .int32: 8
        case .int64: 9
        case .date: 13
        case .dateTime: 14
        case .dateTime64: 15
        case .enum8: 17
        case .enum16: 18
        case .decimal(let precision, _): precision <= 9 ? 19 : precision <= 18 ? 20 : nil
        case .ipv4: 21
        case .date32: 22
        default: nil
        }
    }

    /// Width in bytes and sign by type number; 23 and 24 are `Time` and `Time64`.
    private static func layout(of number: UInt8) -> (width: Int, isSigned: Bool)? {
        switch number {
        case 1, 17: (1, false)
        case 2, 13, 18: (2, false)
        case 3, 14, 21: (4, false)
        case 4: (8, false)
        case 6: (1, true)
        case 7: (2, true)
        case 8, 19, 22, 23: (4, true)
        case 9, 15, 20, 24: (8, true)
        default: nil
        }
    }

    func payloadSizeMax(of count: Int) -> Int { Self.headerSize + (count / 64 + 1) * 64 * 8 }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        target.store(typeNumber | (transposesAll ? 0x80 : 0), at: 0)
        guard source.count > 0 else { return 1 }
        guard let layout = Self.layout(of: typeNumber), source.count.isMultiple(of: layout.width) else {
            throw QueryError(
                .cannotCompress, "Cannot compress with T64 codec: \(source.count) bytes are not whole values")
        }
        return switch (layout.width, layout.isSigned) {
        case (1, false): T64Groups<UInt8>(transposesAll).encode(source, into: target)
        case (1, true): T64Groups<Int8>(transposesAll).encode(source, into: target)
        case (2, false): T64Groups<UInt16>(transposesAll).encode(source, into: target)
        case (2, true): T64Groups<Int16>(transposesAll).encode(source, into: target)
        case (4, false): T64Groups<UInt32>(transposesAll).encode(source, into: target)
        case (4, true): T64Groups<Int32>(transposesAll).encode(source, into: target)
        case (8, false): T64Groups<UInt64>(transposesAll).encode(source, into: target)
        default: T64Groups<Int64>(transposesAll).encode(source, into: target)
        }
    }

    /// A block of equal values has no groups at all, whatever its size.
    static func uncompressedSizeMax(of payload: RawInput) -> Int {
        payload.count <= headerSize ? CodecLimits.frameSizeMax : payload.count * 64
    }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        guard payload.count > 0 else { throw cannotDecompress(name, "the header is cut off") }
        let cookie = payload[0]
        guard let layout = layout(of: cookie & 0x7F) else {
            throw cannotDecompress(name, "the type number is \(cookie & 0x7F)")
        }
        guard target.count > 0 else { return }
        guard payload.count >= headerSize else { throw cannotDecompress(name, "the header is cut off") }
        guard target.count.isMultiple(of: layout.width) else {
            throw cannotDecompress(name, "\(target.count) bytes are not whole values of \(layout.width)")
        }
        let transposesAll = cookie & 0x80 != 0
        let isWhole =
            switch (layout.width, layout.isSigned) {
            case (1, false): T64Groups<UInt8>(transposesAll).decode(payload, into: target)
            case (1, true): T64Groups<Int8>(transposesAll).decode(payload, into: target)
            case (2, false): T64Groups<UInt16>(transposesAll).decode(payload, into: target)
            case (2, true): T64Groups<Int16>(transposesAll).decode(payload, into: target)
            case (4, false): T64Groups<UInt32>(transposesAll).decode(payload, into: target)
            case (4, true): T64Groups<Int32>(transposesAll).decode(payload, into: target)
            case (8, false): T64Groups<UInt64>(transposesAll).decode(payload, into: target)
            default: T64Groups<Int64>(transposesAll).decode(payload, into: target)
            }
        guard isWhole else { throw cannotDecompress(name, "the payload has a wrong size") }
    }
}

/// The loops of `T64`, for one type of values.
private struct T64Groups<T: FixedWidthInteger & BitwiseCopyable> {
    private let transposesAll: Bool
    private let width = MemoryLayout<T>.size
    private let headerSize = 17

    init(_ transposesAll: Bool) { self.transposesAll = transposesAll }

    /// Bits in which values of this range can differ.
    private func bitCount(_ low: Int64, _ high: Int64) -> Int {
        if T.isSigned && low < 0 && high >= 0 {
            let widest = low &+ high >= 0 ? high : ~low
            return 64 &- widest.leadingZeroBitCount &+ 1
        }
        return 64 &- (low ^ high).leadingZeroBitCount
    }

    func encode(_ source: RawInput, into target: RawOutput) -> Int {
        var low = T.max
        var high = T.min
        var offset = 0
        while offset < source.count {
            let value = source.load(T.self, at: offset)
            low = Swift.min(low, value)
            high = Swift.max(high, value)
            offset &+= width
        }
        let lowest = Int64(truncatingIfNeeded: low)
        let highest = Int64(truncatingIfNeeded: high)
        target.store(lowest, at: 1)
        target.store(highest, at: 9)
        let bits = bitCount(lowest, highest)
        guard bits > 0 else { return headerSize }
        let lanes = (bits &+ 7) / 8
        var position = headerSize
        var lane = [UInt8](repeating: 0, count: 64)
        for start in stride(from: 0, to: source.count, by: 64 &* width) {
            let count = Swift.min(64, (source.count &- start) / width)
            for index in 0..<lanes {
                for row in 0..<count { lane[row] = source[start &+ row &* width &+ index] }
                for row in count..<64 { lane[row] = 0 }
                let wordCount = Swift.min(8, bits &- 8 &* index)
                if wordCount == 8 && !transposesAll {
                    for row in 0..<64 { target.store(lane[row], at: position &+ row) }
                } else {
                    writeTransposed(lane, words: wordCount, to: target, at: position)
                }
                position &+= wordCount &* 8
            }
        }
        return position
    }

    private func writeTransposed(_ lane: [UInt8], words: Int, to target: RawOutput, at position: Int) {
        for block in 0..<8 {
            var square: UInt64 = 0
            for row in 0..<8 { square |= UInt64(lane[block &* 8 &+ row]) &<< UInt64(truncatingIfNeeded: row &* 8) }
            let turned = transposed(square)
            for word in 0..<words {
                let byte = UInt8(truncatingIfNeeded: turned &>> UInt64(truncatingIfNeeded: word &* 8))
                target.store(byte, at: position &+ word &* 8 &+ block)
            }
        }
    }

    /// Fills `target`; `false` when the payload's size is not that of its groups.
    func decode(_ payload: RawInput, into target: RawOutput) -> Bool {
        let low = payload.load(Int64.self, at: 1)
        let high = payload.load(Int64.self, at: 9)
        let bits = bitCount(low, high)
        guard bits <= T.bitWidth else { return false }
        let count = target.count / width
        let groupSize = bits &* 8
        guard payload.count == headerSize &+ (count &+ 63) / 64 &* groupSize else { return false }
        guard bits > 0 else {
            let value = T(truncatingIfNeeded: low)
            for row in 0..<count { target.store(value, at: row &* width) }
            return true
        }
        // Safe: the memory is used inside the closure only.
        unsafe withUnsafeTemporaryAllocation(byteCount: 64 &* width, alignment: 8) { memory in
            let group = unsafe RawOutput(memory)
            for first in stride(from: 0, to: count, by: 64) {
                let start = headerSize &+ first / 64 &* groupSize
                readGroup(payload.slice(start..<start &+ groupSize), bits: bits, into: group)
                addHighBits(to: group, bits: bits, low: low, high: high)
                let size = Swift.min(64, count &- first) &* width
                target.copy(group.written(size), to: first &* width)
            }
        }
        return true
    }

    /// The low `bits` bits of 64 values.
    @inline(__always)
    private func readGroup(_ coded: RawInput, bits: Int, into group: RawOutput) {
        group.fill(0..<64 &* width, with: 0)
        var position = 0
        for index in 0..<(bits &+ 7) / 8 {
            let words = Swift.min(8, bits &- 8 &* index)
            if words == 8 && !transposesAll {
                for row in 0..<64 { group.store(coded[position &+ row], at: row &* width &+ index) }
            } else {
                for block in 0..<8 {
                    var square: UInt64 = 0
                    for word in 0..<words {
                        let byte = UInt64(coded[position &+ word &* 8 &+ block])
                        square |= byte &<< UInt64(truncatingIfNeeded: word &* 8)
                    }
                    let turned = transposed(square)
                    for row in 0..<8 {
                        let byte = UInt8(truncatingIfNeeded: turned &>> UInt64(truncatingIfNeeded: row &* 8))
                        group.store(byte, at: (block &* 8 &+ row) &* width &+ index)
                    }
                }
            }
            position &+= words &* 8
        }
    }

    @inline(__always)
    private func addHighBits(to group: RawOutput, bits: Int, low: Int64, high: Int64) {
        let mask: UInt64 = bits == 64 ? 0 : ~0 &<< UInt64(truncatingIfNeeded: bits)
        let ofLow = T(truncatingIfNeeded: UInt64(bitPattern: low) & mask)
        let ofHigh = T(truncatingIfNeeded: UInt64(bitPattern: high) & mask)
        let isMixed = T.isSigned && low < 0 && high >= 0 && bits < 64
        let signBit = T(truncatingIfNeeded: 1) &<< T(truncatingIfNeeded: bits &- 1)
        for row in 0..<64 {
            let value = group.load(T.self, at: row &* width)
            let highBits = isMixed && value & signBit == 0 ? ofHigh : ofLow
            group.store(value | highBits, at: row &* width)
        }
    }

    /// Eight bytes as an 8 × 8 square of bits, rows and columns exchanged.
    @inline(__always)
    private func transposed(_ square: UInt64) -> UInt64 {
        var x = square
        var t: UInt64 = (x ^ (x &>> 7)) & 0x00AA_00AA_00AA_00AA
        x = x ^ t ^ (t &<< 7)
        t = (x ^ (x &>> 14)) & 0x0000_CCCC_0000_CCCC
        x = x ^ t ^ (t &<< 14)
        t = (x ^ (x &>> 28)) & 0x0000_0000_F0F0_F0F0
        return x ^ t ^ (t &<< 28)
    }
}
