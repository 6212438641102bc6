import Columns
import Errors

/// `.backup`, the list of a backup's files.
struct BackupList {
    struct Entry {
        var size = 0
        /// `nil` for empty files.
        var hash: Hash128?
        /// The file that has the bytes, where it is another one.
        var dataFile: String?
    }

    static let fileName = ".backup"
    private static let sizeMax = 1 << 30

    private(set) var entries: [String: Entry] = [:]

    /// Reads the list; anything that is not as it must be is `BACKUP_DAMAGED`.
    init(parsing bytes: [UInt8]) throws(QueryError) {
        guard bytes.count <= Self.sizeMax else { throw Self.damaged("it is larger than 1 GiB") }
        var tags = TagReader(bytes)
        var path: [String] = []
        var name: String?
        var entry = Entry()
        while let tag = tags.next() {
            switch tag {
            case .opening(let word):
                guard path.count < 8 else { throw Self.damaged("tags are nested too deeply") }
                path.append(word)
                if word == "file" { (name, entry) = (nil, Entry()) }
            case .text(let text):
                guard path.count >= 2 else { continue }
                try Self.take(text, of: path[path.count - 1], isOfFile: path[path.count - 2] == "file", &name, &entry)
            case .closing(let word):
                guard path.popLast() == word else { throw Self.damaged("tag \(word) ends where it did not begin") }
                if word == "file" {
                    guard let name else { throw Self.damaged("a file has no name") }
                    entries[name] = entry
                }
            }
        }
        guard path.isEmpty, tags.isAtEnd else { throw Self.damaged("it ends in the middle") }
    }

    private static func take(
        _ text: String, of tag: String, isOfFile: Bool, _ name: inout String?, _ entry: inout Entry
    ) throws(QueryError) {
        switch (tag, isOfFile) {
        case ("version", false):
            guard text == "1" else {
                throw QueryError(.backupVersionNotSupported, "Backups of version \(text) are not supported")
            }
        case ("name", true): name = try checked(text)
        case ("data_file", true): entry.dataFile = try checked(text)
        case ("size", true):
            guard let size = Int(text), size >= 0 else { throw damaged("\(text) is no size") }
            entry.size = size
        case ("checksum", true):
            guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
                let low = UInt64(text.suffix(16), radix: 16)
            else { throw damaged("\(text) is no checksum") }
            entry.hash = Hash128(low: low, high: high)
        case ("use_base", true), ("base_size", true), ("base_checksum", true):
            throw QueryError(.notImplemented, "Backups that need a base backup are not supported")
        case ("encrypted_by_disk", true):
            throw QueryError(.notImplemented, "Backups of encrypted disks are not supported")
        default: break
        }
    }

    /// A name that stays inside the backup.
    private static func checked(_ name: String) throws(QueryError) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !name.utf8.contains(0) else {
            throw damaged("\(name) is no name of a file")
        }
        return name
    }

    static func damaged(_ reason: String) -> QueryError {
        QueryError(.backupDamaged, "The list of files \(fileName) cannot be read: \(reason)")
    }

    static func text(of hash: Hash128) -> String {
        [hash.high, hash.low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private static let entities = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&apos;")]

    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            result += entities.first { $0.0 == String(character) }?.1 ?? String(character)
        }
    }

    fileprivate static func unescaped(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let place = rest.firstIndex(of: "&") {
            result += rest[..<place]
            rest = rest[place...]
            let known = entities.first { rest.hasPrefix($0.1) }
            result += known?.0 ?? "&"
            rest = rest.dropFirst(known?.1.count ?? 1)
        }
        return result + rest
    }
}

/// Tags and what stands between them: the little of XML that a list of files uses.
private struct TagReader {
    enum Piece {
        case opening(String)
        case closing(String)
        case text(String)
    }

    private let bytes: [UInt8]
    private var offset = 0
    /// Nothing but blanks is left.
    var isAtEnd: Bool { bytes[offset...].allSatisfy { $0 <= 0x20 } }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Piece? {
        while offset < bytes.count {
            guard bytes[offset] == UInt8(ascii: "<") else {
                let end = bytes[offset...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
                if end == bytes.count { return nil }
                let text = String(decoding: bytes[offset..<end], as: UTF8.self)
                offset = end
                if text.utf8.allSatisfy({ $0 <= 0x20 }) { continue }
                return .text(BackupList.unescaped(text[...]))
            }
            guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let word = String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
            offset = end + 1
            if word.hasPrefix("?") { continue }
            return word.hasPrefix("/") ? .closing(String(word.dropFirst())) : .opening(word)
        }
        return nil
    }
}
