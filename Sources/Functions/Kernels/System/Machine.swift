import Glibc

/// What the machine says of itself.
enum Machine {
    static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        let status = unsafe buffer.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return -1 }
            // Safe: one byte less than the buffer has, so that a zero stays at its end.
            return unsafe gethostname(base, buffer.count - 1)
        }
        guard status == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    struct FileSystem {
        var capacity: UInt64 = 0
        /// For users, and for users and the system.
        var available: UInt64 = 0
        var unreserved: UInt64 = 0
    }

    /// The file system that holds the working directory.
    static func fileSystem() -> FileSystem {
        var status = statvfs()
        guard unsafe statvfs(".", &status) == 0 else { return FileSystem() }
        let unit = UInt64(status.f_frsize)
        return FileSystem(
            capacity: UInt64(status.f_blocks) &* unit, available: UInt64(status.f_bavail) &* unit,
            unreserved: UInt64(status.f_bfree) &* unit)
    }

    static func kernelVersion() -> String {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return "Linux" }
        func text(_ bytes: some Sequence<CChar>) -> String {
            String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        let name = unsafe withUnsafeBytes(of: &names.sysname) { unsafe text($0.map { CChar(bitPattern: $0) }) }
        let release = unsafe withUnsafeBytes(of: &names.release) { unsafe text($0.map { CChar(bitPattern: $0) }) }
        return "\(name) \(release)"
    }

    /// Nanoseconds since the epoch, now: for functions that measure time by definition.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Stops the calling thread for a bounded time.
    static func sleep(microseconds: UInt32) { usleep(microseconds) }
}
