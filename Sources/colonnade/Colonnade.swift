import ArgumentParser

@main
struct Colonnade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "colonnade",
        abstract: "A columnar analytics server that speaks ClickHouse's SQL, HTTP and on-disk formats.",
        version: "0.1.0", subcommands: commands)
}
