import Columns
import Errors

/// Neighbours' differing bits: floats that change little take few.
///
/// | bytes | content |
/// |---|---|
/// | | `WidthHeader`, width 1, 2, 4 or 8 |
/// | 4 | count of values |
/// | width | first value, if there is one |
/// | rest | for each further value a bit group; the last byte is filled with zeros |
///
/// With `x` the value xor the one before: `0` when equal; `10` and the bits of `x` inside the window, when there is
/// a window and `x` fits; else `11`, the count of leading zeros (3, 4, 5 or 6 bits by width), the count of bits between
/// leading and trailing zeros (one bit more), these bits; they are the window from then on.
/// - Source: ClickHouse `CompressionCodecGorilla`, method byte `0x95`.
struct GorillaCodec: CompressionCodec {
    static let name = "Gorilla"
    static let method: UInt8 = 0x95
    static let traits: CodecTraits = [.compresses, .floatTimeSeries]
    static let decodingPenalty = 10

    let width: Int

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> GorillaCodec {
        guard arguments.count <= 1 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "Gorilla codec must have 1 parameter, given \(arguments.count)")
        }
        if let argument = arguments.first {
            let width = try unsignedArgument(argument, "Gorilla codec argument")
            guard let known = Int(exactly: width), isIntegerWidth(known) else {
                throw QueryError(
                    .illegalCodecParameter, "Argument value for Gorilla codec can be 1, 2, 4 or 8, given \(width)")
            }
            return GorillaCodec(width: known)
        }
        guard let type else { return GorillaCodec(width: 1) }
        return GorillaCodec(width: try valueWidth(of: type, for: name))
    }

    var declaration: String { "Gorilla(\(width))" }

    /// The longest group is 2 bits, two counts, and a whole value; the bit writer stores whole words.
    func payloadSizeMax(of count: Int) -> Int {
        let bits = 2 + 13 + 8 * width
        return WidthHeader.sizeMax(width: width) + 4 + width + (count / width * bits + 7) / 8 + 8
    }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        let header = WidthHeader.write(width: width, of: source, into: target)
        let values = source.from(header.tail)
        guard let count = UInt32(exactly: values.count / width) else {
            throw QueryError(.cannotCompress, "Cannot compress with Gorilla: too many values in a block")
        }
        target.store(count, at: header.size)
        let output = target.slice(header.size &+ 4..<target.count)
        let written =
            switch width {
            case 2: Self.encode(UInt16.self, values, into: output)
            case 4: Self.encode(UInt32.self, values, into: output)
            case 8: Self.encode(UInt64.self, values, into: output)
            default: Self.encode(UInt8.self, values, into: output)
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
        guard isWhole else { throw cannotDecompress(name, "the payload is cut off or wrong") }
    }

    /// Bits of the count of leading zeros, for values of `T`.
    @inline(__always)
    private static func leadingBits<T: FixedWidthInteger>(_ type: T.Type) -> Int { T.bitWidth.trailingZeroBitCount }

    private static func encode<T: UnsignedInteger & FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ values: RawInput, into output: RawOutput
    ) -> Int {
        let width = MemoryLayout<T>.size
        let count = values.count / width
        guard count > 0 else { return 0 }
        var previous = values.load(T.self, at: 0)
        output.store(previous, at: 0)
        // Safe: `payloadSizeMax` has room for the longest group of each value, and a word more.
        var bits = unsafe BitWriter(output.slice(width..<output.count).memory)
        var leading = 0
        var trailing = 0
        var dataBits = 0
        for index in 1..<max(count, 1) {
            let value = values.load(T.self, at: index &* width)
            let x = value ^ previous
            previous = value
            if x == 0 {
                bits.write(0, bits: 1)
                continue
            }
            let leadingHere = x.leadingZeroBitCount
            let trailingHere = x.trailingZeroBitCount
            if dataBits > 0 && leading <= leadingHere && trailing <= trailingHere {
                bits.write(0b10, bits: 2)
            } else {
                leading = leadingHere
                trailing = trailingHere
                dataBits = T.bitWidth &- leading &- trailing
                bits.write(0b11, bits: 2)
                bits.write(UInt64(truncatingIfNeeded: leading), bits: leadingBits(type))
                bits.write(UInt64(truncatingIfNeeded: dataBits), bits: leadingBits(type) &+ 1)
            }
            bits.write(UInt64(truncatingIfNeeded: x &>> T(truncatingIfNeeded: trailing)), bits: dataBits)
        }
        return width &+ bits.finish()
    }

    /// Fills `values`; `false` when the payload ended before them or a window is none.
    private static func decode<T: UnsignedInteger & FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ coded: RawInput, into values: RawOutput
    ) -> Bool {
        let width = MemoryLayout<T>.size
        let count = values.count / width
        guard count > 0 else { return true }
        guard coded.count >= width else { return false }
        var value = coded.load(T.self, at: 0)
        values.store(value, at: 0)
        var bits = unsafe BitReader(coded.from(width).memory)
        var trailing = 0
        var dataBits = 0
        for index in 1..<max(count, 1) {
            let prefix = bits.top &>> 62
            if prefix < 2 {
                bits.skip(1)
                values.store(value, at: index &* width)
                continue
            }
            bits.skip(2)
            if prefix == 3 {
                let leading = Int(truncatingIfNeeded: bits.read(leadingBits(type)))
                dataBits = Int(truncatingIfNeeded: bits.read(leadingBits(type) &+ 1))
                trailing = T.bitWidth &- leading &- dataBits
            }
            guard dataBits > 0 && trailing >= 0 else { return false }
            let x = T(truncatingIfNeeded: bits.readLong(dataBits)) &<< T(truncatingIfNeeded: trailing)
            value ^= x
            values.store(value, at: index &* width)
        }
        return !bits.hasOverrun
    }
}
