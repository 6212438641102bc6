import Dashboards
import HTTPTypes

/// Answers that never touch the engine.
enum StaticRoutes {
    /// The answer for a path without a query; `nil` when it is not one of these.
    static func answer(path: String, hasQuery: Bool) -> AnswerHead? {
        switch path {
        case "/" where !hasQuery: text("Ok.\n", type: "text/html; charset=UTF-8")
        case "/ping": text("Ok.\n", type: "text/html; charset=UTF-8")
        case "/play": text(playPage, type: "text/html; charset=UTF-8")
        case "/dashboard", "/dashboard/": dashboardPage
        case "/dashboard/all.json": json(DashboardPage.models)
        case _ where path.hasPrefix("/dashboard/"):
            DashboardPage.model(named: String(path.dropFirst("/dashboard/".count))).map(json)
        case _ where path.hasPrefix("/replicas_status"): text("Ok.\n", type: "text/plain; charset=UTF-8")
        default: nil
        }
    }

    static func notFound(_ path: String) -> AnswerHead {
        AnswerHead(
            status: .notFound, headers: [(name: "Content-Type", value: "text/plain; charset=UTF-8")],
            body: Array(
                """
                There is no handle \(path)

                Use / or /ping for health checks.
                Or /replicas_status for more sophisticated health checks.

                Send queries from your program with POST method or GET /?query=...

                """.utf8))
    }

    private static func text(_ text: String, type: String) -> AnswerHead {
        AnswerHead(status: .ok, headers: [(name: "Content-Type", value: type)], body: Array(text.utf8))
    }

    private static var dashboardPage: AnswerHead {
        AnswerHead(
            status: .ok,
            headers: [
                (name: "Content-Type", value: "text/html; charset=UTF-8"),
                (name: "Content-Security-Policy", value: DashboardPage.contentSecurityPolicy),
                (name: "Cache-Control", value: "no-cache"),
            ],
            body: DashboardPage.html)
    }

    private static func json(_ bytes: [UInt8]) -> AnswerHead {
        AnswerHead(
            status: .ok,
            headers: [
                (name: "Content-Type", value: "application/json; charset=UTF-8"),
                (name: "Cache-Control", value: "no-cache"),
            ],
            body: bytes)
    }

    private static let playPage = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Colonnade</title>
        <style>
        body { font: 15px system-ui, sans-serif; margin: 2em; max-width: 80em }
        textarea { width: 100%; height: 9em; font: 14px monospace }
        pre { background: #f4f4f4; padding: 1em; overflow: auto }
        </style></head><body>
        <h1>Colonnade</h1>
        <p>SQL, run with Ctrl+Enter:</p>
        <textarea id="sql">SELECT version()</textarea>
        <p><button id="run">Run</button> <span id="time"></span></p>
        <pre id="answer"></pre>
        <script>
        const sql = document.getElementById('sql'), answer = document.getElementById('answer');
        async function run() {
          const start = performance.now();
          const response = await fetch('/?default_format=PrettyCompact', { method: 'POST', body: sql.value });
          answer.textContent = await response.text();
          document.getElementById('time').textContent = Math.round(performance.now() - start) + ' ms';
        }
        document.getElementById('run').onclick = run;
        sql.onkeydown = event => { if (event.ctrlKey && event.key === 'Enter') run(); };
        </script></body></html>

        """
}
