import Dashboards
import Foundation
import Testing

@Suite struct DashboardTests {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "dashboards")

    @Test("the committed files are what the description makes", arguments: Dashboard.all.indices)
    func committedFilesAreUpToDate(index: Int) throws {
        let dashboard = Dashboard.all[index]
        let committed = try String(
            contentsOf: Self.directory.appending(path: dashboard.fileName), encoding: .utf8)
        #expect(committed == dashboard.model.text, "run `swift run colonnade-dev dashboards`, and commit")
    }

    @Test("no committed file is without a description")
    func noFileIsLeftOver() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
        #expect(Set(names.filter { $0.hasSuffix(".json") }) == Set(Dashboard.all.map(\.fileName)))
    }

    @Test("the text is JSON", arguments: Dashboard.all.indices)
    func textIsJSON(index: Int) throws {
        let data = Data(Dashboard.all[index].model.text.utf8)
        #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
    }
}
