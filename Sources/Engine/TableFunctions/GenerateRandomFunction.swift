import Columns
import Errors
import Functions
import SQLSyntax
import Storage
import Synchronization

struct GenerateRandomFunction: TableFunction {
    static let name = "generateRandom"
    static let documentation = FunctionDocumentation(
        summary: "Rows without end of random values: "
            + "`generateRandom('a UInt8, b String', seed, longest string, longest array)`.",
        examples: [.init(sql: "(SELECT count() FROM (SELECT * FROM generateRandom('a UInt8') LIMIT 3))", result: "3")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...4)
        let header = try structure(try arguments.text(0))
        for column in header {
            try environment.refuseSuspicious(column.type)
        }
        return try rows(header, arguments, from: 1, environment)
    }

    /// The rows for a seed, the longest string and the longest array, which are the arguments from `first` on.
    static func rows(
        _ header: [ColumnHeader], _ arguments: TableFunctionArguments, from first: Int, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        for column in header { try RandomValues.check(column.type) }
        func number(_ offset: Int) throws(QueryError) -> UInt64? {
            let position = first + offset
            return try number(at: position)
        }
        func number(at position: Int) throws(QueryError) -> UInt64? {
            guard arguments.count > position, arguments.written[position].literal != .null else { return nil }
            return try arguments.unsigned(position)
        }
        var seeds = environment.context.state.nextRandomStream()
        let seed = try number(0) ?? seeds.next()
        let longest = (text: Int(clamping: try number(1) ?? 10), array: Int(clamping: try number(2) ?? 10))
        guard longest.text <= 1 << 20, longest.array <= 1 << 16 else {
            throw QueryError(.badArguments, "Lengths of table function generateRandom are at most 1048576 and 65536")
        }
        let calls = RandomCounter()
        return RowsTable(engineName: "GenerateRandom", header: header, totalRows: nil) { request in
            (0..<max(1, request.streamsMax)).map { _ in
                RandomRowSource(
                    header.filter { request.columns.contains($0.name) }, request.columns,
                    RandomValues(RandomStream(seed: seed, number: calls.next()), longest.text, longest.array),
                    rowsWanted: request.rowsWanted)
            }
        }
    }
}

/// Numbers the streams of one table, so that they differ and a seed gives the same ones again.
private final class RandomCounter: Sendable {
    private let state = Mutex<UInt64>(0)

    func next() -> UInt64 {
        state.withLock { number in
            number &+= 1
            return number
        }
    }
}

// `@unchecked`: pulled by one thread at a time, as every source.
private final class RandomRowSource: BlockSource, @unchecked Sendable {
    private let header: [ColumnHeader]
    private let order: [String]
    private var values: RandomValues
    private var rowsLeft: Int?

    init(_ header: [ColumnHeader], _ order: [String], _ values: RandomValues, rowsWanted: Int?) {
        self.header = header
        self.order = order
        self.values = values
        rowsLeft = rowsWanted
    }

    func next() throws(QueryError) -> Block? {
        let count = min(rowsLeft ?? 8192, 8192)
        guard count > 0 else { return nil }
        rowsLeft = rowsLeft.map { $0 - count }
        var columns: [BlockColumn] = []
        for column in header {
            var rows: [Value] = []
            rows.reserveCapacity(count)
            for _ in 0..<count { rows.append(values.value(of: column.type)) }
            columns.append(
                BlockColumn(name: column.name, type: column.type, column: try .laidOut(rows, as: column.type)))
        }
        return try Block(columns, rowCount: count).selecting(order)
    }
}

/// Random values of a type.
struct RandomValues: Sendable {
    private var stream: RandomStream
    private let textMax: Int
    private let arrayMax: Int

    init(_ stream: RandomStream, _ textMax: Int, _ arrayMax: Int) {
        self.stream = stream
        self.textMax = textMax
        self.arrayMax = arrayMax
    }

    /// Refuses types that have no random values.
    static func check(_ type: DataType) throws(QueryError) {
        switch type {
        case .nullable(let inner), .lowCardinality(let inner), .array(let inner): try check(inner)
        case .map(let key, let value):
            try check(key)
            try check(value)
        case .tuple(let elements): for element in elements { try check(element.type) }
        case .string, .fixedString, .uuid, .ipv4, .ipv6, .enum8, .enum16, .bool: break
        default:
            guard type.isInteger || type.isFloat || type.isDecimal || type.isDateOrDateTime else {
                throw QueryError(.notImplemented, "The 'GenerateRandom' is not implemented for type \(type.name)")
            }
        }
    }

    private mutating func below(_ bound: Int) -> Int { Int(stream.next(upperBound: UInt64(max(1, bound)))) }

    private mutating func wide() -> UInt128 { UInt128(stream.next()) << 64 | UInt128(stream.next()) }

    mutating func value(of type: DataType) -> Value {
        switch type {
        case .nullable(let inner): return below(16) == 0 ? .null : value(of: inner)
        case .lowCardinality(let inner): return value(of: inner)
        case .array(let element): return .array((0..<below(arrayMax + 1)).map { _ in value(of: element) })
        case .map(let key, let element):
            return .array((0..<below(arrayMax + 1)).map { _ in .tuple([value(of: key), value(of: element)]) })
        case .tuple(let elements): return .tuple(elements.map { value(of: $0.type) })
        case .string: return .string((0..<below(textMax + 1)).map { _ in UInt8(32 + below(95)) })
        case .fixedString(let width):
            return .string((0..<width).map { _ in UInt8(truncatingIfNeeded: stream.next()) })
        case .bool: return .uint64(UInt64(below(2)))
        case .enum8(let members), .enum16(let members):
            return .int64(Int64(members.numbers[below(members.numbers.count)]))
        case .float32, .float64: return .float64(Double(Int64(truncatingIfNeeded: stream.next())) / 4096)
        case .date: return .uint64(UInt64(below(65536)))
        case .date32: return .int64(Int64(below(120_530)) - 25_567)
        case .dateTime: return .uint64(stream.next() & 0xFFFF_FFFF)
        case .dateTime64(let precision, _):
            let ticks = (0..<precision).reduce(Int64(1)) { power, _ in power &* 10 }
            return .int64(Int64(below(4_000_000_000)) &* ticks &+ Int64(below(Int(ticks))))
        case .decimal(let precision, _):
            let digits = min(precision, 18)
            return .int64(Int64(below(Int((0..<digits).reduce(Int64(1)) { power, _ in power &* 10 }))))
        default: return integer(type)
        }
    }

    private mutating func integer(_ type: DataType) -> Value {
        switch type.physicalKind {
        case .int8: .int64(Int64(Int8(truncatingIfNeeded: stream.next())))
        case .int16: .int64(Int64(Int16(truncatingIfNeeded: stream.next())))
        case .int32: .int64(Int64(Int32(truncatingIfNeeded: stream.next())))
        case .int64: .int64(Int64(truncatingIfNeeded: stream.next()))
        case .uint8: .uint64(UInt64(UInt8(truncatingIfNeeded: stream.next())))
        case .uint16: .uint64(UInt64(UInt16(truncatingIfNeeded: stream.next())))
        case .uint32: .uint64(UInt64(UInt32(truncatingIfNeeded: stream.next())))
        case .uint128: .uint128(wide())
        case .int128: .int128(Int128(truncatingIfNeeded: wide()))
        default: .uint64(stream.next())
        }
    }
}
