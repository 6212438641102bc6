import Columns
import Errors

/// Reads a backup, ours or ClickHouse's. Every file is compared with the list as it is read.
package final class BackupReader: Sendable {
    private let disk: any Disk
    private let path: String
    private let list: BackupList
    /// All names in the backup, in order.
    package let names: [String]
    private static let pieceSize = 1 << 20

    /// Opens the backup in the directory `path`; one that is missing or incomplete is `BACKUP_NOT_FOUND`.
    package init(on disk: any Disk, path: String, describedAs name: String) throws(QueryError) {
        guard disk.exists("\(path)/\(BackupList.fileName)") else {
            throw QueryError(.backupNotFound, "Backup \(name) not found")
        }
        self.disk = disk
        self.path = path
        list = try BackupList(parsing: try disk.readAll("\(path)/\(BackupList.fileName)"))
        names = list.entries.keys.sorted()
    }

    package var totalSize: Int { list.entries.values.reduce(0) { $0 &+ $1.size } }

    /// The first names below `directory`: of files, and of directories that have files.
    package func children(of directory: String) -> [String] {
        var result: [String] = []
        for name in names where name.hasPrefix(directory + "/") {
            let child = String(name.dropFirst(directory.count + 1).prefix { $0 != "/" })
            if result.last != child { result.append(child) }
        }
        return result
    }

    /// Bytes of a file; 0 where there is none.
    func size(of name: String) -> Int { list.entries[name]?.size ?? 0 }

    package func has(_ name: String) -> Bool { list.entries[name] != nil }

    package func readAll(_ name: String) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        try read(name) { (piece) throws(QueryError) in result += piece }
        return result
    }

    /// Copies the files of the directory `name` to a new directory on `target`.
    package func copyDirectory(_ name: String, to target: any Disk, _ place: String) throws(QueryError) {
        try target.createDirectory(place)
        for file in children(of: name) {
            guard has("\(name)/\(file)") else {
                throw QueryError(.notImplemented, "\(name) in the backup has a projection, which is not supported")
            }
            let writer = try target.openWriter("\(place)/\(file)")
            try read("\(name)/\(file)") { (piece) throws(QueryError) in try writer.write(piece) }
            try writer.synchronise()
            try writer.close()
        }
        try target.synchroniseDirectory(place)
    }

    private func read(_ name: String, _ take: ([UInt8]) throws(QueryError) -> Void) throws(QueryError) {
        guard let entry = list.entries[name] else {
            throw QueryError(.backupEntryNotFound, "\(name) not found in backup")
        }
        if entry.size == 0 { return }
        let file = "\(path)/\(entry.dataFile ?? name)"
        guard disk.exists(file) else { throw QueryError(.backupDamaged, "\(name) is missing in the backup") }
        let reader = try disk.openReader(file)
        guard reader.byteCount == entry.size else {
            throw QueryError(
                .backupDamaged, "\(name) has \(reader.byteCount) bytes in the backup instead of \(entry.size)")
        }
        var hash = FileHash()
        var offset = 0
        while offset < entry.size {
            let end = min(entry.size, offset + Self.pieceSize)
            let piece = try reader.read(offset..<end)
            hash.append(piece.span)
            try take(piece)
            offset = end
        }
        guard entry.hash == nil || hash.value == entry.hash else {
            throw QueryError(.backupDamaged, "\(name) in the backup has another checksum than its list says")
        }
    }
}
