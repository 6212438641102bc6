import Columns
import Errors
import Functions
import SQLSyntax
import Storage
import Synchronization

struct NumbersFunction: TableFunction {
    static let name = "numbers"
    static let documentation = FunctionDocumentation(
        summary: "A column `number` of whole numbers: `numbers(count)`, `numbers(start, count[, step])`.",
        examples: [.init(sql: "(SELECT sum(number) FROM numbers(5))", result: "10")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(0...3)
        switch arguments.count {
        case 0: return NumberSequence(start: 0, count: nil, step: 1).table(named: "number")
        case 1:
            return NumberSequence(start: 0, count: try arguments.unsigned(0), step: 1).table(named: "number")
        default:
            let step = arguments.count == 3 ? try arguments.unsigned(2) : 1
            guard step > 0 else { throw QueryError(.badArguments, "Step of table function numbers must not be 0") }
            // With a step, the second argument is the length of the range, not the number of rows.
            let length = try arguments.unsigned(1)
            let count = length / step + (length % step == 0 ? 0 : 1)
            return NumberSequence(start: try arguments.unsigned(0), count: count, step: step).table(named: "number")
        }
    }
}

struct NumbersParallelFunction: TableFunction {
    static let name = "numbers_mt"
    static let documentation = FunctionDocumentation(
        summary: "As `numbers`, made by several threads.",
        examples: [.init(sql: "(SELECT count() FROM numbers_mt(5))", result: "5")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try NumbersFunction.table(for: call, arguments, environment)
    }
}

struct GenerateSeriesFunction: TableFunction {
    static let name = "generate_series"
    static let documentation = FunctionDocumentation(
        summary: "A column `generate_series` of whole numbers from start to stop, both included.",
        examples: [.init(sql: "(SELECT sum(generate_series) FROM generate_series(1, 5, 2))", result: "9")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(2...3)
        let start = try arguments.unsigned(0)
        let stop = try arguments.unsigned(1)
        let step = arguments.count == 3 ? try arguments.unsigned(2) : 1
        guard step > 0 else {
            throw QueryError(.invalidSettingValue, "Table function 'generate_series' requires step > 0")
        }
        let count = stop < start ? 0 : (stop - start) / step &+ 1
        return NumberSequence(start: start, count: count, step: step).table(named: "generate_series")
    }
}

struct GenerateSeriesAliasFunction: TableFunction {
    static let name = "generateSeries"
    static let documentation = GenerateSeriesFunction.documentation

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try GenerateSeriesFunction.table(for: call, arguments, environment)
    }
}

/// `start`, `start + step`, …: `count` numbers, or no end.
struct NumberSequence: Sendable {
    let start: UInt64
    let count: UInt64?
    let step: UInt64

    func table(named name: String) -> any Table {
        RowsTable(
            engineName: "SystemNumbers", header: [ColumnHeader(name: name, type: .uint64)],
            totalRows: count.map { Int(clamping: $0) }
        ) { request in
            let claims = Claims(count: min(count ?? .max, request.rowsWanted.map { UInt64($0) } ?? .max))
            let streams = max(1, min(request.streamsMax, Int(clamping: claims.count / UInt64(Limits.blockRowsMax))))
            return (0..<streams).map { _ in Source(sequence: self, claims: claims, names: request.columns) }
        }
    }

    /// The rows that nobody has taken yet, shared by the sources.
    private final class Claims: Sendable {
        let count: UInt64
        private let taken = Atomic<UInt64>(0)

        init(count: UInt64) { self.count = count }

        func next() -> Range<UInt64>? {
            let rows = UInt64(Limits.blockRowsMax)
            let from = taken.wrappingAdd(rows, ordering: .relaxed).oldValue
            guard from < count else { return nil }
            return from..<from + min(rows, count - from)
        }
    }

    private final class Source: BlockSource {
        private let sequence: NumberSequence
        private let claims: Claims
        private let names: [String]

        init(sequence: NumberSequence, claims: Claims, names: [String]) {
            self.sequence = sequence
            self.claims = claims
            self.names = names
        }

        func next() -> Block? {
            guard let range = claims.next() else { return nil }
            var values = [UInt64](repeating: 0, count: range.count)
            let first = sequence.start &+ range.lowerBound &* sequence.step
            for index in values.indices {
                values[index] = first &+ UInt64(truncatingIfNeeded: index) &* sequence.step
            }
            let columns = names.map { BlockColumn(name: $0, type: .uint64, column: .uint64(values)) }
            return Block(columns, rowCount: values.count)
        }
    }
}
