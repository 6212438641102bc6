import Errors

/// Where tables keep files. `Storage` sees nothing else of the machine, so that a simulated disk can crash, tear writes
/// and fill up. Paths are relative to the disk's root, with `/` between names.
///
/// Written is not durable: only `synchronise` of a file makes its bytes so, and only `synchroniseDirectory` makes
/// names (created, renamed, removed) so.
package protocol Disk: AnyObject, Sendable {
    var name: String { get }
    /// The directory's path on the machine, for `system.disks` and `system.parts`; empty where there is none.
    var rootPath: String { get }

    /// Creates the directory and those above it; one that is there already is no error.
    func createDirectory(_ path: String) throws(QueryError)
    /// Names in a directory, sorted; a missing directory is an error.
    func list(_ path: String) throws(QueryError) -> [String]
    func exists(_ path: String) -> Bool
    func isDirectory(_ path: String) -> Bool
    /// Bytes of a file; a missing file is an error.
    func size(of path: String) throws(QueryError) -> Int
    /// When a file or directory was changed last, seconds since the epoch; 0 where that is not known.
    func modificationSeconds(of path: String) -> Int64

    /// Creates or replaces a file with `bytes` (not durable yet).
    func write(_ bytes: [UInt8], to path: String) throws(QueryError)
    /// Adds `bytes` at the end of a file, which is created if missing.
    func append(_ bytes: [UInt8], to path: String) throws(QueryError)
    /// The bytes `range` of a file; a range outside the file is an error.
    func read(_ path: String, _ range: Range<Int>) throws(QueryError) -> [UInt8]
    func readAll(_ path: String) throws(QueryError) -> [UInt8]

    /// Creates or empties a file and keeps it open, for files that are written bit by bit.
    func openWriter(_ path: String) throws(QueryError) -> any DiskWriter
    /// Opens a file for many reads.
    func openReader(_ path: String) throws(QueryError) -> any DiskReader

    func synchronise(_ path: String) throws(QueryError)
    /// Makes several files durable: cheaper than one after the other.
    func synchronise(_ paths: [String]) throws(QueryError)
    func synchroniseDirectory(_ path: String) throws(QueryError)

    /// Atomic within the disk; an existing file at `target` is replaced, an existing directory refused.
    func rename(_ path: String, to target: String) throws(QueryError)
    func hardLink(_ path: String, to target: String) throws(QueryError)
    func removeFile(_ path: String) throws(QueryError)
    /// Removes a directory with all it holds; a missing one is no error.
    func removeTree(_ path: String) throws(QueryError)
    var freeBytes: Int { get }
    var totalBytes: Int { get }
}

/// A file that grows at its end. Used by one thread at a time; closed when it is released.
package protocol DiskWriter: AnyObject {
    /// Bytes written so far.
    var byteCount: Int { get }
    func write(_ bytes: [UInt8]) throws(QueryError)
    func synchronise() throws(QueryError)
    func close() throws(QueryError)
}

/// An open file that does not change. Safe to use from many threads; closed when it is released.
package protocol DiskReader: AnyObject, Sendable {
    var byteCount: Int { get }
    /// The bytes `range`; a range outside the file is an error.
    func read(_ range: Range<Int>) throws(QueryError) -> [UInt8]
}

extension Disk {
    package var rootPath: String { "" }
    package var totalBytes: Int { freeBytes }
    package func isDirectory(_ path: String) -> Bool { (try? list(path)) != nil }
    package func modificationSeconds(of path: String) -> Int64 { 0 }

    package func synchronise(_ paths: [String]) throws(QueryError) {
        for path in paths { try synchronise(path) }
    }

    package func openWriter(_ path: String) throws(QueryError) -> any DiskWriter {
        try write([], to: path)
        return AppendingWriter(disk: self, path: path)
    }

    package func openReader(_ path: String) throws(QueryError) -> any DiskReader {
        PathReader(disk: self, path: path, byteCount: try size(of: path))
    }

    /// Creates the directory and those above it, so that they outlive a power cut.
    package func createDurableDirectory(_ path: String) throws(QueryError) {
        var made = ""
        for name in path.split(separator: "/") {
            let parent = made
            made += made.isEmpty ? String(name) : "/\(name)"
            if exists(made) { continue }
            try createDirectory(made)
            try synchroniseDirectory(parent)
        }
    }

    /// Writes a small file so that after a power cut it holds the old bytes or the new ones.
    package func replaceFile(_ path: String, by bytes: [UInt8]) throws(QueryError) {
        let temporary = "\(path).tmp"
        try write(bytes, to: temporary)
        try synchronise(temporary)
        try rename(temporary, to: path)
        try synchroniseDirectory(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "")
    }

    /// Copies the files of `source` (no directories below it) to a new directory on `target`.
    package func copyDirectory(
        _ source: String, to target: any Disk, _ path: String, isDurable: Bool
    ) throws(QueryError) {
        try target.createDirectory(path)
        for file in try list(source) where !isDirectory("\(source)/\(file)") {
            let writer = try target.openWriter("\(path)/\(file)")
            let reader = try openReader("\(source)/\(file)")
            var offset = 0
            while offset < reader.byteCount {
                let end = min(reader.byteCount, offset + 1 << 20)
                try writer.write(try reader.read(offset..<end))
                offset = end
            }
            if isDurable { try writer.synchronise() }
            try writer.close()
        }
        if isDurable { try target.synchroniseDirectory(path) }
    }
}

/// A writer over `Disk.append`, for disks without open files.
private final class AppendingWriter: DiskWriter {
    private let disk: any Disk
    private let path: String
    private(set) var byteCount = 0

    init(disk: any Disk, path: String) {
        self.disk = disk
        self.path = path
    }

    func write(_ bytes: [UInt8]) throws(QueryError) {
        try disk.append(bytes, to: path)
        byteCount += bytes.count
    }

    func synchronise() throws(QueryError) { try disk.synchronise(path) }
    func close() throws(QueryError) {}
}

/// A reader over `Disk.read`, for disks without open files.
private final class PathReader: DiskReader {
    private let disk: any Disk
    private let path: String
    let byteCount: Int

    init(disk: any Disk, path: String, byteCount: Int) {
        self.disk = disk
        self.path = path
        self.byteCount = byteCount
    }

    func read(_ range: Range<Int>) throws(QueryError) -> [UInt8] { try disk.read(path, range) }
}
