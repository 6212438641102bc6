import Columns
import Errors

/// Writes a backup in ClickHouse's layout: a directory with the files under their names, and `.backup`, which lists
/// them. There is no backup before that list is durable.
///
/// | name | content |
/// | --- | --- |
/// | `.backup` | an XML text: of every file the name, the size, the hash (as in `checksums.txt`), its twin |
/// | `metadata/<database>.sql`, `metadata/<database>/<table>.sql` | statements that make them |
/// | `data/<database>/<table>/<part>/…` | parts' files |
/// | `data/<database>/<table>/data.bin`, `index.mrk` | rows of tables without parts |
/// - Source: what ClickHouse 26.9 writes.
package final class BackupWriter {
    /// What is in the backup so far.
    package struct Counts: Sendable {
        /// Names in the backup, also those whose bytes another name has, too.
        package var entries = 0
        package var files = 0
        /// Of all names.
        package var size = 0
        /// Of what was written.
        package var writtenSize = 0

        package init() {}
    }

    private struct Content: Hashable {
        let size: Int
        let hash: Hash128
    }

    package private(set) var counts = Counts()
    private let disk: any Disk
    private let path: String
    private var names: [Content: String] = [:]
    private var directories: [String] = []
    private var list = ""
    /// Files up to this size are compared with those that are there: parts have many alike.
    private static let comparedSizeMax = 1 << 16
    private static let pieceSize = 1 << 20

    /// Begins a backup in the directory `path`; one that is there and complete is `BACKUP_ALREADY_EXISTS`.
    package init(on disk: any Disk, path: String, describedAs name: String) throws(QueryError) {
        guard !disk.exists("\(path)/\(BackupList.fileName)") else {
            throw QueryError(.backupAlreadyExists, "Backup \(name) already exists")
        }
        // What a crash left of an earlier attempt.
        try disk.removeTree(path)
        try disk.createDurableDirectory(path)
        self.disk = disk
        self.path = path
    }

    package func add(_ name: String, _ bytes: [UInt8]) throws(QueryError) {
        let content = Content(size: bytes.count, hash: CityHash.hashFile(bytes.span))
        let isNew = bytes.count > 0 && (bytes.count > Self.comparedSizeMax || names[content] == nil)
        if isNew {
            let target = try makePlace(for: name)
            try disk.write(bytes, to: target)
            try disk.synchronise(target)
        }
        note(name, content, isNew: isNew)
    }

    /// Adds a file of any size.
    package func add(_ name: String, copying source: String, from other: any Disk) throws(QueryError) {
        let reader = try other.openReader(source)
        if reader.byteCount <= Self.comparedSizeMax { return try add(name, try reader.read(0..<reader.byteCount)) }
        let target = try makePlace(for: name)
        let writer = try disk.openWriter(target)
        var hash = FileHash()
        var offset = 0
        while offset < reader.byteCount {
            let end = min(reader.byteCount, offset + Self.pieceSize)
            let piece = try reader.read(offset..<end)
            hash.append(piece.span)
            try writer.write(piece)
            offset = end
        }
        try writer.synchronise()
        try writer.close()
        note(name, Content(size: reader.byteCount, hash: hash.value), isNew: true)
    }

    /// Makes the backup complete and durable.
    ///
    /// - Parameter time: `2026-11-25 15:49:17`
    package func finish(uuid: String, identifier: String, time: String) throws(QueryError) {
        for directory in directories { try disk.synchroniseDirectory(directory) }
        let head =
            "<config><version>1</version><deduplicate_files>1</deduplicate_files><timestamp>\(time)</timestamp>"
            + "<uuid>\(uuid)</uuid><backup_id>\(BackupList.escaped(identifier))</backup_id><contents>"
        try disk.replaceFile("\(path)/\(BackupList.fileName)", by: Array((head + list + "</contents></config>").utf8))
    }

    /// Removes what was written.
    package func abandon() { try? disk.removeTree(path) }

    private func makePlace(for name: String) throws(QueryError) -> String {
        let target = "\(path)/\(name)"
        let directory = parentDirectory(of: target)
        if directories.last != directory, !directories.contains(directory) {
            try disk.createDurableDirectory(directory)
            directories.append(directory)
        }
        return target
    }

    private func note(_ name: String, _ content: Content, isNew: Bool) {
        counts.entries += 1
        counts.size += content.size
        var entry = "<file><name>\(BackupList.escaped(name))</name><size>\(content.size)</size>"
        if content.size > 0 { entry += "<checksum>\(BackupList.text(of: content.hash))</checksum>" }
        if isNew {
            counts.files += 1
            counts.writtenSize += content.size
            if content.size <= Self.comparedSizeMax { names[content] = name }
        } else if let other = names[content] {
            entry += "<data_file>\(BackupList.escaped(other))</data_file>"
        }
        list += entry + "</file>"
    }
}
