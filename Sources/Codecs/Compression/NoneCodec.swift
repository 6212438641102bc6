import Columns
import Errors

/// The bytes as they are.
///
/// - Source: ClickHouse `CompressionCodecNone`, method byte `0x02`.
struct NoneCodec: CompressionCodec {
    static let name = "NONE"
    static let method: UInt8 = 0x02
    static let traits: CodecTraits = []

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> NoneCodec {
        try refuseArguments(arguments, of: name)
        return NoneCodec()
    }

    var declaration: String { Self.name }

    func payloadSizeMax(of count: Int) -> Int { count }

    func compress(_ source: RawInput, into target: RawOutput) -> Int {
        target.copy(source, to: 0)
        return source.count
    }

    static func uncompressedSizeMax(of payload: RawInput) -> Int { payload.count }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        guard payload.count == target.count else {
            throw cannotDecompress(name, "\(payload.count) bytes stand for \(target.count)")
        }
        target.copy(payload, to: 0)
    }
}
