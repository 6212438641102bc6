import Columns
import Errors

/// What a `CODEC` clause names once: `ZSTD(3)`, `ALP(RD)`.
package struct CodecDescription: Hashable, Sendable {
    package let name: String
    package let arguments: [Value]
    /// The word that stands in the place of an argument.
    package let variant: String?

    package init(_ name: String, _ arguments: [Value] = [], variant: String? = nil) {
        self.name = name
        self.arguments = arguments
        self.variant = variant
    }

    /// The codec for values of `type`; `nil`: for bytes of no type.
    func codec(for type: DataType?) throws(QueryError) -> any CompressionCodec {
        let family = try CodecRegistry.codec(named: name)
        if let variant { return try family.make(variant: variant, for: type) }
        return try family.make(arguments, for: type)
    }
}

/// Codecs one after another: what a frame's bytes go through.
package struct CodecChain: Sendable {
    let codecs: [any CompressionCodec]

    package static let none = CodecChain(codecs: [NoneCodec()])
    package static let lz4 = CodecChain(codecs: [LZ4Codec()])

    package static func zstd(level: Int) -> CodecChain {
        CodecChain(codecs: [ZSTDCodec(level: UInt64(bitPattern: Int64(min(level, 22))), windowLog: nil)])
    }

    init(codecs: [any CompressionCodec]) {
        precondition(!codecs.isEmpty, "no codec at all is `none`")
        self.codecs = codecs
    }

    /// The codecs that `descriptions` name, for a stream of values of `type` (`nil`: of bytes). `Default` stands for
    /// `standard`, the table's.
    package init(
        _ descriptions: [CodecDescription], for type: DataType?, default standard: CodecChain
    ) throws(QueryError) {
        var codecs: [any CompressionCodec] = []
        for description in descriptions {
            if description.name == ColumnCodec.defaultName {
                codecs += standard.codecs
            } else {
                codecs.append(try description.codec(for: type))
            }
        }
        guard codecs.count <= CodecLimits.chainLengthMax else {
            throw QueryError(.badArguments, "Too many codecs: \(codecs.count)")
        }
        self.codecs = codecs.isEmpty ? standard.codecs : codecs
    }

    /// ClickHouse's text: `Delta(4), LZ4`.
    package var declaration: String { codecs.map(\.declaration).joined(separator: ", ") }

    /// `CODEC(Delta(4), LZ4)`, as `default_compression_codec.txt` has it.
    package var clause: String { "CODEC(\(declaration))" }

    /// Only the codecs that work on any bytes: for null maps, sizes and offsets. None of them is `NONE`.
    package var generic: CodecChain {
        let kept = codecs.filter { type(of: $0).traits.contains(.generic) }
        return kept.isEmpty ? .none : CodecChain(codecs: kept)
    }

    /// Percent that it must save beside a chain whose decoder takes no time.
    var decodingPenalty: Int { codecs.reduce(0) { $0 + type(of: $1).decodingPenalty } }

    /// The method byte of its frames.
    var method: UInt8 { codecs.count == 1 ? type(of: codecs[0]).method : CodecRegistry.multipleMethod }
}

extension CodecChain: Hashable {
    package static func == (left: CodecChain, right: CodecChain) -> Bool {
        left.codecs.map { AnyHashable($0) } == right.codecs.map { AnyHashable($0) }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(declaration) }
}

extension CodecChain {
    /// Appends the payload for the bytes of `range`.
    ///
    /// For several codecs that is the payload of method `0x91`:
    ///
    /// | bytes | content |
    /// |---|---|
    /// | 1 | count of codecs |
    /// | count | their method bytes, in the order of the declaration |
    /// | rest | the last codec's layer |
    ///
    /// A layer is a method byte, the layer's size and the size of what it stands for (4 bytes each), and the payload;
    /// what it stands for is the layer of the codec before, or the bytes themselves.
    func appendPayload(of bytes: [UInt8], in range: Range<Int>, to result: inout [UInt8]) throws(QueryError) {
        if codecs.count == 1 {
            try Self.append(codecs[0], of: bytes, in: range, to: &result)
            return
        }
        result.append(UInt8(truncatingIfNeeded: codecs.count))
        for codec in codecs { result.append(type(of: codec).method) }
        var layer = try Self.layer(of: bytes, in: range, by: codecs[0])
        for codec in codecs.dropFirst() { layer = try Self.layer(of: layer, in: 0..<layer.count, by: codec) }
        result += layer
    }

    private static func layer(
        of bytes: [UInt8], in range: Range<Int>, by codec: any CompressionCodec
    ) throws(QueryError) -> [UInt8] {
        var layer = [UInt8](repeating: 0, count: FrameHeader.layerSize)
        try append(codec, of: bytes, in: range, to: &layer)
        FrameHeader.writeLayer(method: type(of: codec).method, uncompressedSize: range.count, to: &layer, at: 0)
        return layer
    }

    private static func append(
        _ codec: any CompressionCodec, of bytes: [UInt8], in range: Range<Int>, to result: inout [UInt8]
    ) throws(QueryError) {
        try withRawInput(bytes, in: range) { (source) throws(QueryError) in
            try appendBytes(to: &result, sizeMax: codec.payloadSizeMax(of: range.count)) {
                (target) throws(QueryError) in
                try codec.compress(source, into: target)
            }
        }
    }

    /// Appends the `size` bytes that the payload in `range` stands for.
    static func appendDecompressed(
        method: UInt8, _ payload: [UInt8], in range: Range<Int>, size: Int, to result: inout [UInt8]
    ) throws(QueryError) {
        try withRawInput(payload, in: range) { (source) throws(QueryError) in
            if method == CodecRegistry.multipleMethod {
                try appendPeeled(source, size: size, to: &result)
            } else {
                try appendDecompressed(method: method, source, size: size, to: &result)
            }
        }
    }

    private static func appendDecompressed(
        method: UInt8, _ payload: RawInput, size: Int, to result: inout [UInt8]
    ) throws(QueryError) {
        let codec = try CodecRegistry.codec(method: method)
        let possible = codec.uncompressedSizeMax(of: payload)
        guard size <= possible else {
            throw cannotDecompress(codec.name, "\(payload.count) bytes cannot stand for \(size)")
        }
        try appendBytes(to: &result, sizeMax: size) { (target) throws(QueryError) in
            try codec.decompress(payload, into: target)
            return size
        }
    }

    private static func appendPeeled(_ payload: RawInput, size: Int, to result: inout [UInt8]) throws(QueryError) {
        guard payload.count > 0, payload.count > Int(payload[0]) else {
            throw cannotDecompress("Multiple", "the list of codecs is cut off")
        }
        let count = Int(payload[0])
        guard count > 0 else { throw cannotDecompress("Multiple", "the list of codecs is empty") }
        let methods = (1...count).map { payload[$0] }
        if count == 1 {
            // Nobody writes this, but it has a meaning.
            try appendLayer(payload.from(2), method: methods[0], size: size, to: &result)
            return
        }
        var inner: [UInt8] = []
        try appendLayer(payload.from(1 + count), method: methods[count - 1], size: nil, to: &inner)
        for index in (0..<count - 1).reversed() {
            var next: [UInt8] = []
            let isLast = index == 0
            try withRawInput(inner, in: 0..<inner.count) { (layer) throws(QueryError) in
                if isLast {
                    try appendLayer(layer, method: methods[index], size: size, to: &result)
                } else {
                    try appendLayer(layer, method: methods[index], size: nil, to: &next)
                }
            }
            inner = next
        }
    }

    /// Appends what one layer of a chain stands for; `size` is what that must be, where it is known.
    private static func appendLayer(
        _ layer: RawInput, method: UInt8, size: Int?, to result: inout [UInt8]
    ) throws(QueryError) {
        guard layer.count >= FrameHeader.layerSize, layer[0] == method else {
            throw cannotDecompress("Multiple", "a layer does not begin with method \(method)")
        }
        let compressed = Int(layer.load(UInt32.self, at: 1))
        let uncompressed = Int(layer.load(UInt32.self, at: 5))
        guard compressed == layer.count, uncompressed <= CodecLimits.frameSizeMax else {
            throw cannotDecompress("Multiple", "a layer of \(layer.count) bytes says it has \(compressed)")
        }
        guard size == nil || size == uncompressed else {
            throw cannotDecompress("Multiple", "a layer stands for \(uncompressed) bytes, not for \(size ?? 0)")
        }
        try appendDecompressed(method: method, layer.from(FrameHeader.layerSize), size: uncompressed, to: &result)
    }
}
