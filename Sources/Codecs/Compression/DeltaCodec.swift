import Columns
import Errors

/// Differences of neighbours.
///
/// | bytes | content |
/// |---|---|
/// | | `WidthHeader`, width 1, 2, 4 or 8 |
/// | rest | differences, the first from 0, little-endian, wrapping |
/// - Source: ClickHouse `CompressionCodecDelta`, method byte `0x92`.
struct DeltaCodec: CompressionCodec {
    static let name = "Delta"
    static let method: UInt8 = 0x92
    static let traits: CodecTraits = [.takesDifferences]

    let width: Int

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> DeltaCodec {
        guard arguments.count <= 1 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "Delta codec must have 1 parameter, given \(arguments.count)")
        }
        if let argument = arguments.first {
            let width = try unsignedArgument(argument, "Delta codec argument")
            guard let known = Int(exactly: width), isIntegerWidth(known) else {
                throw QueryError(
                    .illegalCodecParameter, "Delta value for delta codec can be 1, 2, 4 or 8, given \(width)")
            }
            return DeltaCodec(width: known)
        }
        guard let type else { return DeltaCodec(width: 1) }
        return DeltaCodec(width: try valueWidth(of: type, for: name))
    }

    var declaration: String { "Delta(\(width))" }

    func payloadSizeMax(of count: Int) -> Int { count + 2 }

    func compress(_ source: RawInput, into target: RawOutput) -> Int {
        let header = WidthHeader.write(width: width, of: source, into: target)
        let values = source.from(header.tail)
        let differences = target.slice(header.size..<header.size &+ values.count)
        switch width {
        case 2: Self.encode(UInt16.self, values, into: differences)
        case 4: Self.encode(UInt32.self, values, into: differences)
        case 8: Self.encode(UInt64.self, values, into: differences)
        default: Self.encode(UInt8.self, values, into: differences)
        }
        return 2 &+ source.count
    }

    static func uncompressedSizeMax(of payload: RawInput) -> Int { payload.count }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        let header = try WidthHeader.read(payload, into: target, widths: [1, 2, 4, 8], for: name)
        guard payload.count == target.count + 2 else {
            throw cannotDecompress(name, "\(payload.count) bytes stand for \(target.count)")
        }
        let differences = payload.from(header.size)
        let values = target.slice(header.tail..<target.count)
        switch header.width {
        case 2: decode(UInt16.self, differences, into: values)
        case 4: decode(UInt32.self, differences, into: values)
        case 8: decode(UInt64.self, differences, into: values)
        default: decode(UInt8.self, differences, into: values)
        }
    }

    private static func encode<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ values: RawInput, into differences: RawOutput
    ) {
        var previous: T = 0
        var offset = 0
        while offset < values.count {
            let value = values.load(T.self, at: offset)
            differences.store(value &- previous, at: offset)
            previous = value
            offset &+= MemoryLayout<T>.size
        }
    }

    private static func decode<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ differences: RawInput, into values: RawOutput
    ) {
        var value: T = 0
        var offset = 0
        while offset < values.count {
            value &+= differences.load(T.self, at: offset)
            values.store(value, at: offset)
            offset &+= MemoryLayout<T>.size
        }
    }
}
