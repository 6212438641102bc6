import Errors
import Glibc

/// The machine's answers to file operations as `QueryError`s.
enum SystemCall {
    /// The error for the `errno` of a failed call; `what` begins the message (`Cannot write to file data.bin`).
    static func failure(_ code: ErrorCode, _ what: String, errno number: Int32) -> QueryError {
        let reason = message(number)
        switch number {
        case ENOSPC, EDQUOT:
            return QueryError(
                .notEnoughSpace, "\(what): \(reason). Free some space or add a disk to the storage policy")
        case ENOENT where code == .cannotOpenFile || code == .cannotStat:
            return QueryError(.fileDoesntExist, "\(what): \(reason)")
        default: return QueryError(code, "\(what): errno \(number), \(reason)")
        }
    }

    private static func message(_ number: Int32) -> String {
        // Safe: glibc gives a text that ends in zero for every number, of its own for each thread.
        guard let text = unsafe strerror(number) else { return "unknown error" }
        return unsafe String(cString: text)
    }

    /// Runs `body` again while a signal interrupts it; gives its result and `errno`.
    static func retrying(_ body: () -> Int) -> (result: Int, errno: Int32) {
        while true {
            let result = body()
            if result >= 0 { return (result, 0) }
            let number = errno
            if number != EINTR { return (result, number) }
        }
    }
}

/// An open file, closed when it is released.
final class FileDescriptor: Sendable {
    private let number: Int32
    private let path: String

    /// Opens `path`; `flags` are `open`'s, `what` begins the message when it fails.
    init(_ path: String, _ flags: Int32, _ what: String) throws(QueryError) {
        let (result, code) = SystemCall.retrying { Int(unsafe Glibc.open(path, flags | O_CLOEXEC, 0o644)) }
        guard result >= 0 else { throw SystemCall.failure(.cannotOpenFile, "\(what) \(path)", errno: code) }
        number = Int32(truncatingIfNeeded: result)
        self.path = path
    }

    deinit { _ = Glibc.close(number) }

    func size() throws(QueryError) -> Int {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else {
            throw SystemCall.failure(.cannotFstat, "Cannot fstat file \(path)", errno: errno)
        }
        return Int(status.st_size)
    }

    func write(_ bytes: [UInt8]) throws(QueryError) {
        var offset = 0
        while offset < bytes.count {
            let start = offset
            let (written, code) = SystemCall.retrying {
                // Safe: the rest of the bytes from `start` lies inside the array.
                unsafe bytes.withUnsafeBytes {
                    unsafe Glibc.write(number, $0.baseAddress.map { unsafe $0 + start }, $0.count - start)
                }
            }
            guard written > 0 else {
                throw SystemCall.failure(.cannotWriteToFileDescriptor, "Cannot write to file \(path)", errno: code)
            }
            offset += written
        }
    }

    func read(_ range: Range<Int>) throws(QueryError) -> [UInt8] {
        guard range.lowerBound >= 0 else {
            throw QueryError(.seekPositionOutOfBound, "Cannot read file \(path) at a negative offset")
        }
        if range.isEmpty { return [] }
        // A wrong mark must not make us take memory that the file cannot fill.
        guard range.upperBound <= (try size()) else {
            throw QueryError(
                .cannotReadAllData, "Cannot read all data from file \(path): it ends before byte \(range.upperBound)")
        }
        var code: Int32 = 0
        let result = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { target, initialised in
            while initialised < range.count {
                let done = initialised
                // Safe: the rest of the buffer behind `done` has the size that is passed.
                let (got, number) = SystemCall.retrying {
                    unsafe pread(
                        self.number, target.baseAddress.map { unsafe $0 + done }, range.count - done,
                        off_t(range.lowerBound + done))
                }
                guard got > 0 else {
                    code = number
                    return
                }
                initialised += got
            }
        }
        guard result.count == range.count else {
            if code == 0 {
                throw QueryError(.cannotReadAllData, "Cannot read all data from file \(path): it became shorter")
            }
            throw SystemCall.failure(.cannotReadFromFileDescriptor, "Cannot read from file \(path)", errno: code)
        }
        return result
    }

    /// Lets the machine begin to write what is not on the disk yet, which Linux does on this advice. Only a hint:
    /// `synchronise` makes it durable, and sees what went wrong.
    func startWriting() { _ = posix_fadvise(number, 0, 0, POSIX_FADV_DONTNEED) }

    func synchronise() throws(QueryError) {
        let (result, code) = SystemCall.retrying { Int(fsync(number)) }
        guard result == 0 else { throw SystemCall.failure(.cannotFsync, "Cannot fsync \(path)", errno: code) }
    }
}
