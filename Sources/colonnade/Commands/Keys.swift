import ArgumentParser
import Foundation
import Metadata

/// `colonnade keys`: API keys, straight in the store; a running server sees the change within a second.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke API keys.",
        subcommands: keyCommands)
}

struct CreateKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key and print it: it is shown this once only.")

    @OptionGroup var options: MetadataOptions

    @Option(help: "What the key is for.")
    var name = "admin"

    @Option(name: .customLong("scope"), help: "query, ingest, webhooks or admin; again for more.")
    var scopes: [String] = []

    @Option(name: .customLong("database"), help: "A database that the key sees; again for more. Without it, all.")
    var databases: [String] = []

    @Option(name: .customLong("agent"), help: "An agent whose rows the key sees; again for more. Without it, all.")
    var agents: [String] = []

    @Option(help: "Days until the key ends.")
    var expiresInDays: Int?

    @Option(help: "Requests per second.")
    var rateLimit: Int?

    func run() throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var order = KeyOrder(
            name: name, scopes: scopes.isEmpty ? ["admin"] : scopes, databases: databases, agents: agents,
            expiresAt: nil, rateLimit: rateLimit.map { Int64($0) })
        if let expiresInDays {
            guard (1...36_500).contains(expiresInDays) else { throw ValidationError("--expires-in-days is 1 to 36500") }
            order.expiresAt = now + Int64(expiresInDays) * 86_400_000
        }
        if let fault = order.fault { throw ValidationError(fault) }
        let store = try options.openStore()
        defer { store.close() }
        let (text, key) = order.make(random: { UInt64.random(in: .min ... .max) }, now: now, replaces: nil)
        try store.add(key)
        print(text)
    }
}

struct ListKeys: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the keys, without themselves.")

    @OptionGroup var options: MetadataOptions

    func run() throws {
        let store = try options.openStore()
        defer { store.close() }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        for key in try store.allKeys() {
            let state = key.isLive(at: now) ? "live" : key.revokedAt == nil ? "expired" : "revoked"
            let limits = (key.databases.map { "database=\($0)" } + key.agents.map { "agent=\($0)" })
                .joined(separator: ",")
            print([key.id, state, key.scopes.joined(separator: ","), limits, key.name].joined(separator: "\t"))
        }
    }
}

struct RevokeKey: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a key at once.")

    @OptionGroup var options: MetadataOptions

    @Argument(help: "The key's identifier, as `keys list` shows it.")
    var identifier: String

    func run() throws {
        let store = try options.openStore()
        defer { store.close() }
        guard try store.revokeKey(identifier, at: Int64(Date().timeIntervalSince1970 * 1000)) else {
            throw ValidationError("there is no live key \(identifier)")
        }
        print("revoked \(identifier)")
    }
}

extension MetadataOptions {
    fileprivate func openStore() throws -> any MetadataStore {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        return try MetadataBackends.open(address)
    }
}
