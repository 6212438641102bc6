import Codecs
import Engine
import Errors
import HTTPTypes

/// Writes one answer: holds bytes back until the status is sure, encodes them, and tells of an error in the middle.
///
/// Used by the query's thread only.
final class AnswerStream {
    struct Encoding {
        /// `compress=1`: ClickHouse's frames around the body.
        var usesFrames = false
        /// `Content-Encoding` around that.
        var coding: ContentCoding?
        var level = 3
    }

    private let exchange: Exchange
    private let encoding: Encoding
    /// Bytes held back before the head goes out.
    private let heldMax: Int
    /// Whoever waits for a slow answer sees its beginning after so long; `nil` where all of it must be held back.
    private let heldFor: Duration?
    private var heldSince: ContinuousClock.Instant?
    private let headers: () -> [(name: String, value: String)]
    private let exceptionTag: String
    private var encoder: (any ContentEncoder)?
    private var pending: [UInt8] = []
    private var hasBegun = false

    /// `headers` is asked when the head goes out.
    init(
        _ exchange: Exchange, _ encoding: Encoding, heldMax: Int, heldFor: Duration?, exceptionTag: String,
        headers: @escaping () -> [(name: String, value: String)]
    ) {
        self.exchange = exchange
        self.encoding = encoding
        self.heldMax = heldMax
        self.heldFor = heldFor
        self.exceptionTag = exceptionTag
        self.headers = headers
    }

    /// Adds bytes of the body. `false` when the client is gone.
    func write(_ bytes: [UInt8]) throws(QueryError) -> Bool {
        if hasBegun, pending.isEmpty, bytes.count >= 256 << 10, !encoding.usesFrames, encoding.coding == nil {
            return exchange.write(bytes)
        }
        pending.append(contentsOf: bytes)
        guard pending.count >= (hasBegun ? 256 << 10 : heldMax) || isHeldTooLong else { return !exchange.isGone }
        return try flush()
    }

    private var isHeldTooLong: Bool {
        guard let heldFor, !pending.isEmpty else { return false }
        let now = ContinuousClock.now
        guard let heldSince else {
            self.heldSince = now
            return false
        }
        return now - heldSince >= heldFor
    }

    private func flush() throws(QueryError) -> Bool {
        if !hasBegun {
            hasBegun = true
            exchange.begin(AnswerHead(status: .ok, headers: allHeaders, body: nil))
        }
        var bytes: [UInt8] = []
        try encode(pending, into: &bytes)
        pending.removeAll(keepingCapacity: true)
        heldSince = nil
        return exchange.write(bytes)
    }

    /// The end of a whole answer. What was held back goes out with its length.
    func finish() throws(QueryError) {
        guard hasBegun else {
            var bytes: [UInt8] = []
            if !pending.isEmpty {
                try encode(pending, into: &bytes)
                try encoder?.finish(into: &bytes)
            }
            exchange.begin(
                AnswerHead(status: .ok, headers: bytes.isEmpty ? headers() : allHeaders, body: bytes))
            return
        }
        _ = try flush()
        var bytes: [UInt8] = []
        try encoder?.finish(into: &bytes)
        _ = exchange.write(bytes)
        exchange.end(.end)
    }

    /// The answer is an error: with its own status while nothing has gone out, else as a tagged block and a cut
    /// connection.
    func fail(_ error: QueryError) {
        do throws(QueryError) {
            if hasBegun {
                var text = Array(error.wireText.utf8)
                if text.count > 16 << 10 { text = Array(text.prefix((16 << 10) - 1)) + [0x0A] }
                let block =
                    Array("\r\n__exception__\r\n\(exceptionTag)\r\n".utf8) + text
                    + Array("\(text.count) \(exceptionTag)\r\n__exception__\r\n".utf8)
                pending.append(contentsOf: block)
                _ = try flush()
                var bytes: [UInt8] = []
                try encoder?.encode([], flush: true, into: &bytes)
                _ = exchange.write(bytes)
                exchange.end(.cut)
                return
            }
            pending = Array(error.wireText.utf8)
            var bytes: [UInt8] = []
            try encode(pending, into: &bytes)
            try encoder?.finish(into: &bytes)
            let own = [
                (name: "X-ClickHouse-Exception-Code", value: "\(error.code.rawValue)"),
                (name: "Content-Type", value: "text/plain; charset=UTF-8"),
            ]
            let rest = allHeaders.filter { $0.name != "Content-Type" && $0.name != "X-ClickHouse-Format" }
            exchange.begin(AnswerHead(status: error.status, headers: rest + own, body: bytes))
        } catch {
            exchange.begin(AnswerHead(status: .internalServerError, headers: [], body: Array(error.wireText.utf8)))
            exchange.end(.cut)
        }
    }

    private var allHeaders: [(name: String, value: String)] {
        headers() + (encoding.coding.map { [(name: "Content-Encoding", value: $0.rawValue)] } ?? [])
    }

    private func encode(_ bytes: [UInt8], into result: inout [UInt8]) throws(QueryError) {
        let framed = encoding.usesFrames ? try Frames.compress(bytes, by: .lz4) : bytes
        guard let coding = encoding.coding else {
            if result.isEmpty { result = framed } else { result.append(contentsOf: framed) }
            return
        }
        if encoder == nil { encoder = try coding.encoder(level: encoding.level) }
        try encoder?.encode(framed, flush: false, into: &result)
    }
}
