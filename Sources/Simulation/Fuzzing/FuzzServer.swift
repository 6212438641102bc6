import Columns
import Engine
import Errors
import Formats
import Storage

/// An engine in memory with a database `golden`, for inputs of any kind: nothing of the machine is touched.
final class FuzzServer {
    private static let executionSecondsMax = "2"
    private static let memoryBytesMax = "\(256 << 20)"
    private static let answerBytesMax = 4 << 20

    private let instance: Instance
    private var session = Session(user: "default", database: "golden")
    private var queryCount = 0
    private(set) var counts = FuzzRun.Counts()

    init(seed: UInt64, clock: any WallClock & StorageClock) throws(QueryError) {
        let disk = SimulatedDisk(seed: seed, clock: SimulatedClock())
        let storage = StorageEnvironment(policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: clock)
        var configuration = InstanceConfiguration(threadsMax: 1)
        configuration.queryLogEntriesMax = 100
        configuration.memoryBytesMax = 1 << 30
        instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)), storage: storage, configuration: configuration,
            clock: clock, random: SeededSource(seed: seed))
        try instance.start()
        _ = try answer(to: Array("CREATE DATABASE golden".utf8), in: "default")
    }

    func shutdown() { instance.shutdown() }

    /// Sends what may be a statement, with a new session now and then as a statement can spoil one.
    func send(_ text: [UInt8]) {
        counts.inputs += 1
        if counts.inputs % 64 == 0 { session = Session(user: "default", database: "golden") }
        do throws(QueryError) {
            counts.answerBytes += try answer(to: text).count
            counts.answers += 1
        } catch {
            if error.code == .logicalError { counts.ownErrors.append("\(error.message)  <-  \(excerpt(text))") }
        }
    }

    /// The answer's bytes, so far as they are looked at.
    @discardableResult
    func answer(
        to text: [UInt8], in database: String? = nil, format: String = "TabSeparated", revision: Int = 0
    ) throws(QueryError) -> [UInt8] {
        queryCount += 1
        var request = QueryRequest(text: text, session: session, queryIdentifier: "fuzz-\(queryCount)")
        request.database = database
        request.defaultFormat = format
        request.settings = [
            ("async_insert", "0"), ("max_execution_time", Self.executionSecondsMax),
            ("max_memory_usage", Self.memoryBytesMax), ("function_sleep_max_microseconds_per_block", "1000"),
            ("max_threads", "1"),
        ]
        let result = try QuerySession(instance).run(request)
        guard !result.header.isEmpty else { return [] }
        var options = FormatOptions(settings: result.settings.changed, timeZone: result.context.timeZone)
        options.protocolRevision = revision
        let writer = try FormatRegistry.output(result.format).writer(result.header, options)
        var bytes: [UInt8] = []
        try writer.begin(into: &bytes)
        while bytes.count < Self.answerBytesMax, let block = try result.next() { try writer.write(block, into: &bytes) }
        var summary = AnswerSummary(elapsedSeconds: 0, readRows: 0, readBytes: 0)
        summary.totals = result.totals
        summary.extremes = result.extremes
        try writer.finish(summary, into: &bytes)
        result.close()
        return bytes
    }

    /// The first column of an answer, as lines.
    func lines(_ sql: String) -> [String] {
        guard let bytes = try? answer(to: Array(sql.utf8)) else { return [] }
        return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    private func excerpt(_ text: [UInt8]) -> String { String(decoding: text.prefix(2000), as: UTF8.self) }
}
