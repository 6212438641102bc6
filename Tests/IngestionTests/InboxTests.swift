import Columns
import Engine
import Errors
import Foundation
import Ingestion
import Metadata
import Storage
import Synchronization
import Testing

private let secret = "pf_live_your_webhook_secret"

/// A server's inside over a directory that stays when it stops.
private final class Server {
    let instance: Instance
    let receiver: WebhookReceiver
    private let inbox: EventInbox
    let cache: MetadataCache

    init(_ directory: String) throws {
        let disk = try LocalDisk(name: "default", root: directory)
        instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)),
            storage: StorageEnvironment(
                policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: TestClock()),
            configuration: InstanceConfiguration(threadsMax: 1), clock: TestClock(), random: TestRandom())
        try instance.start()
        cache = try MetadataCache(try MetadataBackends.open("sqlite:\(directory)/metadata.sqlite"))
        let sources = EventSources(cache, secret: secret)
        inbox = EventInbox(instance, cache, sources, owner: "me")
        receiver = WebhookReceiver(instance, inbox, sources)
    }

    func start() { inbox.start() }

    func stop() {
        inbox.stop()
        cache.store.close()
        instance.shutdown()
    }

    func run(_ sql: String) throws -> String {
        let request = QueryRequest(
            text: Array(sql.utf8), session: Session(user: "default", database: "agent_analytics"),
            queryIdentifier: UUID().uuidString)
        let result = try QuerySession(instance).run(request)
        var lines: [String] = []
        while let block = try result.next() {
            for row in 0..<block.rowCount {
                lines.append(block.columns.map { $0.column.value(at: row).literal }.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Waits until an answer is as it should be; ten seconds at most.
    func expect(_ sql: String, _ expected: String) throws {
        let deadline = Date(timeIntervalSinceNow: 10)
        var answer = try run(sql)
        while answer != expected, Date(timeIntervalSinceNow: 0) < deadline { answer = try run(sql) }
        #expect(answer == expected, Comment(rawValue: sql))
    }

    func makeTable() throws {
        let session = Session(user: "default", database: "default")
        _ = try QuerySession(instance).run(
            QueryRequest(text: Array("CREATE DATABASE agent_analytics".utf8), session: session, queryIdentifier: "c"))
        _ = try run(
            """
            CREATE TABLE agent_trades (trade_id UUID, agent_id String, strategy_name LowCardinality(String),
            session_id String, timestamp DateTime64(9, 'UTC'), market LowCardinality(String),
            ticker LowCardinality(String), side Enum8('buy' = 1, 'sell' = 2), order_type LowCardinality(String),
            quantity Float64, price Float64, notional_usd Float64, fee_usd Float64, slippage_bps Float32,
            fill_latency_ms UInt32, pnl_usd Nullable(Float64), cumulative_pnl Nullable(Float64),
            status Enum8('pending' = 0, 'filled' = 1, 'partial' = 2, 'cancelled' = 3), fill_ratio Float32,
            pf_order_id String, pf_api_version LowCardinality(String), referral_code Nullable(String),
            extra Map(String, String)) ENGINE = MergeTree ORDER BY (agent_id, timestamp)
            """)
    }

    func post(_ text: String) async -> WebhookReceiver.Answer {
        let body = Array(text.utf8)
        let headers = ReceivedHeaders([(name: "X-PF-Signature", value: signature(body))])
        return await receiver.receive(body, headers, source: "purpleflea")
    }

    private func signature(_ body: [UInt8]) -> String { "sha256=" + testSignature(body, secret) }
}

private struct TestClock: WallClock, StorageClock {
    let nowNanoseconds: Int64 = 1_767_225_600_000_000_000
    var nanoseconds: Int64 { nowNanoseconds }
}

private final class TestRandom: RandomSource {
    private let state = Mutex<UInt64>(1)
    func next() -> UInt64 {
        state.withLock { state in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 31
        }
    }
}

private let filled = """
    {"id":"evt_1","event":"order.filled","data":{"order_id":"7f1c2f1e-96a1-4a0b-9d0c-111111111111","agent_id":"a1",
    "metadata":{"strategy":"momentum","note":7},"filled_at":"2026-01-01T00:00:01.5+01:00","ticker":"BTC","side":"sell",
    "filled_quantity":"0.25","fill_price":61234.5,"notional_usd":15308.625,"fee_usd":"odd","fill_latency_ms":12,
    "pnl_usd":-3.5,"colour":"red"}}
    """

@Suite(.serialized)
struct InboxTests {
    private func inDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = "/tmp/colonnade-inbox-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    @Test("an event becomes one trade, however often it comes, also after a restart")
    func once() async throws {
        try await inDirectory { directory in
            let server = try Server(directory)
            try server.makeTable()
            server.start()
            #expect(await server.post(filled) == .ok(fresh: 1, repeated: 0))
            #expect(await server.post(filled) == .ok(fresh: 0, repeated: 1))
            try server.expect(
                """
                SELECT toString(trade_id), agent_id, strategy_name, toString(timestamp), toString(side), quantity,
                price, fee_usd, pnl_usd, toString(status), fill_ratio, extra['colour'], extra['metadata.note'],
                extra['fee_usd'], extra['event_id'] FROM agent_trades
                """,
                "'7f1c2f1e-96a1-4a0b-9d0c-111111111111','a1','momentum','2025-12-31 23:00:01.500000000','sell',0.25,"
                    + "61234.5,0.,-3.5,'filled',1.,'red','7','odd','evt_1'")
            server.stop()

            let again = try Server(directory)
            again.start()
            #expect(await again.post("[\(filled),\(filled)]") == .ok(fresh: 0, repeated: 2))
            try again.expect("SELECT count() FROM agent_trades", "1")
            again.stop()
        }
    }

    @Test("what was acknowledged is inserted after a restart, and what was inserted is not inserted again")
    func recovered() async throws {
        try await inDirectory { directory in
            let server = try Server(directory)
            server.start()
            // The table is missing: the events are durable all the same.
            #expect(await server.post(filled) == .ok(fresh: 1, repeated: 0))
            server.stop()

            let again = try Server(directory)
            try again.makeTable()
            again.start()
            try again.expect("SELECT count() FROM agent_trades", "1")
            again.stop()

            // As after a stop between the insert and the note of it.
            let store = try MetadataBackends.open("sqlite:\(directory)/metadata.sqlite")
            let event = try #require(try store.events(limit: 1).first)
            try store.finish([event], as: .pending, error: "")
            store.close()
            let third = try Server(directory)
            third.start()
            let deadline = Date(timeIntervalSinceNow: 10)
            while try third.cache.store.events(limit: 1).first?.state != .applied,
                Date(timeIntervalSinceNow: 0) < deadline
            {}
            #expect(try third.cache.store.events(limit: 1).first?.state == .applied)
            try third.expect("SELECT count() FROM agent_trades", "1")
            third.stop()
        }
    }

    @Test("a row of an INSERT that names its event, but no source, is not inserted again after a restart")
    func recoveredRow() async throws {
        try await inDirectory { directory in
            let server = try Server(directory)
            try server.makeTable()
            let row = #"{"agent_id": "a1", "extra": {"event_id": "evt_7"}}"#
            // As after a stop between the insert and the note of it.
            _ = try server.run("INSERT INTO agent_trades (agent_id, extra) FORMAT JSONEachRow \(row)")
            let event = IncomingEvent(
                source: SourceDefinition.defaultName, id: "evt_7", type: "colonnade.row", receivedAt: 1,
                state: .pending, payload: row, error: "")
            #expect(try server.cache.store.accept([event], owner: "me", deliveries: [:]) == ["evt_7"])
            server.stop()

            let again = try Server(directory)
            again.start()
            let deadline = Date(timeIntervalSinceNow: 10)
            while try again.cache.store.events(limit: 1).first?.state != .applied,
                Date(timeIntervalSinceNow: 0) < deadline
            {}
            #expect(try again.cache.store.events(limit: 1).first?.state == .applied)
            try again.expect("SELECT count() FROM agent_trades", "1")
            again.stop()
        }
    }

    @Test("bets, partial fills, unknown events and odd bodies")
    func kinds() async throws {
        try await inDirectory { directory in
            let server = try Server(directory)
            try server.makeTable()
            server.start()
            let stakes = #""bet_id":"b-9","game":"dice","amount_usdc":"10.10","payout_usdc":"30.30""#
            let bet = #"{"type":"casino.settled","agent_id":"a2","data":{\#(stakes)}}"#
            let partial = #"{"event":"order.partially_filled","id":"p","data":{"order_id":"x","fill_ratio":0.5}}"#
            let unknown = #"{"event":"swap.completed","id":"u","data":{}}"#
            #expect(await server.post("[\(bet),\(partial),\(unknown)]") == .ok(fresh: 3, repeated: 0))
            try server.expect(
                """
                SELECT agent_id, market, ticker, pnl_usd, quantity, toString(status), fill_ratio FROM agent_trades
                ORDER BY agent_id
                """, "'','crypto','',NULL,0.,'partial',0.5\n'a2','casino','dice',20.2,10.1,'filled',1.")
            let kept = try server.cache.store.events(limit: 9).first { $0.id == "u" }
            #expect(kept?.state == .unknown && kept?.payload == unknown)
            for body in ["", "7", "[7]", "{", #"{"id":""}"#] {
                guard case .badRequest = await server.post(body) else {
                    Issue.record("\(body) was taken")
                    continue
                }
            }
            let unsigned = await server.receiver.receive(Array(bet.utf8), ReceivedHeaders([]), source: "purpleflea")
            guard case .badSignature = unsigned else {
                Issue.record("an unsigned request was taken")
                return
            }
            #expect(await server.receiver.receive([], ReceivedHeaders([]), source: "nobody") == .unknownSource)
            server.stop()
        }
    }
}
