import Engine
import Errors
import Foundation
import Synchronization
import Testing

/// Small inserts are written together, and answered as the client asked for.
@Suite struct AsyncInsertTests {
    private func makeServer() throws -> ServerInstance {
        let server = try ServerInstance()
        try server.run("CREATE TABLE t (a UInt64, b String DEFAULT toString(a)) ENGINE = MergeTree ORDER BY a")
        return server
    }

    /// Asks until `t` has so many rows, or far too often.
    private func waitUntilThere(_ count: String, in server: ServerInstance) throws {
        for _ in 0..<100_000 where try server.run("SELECT count() FROM t") == count { return }
    }

    private let fireAndForget = [("async_insert", "1"), ("wait_for_async_insert", "0")]

    /// Nothing is flushed but by hand, or because there is enough.
    private let patience = [("async_insert_busy_timeout_max_ms", "60000")]

    @Test func aWaitedInsertIsThereWhenItIsAnswered() throws {
        let server = try makeServer()
        try server.run("INSERT INTO t (a) VALUES (1), (2)", settings: [("async_insert", "1")])
        let answer1 = try server.run("SELECT a, b FROM t ORDER BY a")
        #expect(answer1 == "1,'1'\n2,'2'")
        let answer2 = try server.run("SELECT value FROM system.events WHERE event = 'AsyncInsertQuery'")
        #expect(answer2 == "1")
        let answer3 = try server.run(
            "SELECT count() FROM system.query_log WHERE query_kind = 'AsyncInsertFlush' AND type = 2")
        #expect(answer3 == "1")
    }

    @Test func waitedInsertsOfManyClientsAreThereOnce() throws {
        let server = try makeServer()
        let waited = [("async_insert", "1")]
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 40) { number in
            do {
                try server.run("INSERT INTO t (a) VALUES (\(number))", settings: waited)
                let found = try server.run("SELECT count() FROM t WHERE a = \(number)")
                if found != "1" { failures.withLock { $0.append("\(number): \(found)") } }
            } catch {
                failures.withLock { $0.append("\(number): \(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        let rows = try server.run("SELECT count(), sum(a), min(b) FROM t")
        #expect(rows == "40,780,'0'")
    }

    @Test func waitedInsertsAreRefusedAsTheTableWouldDoIt() throws {
        let server = try ServerInstance()
        try server.run(
            """
            CREATE TABLE c (a UInt64, b String, CONSTRAINT small CHECK a < 10)
            ENGINE = MergeTree PARTITION BY toUInt8(b) ORDER BY a
            """)
        let waited = [("async_insert", "1")]
        for values in ["(11, '1')", "(1, 'x')"] {
            #expect(throws: (any Error).self) {
                try server.run("INSERT INTO c VALUES \(values)", settings: waited)
            }
        }
        try server.run("INSERT INTO c VALUES (2, '2')", settings: waited)
        let rows = try server.run("SELECT * FROM c")
        #expect(rows == "2,'2'")
    }

    @Test func unwaitedInsertsMakeOnePart() throws {
        let server = try makeServer()
        var settings = fireAndForget
        settings.append(("async_insert_busy_timeout_max_ms", "60000"))
        for number in 0..<50 { try server.run("INSERT INTO t (a) VALUES (\(number))", settings: settings) }
        let answer4 = try server.run("SELECT table, format, length(entries.query_id) FROM system.asynchronous_inserts")
        #expect(answer4 == "'t','Values',50")
        let answer5 = try server.run("SELECT count() FROM t")
        #expect(answer5 == "0")
        try server.run("SYSTEM FLUSH ASYNC INSERT QUEUE")
        let answer6 = try server.run("SELECT count(), sum(a) FROM t")
        #expect(answer6 == "50,1225")
        let answer7 = try server.run("SELECT count() FROM system.parts WHERE table = 't' AND active")
        #expect(answer7 == "1")
        let answer8 = try server.run("SELECT count() FROM system.asynchronous_inserts")
        #expect(answer8 == "0")
    }

    @Test func theBusyTimeoutFlushes() throws {
        let server = try makeServer()
        try server.run(
            "INSERT INTO t (a) VALUES (1)", settings: fireAndForget + [("async_insert_busy_timeout_max_ms", "20")])
        try waitUntilThere("1", in: server)
        let answer9 = try server.run("SELECT count() FROM t")
        #expect(answer9 == "1")
    }

    @Test func manyInsertsFlushByCount() throws {
        let server = try makeServer()
        let settings =
            fireAndForget + patience + [("async_insert_max_query_number", "5")]
        for number in 0..<5 { try server.run("INSERT INTO t (a) VALUES (\(number))", settings: settings) }
        try waitUntilThere("5", in: server)
        let answer10 = try server.run("SELECT count() FROM t")
        #expect(answer10 == "5")
    }

    @Test func malformedDataAreRefusedAtOnce() throws {
        let server = try makeServer()
        #expect(throws: (any Error).self) {
            try server.run("INSERT INTO t (a) VALUES (1), ('x')", settings: fireAndForget)
        }
        try server.run("SYSTEM FLUSH ASYNC INSERT QUEUE")
        let answer11 = try server.run("SELECT count() FROM t")
        #expect(answer11 == "0")
    }

    @Test func differentSettingsAreNotMixed() throws {
        let server = try makeServer()
        let settings = fireAndForget + patience
        try server.run("INSERT INTO t (a) VALUES (1)", settings: settings)
        try server.run("INSERT INTO t (a) VALUES (2)", settings: settings + [("max_threads", "1")])
        try server.run("INSERT INTO t (a, b) VALUES (3, 'z')", settings: settings)
        let answer12 = try server.run("SELECT count() FROM system.asynchronous_inserts")
        #expect(answer12 == "3")
        try server.run("SYSTEM FLUSH ASYNC INSERT QUEUE")
        let answer13 = try server.run("SELECT a, b FROM t ORDER BY a")
        #expect(answer13 == "1,'1'\n2,'2'\n3,'z'")
    }

    @Test func anAlteredTableFillsItsNewColumns() throws {
        let server = try makeServer()
        try server.run("INSERT INTO t (a) VALUES (1)", settings: fireAndForget + patience)
        try server.run("ALTER TABLE t ADD COLUMN c UInt8 DEFAULT 7")
        try server.run("SYSTEM FLUSH ASYNC INSERT QUEUE")
        let answer14 = try server.run("SELECT a, b, c FROM t")
        #expect(answer14 == "1,'1',7")
    }

    @Test func theErrorOfAFlushGoesToAllThatWait() throws {
        let server = try makeServer()
        try server.run("CREATE TABLE target (a UInt8) ENGINE = MergeTree ORDER BY a")
        try server.run("CREATE MATERIALIZED VIEW mv TO target AS SELECT throwIf(a = 13)::UInt8 AS a FROM t")
        #expect(throws: (any Error).self) { try server.run("INSERT INTO t (a) VALUES (13)") }
        let answer15 = try server.run("SELECT count() FROM t")
        #expect(answer15 == "0")
        try server.run("INSERT INTO t (a) VALUES (12)")
        let answer16 = try server.run("SELECT count() FROM t")
        #expect(answer16 == "1")
    }

    @Test func bigInsertsGoDirectly() throws {
        let server = try makeServer()
        try server.run(
            "INSERT INTO t (a) VALUES (1), (2), (3)",
            settings: [("async_insert", "1"), ("async_insert_max_data_size", "20")])
        let answer17 = try server.run("SELECT count() FROM t")
        #expect(answer17 == "3")
        let answer18 = try server.run("SELECT count() FROM system.query_log WHERE query_kind = 'AsyncInsertFlush'")
        #expect(answer18 == "0")
    }

    @Test func shutdownFlushes() throws {
        let server = try makeServer()
        try server.run("INSERT INTO t (a) VALUES (1)", settings: fireAndForget + patience)
        server.instance.shutdown()
        #expect(server.instance.events.count(of: .insertedRows) == 1)
    }

    /// However many clients insert at once, every row that was answered is there, once.
    @Test func concurrentInsertsLoseNothing() throws {
        let server = try makeServer()
        let failures = Atomic<Int>(0)
        let group = DispatchGroup()
        for client in 0..<16 {
            group.enter()
            Thread {
                defer { group.leave() }
                for number in 0..<25 {
                    do {
                        try server.run("INSERT INTO t (a) VALUES (\(client * 1000 + number))")
                    } catch {
                        failures.wrappingAdd(1, ordering: .relaxed)
                    }
                }
            }.start()
        }
        #expect(group.wait(timeout: .now() + 120) == .success)
        #expect(failures.load(ordering: .relaxed) == 0)
        let answer19 = try server.run("SELECT count(), uniqExact(a) FROM t")
        #expect(answer19 == "400,400")
        let flushes = try server.run(
            "SELECT count() < 400 FROM system.query_log WHERE query_kind = 'AsyncInsertFlush' AND type = 2")
        #expect(flushes == "1")
    }
}
