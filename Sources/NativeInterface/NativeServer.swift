import Engine
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// ClickHouse's native protocol on a TCP port, with TLS where it is given a configuration.
package struct NativeServer: Service {
    private let service: NativeService
    private let host: String
    private let port: Int
    private let tls: NIOSSLContext?
    private let isWanted: Bool
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// `onRunning` is called with the port it listens on. A port that is taken is an error if it `isWanted`, else only
    /// a line in the log.
    package init(
        _ service: NativeService, host: String, port: Int, tls: TLSConfiguration?, isWanted: Bool, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) throws {
        self.service = service
        self.host = host
        self.port = port
        self.tls = try tls.map { try NIOSSLContext(configuration: $0) }
        self.isWanted = isWanted
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>
        do {
            server = try await bind()
        } catch where !isWanted {
            logger.warning("no native interface", metadata: ["port": "\(port)", "reason": "\(error)"])
            return try await gracefulShutdown()
        }
        await onRunning(server.channel.localAddress?.port ?? port)
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                do {
                    try await server.executeThenClose { clients in
                        for try await client in clients {
                            group.addTask { await serve(client) }
                        }
                    }
                } catch is CancellationError {
                } catch {
                    logger.error("the native interface stopped", metadata: ["error": "\(error)"])
                }
                group.cancelAll()
            }
        }
    }

    private func bind() async throws -> NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never> {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// Reads what a client says until it goes, and writes what there is to say.
    private func serve(_ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        let connection = NativeConnection(service)
        let channel = client.channel
        connection.answers.whenStuck { channel.close(promise: nil) }
        do {
            try await client.executeThenClose { inbound, outbound in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        await Self.write(connection.answers, to: outbound)
                        // The last word is out, or nobody listens.
                        channel.close(promise: nil)
                    }
                    do {
                        for try await buffer in inbound { await connection.received(Array(buffer.readableBytesView)) }
                    } catch {
                        logger.debug("a native client broke off", metadata: ["error": "\(error)"])
                    }
                    connection.disconnected()
                }
            }
        } catch {
            connection.disconnected()
        }
    }

    private static func write(_ answers: AnswerPipe, to outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) async {
        do {
            while case .chunk(let bytes) = await answers.next() { try await outbound.write(ByteBuffer(bytes: bytes)) }
        } catch {
            answers.abandon()
        }
    }
}
