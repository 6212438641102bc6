import Columns
import Dashboards
import Engine
import Errors
import Foundation
import Logging
import ServiceLifecycle

/// Fills an instance with trades: history at once, then as time goes by.
struct DemoFeed: Service {
    let instance: Instance
    let historyRows: Int
    let historyDays: Int
    let rowsPerSecond: Int
    let logger: Logger

    private static let blockRows = 131_072

    func run() async throws {
        try await Task.detached { try makeHistory() }.value
        var generator = TradeGenerator(seed: UInt64(bitPattern: instance.clock.nowNanoseconds))
        logger.info("live feed", metadata: ["rows per second": "\(rowsPerSecond)"])
        // The sleep ends when the server is told to stop.
        while (try? await cancelWhenGracefulShutdown({ try await Task.sleep(for: .seconds(1)) })) != nil {
            guard rowsPerSecond > 0 else { continue }
            let now = instance.clock.nowNanoseconds
            do {
                try insert(generator.trades(count: rowsPerSecond, from: now - 1_000_000_000, to: now))
            } catch {
                // A view that is dropped at this moment, a full disk: the server goes on, and the feed tries again.
                logger.warning("a second of the feed is lost", metadata: ["error": "\(error)"])
            }
        }
    }

    /// 90 days up to now, with progress on the terminal; a table that has rows is left as it is.
    private func makeHistory() throws {
        guard historyRows > 0, try count() == 0 else { return }
        var generator = TradeGenerator(seed: 42)
        let end = instance.clock.nowNanoseconds
        let start = end - Int64(historyDays) * 86_400_000_000_000
        let began = Date()
        var done = 0
        while done < historyRows {
            let rows = min(Self.blockRows, historyRows - done)
            let from = start + Int64(Double(end - start) * Double(done) / Double(historyRows))
            let to = start + Int64(Double(end - start) * Double(done + rows) / Double(historyRows))
            try insert(generator.trades(count: rows, from: from, to: to))
            done += rows
            let seconds = Date().timeIntervalSince(began)
            let line =
                "history: \(done) of \(historyRows) trades, \(Int(Double(done) / max(seconds, 0.001))) per second"
            FileHandle.standardError.write(Data("\r\(line)\(done == historyRows ? "\n" : "")".utf8))
        }
    }

    private func count() throws -> Int {
        let result = try query("SELECT count() FROM agent_trades", database: TradeSchema.database)
        guard let block = try result.next(), let number: Int = block.columns[0].column.value(at: 0).exactInteger()
        else {
            return 0
        }
        return number
    }

    private func insert(_ block: Block) throws {
        let columns = TradeColumns.names.joined(separator: ", ")
        var request = request("INSERT INTO agent_trades (\(columns)) FORMAT Native", database: TradeSchema.database)
        request.blocks = SingleBlock(block)
        try drain(try QuerySession(instance).run(request))
    }

    private func query(_ sql: String, database: String) throws -> QueryResult {
        try QuerySession(instance).run(request(sql, database: database))
    }

    private func request(_ sql: String, database: String) -> QueryRequest {
        var request = QueryRequest(
            text: Array(sql.utf8), session: Session(user: "default", database: database),
            queryIdentifier: "demo-\(makeUUID(instance.random))")
        request.client = "colonnade demo"
        return request
    }

    private func drain(_ result: QueryResult) throws {
        while try result.next() != nil {}
    }
}

/// One block, once.
// `@unchecked`: pulled by the thread that runs the insert.
private final class SingleBlock: BlockChunks, @unchecked Sendable {
    private var block: Block?

    init(_ block: Block) {
        self.block = block
    }

    func next() -> Block? {
        defer { block = nil }
        return block
    }
}
