import Codecs
import Columns
import Errors

/// `checksums.txt`: size and hash of every other file of a part.
///
/// | bytes | content |
/// |---|---|
/// | text | `checksums format version: 4` and a line feed |
/// | frames | the body, compressed |
///
/// The body: a count, and for each file in the order of names: name, size, hash (16 bytes), a byte that says whether
/// the file is compressed, and if so size and hash of what it stands for. Version 3 has the body bare, version 2 is
/// text.
///
/// ClickHouse does not list texts such as `columns.txt`, and refuses lists that do. It reads the body up to the last
/// file and no further, so Colonnade says behind it what the texts are: `colonnade`, a count, and for each text its
/// name, size and hash. The body is one frame, which has a checksum of its own: so no byte of a part can change
/// unnoticed.
/// - Source: ClickHouse `MergeTreeDataPartChecksums`.
package struct ChecksumsFile: Sendable {
    package struct Entry: Hashable, Sendable {
        package var size: Int
        package var hash: Hash128
        package var uncompressed: Content?
    }

    /// What a compressed file stands for.
    package struct Content: Hashable, Sendable {
        package var size: Int
        package var hash: Hash128
    }

    package static let name = "checksums.txt"
    /// Files that the list leaves out.
    package static let unlisted: Set<String> = [
        "checksums.txt", "columns.txt", "default_compression_codec.txt", "metadata_version.txt",
        "columns_substreams.txt", "txn_version.txt", "invalidated_system_columns.txt",
    ]

    package var entries: [String: Entry]
    /// The unlisted files, of parts that Colonnade wrote.
    package private(set) var texts: [String: Entry] = [:]
    private static let textsMark = "colonnade"

    package init() { entries = [:] }

    /// What the file must be; `nil` where nothing is known of it.
    func expected(_ file: String) -> Entry? { entries[file] ?? texts[file] }

    package mutating func add(_ file: String, _ bytes: [UInt8]) {
        let entry = Entry(size: bytes.count, hash: CityHash.hashFile(bytes.span), uncompressed: nil)
        if Self.unlisted.contains(file) { texts[file] = entry } else { entries[file] = entry }
    }

    package var totalSize: Int { entries.values.reduce(0) { $0 + $1.size } }

    /// SipHash128 over names and hashes in the order of names, for `system.parts.hash_of_all_files` and for comparing
    /// parts.
    package var hashOfAllFiles: Hash128 {
        var hash = SipHash()
        for (name, entry) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let bytes = Array(name.utf8)
            hash.append(UInt64(bytes.count))
            hash.append(bytes.span)
            hash.append(entry.hash.low)
            hash.append(entry.hash.high)
        }
        return hash.value128
    }

    package func bytes(by chain: CodecChain) throws(QueryError) -> [UInt8] {
        var body = ByteWriter()
        body.writeVarUInt(entries.count)
        for (name, entry) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            body.writeText(name)
            body.writeVarUInt(entry.size)
            body.writeFixed(entry.hash.low)
            body.writeFixed(entry.hash.high)
            body.writeByte(entry.uncompressed == nil ? 0 : 1)
            if let content = entry.uncompressed {
                body.writeVarUInt(content.size)
                body.writeFixed(content.hash.low)
                body.writeFixed(content.hash.high)
            }
        }
        if !texts.isEmpty { writeTexts(to: &body) }
        // One frame: ClickHouse wants the file to end where the frame with the last of its own files does.
        let frameSize = max(CompressedStreamWriter.blockSizeMax, body.bytes.count)
        return Array("checksums format version: 4\n".utf8)
            + (try Frames.compress(body.bytes, by: chain, frameSize: frameSize))
    }

    private func writeTexts(to body: inout ByteWriter) {
        body.writeText(Self.textsMark)
        body.writeVarUInt(texts.count)
        for (name, entry) in texts.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            body.writeText(name)
            body.writeVarUInt(entry.size)
            body.writeFixed(entry.hash.low)
            body.writeFixed(entry.hash.high)
        }
    }

    private mutating func parseTexts(_ body: inout ByteReader) throws(QueryError) {
        guard body.remaining > 0, try body.readText() == Self.textsMark else { return }
        let count = try body.readCount(max: body.remaining, of: "texts")
        for _ in 0..<count {
            let name = try body.readText()
            let size = try body.readCount(max: Int.max, of: "bytes of a file")
            let hash = Hash128(low: try body.readFixed(), high: try body.readFixed())
            texts[name] = Entry(size: size, hash: hash, uncompressed: nil)
        }
    }

    package init(parsing bytes: [UInt8]) throws(QueryError) {
        guard let lineEnd = bytes.prefix(64).firstIndex(of: 0x0A) else { throw Self.broken("there is no first line") }
        let prefix = "checksums format version: "
        let line = String(decoding: bytes[..<lineEnd], as: UTF8.self)
        guard line.hasPrefix(prefix), let version = Int(line.dropFirst(prefix.count)) else {
            throw Self.broken("the first line is not a version")
        }
        entries = [:]
        switch version {
        case 2: try parseText(String(decoding: bytes[(lineEnd + 1)...], as: UTF8.self))
        case 3: try parseBody(ByteReader(bytes, in: lineEnd + 1..<bytes.count))
        case 4: try parseBody(ByteReader(try Frames.decompress(bytes, in: lineEnd + 1..<bytes.count)))
        default:
            throw QueryError(.unknownFormatVersion, "\(Self.name): version \(version) is not supported")
        }
    }

    private mutating func parseBody(_ body: ByteReader) throws(QueryError) {
        var body = body
        let count = try body.readCount(max: body.remaining, of: "files")
        for _ in 0..<count {
            let name = try body.readText()
            let size = try body.readCount(max: Int.max, of: "bytes of a file")
            let hash = Hash128(low: try body.readFixed(), high: try body.readFixed())
            var entry = Entry(size: size, hash: hash, uncompressed: nil)
            if try body.readBool() {
                let size = try body.readCount(max: Int.max, of: "bytes of a file")
                entry.uncompressed = Content(
                    size: size, hash: Hash128(low: try body.readFixed(), high: try body.readFixed()))
            }
            entries[name] = entry
        }
        try parseTexts(&body)
    }

    private mutating func parseText(_ text: String) throws(QueryError) {
        let lines = text.split(separator: "\n")
        var current: String?
        for line in lines.dropFirst() {
            guard line.hasPrefix("\t") else {
                current = String(line)
                entries[String(line)] = Entry(size: 0, hash: Hash128(low: 0, high: 0), uncompressed: nil)
                continue
            }
            let field = line.dropFirst().split(separator: ":", maxSplits: 1)
            guard let current, field.count == 2, var entry = entries[current] else {
                throw Self.broken("bad line \(line)")
            }
            let numbers = field[1].split(separator: " ").compactMap { UInt64($0) }
            switch (field[0], numbers.count) {
            case ("size", 1): entry.size = Int(clamping: numbers[0])
            case ("hash", 2): entry.hash = Hash128(low: numbers[0], high: numbers[1])
            case ("compressed", 1):
                if numbers[0] == 1 { entry.uncompressed = Content(size: 0, hash: Hash128(low: 0, high: 0)) }
            case ("uncompressed size", 1): entry.uncompressed?.size = Int(clamping: numbers[0])
            case ("uncompressed hash", 2): entry.uncompressed?.hash = Hash128(low: numbers[0], high: numbers[1])
            default: throw Self.broken("bad line \(line)")
            }
            entries[current] = entry
        }
    }

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.corruptedData, "\(name) cannot be read: \(reason)")
    }
}
