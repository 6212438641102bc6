import Columns
import Engine
import Errors
import Metadata
import SQLSyntax

/// Runs a threshold's query: every row is a series, its labels and its value.
struct SeriesReader {
    /// More would be no alerts but a flood.
    static let seriesMax = 10_000

    let instance: Instance

    /// Values by labels, written as sorted JSON. The value is the column `value`, or the last one.
    func series(of rule: ThresholdRule) throws(QueryError) -> [String: Double] {
        let session = Session(user: "default", database: rule.database)
        var request = QueryRequest(
            text: Array(rule.sql.utf8), session: session, queryIdentifier: "alert-\(makeUUID(instance.random))")
        request.isReadOnly = true
        request.client = "alert \(rule.name)"
        request.settings = [("max_execution_time", "60")]
        request.macros.from = instance.clock.nowNanoseconds / 1_000_000 - 3_600_000
        request.macros.to = instance.clock.nowNanoseconds / 1_000_000
        let result = try QuerySession(instance).run(request)
        let names = result.header.map(\.name)
        guard let place = names.lastIndex(of: "value") ?? names.indices.last else {
            throw QueryError(.badArguments, "The query of threshold \(rule.name) answers nothing")
        }
        var found: [String: Double] = [:]
        while let block = try result.next() {
            for row in 0..<block.rowCount {
                guard let value = Self.number(block.columns[place], row) else { continue }
                var labels = rule.labels
                for position in names.indices where position != place {
                    labels.append((names[position], Self.text(block.columns[position], row)))
                }
                found[Self.written(labels)] = value
            }
            guard found.count <= Self.seriesMax else {
                result.close()
                throw QueryError(
                    .tooManyRows, "The query of threshold \(rule.name) gives more than \(Self.seriesMax) series")
            }
        }
        return found
    }

    static func written(_ labels: [(String, String)]) -> String {
        let last = Dictionary(labels, uniquingKeysWith: { _, second in second })
        return JSONValue.object(
            last.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        ).written
    }

    private static func number(_ column: BlockColumn, _ row: Int) -> Double? {
        switch column.column.value(at: row) {
        case .float64(let number): return number.isNaN ? nil : number
        case .null: return nil
        case let value:
            return Double(text(value, column.type))
        }
    }

    private static func text(_ column: BlockColumn, _ row: Int) -> String {
        text(column.column.value(at: row), column.type)
    }

    private static func text(_ value: Value, _ type: DataType) -> String {
        switch value {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .uint64(let number): String(number)
        case .int64(let number): String(number)
        case .float64(let number): "\(number)"
        case .null: ""
        default: value.literal
        }
    }
}
