import ArgumentParser
import CAllocator
import Engine
import Foundation
import HTTPInterface
import Logging
import NIOSSL
import NativeInterface
import ServiceLifecycle
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

    @Option(
        help: "Where the native interface listens, 127.0.0.1:9000 if it is free; empty for nowhere (COLONNADE_TCP).")
    var tcp = fromEnvironment("COLONNADE_TCP") ?? ServerOptions.usualTCP

    @Option(help: "Where the HTTP interface listens with TLS, as 0.0.0.0:8443 (COLONNADE_HTTPS).")
    var https = fromEnvironment("COLONNADE_HTTPS") ?? ""

    @Option(help: "Where the native interface listens with TLS, as 0.0.0.0:9440 (COLONNADE_TCP_SECURE).")
    var tcpSecure = fromEnvironment("COLONNADE_TCP_SECURE") ?? ""

    @Option(help: "The certificate and its chain, a PEM file, read again on SIGHUP (COLONNADE_TLS_CERTIFICATE).")
    var tlsCertificate = fromEnvironment("COLONNADE_TLS_CERTIFICATE") ?? ""

    @Option(help: "The certificate's private key, a PEM file, read again on SIGHUP (COLONNADE_TLS_KEY).")
    var tlsKey = fromEnvironment("COLONNADE_TLS_KEY") ?? ""

    @Option(help: "Threads per query; 0 for one per processor (COLONNADE_THREADS).")
    var threads = fromEnvironment("COLONNADE_THREADS").flatMap { Int($0) } ?? 0

    @Option(
        help: ArgumentHelp(
            "Bytes of memory for decoded columns; a sixteenth of the machine's, at most 512 MiB, by default "
                + "(COLONNADE_CACHE)."))
    var cache = fromEnvironment("COLONNADE_CACHE").flatMap { Int($0) }
        ?? min(Int(clamping: ProcessInfo.processInfo.physicalMemory / 16), 512 << 20)

    @Option(help: "Where BACKUP writes; the directory backups in the data directory by default (COLONNADE_BACKUPS).")
    var backups = fromEnvironment("COLONNADE_BACKUPS") ?? ""

    @Option(help: "The time zone of columns and functions that name none (COLONNADE_TIMEZONE).")
    var timezone = fromEnvironment("COLONNADE_TIMEZONE") ?? "UTC"

    @Flag(help: "Listen on an address that is not loopback without TLS.")
    var insecure = false

    private static let queriesMax = 1024
    private static let usualTCP = "127.0.0.1:9000"

    func validate() throws {
        for text in [http, tcp] where !text.isEmpty {
            guard try ListenAddress(text).isLoopback || insecure else {
                throw ValidationError(
                    "\(text) is not a loopback address, and has no TLS: listen on 127.0.0.1, use --https or "
                        + "--tcp-secure, or say --insecure if the network is trusted.")
            }
        }
        let secure = [https, tcpSecure].filter { !$0.isEmpty }
        for text in secure { _ = try ListenAddress(text) }
        guard secure.isEmpty || !tlsCertificate.isEmpty && !tlsKey.isEmpty else {
            throw ValidationError("\(secure[0]) needs --tls-certificate and --tls-key")
        }
    }

    func openInstance() throws -> Instance {
        colonnade_keep_freed_memory()
        ColumnCache.shared.limit(to: cache)
        let opener = InstanceOpener(directory: data, threadsMax: threads, backups: backups, timeZone: timezone)
        return try opener.open()
    }

    func metadataServices(_ instance: Instance) throws -> MetadataServices {
        let named = fromEnvironment("COLONNADE_WEBHOOK_ALLOW")?.split(separator: ",").map(String.init) ?? []
        return try MetadataServices(
            instance, address: store.address, directory: data,
            allowedNetworks: webhookAllow.isEmpty ? named : webhookAllow)
    }

    /// All that listens, and what keeps the certificate current.
    func services(
        _ instance: Instance, _ metadata: MetadataServices, _ logger: Logger
    ) throws -> [any Service] {
        let threads = QueryThreads(threadsMax: Self.queriesMax)
        let authenticator = metadata.authenticator
        let http = HTTPService(
            instance: instance, authenticator: authenticator, administration: metadata.administration, threads: threads)
        let native = NativeService(instance: instance, authenticator: authenticator, threads: threads)
        let certificate = tlsCertificate.isEmpty ? nil : try ServerCertificate(tlsCertificate, key: tlsKey)
        var services: [any Service] = []
        for (name, text, tls) in [("http", self.http, nil), ("https", https, certificate)] where !text.isEmpty {
            let address = try ListenAddress(text)
            services.append(
                try HTTPServer(
                    http, host: address.host, port: address.port, tls: tls?.configuration, logger: logger,
                    onRunning: Self.announcing(name, address, data, logger)))
        }
        for (name, text, tls) in [("tcp", tcp, nil), ("tcp-secure", tcpSecure, certificate)]
        where !text.isEmpty {
            let address = try ListenAddress(text)
            services.append(
                try NativeServer(
                    native, host: address.host, port: address.port, tls: tls?.configuration,
                    isWanted: text != Self.usualTCP, logger: logger,
                    onRunning: Self.announcing(name, address, data, logger)))
        }
        services.append(FreedMemoryReleaser(isIdle: { instance.processes.processes.isEmpty }))
        if let certificate { services.append(CertificateReloader(certificate: certificate, logger: logger)) }
        return services
    }

    private static func announcing(
        _ name: String, _ address: ListenAddress, _ data: String, _ logger: Logger
    ) -> @Sendable (Int) async -> Void {
        { port in logger.info("ready", metadata: ["\(name)": "\(address.host):\(port)", "data": "\(data)"]) }
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
