import Codecs
import Engine
import Errors
import Synchronization

/// What all connections of a server share.
package struct NativeService: Sendable {
    let instance: Instance
    let authenticator: any Authenticator
    let threads: QueryThreads

    package init(instance: Instance, authenticator: any Authenticator, threads: QueryThreads) {
        self.instance = instance
        self.authenticator = authenticator
        self.threads = threads
    }
}

/// One client of the native protocol, from its Hello to its end.
///
/// Packets are taken by one side at a time, as the inbox says: while no query runs by whoever brings the bytes, which
/// never waits; a query's thread takes over with the Query packet and gives back when the answer is out.
// `@unchecked`: `phase` belongs to who takes packets, and the inbox hands that on.
final class NativeConnection: @unchecked Sendable {
    private enum Phase {
        case hello
        /// Comes with the first query, or before.
        case addendum(SignedIn)
        case ready(SignedIn)
        case closed
    }

    /// What is known of a client that may ask.
    struct SignedIn {
        let session: Session
        let answers: AnswerPackets
        let clientName: String
        let user: String
        let password: String
    }

    /// What the first bytes that are there amount to.
    private enum Step {
        case missing
        case done
        case query(QueryPacket, SignedIn)
    }

    let service: NativeService
    let inbox = PacketInbox()
    let answers = AnswerPipe()
    private var phase = Phase.hello
    private let running = Mutex<QueryHandle?>(nil)

    init(_ service: NativeService) {
        self.service = service
    }

    // MARK: - The connection's side

    func received(_ bytes: [UInt8]) async {
        if inbox.add(bytes) { takePackets(onQueryThread: false) }
        await inbox.waitForRoom()
    }

    /// The client is gone: what runs for it ends.
    func disconnected() {
        running.withLock { $0 }?.cancel()
        inbox.finish()
        answers.abandon()
    }

    // MARK: - The side of who takes packets

    /// Takes whole packets until none is left. A query is handed to a thread, or run here if this is one.
    private func takePackets(onQueryThread: Bool) {
        while true {
            let bytes = inbox.takeAll()
            var reader = ByteReader(bytes)
            var step = Step.done
            while case .done = step {
                guard !reader.isAtEnd else { break }
                let start = reader.offset
                do throws(QueryError) {
                    step = try takePacket(&reader)
                } catch {
                    if reader.shortfall > 0, reader.shortfall < PacketLimits.blockBytesMax {
                        reader.rewind(to: start)
                        step = .missing
                    } else {
                        refuse(error)
                        return
                    }
                }
            }
            let rest = Array(bytes[reader.offset...])
            if case .query(let query, let client) = step {
                if onQueryThread {
                    run(query, for: client, with: rest)
                    continue
                }
                service.threads.run { [self] in
                    run(query, for: client, with: rest)
                    takePackets(onQueryThread: true)
                }
                return
            }
            if case .closed = phase { return }
            guard inbox.putBack(rest) else { return }
        }
    }

    private func takePacket(_ reader: inout ByteReader) throws(QueryError) -> Step {
        switch phase {
        case .hello: try greet(&reader)
        case .addendum(let client):
            if client.answers.revision >= ProtocolRevision.quotaKeyInAddendum {
                _ = try reader.readString(sizeMax: PacketLimits.helloTextMax)
            }
            phase = .ready(client)
        case .ready(let client):
            let code = try reader.readVarUInt()
            switch ClientPacket(rawValue: code) {
            case .query:
                return .query(try QueryPacket(&reader, revision: client.answers.revision), client)
            case .ping: post(client.answers.pong)
            case .tablesStatus: post(client.answers.tablesStatus(try TablesStatusRequest(&reader)))
            // A Cancel that came behind the end of its query.
            case .cancel, .keepAlive: break
            default:
                throw QueryError(.unknownPacketFromClient, "Unknown packet \(code) from client")
            }
        case .closed: reader.rewind(to: reader.end)
        }
        return .done
    }

    private func greet(_ reader: inout ByteReader) throws(QueryError) {
        if [UInt8(ascii: "G"), UInt8(ascii: "P")].contains(reader.bytes[reader.offset]) {
            close(saying: Array(Self.helpForHTTP.utf8))
            return
        }
        let code = try reader.readVarUInt()
        guard code == ClientPacket.hello.rawValue else {
            throw QueryError(.unexpectedPacketFromClient, "Unexpected packet from client: \(code) instead of Hello")
        }
        let hello = try HelloPacket(&reader)
        guard hello.revision >= ProtocolRevision.oldest else {
            throw QueryError(
                .clientHasConnectedToWrongPort,
                "Protocol revision \(hello.revision) is not supported: \(ProtocolRevision.oldest) or later is")
        }
        guard hello.user != " INTERSERVER SECRET " else {
            throw QueryError(.authenticationFailed, "Connections between servers are not supported")
        }
        let principal = try service.authenticator.authenticate(user: hello.user, password: hello.password)
        guard service.instance.catalog.hasDatabase(hello.database) else {
            throw QueryError(.unknownDatabase, "Database \(hello.database) does not exist")
        }
        let packets = AnswerPackets(revision: min(hello.revision, NativeRevision.current))
        let configuration = service.instance.configuration
        post(packets.hello(timeZone: configuration.timeZone, displayName: configuration.displayName))
        phase = .addendum(
            SignedIn(
                session: Session(principal, database: hello.database), answers: packets,
                clientName: "\(hello.clientName) \(hello.major).\(hello.minor)", user: hello.user,
                password: hello.password))
    }

    private func run(_ query: QueryPacket, for client: SignedIn, with rest: [UInt8]) {
        let handle = QueryHandle()
        running.withLock { $0 = handle }
        let run = NativeQuery(self, client, query, handle, first: rest)
        let goesOn = run.serve()
        running.withLock { $0 = nil }
        if !goesOn { close(saying: []) }
    }

    /// An answer that needs no query. A client that asks and asks and takes no answers is let go.
    private func post(_ bytes: [UInt8]) {
        if !answers.post(bytes) { close(saying: []) }
    }

    private func refuse(_ error: QueryError) {
        let revision = if case .ready(let client) = phase { client.answers.revision } else { ProtocolRevision.oldest }
        close(saying: AnswerPackets(revision: revision).exception(error))
    }

    private func close(saying last: [UInt8]) {
        phase = .closed
        if !last.isEmpty { answers.post(last) }
        answers.end(.end)
        inbox.finish()
    }

    private static let helpForHTTP =
        "HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n"
        + "You must use port 8123 for HTTP.\r\n"
}
