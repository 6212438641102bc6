import NIOCore

/// Sees that a client goes while its query runs: then the query ends, if it only reads.
// `@unchecked`: used on the channel's event loop only.
final class DepartureHandler: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private weak var exchange: Exchange?
    private var isGone = false

    /// From now on, the client of `channel` waits for `exchange`.
    static func watch(_ channel: any Channel, for exchange: Exchange) {
        channel.eventLoop.execute {
            guard let handler = try? channel.pipeline.syncOperations.handler(type: DepartureHandler.self) else {
                return
            }
            handler.exchange = exchange
            if handler.isGone { exchange.clientLeft() }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        isGone = true
        exchange?.clientLeft()
    }
}
