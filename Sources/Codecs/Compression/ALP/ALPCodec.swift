import Columns
import Errors

/// Floats as decimals (`STD`) or in two halves (`RD`), adaptively; which of them a frame uses is decided by a sample.
///
/// | bytes | content |
/// |---|---|
/// | 1 | version 1; 16 is added for `RD` |
/// | 1 | width of a value in bytes: 4 or 8 |
/// | 2 | values of a block: 1024 |
/// | rest | `ALPDecimals` or `ALPRealDoubles` |
/// - Source: ClickHouse `CompressionCodecALP`, method byte `0x9C`, after Afroozeh, Kuffo and Boncz (SIGMOD 2024).
struct ALPCodec: CompressionCodec {
    static let name = "ALP"
    static let method: UInt8 = 0x9C
    static let traits: CodecTraits = [.compresses, .floatTimeSeries, .beta]

    enum Variant: String {
        case automatic = "AUTO"
        case decimals = "STD"
        case realDoubles = "RD"
    }

    /// `nil`, which is not written out, means `AUTO`.
    let variant: Variant?
    let width: Int

    private static let headerSize = 4

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> ALPCodec {
        guard arguments.count <= 1 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "ALP codec must have zero or one parameter, given \(arguments.count)")
        }
        guard arguments.isEmpty else {
            throw QueryError(
                .illegalSyntaxForCodecType, "ALP codec variant must be an identifier: AUTO, STD or RD.")
        }
        return ALPCodec(variant: nil, width: try width(of: type))
    }

    static func make(variant name: String, for type: DataType?) throws(QueryError) -> ALPCodec {
        guard let variant = Variant(rawValue: name) else {
            throw QueryError(
                .illegalSyntaxForCodecType, "ALP codec variant must be AUTO, STD or RD, given \(name)")
        }
        return ALPCodec(variant: variant, width: try width(of: type))
    }

    private static func width(of type: DataType?) throws(QueryError) -> Int {
        guard let type else { return 4 }
        guard type.storedValue.isFloat, let width = type.fixedWidth, width == 4 || width == 8 else {
            throw QueryError(
                .badArguments, "Codec ALP is not applicable for \(type.name) because the data type is not Float*")
        }
        return width
    }

    var declaration: String { variant.map { "ALP(\($0.rawValue))" } ?? "ALP" }

    func payloadSizeMax(of count: Int) -> Int {
        let blocks = count / width / LanePacking.count + 1
        return Self.headerSize + ALPRealDoubles<Double>.headerSizeMax + count
            + blocks * ALPDecimals<Double>.blockOverheadMax
    }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        guard source.count % width == 0 else {
            throw QueryError(
                .cannotCompress, "Cannot compress with ALP: \(source.count) bytes are no values of \(width) bytes")
        }
        let body = target.slice(Self.headerSize..<target.count)
        let (isSplit, size) =
            width == 8 ? encode(Double.self, source, into: body) : encode(Float.self, source, into: body)
        target.store(isSplit ? 0x11 : 0x01 as UInt8, at: 0)
        target.store(UInt8(truncatingIfNeeded: width), at: 1)
        target.store(UInt16(LanePacking.count).littleEndian, at: 2)
        return Self.headerSize &+ size
    }

    private func encode<T: ALPFloat>(
        _ type: T.Type, _ source: RawInput, into target: RawOutput
    ) -> (isSplit: Bool, size: Int) {
        var decimals = ALPDecimals<T>()
        if variant != .realDoubles { decimals.sample(source) }
        let isSplit =
            switch variant {
            case .decimals: false
            case .realDoubles: true
            case .automatic, nil: decimals.estimatedBits > T.decimalBitsMax
            }
        var split = ALPRealDoubles<T>()
        var size = 0
        if isSplit {
            split.sample(source)
            size = split.writeHeader(into: target)
        }
        let blockSize = LanePacking.count &* T.size
        for start in stride(from: 0, to: source.count, by: blockSize) {
            let block = source.slice(start..<min(start &+ blockSize, source.count))
            let rest = target.slice(size..<target.count)
            size &+= isSplit ? split.encodeBlock(block, into: rest) : decimals.encodeBlock(block, into: rest)
        }
        return (isSplit, size)
    }

    /// A block of 1024 equal decimals takes 13 bytes.
    static func uncompressedSizeMax(of payload: RawInput) -> Int { (payload.count / 13 + 1) * LanePacking.count * 8 }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        guard payload.count >= headerSize else { throw cannotDecompress(name, "the header is cut off") }
        guard payload[0] & 0xEF == 1 else { throw cannotDecompress(name, "version \(payload[0])") }
        let blockCount = UInt16(littleEndian: payload.load(UInt16.self, at: 2))
        guard Int(blockCount) == LanePacking.count else {
            throw cannotDecompress(name, "blocks of \(blockCount) values")
        }
        let isSplit = payload[0] & 0x10 != 0
        switch payload[1] {
        case 4: try decode(Float.self, payload.from(headerSize), isSplit, into: target)
        case 8: try decode(Double.self, payload.from(headerSize), isSplit, into: target)
        default: throw cannotDecompress(name, "a value of \(payload[1]) bytes")
        }
    }

    private static func decode<T: ALPFloat>(
        _ type: T.Type, _ payload: RawInput, _ isSplit: Bool, into target: RawOutput
    ) throws(QueryError) {
        guard target.count % T.size == 0 else {
            throw cannotDecompress(name, "\(target.count) bytes are no values of \(T.size) bytes")
        }
        var decimals = ALPDecimals<T>()
        var split = ALPRealDoubles<T>()
        var position = isSplit ? try split.readHeader(payload) : 0
        let blockSize = LanePacking.count &* T.size
        for start in stride(from: 0, to: target.count, by: blockSize) {
            let block = target.slice(start..<min(start &+ blockSize, target.count))
            let rest = payload.from(position)
            position &+=
                isSplit ? try split.decodeBlock(rest, into: block) : try decimals.decodeBlock(rest, into: block)
        }
        guard position == payload.count else { throw cannotDecompress(name, "there is more than the values take") }
    }
}
