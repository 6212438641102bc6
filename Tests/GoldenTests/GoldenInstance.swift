import Columns
import Engine
import Errors
import Formats
import Glibc
import SQLSyntax
import Storage
import Synchronization

/// How golden files are run: the same answers must come out of each.
struct GoldenConfiguration: Sendable {
    let name: String
    var threadsMax = 2
    var settings: [(name: String, value: String)] = []

    static let all = [
        GoldenConfiguration(name: "plain"),
        GoldenConfiguration(name: "one thread", threadsMax: 1),
        GoldenConfiguration(name: "blocks of 3 rows", settings: [("max_block_size", "3")]),
    ]
}

/// An engine over a directory of its own, with an empty database `golden`, as `complete_goldens.py` has of ClickHouse.
final class GoldenInstance {
    private var instance: Instance
    private var session = Session(user: "default", database: "golden")
    private let configuration: GoldenConfiguration
    private let directory: String
    private var queryCount = 0
    private var range = MacroContext()
    private static let made = Atomic<Int>(0)

    init(_ configuration: GoldenConfiguration) throws {
        self.configuration = configuration
        let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
        directory = "/tmp/colonnade-golden-\(getpid())-\(number)"
        instance = try Self.open(directory, threadsMax: configuration.threadsMax)
        _ = try run("CREATE DATABASE golden", in: "default")
    }

    deinit {
        instance.shutdown()
        try? instance.catalog.files.disk.removeTree("")
    }

    private static func open(_ directory: String, threadsMax: Int) throws(QueryError) -> Instance {
        let disk = try LocalDisk(name: "default", root: directory)
        // The statements read each table several times: from its files, and from memory.
        ColumnCache.shared.limit(to: 64 << 20)
        let clock = TickingClock()
        let storage = StorageEnvironment(policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: clock)
        let instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)), storage: storage,
            configuration: InstanceConfiguration(threadsMax: threadsMax), clock: clock, random: SeededRandom())
        try instance.start()
        return instance
    }

    /// Closes the directory and opens it again; sessions end.
    func restart() throws(QueryError) {
        instance.shutdown()
        instance = try Self.open(directory, threadsMax: configuration.threadsMax)
        session = Session(user: "default", database: "golden")
    }

    /// `from to interval`, in milliseconds: what macros of the queries behind it see.
    func setRange(_ text: String) {
        let numbers = text.split(separator: " ").map { Int64($0) ?? 0 }
        range = MacroContext(from: numbers[0], to: numbers[1], interval: numbers[2])
    }

    /// The lines of the answer.
    func run(_ sql: String, typed: Bool = false, in database: String? = nil) throws(QueryError) -> [String] {
        queryCount += 1
        var request = QueryRequest(text: Array(sql.utf8), session: session, queryIdentifier: "golden-\(queryCount)")
        request.defaultFormat = typed ? "TabSeparatedWithNamesAndTypes" : "TabSeparated"
        request.settings = configuration.settings
        request.database = database
        request.macros = range
        let result = try QuerySession(instance).run(request)
        guard !result.header.isEmpty else {
            while try result.next() != nil {}
            return []
        }
        let options = FormatOptions(settings: result.settings.changed, timeZone: result.context.timeZone)
        let writer = try FormatRegistry.output(result.format).writer(result.header, options)
        var bytes: [UInt8] = []
        try writer.begin(into: &bytes)
        while let block = try result.next() { try writer.write(block, into: &bytes) }
        var summary = AnswerSummary(elapsedSeconds: 0, readRows: 0, readBytes: 0)
        summary.totals = result.totals
        try writer.finish(summary, into: &bytes)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A clock that goes on by a millisecond whenever it is looked at.
private final class TickingClock: WallClock, StorageClock {
    private let looks = Atomic<Int64>(0)

    var nanoseconds: Int64 { nowNanoseconds }

    var nowNanoseconds: Int64 {
        1_767_225_600_000_000_000 + looks.wrappingAdd(1, ordering: .relaxed).newValue * 1_000_000
    }
}

/// Different numbers, the same in each run.
private final class SeededRandom: RandomSource {
    private let count = Atomic<UInt64>(0)

    func next() -> UInt64 {
        var value = count.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value &>> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value &>> 31)
    }
}
