import ArgumentParser

/// What contributors run: it makes the files that are made from Swift.
@main
struct ColonnadeDev: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "colonnade-dev", abstract: "Makes the files of this repository that come from code.",
        subcommands: [WriteDashboards.self])
}
