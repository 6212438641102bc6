import ArgumentParser

/// The subcommands, one file each in `Commands/`.
let commands: [any ParsableCommand.Type] = [Serve.self, Demo.self]
