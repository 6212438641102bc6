import Columns
import Errors
import Foundation
import Functions

/// One line of `Data/Aggregates/<family>.tsv`, as `Tests/Differential/aggregate_golden.py` writes it.
struct AggregateCase: Sendable {
    let name: String
    /// Refused cases have parameters only.
    let stateType: String
    let sql: String
    let types: [DataType]
    let rows: [[Value]]
    let refusal: Int32?
    let resultType: DataType?
    let result: Value?
    let state: [UInt8]

    struct Malformed: Error {}

    struct Unreadable: Error {
        let line: String
        let reason: String
    }

    static var folder: URL? { Bundle.module.url(forResource: "Data/Aggregates", withExtension: nil) }

    static var families: [String] {
        guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            return []
        }
        return files.filter { $0.hasSuffix(".tsv") }.map { String($0.dropLast(4)) }.sorted()
    }

    static func load(_ family: String) throws -> [AggregateCase] {
        guard let file = folder?.appendingPathComponent("\(family).tsv") else { throw Malformed() }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            do { return try AggregateCase(line) } catch {
                throw Unreadable(line: String(line.prefix(300)), reason: "\(error)")
            }
        }
    }

    private init(_ line: Substring) throws {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 6 else { throw Malformed() }
        name = String(fields[0])
        stateType = String(fields[1])
        sql = String(fields[2])
        var arguments = RowBinaryReader(try Self.bytes(fields[3]))
        let types = try arguments.readHeader()
        var rows: [[Value]] = []
        while !arguments.isAtEnd { rows.append(try types.map { try arguments.readValue($0) }) }
        // `count()` takes rows, but no argument.
        let hasArguments = !sql.contains("() FROM")
        self.types = hasArguments ? types : []
        self.rows = hasArguments ? rows : rows.map { _ in [] }
        if fields[4].hasPrefix("error ") {
            refusal = Int32(fields[4].dropFirst(6))
            resultType = nil
            result = nil
        } else {
            refusal = nil
            var answer = RowBinaryReader(try Self.bytes(fields[4]))
            let type = try answer.readHeader()
            resultType = type.first
            result = try answer.readValue(type[0])
        }
        state = try Self.bytes(fields[5])
    }

    private static func bytes(_ hex: Substring) throws -> [UInt8] {
        var result: [UInt8] = []
        var rest = hex.utf8.makeIterator()
        func digit(_ byte: UInt8) -> UInt8 { byte <= 0x39 ? byte &- 0x30 : (byte | 0x20) &- 0x57 }
        while let high = rest.next(), let low = rest.next() { result.append(digit(high) << 4 | digit(low)) }
        return result
    }

    /// The parameters in the state type, or of a refused call.
    var parameters: [Value] {
        get throws {
            if refusal != nil {
                if stateType.isEmpty { return [] }
                guard
                    case .aggregateFunction(let state) = try DataType(
                        parsing: "AggregateFunction(f\(stateType), UInt8)")
                else { throw Malformed() }
                return state.parameters
            }
            guard case .aggregateFunction(let state) = try DataType(parsing: stateType) else { throw Malformed() }
            return state.parameters
        }
    }

    func bind() throws -> BoundAggregate {
        try AggregateRegistry.bind(name: name, parameters: try parameters, arguments: types, distinct: false)
    }

    func columns(_ rows: [[Value]]) throws -> [Column] {
        try types.indices.map { position in try Column(rows.map { $0[position] }, as: types[position]) }
    }

    /// Two rows decide equally: ClickHouse takes the one that an unstable sort puts first.
    var hasArbitraryTie: Bool {
        name == "argMin" && sql.contains("[9,8,8,9]")
            || name.contains("topK")
                && ["range(", "[4, 5, -6, 4]", "[5, 3, 1, 4, 2, 3]", "'zz'"].contains { sql.contains($0) }
    }

    /// The state is a set: adding it to itself changes nothing.
    var isSet: Bool { ["uniq", "groupUniq", "Distinct"].contains { name.contains($0) } }

    /// The order in which the state's elements stand is not defined, or depends on a table's layout.
    var stateIsUnordered: Bool {
        [
            "uniq", "groupUniq", "topK", "entropy", "Distinct", "cramers", "theilsU", "contingency", "BFloat16",
            "Weighted", "groupArraySorted", "Intersect",
        ].contains {
            name.contains($0)
        } || sql.contains("Map(") || name == "count" && sql.contains("DISTINCT")
    }
}

extension Value {
    /// Equal, with NaN equal to itself and floats within nine digits.
    func agrees(with other: Value) -> Bool {
        switch (self, other) {
        case (.float64(let left), .float64(let right)):
            if left.isNaN { return right.isNaN }
            return left == right || abs(left - right) <= max(abs(left), abs(right)) * 1e-9
        case (.array(let left), .array(let right)), (.tuple(let left), .tuple(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.agrees(with: $1) }
        default: return self == other
        }
    }

    /// Arrays in an order of their own, for results whose order is not defined.
    var sorted: Value {
        guard case .array(let elements) = self else { return self }
        return .array(elements.sorted { "\($0)" < "\($1)" })
    }
}
