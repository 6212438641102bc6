import Errors
import Synchronization

/// The time zones of this machine, by name, each loaded once.
package enum TimeZoneRegistry {
    private static let loaded = Mutex<[String: TimeZone]>([:])

    /// Where the system keeps the time zone database.
    private static var directory: String { "/usr/share/zoneinfo" }

    /// The zone of that name, `Europe/Berlin` for example.
    ///
    /// - Throws: code 36 for a name that the database does not have.
    package static func named(_ name: String) throws(QueryError) -> TimeZone {
        if name == "UTC" { return .utc }
        if let zone = loaded.withLock({ $0[name] }) { return zone }
        guard isName(name), let bytes = FileContents.read("\(directory)/\(name)"),
            let zone = TimeZoneFile(bytes: bytes).zone(named: name)
        else {
            throw QueryError(.badArguments, "Cannot load time zone \(name)")
        }
        loaded.withLock { $0[name] = zone }
        return zone
    }

    /// All names of the database, in order.
    package static let names: [String] = {
        let listed = lines(of: FileContents.read("\(directory)/tzdata.zi") ?? []).compactMap { line -> String? in
            let words = line.split(separator: " ")
            if words.count >= 2, words[0] == "Z" { return String(words[1]) }
            return words.count == 3 && words[0] == "L" ? String(words[2]) : nil
        }
        return Set(listed).union(["UTC"]).sorted()
    }()

    /// Names have letters, digits and `_ + - /`, and no part that begins with a dot: nothing leaves the directory.
    private static func isName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count < 100, !name.hasPrefix("/") else { return false }
        return name.utf8.allSatisfy { byte in
            TextExcerpt.isLetter(byte) || IntegerText.isDigit(byte) || "_+-/".utf8.contains(byte)
        }
    }

    private static func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
