import ArgumentParser
import Foundation
import Metadata

/// Where keys, webhooks and thresholds are kept.
struct MetadataOptions: ParsableArguments {
    @Option(help: "The data directory, made if it is missing (COLONNADE_DATA).")
    var data = fromEnvironment("COLONNADE_DATA") ?? "./colonnade-data"

    @Option(
        help: ArgumentHelp(
            "The metadata store: sqlite:FILE or postgres://user:password@host:port/database (COLONNADE_METADATA); "
                + "SQLite in the data directory where none is named."))
    var metadata: String?

    var address: String { metadata ?? fromEnvironment("COLONNADE_METADATA") ?? "sqlite:\(data)/metadata.sqlite" }
}
