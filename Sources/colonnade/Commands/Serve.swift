import ArgumentParser
import Engine
import Errors
import HTTPInterface
import Hummingbird
import Logging
import ServiceLifecycle

/// `colonnade serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server.")

    @Option(help: "The data directory, made if it is missing.")
    var data = "./colonnade-data"

    @Option(help: "Where the HTTP interface listens.")
    var http = "127.0.0.1:8123"

    @Option(help: "Threads per query; 0 for one per processor.")
    var threads = 0

    @Flag(help: "Listen on an address that is not loopback without TLS.")
    var insecure = false

    func run() async throws {
        let address = try ListenAddress(http)
        guard address.isLoopback || insecure else {
            throw ValidationError(
                "\(http) is not a loopback address: the HTTP interface has no TLS here. Listen on 127.0.0.1, or say "
                    + "--insecure if the network is trusted.")
        }
        let logger = Logger(label: "colonnade")
        let instance = try InstanceOpener(directory: data, threadsMax: threads).open()
        let server = HTTPServer(
            instance, host: address.host, port: address.port, authenticator: DefaultUserOnly(), threadsMax: 1024,
            logger: logger)
        let application = server.application { port in
            logger.info("listening", metadata: ["http": "\(address.host):\(port)", "data": "\(data)"])
        }
        do {
            try await application.runService()
        } catch {
            instance.shutdown()
            throw error
        }
        instance.shutdown()
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
    fileprivate var trimmingBrackets: String { hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self }
}
