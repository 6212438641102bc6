import Columns
import Engine
import Errors
import Formats
import Glibc
import Storage
import Synchronization

/// An instance over a directory of its own, which is removed at the end.
final class TestInstance {
    let instance: Instance
    let session: Session
    private let directory: String
    private var queries = 0
    private static let made = Atomic<Int>(0)

    init(clock: any WallClock & StorageClock = FixedClock()) throws {
        let number = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
        directory = "/tmp/colonnade-test-\(getpid())-\(number)"
        let disk = try LocalDisk(name: "default", root: directory)
        instance = try Instance(
            catalog: Catalog(files: CatalogFiles(disk: disk)),
            storage: StorageEnvironment(
                policies: StoragePolicies(hot: disk, cold: disk), scheduler: nil, clock: clock),
            configuration: InstanceConfiguration(threadsMax: 2), clock: clock, random: CountingRandom())
        try instance.catalog.createDatabase(
            "default", uuid: "00000000-0000-4000-8000-000000000000", engine: "Atomic", comment: "")
        session = Session(user: "default", database: "default")
    }

    deinit {
        instance.shutdown()
        try? instance.catalog.files.disk.removeTree("")
    }

    /// The rows of an answer, each value as a literal, with commas and new lines between.
    func run(_ sql: String) throws -> String {
        queries += 1
        let request = QueryRequest(text: Array(sql.utf8), session: session, queryIdentifier: "\(queries)")
        let result = try QuerySession(instance).run(request)
        var lines: [String] = []
        while let block = try result.next() {
            for row in 0..<block.rowCount {
                lines.append(block.columns.map { $0.column.value(at: row).literal }.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The answer's bytes in a format, as a client gets them; the time it took is 0.
    func formatted(_ sql: String, as format: String, _ settings: [String: String] = [:]) throws -> [UInt8] {
        queries += 1
        var request = QueryRequest(text: Array(sql.utf8), session: session, queryIdentifier: "\(queries)")
        request.defaultFormat = format
        request.settings = settings.map { (name: $0.key, value: $0.value) }
        let result = try QuerySession(instance).run(request)
        let options = FormatOptions(settings: result.settings.changed, timeZone: result.context.timeZone)
        let writer = try FormatRegistry.output(result.format).writer(result.header, options)
        var bytes: [UInt8] = []
        try writer.begin(into: &bytes)
        while let block = try result.next() { try writer.write(block, into: &bytes) }
        var summary = AnswerSummary(
            elapsedSeconds: 0, readRows: result.progress?.readRows ?? 0, readBytes: result.progress?.readBytes ?? 0)
        summary.totals = result.totals
        summary.extremes = result.extremes
        summary.rowsBeforeLimit = result.progress?.rowsBeforeLimit
        try writer.finish(summary, into: &bytes)
        return bytes
    }

    /// Inserts data in a format, as a client sends them.
    func insert(into table: String, _ bytes: [UInt8], as format: String) throws {
        queries += 1
        let text = Array("INSERT INTO \(table) FORMAT \(format)\n".utf8)
        var request = QueryRequest(text: text, session: session, queryIdentifier: "\(queries)")
        request.data = SentBytes(bytes)
        let result = try QuerySession(instance).run(request)
        while try result.next() != nil {}
    }

    func header(_ sql: String) throws -> String {
        queries += 1
        let request = QueryRequest(text: Array(sql.utf8), session: session, queryIdentifier: "\(queries)")
        return try QuerySession(instance).run(request).header.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    }
}

/// Bytes of a request, in pieces.
// `@unchecked`: one reader pulls.
private final class SentBytes: ByteChunks, @unchecked Sendable {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let piece = rest.prefix(777)
        rest = rest.dropFirst(777)
        return Array(piece)
    }
}

struct FixedClock: WallClock, StorageClock {
    let nowNanoseconds: Int64 = 1_767_225_600_000_000_000
    var nanoseconds: Int64 { nowNanoseconds }
}

/// A clock on which each look takes a millisecond.
final class SteppingClock: WallClock, StorageClock {
    private let steps = Atomic<Int64>(0)
    var nowNanoseconds: Int64 {
        1_767_225_600_000_000_000 + steps.wrappingAdd(1, ordering: .relaxed).newValue * 1_000_000
    }
    var nanoseconds: Int64 { nowNanoseconds }
}

struct CountingRandom: RandomSource {
    func next() -> UInt64 { 0x0123_4567_89AB_CDEF }
}
