import CAllocator
import Foundation
import ServiceLifecycle

/// Gives memory that large queries have freed back to the system, when nothing has run for some seconds: while queries
/// come one after the other they use it again.
struct FreedMemoryReleaser: Service {
    private static let pause = Duration.seconds(2)
    /// Less is not worth the page faults of the next query.
    private static let bytesMin = 64 << 20

    let isIdle: @Sendable () -> Bool

    func run() async throws {
        var bytesBefore = Self.residentBytes
        var wasIdle = false
        while !Task.isShuttingDownGracefully {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            } catch {
                return
            }
            let isIdle = isIdle()
            defer { wasIdle = isIdle }
            guard isIdle, wasIdle, Self.residentBytes > bytesBefore + Self.bytesMin else { continue }
            colonnade_release_freed_memory()
            bytesBefore = Self.residentBytes
        }
    }

    private static var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
