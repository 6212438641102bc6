import Columns
import Errors

/// The text that Prometheus collects: columns `name` and `value`, and perhaps `help`, `type`, `labels`, `timestamp`.
package enum Prometheus: OutputFormat {
    package static let name = "Prometheus"
    package static let contentType = "text/plain; version=0.0.4; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try PrometheusWriter(header, try TextSettings(options))
    }
}

private final class PrometheusWriter: BlockWriter {
    private let cellWriter: CellWriter
    private var positions: [String: Int] = [:]
    private var current: String?

    init(_ header: [ColumnHeader], _ settings: TextSettings) throws(QueryError) {
        cellWriter = CellWriter(style: .display, settings: settings)
        for (position, column) in header.enumerated() { positions[column.name] = position }
        for name in ["name", "value"] where positions[name] == nil {
            throw QueryError(.badArguments, "Column '\(name)' is required for output format 'Prometheus'")
        }
        if let labels = positions["labels"], header[labels].type != .map(key: .string, value: .string) {
            throw QueryError(
                .badArguments,
                "Column 'labels' should have type 'Map(String, String)', got '\(header[labels].type.name)'")
        }
    }

    func begin(into bytes: inout [UInt8]) {}

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        let cells = try cellWriter.cells(of: block, rows: 0..<block.rowCount)
        for row in 0..<block.rowCount {
            func text(_ name: String) -> String? {
                positions[name].flatMap { position in
                    if block.columns[position].column.value(at: row) == .null { return nil }
                    return cells[position].text(at: row)
                }
            }
            let name = text("name") ?? ""
            if name != current {
                if current != nil { bytes.append(UInt8(ascii: "\n")) }
                current = name
                if let help = text("help"), !help.isEmpty { bytes.append(contentsOf: "# HELP \(name) \(help)\n".utf8) }
                if let type = text("type"), !type.isEmpty { bytes.append(contentsOf: "# TYPE \(name) \(type)\n".utf8) }
            }
            bytes.append(contentsOf: name.utf8)
            if let position = positions["labels"] { append(block.columns[position].column.value(at: row), to: &bytes) }
            bytes.append(contentsOf: " \(value(text("value") ?? ""))".utf8)
            if let timestamp = text("timestamp"), timestamp != "0" { bytes.append(contentsOf: " \(timestamp)".utf8) }
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Prometheus writes `+Inf` and `NaN`.
    private func value(_ text: String) -> String {
        switch text {
        case "inf": "+Inf"
        case "-inf": "-Inf"
        case "nan": "NaN"
        default: text
        }
    }

    private func append(_ labels: Value, to bytes: inout [UInt8]) {
        guard case .array(let pairs) = labels, !pairs.isEmpty else { return }
        bytes.append(UInt8(ascii: "{"))
        for (index, pair) in pairs.enumerated() {
            guard case .tuple(let parts) = pair, parts.count == 2, case .string(let key) = parts[0],
                case .string(let value) = parts[1]
            else { continue }
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: key)
            bytes.append(contentsOf: "=\"".utf8)
            for byte in value {
                switch byte {
                case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
                case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
                case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
                default: bytes.append(byte)
                }
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) {
        if current != nil { bytes.append(UInt8(ascii: "\n")) }
    }
}
