import ArgumentParser
import CAllocator
import Engine
import Foundation
import HTTPInterface
import Logging
import Storage

/// The options of every command that serves; each also in the environment as `COLONNADE_…`.
struct ServerOptions: ParsableArguments {
    @OptionGroup var store: MetadataOptions
    var data: String { store.data }

    @Option(
        name: .customLong("webhook-allow"),
        help: ArgumentHelp(
            "A private network that notices may go to, such as 10.0.0.0/8; again for more (COLONNADE_WEBHOOK_ALLOW, "
                + "with commas)."))
    var webhookAllow: [String] = []

    @Option(help: "Where the HTTP interface listens (COLONNADE_HTTP).")
    var http = fromEnvironment("COLONNADE_HTTP") ?? "127.0.0.1:8123"

    @Option(help: "Threads per query; 0 for one per processor (COLONNADE_THREADS).")
    var threads = fromEnvironment("COLONNADE_THREADS").flatMap { Int($0) } ?? 0

    @Option(help: "Bytes of memory for decoded columns; a quarter of the machine's by default (COLONNADE_CACHE).")
    var cache = fromEnvironment("COLONNADE_CACHE").flatMap { Int($0) }
        ?? Int(clamping: ProcessInfo.processInfo.physicalMemory / 4)

    @Flag(help: "Listen on an address that is not loopback without TLS.")
    var insecure = false

    func validate() throws {
        let address = try ListenAddress(http)
        guard address.isLoopback || insecure else {
            throw ValidationError(
                "\(http) is not a loopback address: the HTTP interface has no TLS here. Listen on 127.0.0.1, or say "
                    + "--insecure if the network is trusted.")
        }
    }

    func openInstance() throws -> Instance {
        colonnade_keep_freed_memory()
        ColumnCache.shared.limit(to: cache)
        return try InstanceOpener(directory: data, threadsMax: threads).open()
    }

    func metadataServices(_ instance: Instance) throws -> MetadataServices {
        let named = fromEnvironment("COLONNADE_WEBHOOK_ALLOW")?.split(separator: ",").map(String.init) ?? []
        return try MetadataServices(
            instance, address: store.address, directory: data,
            allowedNetworks: webhookAllow.isEmpty ? named : webhookAllow)
    }

    func server(_ instance: Instance, _ services: MetadataServices, _ logger: Logger) throws -> HTTPServer {
        let address = try ListenAddress(http)
        return HTTPServer(
            instance, host: address.host, port: address.port, authenticator: services.authenticator,
            administration: services.administration, threadsMax: 1024, logger: logger)
    }
}

/// `host:port`.
struct ListenAddress {
    let host: String
    let port: Int

    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw ValidationError("\(text) is not an address of the form host:port") }
        self.port = port
        host = String(text[..<colon]).trimmingBrackets
    }

    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

extension String {
    /// An IPv6 address without its brackets.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
