import Codecs
import Columns
import Engine
import Errors
import Formats
import Storage

/// The inputs of one seed: statements, calls of functions, data in every format, or compressed frames, each changed at
/// random. None may end the process, run long, or take much memory; errors are what is expected.
package struct FuzzRun {
    package enum Kind: String, CaseIterable, Sendable { case statements, calls, formats, frames }

    /// Statements of one subject that build on each other, as a file of `Tests/Golden` has them.
    package struct Subject: Sendable {
        package let statements: [String]

        /// - Parameter golden: the text of a golden file.
        package init(golden: String) {
            var statements: [String] = []
            for paragraph in golden.split(separator: "\n\n") {
                let lines = paragraph.split(separator: "\n").drop { $0.hasPrefix("#") || $0.hasPrefix("differs ") }
                let words = ["query", "statement", "error"]
                guard let directive = lines.first, words.contains(where: directive.hasPrefix) else { continue }
                let sql = lines.dropFirst().prefix { !$0.hasPrefix("----") }.joined(separator: "\n")
                if !sql.isEmpty { statements.append(sql) }
            }
            self.statements = statements
        }
    }

    package struct Counts: Sendable {
        package var inputs = 0
        /// Inputs that were no error.
        package var answers = 0
        package var answerBytes = 0
        /// Errors that only a bug of ours can cause.
        package var ownErrors: [String] = []
    }

    private static let statementsPerSeed = 1000
    private static let callsPerSeed = 1000
    private static let formatInputsPerSeed = 3000
    private static let framesPerSeed = 20_000

    private let subjects: [Subject]
    private let clock: any WallClock & StorageClock
    /// Told each input before it is tried.
    private let before: (_ input: [UInt8]) -> Void

    package init(
        subjects: [Subject], clock: any WallClock & StorageClock, before: @escaping (_ input: [UInt8]) -> Void
    ) {
        self.subjects = subjects
        self.clock = clock
        self.before = before
    }

    /// Tries the inputs that `seed` decides.
    package func run(seed: UInt64, kind: Kind) throws(QueryError) -> Counts {
        // The numbers of neighbouring seeds are each other's, moved by one: begin elsewhere.
        var first = SeededRandom(seed: seed)
        var random = SeededRandom(seed: first.next())
        if kind == .frames { return frames(&random) }
        let server = try FuzzServer(seed: seed, clock: clock)
        defer { server.shutdown() }
        switch kind {
        case .statements: statements(server, &random)
        case .calls: calls(server, &random)
        case .formats: try formats(server, &random)
        case .frames: break
        }
        return server.counts
    }

    private func mutator(_ server: FuzzServer) -> StatementMutator {
        // Those that wait are not worth their time.
        let functions = server.lines("SELECT name FROM system.functions").filter { !$0.hasPrefix("sleep") }
        return StatementMutator(donors: subjects.flatMap(\.statements), functions: functions)
    }

    /// Statements of one subject in their order, each followed by what can be made of it.
    private func statements(_ server: FuzzServer, _ random: inout SeededRandom) {
        guard !subjects.isEmpty else { return }
        let mutator = mutator(server)
        let subject = subjects[random.below(subjects.count)]
        let each = max(Self.statementsPerSeed / max(subject.statements.count, 1), 1)
        for statement in subject.statements {
            send(Array(statement.utf8), server)
            for _ in 0..<each {
                let changed = Array(mutator.mutate(statement, &random).utf8)
                send(random.isLucky(1, of: 20) ? BytesMutator.mutate(changed, &random) : changed, server)
            }
        }
    }

    private func calls(_ server: FuzzServer, _ random: inout SeededRandom) {
        let mutator = mutator(server)
        for _ in 0..<Self.callsPerSeed { send(Array(mutator.call(&random).utf8), server) }
    }

    private func send(_ text: [UInt8], _ server: FuzzServer) {
        before(text)
        server.send(text)
    }

    // MARK: - Data

    private static let columns = """
        a Int8, b UInt64, c Float64, d String, e FixedString(3), f Date, g DateTime('UTC'), h DateTime64(6, 'UTC'), \
        i Decimal(18, 4), j UUID, k IPv4, l IPv6, m Enum8('x' = 1, 'y' = -2), n Array(Nullable(String)), \
        o Map(String, UInt32), p Tuple(p1 Int32, p2 Array(String)), q LowCardinality(String), \
        r LowCardinality(Nullable(String)), s Nullable(Int64), t Bool, u Int256, v Array(Array(Float32))
        """

    /// Data in one format, written by us, changed, and read back with the columns known or guessed.
    private func formats(_ server: FuzzServer, _ random: inout SeededRandom) throws(QueryError) {
        let names = FormatRegistry.inputs.map { $0.name }
        let name = names[random.below(names.count)]
        let isNative = name == "Native"
        try server.answer(to: Array("CREATE TABLE data (\(Self.columns)) ENGINE = Memory".utf8))
        try server.answer(
            to: Array("INSERT INTO data SELECT * FROM generateRandom('\(quotedColumns)', 1, 12, 3) LIMIT 7".utf8))
        try server.answer(to: Array("CREATE TABLE sink (\(Self.columns)) ENGINE = Null".utf8))
        try server.answer(to: Array("CREATE TABLE lines (line String) ENGINE = Null".utf8))
        let isOfLines = ["LineAsString", "RawBLOB", "JSONAsString"].contains(name)
        let source = isOfLines ? "SELECT d FROM data" : "SELECT * FROM data"
        let writes = FormatRegistry.outputs.contains { $0.name == name } ? name : "JSONEachRow"
        let whole = try server.answer(to: Array("\(source) FORMAT \(writes)".utf8), revision: 0)
        let revised =
            isNative ? try server.answer(to: Array("\(source) FORMAT \(writes)".utf8), revision: 54_460) : whole
        let sink = isOfLines ? "lines" : "sink"
        for _ in 0..<Self.formatInputsPerSeed {
            let data = BytesMutator.mutate(random.isLucky(1, of: 4) ? revised : whole, &random)
            if random.isLucky(1, of: 4) {
                send(Array("SELECT * FROM format(\(name), '".utf8) + escaped(data) + Array("')".utf8), server)
            } else {
                send(Array("INSERT INTO \(sink) FORMAT \(name)\n".utf8) + data, server)
            }
        }
    }

    private var quotedColumns: String { Self.columns.split(separator: "'").joined(separator: "\\'") }

    private func escaped(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes {
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return result
    }

    // MARK: - Frames

    private static let codecs: [(codec: CodecDescription, type: String)] = [
        (CodecDescription("LZ4"), "String"), (CodecDescription("LZ4HC"), "String"),
        (CodecDescription("ZSTD"), "String"),
        (CodecDescription("NONE"), "String"), (CodecDescription("Delta"), "UInt32"),
        (CodecDescription("Delta"), "UInt64"),
        (CodecDescription("DoubleDelta"), "UInt16"), (CodecDescription("DoubleDelta"), "Int64"),
        (CodecDescription("Gorilla"), "Float32"), (CodecDescription("Gorilla"), "Float64"),
        (CodecDescription("T64"), "UInt8"), (CodecDescription("T64"), "Int64"), (CodecDescription("FPC"), "Float64"),
        (CodecDescription("FPC"), "Float32"), (CodecDescription("GCD"), "UInt32"), (CodecDescription("ALP"), "Float64"),
    ]

    /// Frames of every codec, changed behind their checksum, which is made right again.
    private func frames(_ random: inout SeededRandom) -> Counts {
        var counts = Counts()
        let frames = Self.codecs.compactMap { frame($0.codec, $0.type, &random) }
        guard !frames.isEmpty else { return counts }
        for _ in 0..<Self.framesPerSeed {
            let payload = BytesMutator.mutate(Array(frames[random.below(frames.count)].dropFirst(16)), &random)
            let sum = CityHash.hash128(payload.span)
            var input = ByteWriter()
            input.writeFixed(sum.low)
            input.writeFixed(sum.high)
            input.writeBytes(payload, in: 0..<payload.count)
            before(input.bytes)
            counts.inputs += 1
            do throws(QueryError) {
                var decoder = FrameDecoder(uncompressedSizeMax: 1 << 24)
                decoder.append(input.bytes)
                counts.answerBytes += try decoder.drain().count
                counts.answers += 1
            } catch {
                if error.code == .logicalError { counts.ownErrors.append(error.message) }
            }
        }
        return counts
    }

    private func frame(_ codec: CodecDescription, _ type: String, _ random: inout SeededRandom) -> [UInt8]? {
        let values = (0..<64 + random.below(200)).map { UInt64($0) &* UInt64(random.below(1000)) }
        let bytes = values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) } }
        do throws(QueryError) {
            let type = try DataType(parsing: type)
            let second = random.isLucky(1, of: 2) ? [CodecDescription("LZ4")] : []
            let chain = try CodecChain([codec] + second, for: type, default: .lz4)
            return try Frames.compress(bytes, by: chain)
        } catch {
            return nil
        }
    }
}
