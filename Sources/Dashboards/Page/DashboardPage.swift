/// The page that shows the dashboards without Grafana: one text with its style and script inside, for use offline.
package enum DashboardPage {
    /// HTML in UTF-8.
    package static let html: [UInt8] = [
        Array(
            #"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Colonnade</title>"#.utf8),
        Array(#"<meta name="viewport" content="width=device-width, initial-scale=1">"#.utf8),
        Array(#"<link rel="icon" href="data:,">"#.utf8),
        Array("<style>\n".utf8), PackageResources.page_css, Array("</style></head><body>\n".utf8),
        PackageResources.page_html, Array("<script>\n".utf8), PackageResources.charts_js,
        Array("</script><script>\n".utf8), PackageResources.dashboard_js, Array("</script></body></html>\n".utf8),
    ].flatMap { $0 }

    /// Nothing but the page's own script runs, and it may talk to its own server only.
    package static let contentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// All dashboards as one JSON array.
    package static let models = Array(JSON.array(Dashboard.all.map(\.model)).text.utf8)

    /// One dashboard as JSON: the file that Grafana imports. `nil` when there is none of that name.
    package static func model(named fileName: String) -> [UInt8]? {
        Dashboard.all.first { $0.fileName == fileName }.map { Array($0.model.text.utf8) }
    }
}
