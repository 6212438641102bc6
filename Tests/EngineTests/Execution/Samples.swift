import Columns
import Engine
import Errors
import Functions
import Testing

/// A generator of test data: the same for one seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// Rows of values with their columns: what reference implementations work on.
struct Sample: Sendable {
    var columns: [PlanColumn]
    var rows: [[Value]]

    init(_ columns: [PlanColumn], _ rows: [[Value]]) {
        self.columns = columns
        self.rows = rows
    }

    /// `rowCount` rows of `types`, identifiers from `first` on, few distinct values per column.
    init(_ types: [DataType], rowCount: Int, distinct: Int, seed: UInt64, first: Int = 1) {
        var random = Seeded(seed)
        columns = types.enumerated().map { position, type in
            PlanColumn(identifier: first + position, name: "c\(first + position)", type: type)
        }
        rows = (0..<rowCount).map { _ in types.map { Self.value($0, distinct, &random) } }
    }

    static func value(_ type: DataType, _ distinct: Int, _ random: inout Seeded) -> Value {
        let number = Int.random(in: 0..<distinct, using: &random)
        switch type {
        case .nullable(let inner): return number == 0 ? .null : value(inner, distinct, &random)
        case .lowCardinality(let inner): return value(inner, distinct, &random)
        case .string:
            let short = String(repeating: "x", count: number % 17) + "\(number)"
            return .text(number % 3 == 0 ? "a long string, surely, \(number)" : short)
        case .fixedString(let size): return .string((0..<size).map { UInt8(truncatingIfNeeded: number + $0) })
        case .float64: return .float64(Double(number) / 4 - 3)
        case .int16, .int32, .int64: return .int64(Int64(number) - Int64(distinct / 2))
        case .array(let element):
            return .array((0..<number % 4).map { _ in value(element, distinct, &random) })
        case .tuple(let elements): return .tuple(elements.map { value($0.type, distinct, &random) })
        case .bool: return .uint64(UInt64(number % 2))
        case .uint8: return .uint64(UInt64(number % 256))
        case .int8: return .int64(Int64(number % 256) - 128)
        case .uint128: return .uint128(UInt128(number) << 70)
        default: return .uint64(UInt64(number))
        }
    }

    var types: [DataType] { columns.map(\.type) }

    func block() throws -> Block {
        let laid = try columns.indices.map { position in
            BlockColumn(
                name: columns[position].name, type: columns[position].type,
                column: try Column.laidOut(rows.map { $0[position] }, as: columns[position].type))
        }
        return Block(laid, rowCount: rows.count)
    }

    /// A scan of a table with these rows in blocks of `blockRows`, in `parts` sources.
    func scan(blockRows: Int, parts: Int = 1) throws -> PlanNode {
        .scan(
            ScanNode(
                table: try SampleTable(self, blockRows: blockRows, parts: parts),
                columns: columns.map { ($0, $0.name) }))
    }

    func expression(_ position: Int) -> BoundExpression {
        .column(columns[position].identifier, type: columns[position].type)
    }

    func computed(_ positions: [Int]) -> [ComputedColumn] {
        positions.map { ComputedColumn(columns[$0], expression($0)) }
    }
}

/// How a test runs: sizes that meet the borders of blocks, one thread and two.
struct Setup: Sendable, CustomTestStringConvertible {
    let blockRows: Int
    let threads: Int

    private static let pool = WorkerPool(helpers: 1)

    static let all = [1, 3, 65_536].flatMap { rows in [1, 2].map { Setup(blockRows: rows, threads: $0) } }

    var testDescription: String { "blocks of \(blockRows), \(threads) threads" }

    func resources(_ limits: QueryLimits = QueryLimits()) -> QueryResources {
        let context = QueryContext(
            timeZone: "UTC", startNanoseconds: 0, database: "default", user: "default", queryIdentifier: "test",
            settings: [:])
        return QueryResources(
            context: context, threadsMax: threads, blockRowsMax: blockRows, limits: limits,
            pool: Self.pool)
    }
}

/// All rows of a plan, and what it says of its totals.
func answer(_ plan: PlanNode, _ resources: QueryResources) throws -> (rows: [[Value]], totals: [Value]?) {
    let run = try Executor.run(plan, resources)
    var rows: [[Value]] = []
    while let block = try run.next() {
        rows += valueRows(block)
        guard block.header.map(\.type) == plan.columns.map(\.type) else {
            throw QueryError(.logicalError, "the answer has other types than the plan")
        }
    }
    return (rows, run.totals.map { valueRows($0)[0] })
}

func valueRows(_ block: Block) -> [[Value]] {
    (0..<block.rowCount).map { row in block.columns.map { $0.column.value(at: row) } }
}

/// The rows in an order of their own, for comparing answers that may come in any.
func unordered(_ rows: [[Value]]) -> [String] { rows.map { "\($0)" }.sorted() }
