import Columns
import Errors

/// Differences of differences, in as few bits as they need: time stamps at a steady pace take one bit each.
///
/// | bytes | content |
/// |---|---|
/// | | `WidthHeader`, width 1, 2, 4 or 8 |
/// | 4 | count of values |
/// | width | first value, if there is one |
/// | width | second value less the first, if there are two |
/// | rest | for each further value one of the bit groups below; the last byte is filled with zeros |
///
/// | difference of differences | prefix | then |
/// |---|---|---|
/// | 0 | `0` | |
/// | over -63, under 64 | `10` | 1 bit sign, 6 bits (magnitude less one) |
/// | over -255, under 256 | `110` | 1 and 8 bits |
/// | over -2047, under 2048 | `1110` | 1 and 11 bits |
/// | over -2^31, under 2^31 - 1 | `11110` | 1 and 31 bits |
/// | else | `11111` | 1 and 63 bits |
/// - Source: ClickHouse `CompressionCodecDoubleDelta`, method byte `0x94`.
struct DoubleDeltaCodec: CompressionCodec {
    static let name = "DoubleDelta"
    static let method: UInt8 = 0x94
    static let traits: CodecTraits = [.compresses, .takesDifferences]
    static let decodingPenalty = 10

    let width: Int

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> DoubleDeltaCodec {
        guard arguments.count <= 1 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "DoubleDelta codec must have 1 parameter, given \(arguments.count)")
        }
        if let type, !type.isRepresentedByNumber {
            throw QueryError(
                .badArguments,
                "Codec DoubleDelta is not applicable for \(type.name) because the data type is not numeric")
        }
        if let argument = arguments.first {
            let width = try unsignedArgument(argument, "DoubleDelta codec argument")
            guard let known = Int(exactly: width), isIntegerWidth(known) else {
                throw QueryError(
                    .illegalCodecParameter,
                    "Argument value for DoubleDelta codec can be 1, 2, 4 or 8, given \(width)")
            }
            return DoubleDeltaCodec(width: known)
        }
        guard let type else { return DoubleDeltaCodec(width: 1) }
        return DoubleDeltaCodec(width: try valueWidth(of: type, for: name))
    }

    var declaration: String { Self.name }

    /// A value takes at most 5 + 64 bits, 5 + 32 when it has two bytes, 12 when it is one; the bit writer stores
    /// whole words.
    func payloadSizeMax(of count: Int) -> Int {
        let bits = width >= 4 ? 69 : width == 2 ? 37 : 20
        return WidthHeader.sizeMax(width: width) + 4 + 2 * width + (count / width * bits + 7) / 8 + 8
    }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        let header = WidthHeader.write(width: width, of: source, into: target)
        let values = source.from(header.tail)
        guard let count = UInt32(exactly: values.count / width) else {
            throw QueryError(.cannotCompress, "Cannot compress with DoubleDelta: too many values in a block")
        }
        target.store(count, at: header.size)
        let output = target.slice(header.size &+ 4..<target.count)
        let written =
            switch width {
            case 2: Self.encode(UInt16.self, Int16.self, values, into: output)
            case 4: Self.encode(UInt32.self, Int32.self, values, into: output)
            case 8: Self.encode(UInt64.self, Int64.self, values, into: output)
            default: Self.encode(UInt8.self, Int8.self, values, into: output)
            }
        return header.size &+ 4 &+ written
    }

    /// One bit at least for each value.
    static func uncompressedSizeMax(of payload: RawInput) -> Int { payload.count * 64 + 16 }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        let header = try WidthHeader.read(payload, into: target, widths: [1, 2, 4, 8], for: name)
        let values = target.slice(header.tail..<target.count)
        guard payload.count >= header.size + 4 else { throw cannotDecompress(name, "the header is cut off") }
        let count = Int(payload.load(UInt32.self, at: header.size))
        guard count &* header.width == values.count else {
            throw cannotDecompress(name, "\(count) values of \(header.width) bytes stand for \(values.count) bytes")
        }
        let coded = payload.from(header.size &+ 4)
        let isWhole =
            switch header.width {
            case 2: decode(UInt16.self, coded, into: values)
            case 4: decode(UInt32.self, coded, into: values)
            case 8: decode(UInt64.self, coded, into: values)
            default: decode(UInt8.self, coded, into: values)
            }
        guard isWhole else { throw cannotDecompress(name, "the payload is cut off") }
    }

    private static func encode<T: FixedWidthInteger & BitwiseCopyable, S: FixedWidthInteger>(
        _ type: T.Type, _ signed: S.Type, _ values: RawInput, into output: RawOutput
    ) -> Int {
        let width = MemoryLayout<T>.size
        let count = values.count / width
        guard count > 0 else { return 0 }
        var previous = values.load(T.self, at: 0)
        output.store(previous, at: 0)
        guard count > 1 else { return width }
        var difference = values.load(T.self, at: width) &- previous
        previous &+= difference
        output.store(difference, at: width)
        // Safe: `payloadSizeMax` has room for the longest group of each value, and a word more.
        var bits = unsafe BitWriter(output.slice(2 &* width..<output.count).memory)
        for index in 2..<max(count, 2) {
            let value = values.load(T.self, at: index &* width)
            let next = value &- previous
            let change = S(truncatingIfNeeded: next &- difference)
            previous = value
            difference = next
            write(Int64(truncatingIfNeeded: change), T(truncatingIfNeeded: change.magnitude) &- 1, to: &bits)
        }
        return 2 &* width &+ bits.finish()
    }

    @inline(__always)
    private static func write<T: FixedWidthInteger & BitwiseCopyable>(
        _ change: Int64, _ magnitudeLessOne: T, to bits: inout BitWriter
    ) {
        if change == 0 {
            bits.write(0, bits: 1)
            return
        }
        let sign: UInt64 = change < 0 ? 1 : 0
        let rest = UInt64(truncatingIfNeeded: magnitudeLessOne)
        if change > -63 && change < 64 {
            bits.write(0b10 &<< 7 | sign &<< 6 | rest & 0x3F, bits: 9)
        } else if change > -255 && change < 256 {
            bits.write(0b110 &<< 9 | sign &<< 8 | rest & 0xFF, bits: 12)
        } else if change > -2047 && change < 2048 {
            bits.write(0b1110 &<< 12 | sign &<< 11 | rest & 0x7FF, bits: 16)
        } else if change > -0x8000_0000 && change < 0x7FFF_FFFF {
            bits.write(0b11110 &<< 32 | sign &<< 31 | rest & 0x7FFF_FFFF, bits: 37)
        } else {
            bits.write(0b11111, bits: 5)
            bits.write(sign &<< 63 | rest & 0x7FFF_FFFF_FFFF_FFFF, bits: 64)
        }
    }

    /// Fills `values`; `false` when the payload ended before them.
    private static func decode<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ coded: RawInput, into values: RawOutput
    ) -> Bool {
        let width = MemoryLayout<T>.size
        let count = values.count / width
        guard count > 0 else { return true }
        guard coded.count >= min(count, 2) &* width else { return false }
        var value = coded.load(T.self, at: 0)
        values.store(value, at: 0)
        guard count > 1 else { return true }
        var difference = coded.load(T.self, at: width)
        value &+= difference
        values.store(value, at: width)
        var bits = unsafe BitReader(coded.from(2 &* width).memory)
        for index in 2..<max(count, 2) {
            difference &+= T(truncatingIfNeeded: readChange(from: &bits))
            value &+= difference
            values.store(value, at: index &* width)
        }
        return !bits.hasOverrun
    }

    @inline(__always)
    private static func readChange(from bits: inout BitReader) -> UInt64 {
        let top = bits.top
        if top &>> 63 == 0 {
            bits.skip(1)
            return 0
        }
        let ones = (~top).leadingZeroBitCount
        let dataBits: Int
        switch ones {
        case 1: dataBits = 7
        case 2: dataBits = 9
        case 3: dataBits = 12
        case 4: dataBits = 32
        default:
            bits.skip(5)
            let data = bits.readLong(64)
            return signed(magnitude: (data & 0x7FFF_FFFF_FFFF_FFFF) &+ 1, isNegative: data &>> 63)
        }
        // The prefix of `ones` ones has a zero behind it where it is shorter than five.
        let prefix = ones &+ 1
        let data = (top &<< UInt64(truncatingIfNeeded: prefix)) &>> UInt64(truncatingIfNeeded: 64 &- dataBits)
        bits.skip(prefix &+ dataBits)
        let signBit = UInt64(truncatingIfNeeded: dataBits &- 1)
        return signed(magnitude: (data & ((1 &<< signBit) &- 1)) &+ 1, isNegative: data &>> signBit)
    }

    /// `magnitude`, or its negative where `isNegative` is 1.
    @inline(__always)
    private static func signed(magnitude: UInt64, isNegative: UInt64) -> UInt64 {
        (magnitude ^ (0 &- isNegative)) &+ isNegative
    }
}
