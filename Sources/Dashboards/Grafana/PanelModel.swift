/// A panel as Grafana's Classic model.
extension Panel {
    func model(identifier: Int, left: Int, top: Int) -> JSON {
        let letters = Array("ABCDEF")
        return .members(
            ("id", .integer(identifier)), ("type", .string(type)), ("title", .string(title)),
            ("description", .string(summary)), ("datasource", Dashboard.datasource),
            ("gridPos", ["x": .integer(left), "y": .integer(top), "w": .integer(width), "h": .integer(height)]),
            ("interval", intervalMin.map { .string($0) }), ("maxDataPoints", maxDataPoints.map { .integer($0) }),
            ("targets", .array(zip(queries, letters).map { $0.model(reference: String($1)) })),
            ("fieldConfig", ["defaults": defaults, "overrides": .array(overrides.map { $0.model(of: self) })]),
            ("options", options), ("transparent", false))
    }

    /// Bars need room, lines do not.
    private var maxDataPoints: Int? {
        if case .timeSeries(let style) = kind, style.drawsBars { pointsMax ?? 120 } else { pointsMax }
    }

    private var type: String {
        switch kind {
        case .timeSeries: "timeseries"
        case .stat: "stat"
        case .table: "table"
        case .barChart: "barchart"
        case .barGauge: "bargauge"
        case .stateTimeline: "state-timeline"
        }
    }

    private var defaults: JSON {
        var members = field.members
        members.append((name: "noValue", value: .string(noValue)))
        members.append((name: "custom", value: custom))
        return .object(members)
    }

    private var custom: JSON {
        switch kind {
        case .timeSeries(let style):
            [
                "drawStyle": style.drawsBars ? "bars" : "line", "lineInterpolation": "linear",
                "lineWidth": .integer(style.drawsBars ? 0 : 2),
                "fillOpacity": .integer(style.drawsBars ? 90 : style.fill), "gradientMode": "none",
                "showPoints": "never", "pointSize": 4, "spanNulls": .boolean(!style.drawsBars),
                "stacking": ["mode": style.isStacked ? "normal" : "none", "group": "A"],
                "thresholdsStyle": ["mode": style.showsThresholds ? "line" : "off"], "axisPlacement": "auto",
                "axisLabel": "", "scaleDistribution": ["type": "linear"],
            ]
        case .table: ["align": "auto", "inspect": false, "filterable": true, "cellOptions": ["type": "auto"]]
        case .barChart: ["fillOpacity": 90, "lineWidth": 0, "gradientMode": "none", "axisPlacement": "auto"]
        case .stateTimeline: ["fillOpacity": 80, "lineWidth": 0, "spanNulls": true]
        case .stat, .barGauge: [:]
        }
    }

    private static let tooltip: JSON = ["mode": "multi", "sort": "desc"]
    private static let legend: JSON = [
        "displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": [],
    ]

    private var options: JSON {
        switch kind {
        case .timeSeries: ["tooltip": Self.tooltip, "legend": Self.legend]
        case .stat:
            [
                "reduceOptions": Self.lastOfAll(limit: nil), "colorMode": "value", "graphMode": "none",
                "justifyMode": "auto", "orientation": "auto", "textMode": "value_and_name", "wideLayout": true,
                "showPercentChange": false, "percentChangeColorMode": "standard",
            ]
        case .table(let column):
            [
                "frameIndex": 0, "showHeader": true, "cellHeight": "sm",
                "sortBy": .array(column.map { [["displayName": .string($0), "desc": true]] } ?? []),
            ]
        case .barChart(let isHorizontal):
            [
                "orientation": isHorizontal ? "horizontal" : "vertical", "showValue": "auto", "stacking": "none",
                "groupWidth": 0.7, "barWidth": 0.9, "barRadius": 0, "xTickLabelRotation": 0, "xTickLabelSpacing": 0,
                "xTickLabelMaxLength": 0,
                "fullHighlight": false, "tooltip": Self.tooltip,
                "legend": ["displayMode": "list", "placement": "bottom", "showLegend": false, "calcs": []],
            ]
        case .barGauge:
            [
                "reduceOptions": Self.lastOfAll(limit: 25), "displayMode": "basic", "orientation": "horizontal",
                "valueMode": "color", "namePlacement": "auto", "showUnfilled": true, "sizing": "auto",
                "minVizWidth": 8, "minVizHeight": 16, "maxVizHeight": 300,
                "legend": ["displayMode": "list", "placement": "bottom", "showLegend": false, "calcs": []],
            ]
        case .stateTimeline:
            [
                "mergeValues": true, "showValue": "auto", "alignValue": "left", "rowHeight": 0.85,
                "tooltip": ["mode": "single", "sort": "none"], "legend": Self.legend,
            ]
        }
    }

    /// The last value of each field, or each row when there is a limit.
    private static func lastOfAll(limit: Int?) -> JSON {
        .members(
            ("values", .boolean(limit != nil)), ("limit", limit.map { .integer($0) }), ("calcs", ["lastNotNull"]),
            ("fields", ""))
    }
}

extension PanelQuery {
    fileprivate func model(reference: String) -> JSON {
        [
            "refId": .string(reference), "datasource": Dashboard.datasource, "editorType": "sql",
            "queryType": shape == .timeSeries ? "timeseries" : "table",
            "format": shape == .timeSeries ? 0 : 1, "pluginVersion": "4.20.0", "rawSql": .string(sql),
        ]
    }
}

extension Field {
    /// What a field's defaults and an override have in common.
    fileprivate var members: [(name: String, value: JSON)] {
        var result: [(name: String, value: JSON)] = [(name: "unit", value: .string(unit.rawValue))]
        if let decimals { result.append((name: "decimals", value: .integer(decimals))) }
        result.append((name: "color", value: colourModel))
        let steps = (thresholds.isEmpty ? .none : thresholds).map { step -> JSON in
            ["value": step.value.map { .number($0) } ?? nil, "color": .string(step.colour)]
        }
        result.append((name: "thresholds", value: ["mode": "absolute", "steps": .array(steps)]))
        result.append((name: "mappings", value: mappings))
        return result
    }

    private var mappings: JSON {
        guard !states.isEmpty else { return [] }
        let options = states.enumerated().map { index, state -> (name: String, value: JSON) in
            let option: JSON = ["text": .string(state.text), "color": .string(state.colour), "index": .integer(index)]
            return (name: String(state.value), value: option)
        }
        return [["type": "value", "options": .object(options)]]
    }

    private var colourModel: JSON {
        switch colour {
        case .palette: ["mode": "palette-classic"]
        case .thresholds: ["mode": "thresholds"]
        case .blues: ["mode": "continuous-blues"]
        case .blueToRed: ["mode": "continuous-BlYlRd"]
        case .fixed(let colour): ["mode": "fixed", "fixedColor": .string(colour)]
        }
    }
}

extension FieldOverride {
    fileprivate func model(of panel: Panel) -> JSON {
        var properties: [JSON] = []
        func set(_ identifier: String, _ value: JSON) { properties.append(["id": .string(identifier), "value": value]) }
        for (name, value) in field?.members ?? [] { set(name, value) }
        switch cell {
        case .coloured: set("custom.cellOptions", ["type": "color-background", "mode": "basic"])
        case .gauge: set("custom.cellOptions", ["type": "gauge", "mode": "basic", "valueDisplayMode": "text"])
        case nil: break
        }
        if let fill { set("custom.fillOpacity", .integer(fill)) }
        if let link {
            let url = "/d/\(link.uid)?var-\(link.variable)=${__value.raw}&${datasource:queryparam}&${__url_time_range}"
            set("links", [["title": .string(link.title), "url": .string(url), "targetBlank": false]])
        }
        let pattern = "/^(" + names.joined(separator: "|") + ")$/"
        let matcher: JSON =
            names.count == 1 && !isPattern
            ? ["id": "byName", "options": .string(names[0])]
            : ["id": "byRegexp", "options": .string(pattern)]
        return ["matcher": matcher, "properties": .array(properties)]
    }
}
