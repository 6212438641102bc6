import Engine
import Errors
import Formats
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Ingestion
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// What all listeners of the HTTP interface share: requests of one session may come to any of them.
package struct HTTPService: Sendable {
    let route: QueryRoute
    let threads: QueryThreads
    let administration: Administration?

    package init(
        instance: Instance, authenticator: any Authenticator, administration: Administration?, threads: QueryThreads
    ) {
        route = QueryRoute(
            instance: instance, sessions: SessionRegistry(clock: instance.clock), authenticator: authenticator)
        self.threads = threads
        self.administration = administration
    }
}

/// ClickHouse's HTTP interface on Hummingbird, with TLS where it is given a configuration.
package struct HTTPServer: Service {
    /// `http_max_uri_size` and the headers together.
    private static let headBytesMax = 2 << 20

    private let service: HTTPService
    private let address: BindAddress
    private let server: HTTPServerBuilder
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// `onRunning` is called with the port it listens on.
    package init(
        _ service: HTTPService, host: String, port: Int, tls: TLSConfiguration?, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) throws {
        self.service = service
        address = .hostname(host, port: port)
        let plain = HTTPServerBuilder { responder in
            EventLoopChannel(
                base: HTTP1Channel(
                    responder: responder,
                    configuration: .init(
                        additionalChannelHandlers: [DepartureHandler()],
                        httpDecoderConfiguration: .init(
                            maxHeaderFieldSize: Self.headBytesMax, maxHeaderListSize: Self.headBytesMax))))
        }
        server = try tls.map { try .tls(plain, tlsConfiguration: $0) } ?? plain
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let application = Application(
            responder: QueryResponder(
                route: service.route, threads: service.threads, administration: service.administration),
            server: server,
            configuration: ApplicationConfiguration(address: address, serverName: nil),
            onServerRunning: { [onRunning] channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await application.run()
    }
}

/// A request with the connection it came over.
struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// Turns Hummingbird's requests into ours and back.
struct QueryResponder: HTTPResponder {
    typealias Context = ConnectionContext

    let route: QueryRoute
    let threads: QueryThreads
    let administration: Administration?

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let path = request.uri.path
        let hasQuery = request.uri.query != nil
        let isHead = request.method == .head
        if request.method == .get || isHead, let answer = StaticRoutes.answer(path: path, hasQuery: hasQuery) {
            return response(answer, isHead: isHead)
        }
        let expectation = Expectation(request.headers)
        if case .unknown(let text) = expectation {
            let body = Array("Unknown expectation: \(text)\n".utf8)
            return response(AnswerHead(status: .expectationFailed, headers: [], body: body), isHead: isHead)
        }
        if let administration, Administration.serves(path) {
            if expectation == .continuation { Expectation.allowBody(context.channel) }
            return await answer(request, path: path, administration)
        }
        guard path == "/" || path == "/query", [.get, .head, .post].contains(request.method) else {
            if request.method == .options { return Response(status: .noContent) }
            return response(StaticRoutes.notFound(path), isHead: isHead)
        }
        if request.method == .post, request.headers[.contentLength] == nil, request.headers[.transferEncoding] == nil {
            let error = QueryError(
                .httpLengthRequired,
                "The Transfer-Encoding is not chunked and there is no Content-Length header for POST request")
            return response(
                AnswerHead(status: error.status, headers: [], body: Array(error.wireText.utf8)), isHead: isHead)
        }
        let exchange = Exchange()
        let channel = context.channel
        if request.method == .post, expectation == .nothing, let body = await shortBody(of: request) {
            serve(incoming(request, body), exchange, nil)
            exchange.body.whenStuck { channel.close(promise: nil) }
            DepartureHandler.watch(channel, for: exchange)
            return response(await exchange.head(), isHead: isHead, exchange)
        }
        let body = BytePipe()
        serve(incoming(request, request.method == .post ? body : nil), exchange, body)
        exchange.body.whenStuck { channel.close(promise: nil) }
        DepartureHandler.watch(channel, for: exchange)
        if expectation == .continuation {
            // Who may not pass is told so before the body is sent.
            guard await body.isWanted() else { return response(await exchange.head(), isHead: isHead, exchange) }
            Expectation.allowBody(channel)
        }
        await pump(request.body, into: body)
        return response(await exchange.head(), isHead: isHead, exchange)
    }

    private func incoming(_ request: Request, _ body: (any ByteChunks)?) -> IncomingRequest {
        IncomingRequest(
            isPost: request.method == .post, parameters: RequestParameters(query: request.uri.query ?? ""),
            headers: RequestHeaders(request.headers.map { (name: $0.name.rawName, value: $0.value) }), body: body)
    }

    private func serve(_ incoming: IncomingRequest, _ exchange: Exchange, _ body: BytePipe?) {
        threads.run { [route] in
            route.serve(incoming, exchange)
            body?.close()
        }
    }

    /// Bodies up to this size are there before a thread takes the request: it does not wait for them.
    private static let shortBodyBytesMax = 65_536

    /// A short body as a whole; `nil` for one that is long, or whose length is not known.
    private func shortBody(of request: Request) async -> WholeBody? {
        guard request.headers[.transferEncoding] == nil,
            let length = request.headers[.contentLength].flatMap({ Int($0) }), length <= Self.shortBodyBytesMax
        else { return nil }
        do {
            let buffer = try await request.body.collect(upTo: Self.shortBodyBytesMax)
            return WholeBody(Array(buffer.readableBytesView))
        } catch {
            return WholeBody([], QueryError(.networkError, "The request's body broke off"))
        }
    }

    /// Answers a request under `/v1` or `/webhooks`: its whole body first, then on a thread that may block.
    private func answer(_ request: Request, path: String, _ administration: Administration) async -> Response {
        let bodyMax = Administration.bodyBytesMax
        let answer: AdministrationAnswer
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > bodyMax {
            answer = Problem(413, "The body has more than \(bodyMax) bytes").answer
        } else if let buffer = try? await request.body.collect(upTo: bodyMax) {
            let fields = request.headers.map { (name: $0.name.rawName, value: $0.value) }
            let incoming = AdministrationRequest(
                method: request.method.rawValue, path: path,
                parameters: RequestParameters(query: request.uri.query ?? ""), headers: RequestHeaders(fields),
                received: ReceivedHeaders(fields), body: Array(buffer.readableBytesView))
            if path.hasPrefix("/webhooks/") {
                answer = await administration.receive(incoming)
            } else {
                answer = await withCheckedContinuation { continuation in
                    threads.run { continuation.resume(returning: administration.answer(incoming)) }
                }
            }
        } else {
            answer = Problem(413, "The body has more than \(bodyMax) bytes, or broke off").answer
        }
        var headers = answer.headers.map { (name: $0.key, value: $0.value) }
        if !answer.contentType.isEmpty { headers.append((name: "Content-Type", value: answer.contentType)) }
        return response(
            AnswerHead(status: .init(code: answer.status), headers: headers, body: Array(answer.body.utf8)),
            isHead: request.method == .head)
    }

    /// Reads the body as fast as the query takes it.
    private func pump(_ body: RequestBody, into pipe: BytePipe) async {
        do {
            for try await buffer in body {
                guard await pipe.push(Array(buffer.readableBytesView)) else { return }
            }
            pipe.finish()
        } catch {
            pipe.finish(QueryError(.networkError, "The request's body broke off"))
        }
    }

    private func response(_ head: AnswerHead, isHead: Bool, _ exchange: Exchange? = nil) -> Response {
        var fields = HTTPFields()
        for (name, value) in head.headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        if let bytes = head.body {
            return Response(
                status: head.status, headers: fields,
                body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        guard let exchange else { return Response(status: head.status, headers: fields) }
        return Response(
            status: head.status, headers: fields,
            body: ResponseBody { writer in
                do {
                    while true {
                        switch await exchange.next() {
                        case .chunk(let bytes): try await writer.write(ByteBuffer(bytes: bytes))
                        case .end: return try await writer.finish(nil)
                        case .cut: throw QueryError(.aborted, "the answer broke off")
                        }
                    }
                } catch {
                    exchange.abandon()
                    throw error
                }
            })
    }
}
