/// A dashboard as Grafana's Classic model, which 11.6 to 13 load.
extension Dashboard {
    private static let schemaVersion = 41
    static let datasourceType = "grafana-clickhouse-datasource"
    static let datasource: JSON = ["type": .string(datasourceType), "uid": "${datasource}"]

    package var model: JSON {
        [
            "uid": .string(uid), "title": .string(title), "description": .string(summary),
            "tags": .array((["colonnade"] + tags).map { .string($0) }),
            "schemaVersion": .integer(Self.schemaVersion), "version": 1, "editable": true, "graphTooltip": 1,
            "timezone": "utc", "time": ["from": .string(from), "to": "now"],
            "timepicker": ["refresh_intervals": ["5s", "10s", "30s", "1m", "5m", "15m", "1h"]],
            "refresh": .string(refresh), "fiscalYearStartMonth": 0, "weekStart": "", "liveNow": false,
            "preload": false,
            "links": [
                [
                    "title": "Colonnade", "type": "dashboards", "icon": "external link", "tooltip": "", "url": "",
                    "tags": ["colonnade"], "asDropdown": true, "includeVars": true, "keepTime": true,
                    "targetBlank": false,
                ]
            ],
            "annotations": ["list": [Self.builtInAnnotations]],
            "templating": ["list": .array([Self.datasourceVariable] + variables.map(\.model))],
            "panels": .array(panelModels),
        ]
    }

    private static let builtInAnnotations: JSON = [
        "name": "Annotations & Alerts", "builtIn": 1, "type": "dashboard", "enable": true, "hide": true,
        "iconColor": "rgba(0, 211, 255, 1)", "datasource": ["type": "grafana", "uid": "-- Grafana --"],
    ]

    private static let datasourceVariable: JSON = [
        "name": "datasource", "label": "Data source", "description": "Which Colonnade is asked", "type": "datasource",
        "query": .string(datasourceType), "regex": "", "hide": 0, "includeAll": false, "multi": false, "refresh": 1,
        "options": [], "current": ["selected": true, "text": "Colonnade", "value": "colonnade"],
    ]

    /// The panels, each at its place in the grid of 24 columns.
    private var panelModels: [JSON] {
        var result: [JSON] = []
        var left = 0
        var top = 0
        var rowHeight = 0
        for (index, panel) in panels.enumerated() {
            if left + panel.width > 24 {
                left = 0
                top += rowHeight
                rowHeight = 0
            }
            result.append(panel.model(identifier: index + 1, left: left, top: top))
            left += panel.width
            rowHeight = max(rowHeight, panel.height)
        }
        return result
    }
}

extension Variable {
    fileprivate var model: JSON {
        switch source {
        case .query(let sql):
            [
                "name": .string(name), "label": .string(label), "description": .string(summary), "type": "query",
                "datasource": Dashboard.datasource, "definition": .string(sql),
                "query": .string(sql), "regex": "", "hide": 0, "sort": 1, "refresh": 2,
                "multi": true, "includeAll": true,
                "allowCustomValue": false, "options": [],
                "current": ["selected": true, "text": ["All"], "value": ["$__all"]],
            ]
        case .number(let value):
            [
                "name": .string(name), "label": .string(label), "description": .string(summary), "type": "textbox",
                "query": .string(value), "hide": 0,
                "options": [["selected": true, "text": .string(value), "value": .string(value)]],
                "current": ["selected": true, "text": .string(value), "value": .string(value)],
            ]
        }
    }
}
