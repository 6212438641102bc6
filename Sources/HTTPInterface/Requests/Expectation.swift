import HTTPTypes
import NIOCore
import NIOHTTP1

/// What a client waits for before it sends its body (RFC 9110, 10.1.1).
enum Expectation: Equatable {
    case nothing
    /// `Expect: 100-continue`: curl says so for bodies over a mebibyte, and waits a second for the answer.
    case continuation
    case unknown(String)

    init(_ headers: HTTPFields) {
        switch headers[.expect]?.lowercased() {
        case nil, "": self = .nothing
        case "100-continue": self = .continuation
        case let other?: self = .unknown(other)
        }
    }

    /// Tells the client of `channel` that its body is wanted.
    static func allowBody(_ channel: any Channel) {
        channel.eventLoop.execute {
            // Below the encoder, which knows of one head per answer.
            let encoder = try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder?.writeAndFlush(NIOAny(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }
    }
}
