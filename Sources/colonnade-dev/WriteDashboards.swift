import ArgumentParser
import Dashboards
import Foundation

/// `colonnade-dev dashboards`: `dashboards/*.json` from their description in `Sources/Dashboards`.
struct WriteDashboards: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboards", abstract: "Write Grafana's dashboards, or check that they are up to date.")

    @Option(help: "The directory they are in.")
    var directory = "dashboards"

    @Flag(help: "Write nothing; fail when a file differs from its description or has none.")
    var check = false

    func run() throws {
        let wanted = Dictionary(uniqueKeysWithValues: Dashboard.all.map { ($0.fileName, $0.model.text) })
        let place = URL(fileURLWithPath: directory, isDirectory: true)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let present = names.filter { $0.hasSuffix(".json") }
        if check {
            let differing = Set(wanted.keys).union(present).filter { name in
                let text = try? String(contentsOf: place.appending(path: name), encoding: .utf8)
                return text != wanted[name]
            }
            guard differing.isEmpty else {
                let names = differing.sorted().joined(separator: ", ")
                throw ValidationError("\(names): run `swift run colonnade-dev dashboards`, and commit")
            }
            return
        }
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for name in present where wanted[name] == nil {
            try FileManager.default.removeItem(at: place.appending(path: name))
        }
        for (name, text) in wanted {
            try Data(text.utf8).write(to: place.appending(path: name))
        }
    }
}
