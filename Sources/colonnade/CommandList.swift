import ArgumentParser

/// The subcommands, one file each in `Commands/`.
let commands: [any ParsableCommand.Type] = [Serve.self, Demo.self, Keys.self, Check.self]

/// Those of `colonnade keys`.
let keyCommands: [any ParsableCommand.Type] = [CreateKey.self, ListKeys.self, RevokeKey.self]
