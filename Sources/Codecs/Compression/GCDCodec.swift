import Columns
import Errors

/// Values divided by their greatest common divisor.
///
/// | bytes | content |
/// |---|---|
/// | | `WidthHeader`, width 1, 2, 4, 8, 16 or 32 |
/// | width | the divisor; 0 when all values are 0 |
/// | rest | quotients |
/// - Source: ClickHouse `CompressionCodecGCD`, method byte `0x9a`.
struct GCDCodec: CompressionCodec {
    static let name = "GCD"
    static let method: UInt8 = 0x9A
    static let traits: CodecTraits = []

    let width: Int
    /// Signed values give signed quotients; decoding is the same.
    let isSigned: Bool

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> GCDCodec {
        guard arguments.isEmpty else {
            throw QueryError(
                .illegalSyntaxForCodecType, "GCD codec must have 0 parameters, given \(arguments.count)")
        }
        guard let type else { return GCDCodec(width: 1, isSigned: false) }
        guard let isSigned = isSigned(type.storedValue), let width = type.fixedWidth else {
            throw QueryError(
                .badArguments,
                "Codec GCD cannot be applied to column \(type.name) because it can only be used with "
                    + "Int*, UInt*, Decimal*, Date* or DateTime* types")
        }
        return GCDCodec(width: width, isSigned: isSigned)
    }

    private static func isSigned(_ type: DataType) -> Bool? {
        switch type {
        case .bool, .date, .dateTime: false
        case .date32, .dateTime64, .decimal: true
        default: type.isInteger ? type.isSignedInteger : nil
        }
    }

    var declaration: String { Self.name }

    func payloadSizeMax(of count: Int) -> Int { 2 + width + count }

    func compress(_ source: RawInput, into target: RawOutput) -> Int {
        let header = WidthHeader.write(width: width, of: source, into: target)
        let values = source.from(header.tail)
        let output = target.slice(header.size..<header.size &+ width &+ values.count)
        switch (width, isSigned) {
        case (1, false): Self.encode(UInt8.self, values, into: output)
        case (1, true): Self.encode(Int8.self, values, into: output)
        case (2, false): Self.encode(UInt16.self, values, into: output)
        case (2, true): Self.encode(Int16.self, values, into: output)
        case (4, false): Self.encode(UInt32.self, values, into: output)
        case (4, true): Self.encode(Int32.self, values, into: output)
        case (8, false): Self.encode(UInt64.self, values, into: output)
        case (8, true): Self.encode(Int64.self, values, into: output)
        case (16, false): Self.encode(UInt128.self, values, into: output)
        case (16, true): Self.encode(Int128.self, values, into: output)
        case (_, false): Self.encode(UInt256.self, values, into: output)
        case (_, true): Self.encode(Int256.self, values, into: output)
        }
        return header.size &+ width &+ values.count
    }

    static func uncompressedSizeMax(of payload: RawInput) -> Int { payload.count }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        let header = try WidthHeader.read(payload, into: target, widths: [1, 2, 4, 8, 16, 32], for: name)
        guard payload.count == 2 + header.width + target.count else {
            throw cannotDecompress(name, "\(payload.count) bytes stand for \(target.count)")
        }
        let coded = payload.from(header.size)
        let values = target.slice(header.tail..<target.count)
        switch header.width {
        case 1: decode(UInt8.self, coded, into: values)
        case 2: decode(UInt16.self, coded, into: values)
        case 4: decode(UInt32.self, coded, into: values)
        case 8: decode(UInt64.self, coded, into: values)
        case 16: decode(UInt128.self, coded, into: values)
        default: decode(UInt256.self, coded, into: values)
        }
    }

    private static func encode<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ values: RawInput, into output: RawOutput
    ) where T.Magnitude: FixedWidthInteger {
        let width = MemoryLayout<T>.size
        var divisor: T.Magnitude = 0
        var offset = 0
        while offset < values.count && divisor != 1 {
            divisor = greatestCommonDivisor(divisor, values.load(T.self, at: offset).magnitude)
            offset &+= width
        }
        let stored = T(truncatingIfNeeded: divisor)
        output.store(stored, at: 0)
        offset = 0
        while offset < values.count {
            let value = values.load(T.self, at: offset)
            // Only a lowest number divides by minus one (itself as a divisor), and that cannot overflow: it gives one.
            output.store(stored == 0 ? 0 : stored == 1 ? value : value / stored, at: width &+ offset)
            offset &+= width
        }
    }

    private static func greatestCommonDivisor<M: FixedWidthInteger>(_ left: M, _ right: M) -> M {
        var a = left
        var b = right
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    private static func decode<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ coded: RawInput, into values: RawOutput
    ) {
        let width = MemoryLayout<T>.size
        let divisor = coded.load(T.self, at: 0)
        var offset = 0
        while offset < values.count {
            values.store(coded.load(T.self, at: width &+ offset) &* divisor, at: offset)
            offset &+= width
        }
    }
}
