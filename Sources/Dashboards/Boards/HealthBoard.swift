/// The server itself, from `system` tables.
enum HealthBoard {
    static let dashboard = Dashboard(
        uid: "colonnade-health", title: "Colonnade Health",
        summary: "Ingest, queries, parts, merges, errors and notices of the server. Reads system tables; the log of "
            + "queries keeps the latest only.",
        from: "now-1h", refresh: "10s",
        panels: [
            uptime, memory, running, parts, ingest, queries, latency, failures, tables, merges, errors, deliveries,
        ])

    private static let log = "system.query_log"
    private static let finished = "$__timeFilter(event_time) AND type != 'QueryStart'"

    private static func stat(_ title: String, _ summary: String, _ field: Field, _ sql: String) -> Panel {
        var panel = Panel(
            title: title, summary: summary, kind: .stat, width: 6, height: 4, queries: [.table(sql)], field: field)
        panel.noValue = "Nothing to show"
        return panel
    }

    private static func measure(_ name: String, _ title: String) -> String {
        "SELECT value AS \"\(title)\"\nFROM system.asynchronous_metrics\n"
            + "WHERE metric = '\(name)' AND now() >= $__fromTime\nLIMIT 1"
    }

    private static let uptime = stat(
        "Uptime", "Since the start of the server.", Field(unit: .seconds, decimals: 0, colour: .fixed(Palette.good)),
        measure("Uptime", "Uptime"))

    private static let memory = stat(
        "Memory of queries", "Bytes that running queries hold.",
        Field(unit: .bytes, colour: .fixed(Palette.neutral)), measure("MemoryTracking", "Memory"))

    private static let running = stat(
        "Rows stored", "Of all MergeTree tables.", Field(unit: .short, colour: .fixed(Palette.neutral)),
        measure("TotalRowsOfMergeTreeTables", "Rows"))

    private static let parts = stat(
        "Parts, worst partition", "Inserts are slowed down when merges cannot keep up.",
        Field(unit: .short, decimals: 0, colour: .thresholds, thresholds: .rising(100, 300)),
        measure("MaxPartCountForPartition", "Parts"))

    private static func overTime(
        _ title: String, _ summary: String, _ columns: String, _ condition: String = "1", by key: String? = nil,
        _ field: Field, _ style: Panel.TimeSeries = .init(), width: Int = 12
    ) -> Panel {
        var panel = Panel(
            title: title, summary: summary, kind: .timeSeries(style), width: width, height: 8,
            queries: [
                .series(
                    """
                    SELECT $__timeInterval(event_time) AS time, \(key.map { $0 + ", " } ?? "")\(columns)
                    FROM \(log)
                    WHERE \(finished) AND \(condition)
                    GROUP BY time\(key.map { ", " + $0 } ?? "")
                    ORDER BY time
                    LIMIT 20000
                    """)
            ],
            field: field, intervalMin: "10s")
        panel.noValue = "No queries in this range"
        return panel
    }

    private static let bars = Panel.TimeSeries(drawsBars: true, isStacked: true)

    private static let ingest = overTime(
        "Rows inserted", "Per second, views included.", "sum(written_rows) / $__interval_s AS \"Rows per second\"",
        "written_rows > 0", Field(unit: .rowsPerSecond, colour: .fixed(Palette.good)))

    private static let queries = overTime(
        "Queries", "Finished or failed, per second and kind.", "count() / $__interval_s AS queries", by: "query_kind",
        Field(unit: .perSecond, decimals: 2), bars)

    private static let latency = overTime(
        "Latency of SELECT", "Median, p95 and p99 of finished queries.",
        "quantile(0.5)(query_duration_ms) AS \"p50\", quantile(0.95)(query_duration_ms) AS \"p95\", "
            + "quantile(0.99)(query_duration_ms) AS \"p99\"",
        "query_kind = 'Select' AND type = 'QueryFinish'", Field(unit: .milliseconds))

    private static let failures: Panel = {
        var panel = overTime(
            "Failed queries", "Per interval and error code.", "count() AS failures", "exception_code != 0",
            by: "toString(exception_code) AS code", Field(unit: .short), bars)
        panel.noValue = "No failed queries in this range"
        return panel
    }()

    private static func list(
        _ title: String, _ summary: String, _ noValue: String, _ sql: String, _ overrides: [FieldOverride],
        width: Int = 12
    ) -> Panel {
        var panel = Panel(
            title: title, summary: summary, kind: .table(sortedBy: nil), width: width, height: 8,
            queries: [.table(sql)], field: Field(unit: .none), overrides: overrides)
        panel.noValue = noValue
        return panel
    }

    private static let tables = list(
        "Tables", "Active parts of MergeTree tables.", "No tables",
        """
        SELECT
            parts.database AS "Database",
            if(views.name = '', parts.table, views.name) AS "Table",
            count() AS "Parts",
            sum(parts.rows) AS "Rows",
            sum(parts.bytes_on_disk) AS "On disk",
            max(parts.modification_time) AS "Last change"
        FROM system.parts AS parts
        LEFT JOIN
        (
            SELECT database, name, concat('.inner_id.', toString(uuid)) AS inner_name
            FROM system.tables
            WHERE engine = 'MaterializedView'
        ) AS views
        ON parts.database = views.database AND parts.table = views.inner_name
        WHERE parts.active AND parts.modification_time <= $__toTime
        GROUP BY "Database", "Table"
        ORDER BY "On disk" DESC, "Table"
        LIMIT 100
        """,
        [
            FieldOverride("Database", "Table", field: Field(unit: .string)),
            FieldOverride("Parts", "Rows", field: Field(unit: .short)),
            FieldOverride("On disk", field: Field(unit: .bytes)),
            FieldOverride("Last change", field: Field(unit: .moment)),
        ], width: 24)

    private static let merges = list(
        "Merges at this moment", "Empty most of the time.", "No merge runs",
        """
        SELECT
            table AS "Table",
            elapsed AS "Elapsed",
            progress * 100 AS "Progress",
            num_parts AS "Parts",
            total_size_bytes_compressed AS "Size",
            if(is_mutation, 'mutation', 'merge') AS "Kind"
        FROM system.merges
        WHERE now() >= $__fromTime
        ORDER BY "Elapsed" DESC
        LIMIT 50
        """,
        [
            FieldOverride("Table", "Kind", field: Field(unit: .string)),
            FieldOverride("Elapsed", field: Field(unit: .seconds, decimals: 1)),
            FieldOverride("Progress", field: Field(unit: .percent, decimals: 0), cell: .gauge),
            FieldOverride("Size", field: Field(unit: .bytes)),
        ])

    private static let deliveries = list(
        "Notices to webhooks", "By event and state; those that wait are tried again for a day.",
        "No notices in this range",
        """
        SELECT
            event_type AS "Event",
            state AS "State",
            count() AS "Notices",
            max(attempts) AS "Attempts",
            max(created_at) AS "Last",
            substring(argMax(last_error, created_at), 1, 200) AS "Last error"
        FROM system.webhook_deliveries
        WHERE $__timeFilter(created_at)
        GROUP BY event_type, state
        ORDER BY "Last" DESC, "Event", "State"
        LIMIT 50
        """,
        [
            FieldOverride("Event", "State", "Last error", field: Field(unit: .string)),
            FieldOverride("Last", field: Field(unit: .moment)),
        ], width: 24)

    private static let errors = list(
        "Errors since the start", "By code, the latest first.", "No errors",
        """
        SELECT
            name AS "Error",
            value AS "Count",
            last_error_time AS "Last",
            substring(last_error_message, 1, 200) AS "Message"
        FROM system.errors
        WHERE last_error_time BETWEEN $__fromTime AND $__toTime
        ORDER BY "Last" DESC, "Error"
        LIMIT 50
        """,
        [
            FieldOverride("Error", "Message", field: Field(unit: .string)),
            FieldOverride("Last", field: Field(unit: .moment)),
        ])
}
