import Engine
import Foundation
import Simulation
import Storage
import Testing

/// A few of the inputs of `colonnade check --fuzz`; `make fuzz` tries many.
@Suite struct FuzzTests {
    @Test("changed inputs are answered or refused", arguments: FuzzRun.Kind.allCases)
    func changedInputs(kind: FuzzRun.Kind) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".test") }
        let subjects = try paths.sorted().map { path in
            FuzzRun.Subject(golden: try String(contentsOf: folder.appending(path: path), encoding: .utf8))
        }
        #expect(subjects.contains { $0.statements.count > 10 }, "golden files have statements")
        let run = FuzzRun(subjects: subjects, clock: RunningClock()) { _ in }
        let counts = try run.run(seed: 42, kind: kind)
        #expect(counts.inputs > 900)
        #expect(counts.answers > 0, "some inputs are no error")
        #expect(counts.answers < counts.inputs, "and some are")
        #expect(counts.ownErrors == [])
    }
}

/// A clock that goes, so that statements that would take long are stopped.
private struct RunningClock: WallClock, StorageClock {
    private let start = ContinuousClock.now

    var nanoseconds: Int64 {
        let elapsed = (ContinuousClock.now - start).components
        return 1_767_225_600_000_000_000 + elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000
    }

    var nowNanoseconds: Int64 { nanoseconds }
}
