import Columns
import Errors
import Functions
import SQLSyntax
import Storage

struct ZerosFunction: TableFunction {
    static let name = "zeros"
    static let documentation = FunctionDocumentation(
        summary: "A column `zero` with so many zeros.",
        examples: [.init(sql: "(SELECT count() FROM zeros(5))", result: "5")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...1)
        let count = Int(clamping: try arguments.unsigned(0))
        return ZeroSequence(count: count).table()
    }
}

/// `count` zeros, or no end.
struct ZeroSequence: Sendable {
    let count: Int?

    func table() -> any Table {
        RowsTable(
            engineName: "SystemZeros", header: [ColumnHeader(name: "zero", type: .uint8)], totalRows: count
        ) { request in
            [ZerosSource(rows: min(count ?? .max, request.rowsWanted ?? .max), names: request.columns)]
        }
    }
}

struct ZerosParallelFunction: TableFunction {
    static let name = "zeros_mt"
    static let documentation = ZerosFunction.documentation

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try ZerosFunction.table(for: call, arguments, environment)
    }
}

// `@unchecked`: pulled by one thread at a time, as every source.
private final class ZerosSource: BlockSource, @unchecked Sendable {
    private var rows: Int
    private let names: [String]

    init(rows: Int, names: [String]) {
        self.rows = rows
        self.names = names
    }

    func next() -> Block? {
        guard rows > 0 else { return nil }
        let count = min(rows, Limits.blockRowsMax)
        rows -= count
        let zeros = Column.uint8([UInt8](repeating: 0, count: count))
        return Block(names.map { BlockColumn(name: $0, type: .uint8, column: zeros) }, rowCount: count)
    }
}

struct OneRowFunction: TableFunction {
    static let name = "one"
    static let documentation = FunctionDocumentation(
        summary: "One row with a column `dummy` of 0.",
        examples: [.init(sql: "(SELECT dummy FROM one())", result: "0")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(0...0)
        let column = BlockColumn(name: "dummy", type: .uint8, column: .uint8([0]))
        return RowsTable(
            engineName: "SystemOne", header: [ColumnHeader(name: "dummy", type: .uint8)],
            blocks: [Block([column], rowCount: 1)])
    }
}
