import Columns
import Errors

/// One way to make bytes fewer, or easier to make fewer: the payload of a frame, or one step of a chain.
///
/// A codec's file has its payload as a table; `CodecRegistry` lists all. Decoding needs the method byte and the payload
/// only, so it is static; a value of the type has what encoding needs to know.
protocol CompressionCodec: Hashable, Sendable {
    static var name: String { get }
    /// The byte that marks its payload.
    static var method: UInt8 { get }
    static var traits: CodecTraits { get }
    /// How many percent smaller it must make bytes to be worth the time of its decoder, beside faster ones.
    static var decodingPenalty: Int { get }

    /// The codec as `name(arguments)` in a `CODEC` clause declares it for values of `type`; `nil`: bytes of no type.
    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> Self

    /// The codec as `name(VARIANT)` declares it, where it has variants.
    static func make(variant: String, for type: DataType?) throws(QueryError) -> Self

    /// ClickHouse's text, with the arguments it fills in: `Delta(4)`.
    var declaration: String { get }

    /// The most bytes that `compress` can write for `count` bytes.
    func payloadSizeMax(of count: Int) -> Int

    /// Writes the payload for `source` to `target`, which has room for `payloadSizeMax`, and gives its size.
    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int

    /// The most bytes that `payload` can stand for: what is over it is refused before memory is taken.
    static func uncompressedSizeMax(of payload: RawInput) -> Int

    /// Fills `target` with the bytes that `payload` stands for; their number is `target.count`.
    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError)
}

/// What the rules about chains ask of a codec.
struct CodecTraits: OptionSet {
    let rawValue: Int

    /// Makes bytes fewer (`Delta` and `GCD` only prepare them).
    static let compresses = CodecTraits(rawValue: 1)
    /// Works on any bytes and leaves nothing to do for another codec.
    static let generic = CodecTraits(rawValue: 2)
    static let takesDifferences = CodecTraits(rawValue: 4)
    static let floatTimeSeries = CodecTraits(rawValue: 8)
    /// ClickHouse asks for the setting `enable_alp_codec` before it takes it into a table.
    static let beta = CodecTraits(rawValue: 16)
}

extension CompressionCodec {
    static var decodingPenalty: Int { 0 }

    static func make(variant: String, for type: DataType?) throws(QueryError) -> Self {
        throw QueryError(.illegalCodecParameter, "\(name) codec argument must be a literal, given \(variant)")
    }
}

/// What every decoder says of bytes that it cannot understand.
func cannotDecompress(_ codec: String, _ reason: String) -> QueryError {
    QueryError(.cannotDecompress, "Cannot decompress \(codec)-encoded data: \(reason)")
}
