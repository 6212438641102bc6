import Foundation
import Metadata

/// A PostgreSQL of our own on a free loopback port, run as the user postgres where we are root; gone at the end.
final class PostgresServer {
    let url: String
    private let directory: String
    private let port: Int

    private static let binaries = "/usr/lib/postgresql/15/bin"

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: binaries + "/initdb") }

    init() throws {
        let process = Int(ProcessInfo.processInfo.processIdentifier)
        directory = "/tmp/colonnade-postgres-\(process)-\(UUID().uuidString.prefix(8))"
        port = 20_000 + process % 20_000
        url = "postgres://postgres@127.0.0.1:\(port)/postgres"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if Self.isRoot { try Self.run("/bin/chown", ["postgres", directory]) }
        try command("initdb", "-D \(directory)/data -A trust -U postgres --no-sync")
        try start()
    }

    func start() throws {
        try command(
            "pg_ctl",
            "-D \(directory)/data -w -l \(directory)/log -o '-h 127.0.0.1 -p \(port) -k \(directory) -F' start")
    }

    func stop() throws { try command("pg_ctl", "-D \(directory)/data -w -m fast stop") }

    deinit {
        try? stop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    private static var isRoot: Bool { NSUserName() == "root" }

    /// PostgreSQL refuses to run as root.
    private func command(_ name: String, _ arguments: String) throws {
        // The server stays: it must not keep what this process waits on.
        let close = #"for file in /proc/self/fd/*; do n=${file##*/}; [ $n -gt 2 ] && eval "exec $n>&-"; done"#
        let line = "cd \(directory); \(close); \(Self.binaries)/\(name) \(arguments) >/dev/null 2>&1"
        if Self.isRoot {
            try Self.run("/bin/su", ["postgres", "-s", "/bin/bash", "-c", line])
        } else {
            try Self.run("/bin/bash", ["-c", line])
        }
    }

    private static func run(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw MetadataError.unavailable("\(path) \(arguments) ended with \(process.terminationStatus)")
        }
    }
}
