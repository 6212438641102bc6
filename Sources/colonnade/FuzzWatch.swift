import Foundation
import Simulation
import Synchronization

/// Watches inputs that are tried: ends the process, with the input, when one takes too long or too much memory.
final class FuzzWatch: Sendable {
    private static let secondsMax = 30
    private static let memoryBytesMax = 4 << 30

    private struct State {
        var input: [UInt8] = []
        var count = 0
        var place = ""
        var isOver = false
    }

    private let state = Mutex(State())
    private let trace: FileHandle?

    init(trace: String?) throws {
        if let trace {
            _ = FileManager.default.createFile(atPath: trace, contents: nil)
            self.trace = try FileHandle(forWritingTo: URL(fileURLWithPath: trace))
        } else {
            self.trace = nil
        }
        Thread.detachNewThread { [self] in watch() }
    }

    func seed(_ seed: UInt64, _ kind: FuzzRun.Kind) {
        state.withLock { $0.place = "seed \(seed), \(kind.rawValue)" }
    }

    func began(_ input: [UInt8]) {
        state.withLock { state in
            state.input = input
            state.count += 1
        }
        guard let trace else { return }
        try? trace.seek(toOffset: 0)
        try? trace.write(contentsOf: Data(input))
        try? trace.truncate(atOffset: UInt64(input.count))
    }

    func stop() { state.withLock { $0.isOver = true } }

    private func watch() {
        var (last, seconds) = (-1, 0)
        while true {
            Thread.sleep(forTimeInterval: 1)
            let (count, isOver) = state.withLock { ($0.count, $0.isOver) }
            if isOver { return }
            seconds = count == last ? seconds + 1 : 0
            last = count
            if seconds >= Self.secondsMax { end("takes more than \(Self.secondsMax) seconds") }
            if memoryBytes > Self.memoryBytesMax { end("has more than \(Self.memoryBytesMax) bytes of memory") }
        }
    }

    /// What the process has in memory.
    private var memoryBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }

    private func end(_ reason: String) -> Never {
        let (input, place) = state.withLock { ($0.input, $0.place) }
        FileHandle.standardOutput.write(Data("\(place): \(reason): ".utf8) + Data(input) + Data("\n".utf8))
        exit(EXIT_FAILURE)
    }
}
