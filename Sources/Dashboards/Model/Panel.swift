/// One picture of a dashboard.
struct Panel: Sendable {
    enum Kind: Sendable {
        /// Values over time.
        case timeSeries(TimeSeries)
        /// Numbers in large letters.
        case stat
        case table(sortedBy: String?)
        /// A bar per row; the first column names it.
        case barChart(isHorizontal: Bool)
        /// A bar per row with its number at the end.
        case barGauge
        /// A row of coloured states per series.
        case stateTimeline
    }

    struct TimeSeries: Sendable {
        var drawsBars = false
        var isStacked = false
        var fill = 0
        /// Lines at the thresholds.
        var showsThresholds = false
    }

    let title: String
    let summary: String
    let kind: Kind
    /// Of 24.
    let width: Int
    let height: Int
    let queries: [PanelQuery]
    /// For every field that no override names.
    let field: Field
    var overrides: [FieldOverride] = []
    /// The smallest interval between two points, where the data has none finer: `1h`.
    var intervalMin: String?
    /// How many points a range is cut into at most; what fits the width when it is not said.
    var pointsMax: Int?
    /// Shown when the query has no rows.
    var noValue = "No trades in this range"
}

struct PanelQuery: Sendable {
    enum Shape: Sendable { case timeSeries, table }

    let sql: String
    let shape: Shape

    static func series(_ sql: String) -> PanelQuery { PanelQuery(sql: sql, shape: .timeSeries) }
    static func table(_ sql: String) -> PanelQuery { PanelQuery(sql: sql, shape: .table) }
}

/// How a value is written and coloured.
struct Field: Sendable {
    enum Unit: String, Sendable {
        case usd = "currencyUSD"
        case percent, short, bytes, none, string
        case basisPoints = "suffix: bps"
        case milliseconds = "ms"
        case seconds = "s"
        case perSecond = "cps"
        case perHour = "suffix:/h"
        case rowsPerSecond = "rowsps"
        case moment = "dateTimeAsIso"
    }

    enum Colour: Sendable {
        /// A colour per series, from a palette.
        case palette
        /// By the thresholds.
        case thresholds
        /// From light to dark blue as the value grows.
        case blues
        /// Blue for low, red for high values.
        case blueToRed
        case fixed(String)
    }

    let unit: Unit
    var decimals: Int?
    var colour: Colour = .palette
    var thresholds: [Threshold] = []
    /// Numbers that stand for words.
    var states: [State] = []

    struct State: Sendable {
        let value: Int
        let text: String
        let colour: String
    }
}

/// From `value` on, the colour is this one; the first has no value.
struct Threshold: Sendable {
    let value: Double?
    let colour: String
}

/// Colours of Okabe and Ito's palette, which all eyes tell apart.
enum Palette {
    static let good = "#0072B2"
    static let warning = "#E69F00"
    static let critical = "#D55E00"
    static let neutral = "#56B4E9"
    static let peak = "#009E73"
}

extension [Threshold] {
    /// Good up to `warning`, then a warning, then critical.
    static func rising(_ warning: Double, _ critical: Double) -> [Threshold] {
        [
            Threshold(value: nil, colour: Palette.good), Threshold(value: warning, colour: Palette.warning),
            Threshold(value: critical, colour: Palette.critical),
        ]
    }

    /// Critical up to `critical`, a warning up to `warning`, then good.
    static func falling(_ critical: Double, _ warning: Double) -> [Threshold] {
        [
            Threshold(value: nil, colour: Palette.critical), Threshold(value: critical, colour: Palette.warning),
            Threshold(value: warning, colour: Palette.good),
        ]
    }

    /// Losses and gains.
    static let signed = [Threshold(value: nil, colour: Palette.critical), Threshold(value: 0, colour: Palette.good)]

    static let none = [Threshold(value: nil, colour: Palette.good)]
}

/// What is different for the fields whose names are listed.
struct FieldOverride: Sendable {
    enum Cell: Sendable { case coloured, gauge }

    let names: [String]
    /// The one name is a pattern.
    var isPattern = false
    var field: Field?
    var cell: Cell?
    /// A dashboard that shows more about the cell's value, which becomes its variable.
    var link: Link?
    /// Fills down to zero.
    var fill: Int?

    struct Link: Sendable {
        let title: String
        let uid: String
        let variable: String
    }

    init(_ names: String..., field: Field? = nil, cell: Cell? = nil, link: Link? = nil, fill: Int? = nil) {
        self.names = names
        self.field = field
        self.cell = cell
        self.link = link
        self.fill = fill
    }

    init(matching pattern: String, field: Field, cell: Cell) {
        names = [pattern]
        isPattern = true
        self.field = field
        self.cell = cell
    }
}
