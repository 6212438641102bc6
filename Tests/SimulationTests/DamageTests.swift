import Errors
import Simulation
import Storage
import Testing

/// Every file of a part, damaged in every way: what is read is right, or is an error that names the part.
@Suite struct DamageTests {
    private enum Damage: CaseIterable { case empty, half, oneByteShort, flippedBit, lateBit }

    @Test("a damaged file is detected, by code and part", arguments: [true, false])
    func everyFile(isWide: Bool) throws {
        let schema = """
            CREATE TABLE t (k UInt32, v String, n Nullable(Int64), l LowCardinality(String), a Array(UInt16),
            INDEX i v TYPE bloom_filter GRANULARITY 1, INDEX m n TYPE minmax GRANULARITY 1) ENGINE = MergeTree
            PARTITION BY k % 1 ORDER BY k SETTINGS min_bytes_for_wide_part = \(isWide ? 0 : 1 << 30)
            """
        let rows = """
            INSERT INTO t SELECT number, toString(number * 7), if(number % 3 = 0, NULL, number), toString(number % 5),
            range(number % 4) FROM numbers(300)
            """
        let read = "SELECT k, v, n, l, a FROM t ORDER BY k"
        let pristine = try server(schema, rows)
        let expected = try pristine.run(read)
        let part = try #require(pristine.tables.first?.activeParts.first)
        let files = try pristine.disk.list(part.path)
        #expect(part.isWide == isWide && files.count > 10)
        var undetected: [String] = []
        for file in files {
            for damage in Damage.allCases {
                for isReopened in [true, false] {
                    let server = try server(schema, rows)
                    let path = try #require(server.tables.first?.activeParts.first).path + "/" + file
                    guard try inflict(damage, on: path, server) else { continue }
                    if let text = try verdict(server, read, expected, isReopened: isReopened) {
                        undetected.append("\(file), \(damage), \(isReopened ? "reopened" : "open"): \(text)")
                    }
                }
            }
        }
        #expect(undetected == [])
    }

    private func server(_ statements: String...) throws -> SimulatedServer {
        let server = try SimulatedServer(seed: 1)
        for statement in statements { try server.run(statement) }
        return server
    }

    /// `false` where the damage would change nothing.
    private func inflict(_ damage: Damage, on path: String, _ server: SimulatedServer) throws -> Bool {
        let count = try server.disk.size(of: path)
        guard count > 0 else { return false }
        switch damage {
        case .empty: server.disk.truncate(path, to: 0)
        case .half: server.disk.truncate(path, to: count / 2)
        case .oneByteShort: server.disk.truncate(path, to: count - 1)
        case .flippedBit: server.disk.flipBit(count * 4, of: path)
        case .lateBit: server.disk.flipBit(count * 8 - 3, of: path)
        }
        return true
    }

    /// What is wrong with how the damage was met; `nil` where it was detected and no answer was false.
    private func verdict(
        _ server: SimulatedServer, _ read: String, _ expected: [String], isReopened: Bool
    ) throws -> String? {
        if isReopened {
            try server.restart()
            let aside = try server.run("SELECT name, reason FROM system.detached_parts")
            if !aside.isEmpty { return aside[0].contains("0_1_1_0") ? nil : "set aside as \(aside)" }
        }
        do {
            let rows = try server.run(read)
            if rows != expected { return "\(rows.count) rows that are not the right ones" }
        } catch {
            return error.message.contains("0_1_1_0") && error.code != .logicalError ? nil : "error \(error.message)"
        }
        // Not needed by this query: CHECK TABLE reads all.
        let results = try server.run("CHECK TABLE t SETTINGS check_query_single_value_result = 0")
        let isFound = results.contains { $0.contains("0_1_1_0") && !$0.contains("\ttrue") && !$0.contains("\t1\t") }
        return isFound ? nil : "CHECK TABLE says \(results)"
    }
}
