import Columns
import Errors
import Foundation
import Functions
import Testing

/// Functions over windows, against ClickHouse: `Data/Windows/windows.tsv`, written by
/// `Tests/Differential/window_golden.py`.
@Test("functions over windows answer as ClickHouse does") func windowGolden() throws {
    guard let file = Bundle.module.url(forResource: "Data/Windows/windows", withExtension: "tsv") else {
        Issue.record("there are no golden windows")
        return
    }
    let cases = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    #expect(cases.count > 500)
    var failures: [String] = []
    for line in cases {
        let golden = try WindowCase(line)
        if let failure = golden.failure() { failures.append("\(golden.title): \(failure)") }
    }
    #expect(
        failures.isEmpty, "\(failures.count) of \(cases.count):\n\(failures.prefix(30).joined(separator: "\n"))")
}

private struct WindowCase {
    let title: String
    private let name: String
    private let parameters: [Value]
    private let isDescending: Bool
    private let frame: FrameSpecification
    private let types: [DataType]
    private let rows: [[Value]]

    struct Malformed: Error {}

    init(_ line: Substring) throws {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 4 else { throw Malformed() }
        let call = String(fields[0])
        guard case .aggregateFunction(let state) = try DataType(parsing: "AggregateFunction(\(call), UInt8)") else {
            throw Malformed()
        }
        name = state.name
        parameters = state.parameters
        isDescending = fields[1] == "desc"
        frame = try Self.frame(fields[2])
        var bytes: [UInt8] = []
        var rest = fields[3].utf8.makeIterator()
        func digit(_ byte: UInt8) -> UInt8 { byte <= 0x39 ? byte &- 0x30 : (byte | 0x20) &- 0x57 }
        while let high = rest.next(), let low = rest.next() { bytes.append(digit(high) << 4 | digit(low)) }
        var reader = RowBinaryReader(bytes)
        let types = try reader.readHeader()
        var rows: [[Value]] = []
        while !reader.isAtEnd { rows.append(try types.map { try reader.readValue($0) }) }
        self.types = types
        self.rows = rows
        title = "\(call) \(types.dropFirst().map(\.name)) \(fields[1]) \(types[0].name) [\(fields[2])]"
    }

    private static func frame(_ text: Substring) throws -> FrameSpecification {
        if text.isEmpty { return .standard }
        let words = text.split(separator: " ")
        let unit: FrameSpecification.Unit = words[0] == "rows" ? .rows : words[0] == "range" ? .range : .groups
        return FrameSpecification(unit: unit, begin: try bound(words[1]), end: try bound(words[2]))
    }

    private static func bound(_ word: Substring) throws -> FrameSpecification.Bound {
        switch word {
        case "up": return .unboundedPreceding
        case "uf": return .unboundedFollowing
        case "c": return .currentRow
        default:
            guard let offset = UInt64(word.dropFirst()) else { throw Malformed() }
            return word.hasPrefix("p") ? .preceding(.uint64(offset)) : .following(.uint64(offset))
        }
    }

    func failure() -> String? {
        do {
            let columns = try types.indices.map { place in try Column(rows.map { $0[place] }, as: types[place]) }
            let key = (TypedColumn(type: types[0], column: columns[0]), SortDirection(isDescending: isDescending))
            let partition = try WindowPartition(frame: frame, orderBy: [key], rowCount: rows.count)
            let arguments = Array(columns[1..<columns.count - 1])
            let argumentTypes = Array(types[1..<types.count - 1])
            let result: Column
            if let function = WindowFunctions.function(named: name) {
                let bound = argumentTypes.map { Argument(type: $0) }
                let type = try function.result(of: bound)
                if type != types[types.count - 1] { return "\(types[types.count - 1].name) was expected: \(type.name)" }
                let typed = zip(argumentTypes, arguments).map { TypedColumn(type: $0, column: $1) }
                result = try function.evaluate(typed, over: partition, to: type)
            } else {
                let bound = try AggregateRegistry.bind(
                    name: name, parameters: parameters, arguments: argumentTypes, distinct: false)
                result = try AggregateWindow.evaluate(bound, arguments, over: partition)
            }
            for (row, expected) in rows.enumerated() {
                let actual = result.value(at: row)
                if expected[expected.count - 1].agrees(with: actual) { continue }
                return "row \(row): \(expected[expected.count - 1].literal) was expected: \(actual.literal)"
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// However a frame is computed (running, sliding, alone or by the tree), it is the aggregate of its rows.
@Test(arguments: [
    "sum", "avg", "groupArray", "quantileExact", "uniqExact", "stddevPop", "max", "any", "anyLast", "count",
])
func frameIsAggregateOfItsRows(name: String) throws {
    let count = 3_000
    let values: [Double] = (0..<count).map { Double(($0 * 7919) % 1_013) / 8 }
    let column = Column.float64(values)
    let bound = try AggregateRegistry.bind(name: name, parameters: [], arguments: [.float64], distinct: false)
    for width in [0, 5, 400, 2_500] {
        let starts = (0..<count).map { max(0, $0 - width) }
        let ends = (0..<count).map { min(count, $0 + width / 2 + 1) }
        let partition = WindowPartition(
            rowCount: count, frameStarts: starts, frameEnds: ends, peerStarts: Array(0..<count),
            peerEnds: Array(1...count))
        let result = try AggregateWindow.evaluate(bound, [column], over: partition)
        for row in stride(from: 0, to: count, by: 97) {
            var states = bound.prototype
            states.grow(to: 1)
            let rows = starts[row]..<ends[row]
            try states.update([column.slice(rows)], rowCount: rows.count, group: 0)
            let expected = try states.results().value(at: 0)
            #expect(expected.agrees(with: result.value(at: row)), "\(name), frame \(rows)")
        }
    }
}

@Test("a frame that ends before it begins is refused") func wrongFrames() {
    let two = Value.uint64(2)
    let one = Value.uint64(1)
    let wrong: [(FrameSpecification.Bound, FrameSpecification.Bound)] = [
        (.preceding(one), .preceding(two)), (.following(two), .following(one)), (.currentRow, .preceding(one)),
        (.following(one), .currentRow), (.unboundedFollowing, .currentRow),
    ]
    for (begin, end) in wrong {
        #expect(throws: QueryError.self) {
            try WindowPartition(
                frame: FrameSpecification(unit: .rows, begin: begin, end: end), orderBy: [], rowCount: 3)
        }
    }
}
