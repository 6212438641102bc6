import ArgumentParser
import Engine
import Logging
import ServiceLifecycle
import UnixSignals

/// `colonnade demo`: the server with the trades' schema, a history, and a live feed.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server with a live feed of 141 trading agents.")

    @OptionGroup var options: ServerOptions

    @Option(help: "Trades of history to make when the table is empty.")
    var rows = 1_000_000

    @Option(help: "Days that the history covers.")
    var days = 90

    @Option(help: "Trades per second of the live feed; 0 for none.")
    var rate = 20

    func validate() throws {
        guard (0...1_000_000_000).contains(rows), (1...3650).contains(days), (0...100_000).contains(rate) else {
            throw ValidationError("--rows, --days and --rate must be sensible numbers")
        }
    }

    func run() async throws {
        let logger = Logger(label: "colonnade")
        let instance = try options.openInstance()
        defer { instance.shutdown() }
        let feed = DemoFeed(
            instance: instance, historyRows: rows, historyDays: days, rowsPerSecond: rate, logger: logger)
        try TradeTables(instance: instance).make()
        let metadata = try options.metadataServices(instance)
        metadata.start()
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: try options.services(instance, metadata, logger) + [feed],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
        await metadata.stop()
    }
}
