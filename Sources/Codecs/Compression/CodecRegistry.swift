import Errors

/// All codecs. To add one: its file, and its line here.
enum CodecRegistry {
    static let all: [any CompressionCodec.Type] = [
        NoneCodec.self,
        LZ4Codec.self,
        LZ4HCCodec.self,
        ZSTDCodec.self,
        DeltaCodec.self,
        T64Codec.self,
        DoubleDeltaCodec.self,
        GorillaCodec.self,
        FPCCodec.self,
        GCDCodec.self,
        ALPCodec.self,
    ]

    /// The method byte of a chain of codecs, `MultipleCodec`.
    static let multipleMethod: UInt8 = 0x91

    private static let byName: [String: any CompressionCodec.Type] = {
        var result: [String: any CompressionCodec.Type] = [:]
        for codec in all { result[codec.name] = codec }
        return result
    }()

    /// Codecs that ClickHouse has and Colonnade has not, by method byte.
    private static let unsupported: [UInt8: String] = [
        0x96: "AES_128_GCM_SIV", 0x97: "AES_256_GCM_SIV", 0x9E: "Quantized", 0x9F: "ZXC",
    ]

    static func codec(named name: String) throws(QueryError) -> any CompressionCodec.Type {
        if let codec = byName[name] { return codec }
        if name == "Multiple" {
            throw QueryError(.unknownCodec, "Codec Multiple cannot be specified directly")
        }
        if unsupported.values.contains(name) {
            throw QueryError(.notImplemented, "Codec \(name) is not supported")
        }
        throw QueryError(.unknownCodec, "Unknown codec family: \(name)")
    }

    /// The codec's name; of one that nobody knows its number.
    static func name(of method: UInt8) -> String {
        (try? codec(method: method))?.name ?? unsupported[method] ?? "\(method)"
    }

    static func codec(method: UInt8) throws(QueryError) -> any CompressionCodec.Type {
        switch method {
        case NoneCodec.method: return NoneCodec.self
        case LZ4Codec.method: return LZ4Codec.self
        case ZSTDCodec.method: return ZSTDCodec.self
        case DeltaCodec.method: return DeltaCodec.self
        case T64Codec.method: return T64Codec.self
        case DoubleDeltaCodec.method: return DoubleDeltaCodec.self
        case GorillaCodec.method: return GorillaCodec.self
        case FPCCodec.method: return FPCCodec.self
        case GCDCodec.method: return GCDCodec.self
        case ALPCodec.method: return ALPCodec.self
        default:
            if let name = unsupported[method] {
                throw QueryError(.notImplemented, "Data compressed with codec \(name) is not supported")
            }
            throw QueryError(.unknownCodec, "Unknown codec family code: \(method)")
        }
    }
}
