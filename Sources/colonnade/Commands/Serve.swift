import ArgumentParser
import Engine
import HTTPInterface
import Hummingbird
import Logging

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
        let services = try options.metadataServices(instance)
        services.start()
        let application = try options.server(instance, services, logger).application { [options] port in
            logger.info("ready", metadata: ["http": "\(options.http)", "port": "\(port)", "data": "\(options.data)"])
        }
        try await application.runService()
        await services.stop()
    }
}
