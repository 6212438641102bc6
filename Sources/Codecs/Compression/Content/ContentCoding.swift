import Errors

/// HTTP's codings of a whole body (`Content-Encoding`), as streams.
package enum ContentCoding: String, CaseIterable, Sendable {
    case zstd
    case brotli = "br"
    case lz4
    case gzip
    case deflate

    /// The coding that ClickHouse takes for an `Accept-Encoding`: the first of its own order that the text holds.
    package static func accepted(by header: String) -> ContentCoding? {
        let wanted = header.lowercased()
        return allCases.first { wanted.contains($0.rawValue) }
    }

    /// `level` is `http_zlib_compression_level`, where the coding has levels.
    package func encoder(level: Int) throws(QueryError) -> any ContentEncoder {
        switch self {
        case .zstd: try ZstdContentEncoder(level: level)
        case .brotli: try BrotliContentEncoder()
        case .lz4: try LZ4ContentEncoder()
        case .gzip: try ZlibContentEncoder(level: level, form: .gzip)
        case .deflate: try ZlibContentEncoder(level: level, form: .zlib)
        }
    }

    package func decoder() throws(QueryError) -> any ContentDecoder {
        switch self {
        case .zstd: try ZstdContentDecoder()
        case .brotli: try BrotliContentDecoder()
        case .lz4: try LZ4ContentDecoder()
        case .gzip: try ZlibContentDecoder(form: .gzip)
        case .deflate: try ZlibContentDecoder(form: .zlib)
        }
    }
}

/// Encodes one body, piece by piece.
package protocol ContentEncoder: AnyObject {
    /// Appends what `bytes` give so far; with `flush`, everything that was put in can be decoded from what came out.
    func encode(_ bytes: [UInt8], flush: Bool, into result: inout [UInt8]) throws(QueryError)
    /// Appends the end of the body.
    func finish(into result: inout [UInt8]) throws(QueryError)
}

/// Decodes one body, piece by piece.
package protocol ContentDecoder: AnyObject {
    /// Appends at most about `sizeMax` decoded bytes; `false` when all of the input so far is used up.
    func decode(_ input: inout ArraySlice<UInt8>, sizeMax: Int, into result: inout [UInt8]) throws(QueryError) -> Bool
    /// Nothing follows: a body that is not whole is refused.
    func finish() throws(QueryError)
}
