/// A dashboard: what it shows, over which time, and how it may be narrowed.
///
/// Grafana's files below `dashboards/` and the page `/dashboard` are both made from this description.
package struct Dashboard: Sendable {
    /// Fixed, so that links and alerts find it.
    package let uid: String
    package let title: String
    let summary: String
    /// The range of time when it is opened, as Grafana writes it: `now-30d`.
    var from = "now-30d"
    var refresh = "1m"
    /// Beside the data source, which every dashboard has.
    var variables: [Variable] = []
    /// From left to right, wrapped at 24 units.
    let panels: [Panel]
    /// What the panels cannot know: shown at the top of the page's description.
    var tags: [String] = []

    /// The name of its file.
    package var fileName: String { "\(uid).json" }
}
