import Errors
import Glibc

/// A directory of the machine as a disk.
package final class LocalDisk: Disk {
    package let name: String
    package let rootPath: String

    /// Creates `root` where it is missing.
    package init(name: String, root: String) throws(QueryError) {
        self.name = name
        rootPath = root.hasSuffix("/") ? String(root.dropLast()) : root
        Self.raiseFileLimit()
        try createDirectory("")
    }

    /// Lets the process open as many files as the machine allows: a merge of wide parts opens one for each stream.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
            limit.rlim_cur < limit.rlim_max
        else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private func absolute(_ path: String) -> String { path.isEmpty ? rootPath : "\(rootPath)/\(path)" }

    package func createDirectory(_ path: String) throws(QueryError) {
        let full = absolute(path)
        if isDirectory(path) { return }
        var made = full.hasPrefix("/") ? "" : "."
        for part in full.split(separator: "/") {
            made += "/\(part)"
            let (result, code) = SystemCall.retrying { Int(unsafe mkdir(made, 0o755)) }
            guard result == 0 || code == EEXIST || Self.isDirectory(made) else {
                throw SystemCall.failure(.cannotCreateDirectory, "Cannot create directory \(made)", errno: code)
            }
        }
    }

    package func list(_ path: String) throws(QueryError) -> [String] {
        let full = absolute(path)
        guard let directory = unsafe opendir(full) else {
            let code = errno
            if code == ENOENT { throw QueryError(.directoryDoesntExist, "Directory \(full) doesn't exist") }
            throw SystemCall.failure(.cannotOpenFile, "Cannot open directory \(full)", errno: code)
        }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(directory) else {
                let code = errno
                if code == 0 { break }
                throw SystemCall.failure(.cannotReadFromFileDescriptor, "Cannot list directory \(full)", errno: code)
            }
            // Safe: the name ends in zero inside the entry, which lives until the next `readdir`.
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func status(_ full: String) -> stat? {
        var status = stat()
        return unsafe stat(full, &status) == 0 ? status : nil
    }

    private static func isDirectory(_ full: String) -> Bool {
        status(full).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    package func exists(_ path: String) -> Bool { Self.status(absolute(path)) != nil }

    package func isDirectory(_ path: String) -> Bool { Self.isDirectory(absolute(path)) }

    package func size(of path: String) throws(QueryError) -> Int {
        guard let status = Self.status(absolute(path)) else {
            throw SystemCall.failure(.cannotStat, "Cannot stat file \(absolute(path))", errno: errno)
        }
        return Int(status.st_size)
    }

    package func modificationSeconds(of path: String) -> Int64 {
        Self.status(absolute(path)).map { Int64($0.st_mtim.tv_sec) } ?? 0
    }

    package func write(_ bytes: [UInt8], to path: String) throws(QueryError) {
        let file = try FileDescriptor(absolute(path), O_WRONLY | O_CREAT | O_TRUNC, "Cannot create file")
        try file.write(bytes)
    }

    package func append(_ bytes: [UInt8], to path: String) throws(QueryError) {
        let file = try FileDescriptor(absolute(path), O_WRONLY | O_CREAT | O_APPEND, "Cannot open file")
        try file.write(bytes)
    }

    package func read(_ path: String, _ range: Range<Int>) throws(QueryError) -> [UInt8] {
        try FileDescriptor(absolute(path), O_RDONLY, "Cannot open file").read(range)
    }

    package func readAll(_ path: String) throws(QueryError) -> [UInt8] {
        let file = try FileDescriptor(absolute(path), O_RDONLY, "Cannot open file")
        return try file.read(0..<file.size())
    }

    package func openWriter(_ path: String) throws(QueryError) -> any DiskWriter {
        LocalWriter(try FileDescriptor(absolute(path), O_WRONLY | O_CREAT | O_TRUNC, "Cannot create file"))
    }

    package func openReader(_ path: String) throws(QueryError) -> any DiskReader {
        let file = try FileDescriptor(absolute(path), O_RDONLY, "Cannot open file")
        return LocalReader(file, byteCount: try file.size())
    }

    package func synchronise(_ path: String) throws(QueryError) {
        try FileDescriptor(absolute(path), O_RDONLY, "Cannot open file").synchronise()
    }

    package func synchronise(_ paths: [String]) throws(QueryError) {
        var files: [FileDescriptor] = []
        for path in paths {
            let file = try FileDescriptor(absolute(path), O_RDONLY, "Cannot open file")
            file.startWriting()
            files.append(file)
        }
        // The data of all is on its way: the file system needs one commit for all of them, not one for each.
        for file in files { try file.synchronise() }
    }

    package func synchroniseDirectory(_ path: String) throws(QueryError) {
        try FileDescriptor(absolute(path), O_RDONLY | O_DIRECTORY, "Cannot open directory").synchronise()
    }

    package func rename(_ path: String, to target: String) throws(QueryError) {
        let (from, to) = (absolute(path), absolute(target))
        // POSIX lets a directory take the place of an empty one: that would hide a bug.
        if Self.isDirectory(to) {
            throw QueryError(.directoryAlreadyExists, "Cannot rename \(from): directory \(to) already exists")
        }
        guard unsafe Glibc.rename(from, to) == 0 else {
            throw SystemCall.failure(.atomicRenameFail, "Cannot rename \(from) to \(to)", errno: errno)
        }
    }

    package func hardLink(_ path: String, to target: String) throws(QueryError) {
        guard unsafe link(absolute(path), absolute(target)) == 0 else {
            throw SystemCall.failure(
                .cannotLink, "Cannot link \(absolute(path)) to \(absolute(target))", errno: errno)
        }
    }

    package func removeFile(_ path: String) throws(QueryError) {
        guard unsafe unlink(absolute(path)) == 0 else {
            throw SystemCall.failure(.cannotUnlink, "Cannot unlink file \(absolute(path))", errno: errno)
        }
    }

    package func removeTree(_ path: String) throws(QueryError) {
        let full = absolute(path)
        var status = stat()
        // A link to a directory is removed, not what it points to.
        guard unsafe lstat(full, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else { return try removeFile(path) }
        for name in try list(path) { try removeTree("\(path)/\(name)") }
        guard unsafe rmdir(full) == 0 || errno == ENOENT else {
            throw SystemCall.failure(.cannotRmdir, "Cannot remove directory \(full)", errno: errno)
        }
    }

    package var freeBytes: Int { space.map { Int($0.f_bavail) * Int($0.f_frsize) } ?? 0 }

    package var totalBytes: Int { space.map { Int($0.f_blocks) * Int($0.f_frsize) } ?? 0 }

    private var space: statvfs? {
        var space = statvfs()
        return unsafe statvfs(rootPath, &space) == 0 ? space : nil
    }
}

private final class LocalWriter: DiskWriter {
    private var file: FileDescriptor?
    private(set) var byteCount = 0

    init(_ file: FileDescriptor) { self.file = file }

    func write(_ bytes: [UInt8]) throws(QueryError) {
        guard let file else { throw QueryError(.logicalError, "A closed file was written to") }
        try file.write(bytes)
        byteCount += bytes.count
    }

    func synchronise() throws(QueryError) { try file?.synchronise() }

    func close() throws(QueryError) { file = nil }
}

private final class LocalReader: DiskReader {
    private let file: FileDescriptor
    let byteCount: Int

    init(_ file: FileDescriptor, byteCount: Int) {
        self.file = file
        self.byteCount = byteCount
    }

    func read(_ range: Range<Int>) throws(QueryError) -> [UInt8] { try file.read(range) }
}
