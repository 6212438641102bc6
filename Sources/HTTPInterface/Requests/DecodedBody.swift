import Codecs
import Errors
import Formats

/// A body without its `Content-Encoding`.
// `@unchecked`: pulled by one thread at a time, as every source of bytes.
final class ContentDecodedBody: ByteChunks, @unchecked Sendable {
    private static let stepMax = 1 << 20

    private let source: any ByteChunks
    private let decoder: any ContentDecoder
    private var input: ArraySlice<UInt8> = []
    private var hasMore = false
    private var isOver = false

    init(_ source: any ByteChunks, _ coding: ContentCoding) throws(QueryError) {
        self.source = source
        decoder = try coding.decoder()
    }

    func next() throws(QueryError) -> [UInt8]? {
        while !isOver {
            if !hasMore {
                guard let bytes = try source.next() else {
                    isOver = true
                    try decoder.finish()
                    return nil
                }
                input = bytes[...]
            }
            var result: [UInt8] = []
            hasMore = try decoder.decode(&input, sizeMax: Self.stepMax, into: &result)
            if !result.isEmpty { return result }
        }
        return nil
    }
}

/// A body without ClickHouse's compressed frames (`decompress=1`).
// `@unchecked`: pulled by one thread at a time, as every source of bytes.
final class FrameDecodedBody: ByteChunks, @unchecked Sendable {
    private let source: any ByteChunks
    private var decoder = FrameDecoder()
    private var isOver = false

    init(_ source: any ByteChunks) {
        self.source = source
    }

    func next() throws(QueryError) -> [UInt8]? {
        while !isOver {
            var result: [UInt8] = []
            if try decoder.next(to: &result) {
                if result.isEmpty { continue }
                return result
            }
            guard let bytes = try source.next() else {
                isOver = true
                try decoder.finish()
                return nil
            }
            decoder.append(bytes)
        }
        return nil
    }
}

/// A body that is there as a whole, or broke off.
// `@unchecked`: pulled by one thread at a time, as every source of bytes.
final class WholeBody: ByteChunks, @unchecked Sendable {
    private var bytes: [UInt8]
    private let failure: QueryError?

    init(_ bytes: [UInt8], _ failure: QueryError? = nil) {
        self.bytes = bytes
        self.failure = failure
    }

    func next() throws(QueryError) -> [UInt8]? {
        if let failure { throw failure }
        defer { bytes = [] }
        return bytes.isEmpty ? nil : bytes
    }
}

/// Bytes that are there already, then those of `rest`.
// `@unchecked`: pulled by one thread at a time, as every source of bytes.
final class PrefixedBody: ByteChunks, @unchecked Sendable {
    private var first: [UInt8]
    private let rest: (any ByteChunks)?

    init(_ first: [UInt8], _ rest: (any ByteChunks)?) {
        self.first = first
        self.rest = rest
    }

    func next() throws(QueryError) -> [UInt8]? {
        if !first.isEmpty {
            defer { first = [] }
            return first
        }
        return try rest?.next()
    }
}
