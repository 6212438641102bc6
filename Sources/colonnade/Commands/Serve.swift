import ArgumentParser
import Engine
import Logging
import ServiceLifecycle
import UnixSignals

/// `colonnade serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server.")

    @OptionGroup var options: ServerOptions

    @Flag(help: "Make the table of agents' trades and its views where they are missing (COLONNADE_TRADES=1).")
    var trades = false

    func run() async throws {
        let logger = Logger(label: "colonnade")
        let instance = try options.openInstance()
        defer { instance.shutdown() }
        if trades || fromEnvironment("COLONNADE_TRADES") == "1" { try TradeTables(instance: instance).make() }
        let metadata = try options.metadataServices(instance)
        metadata.start()
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: try options.services(instance, metadata, logger),
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
        await metadata.stop()
    }
}
