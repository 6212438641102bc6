import Codecs
import Columns
import Errors
import Foundation
import Functions
import Storage
import Testing

/// Bloom filters of ClickHouse 26.9, byte for byte.
@Suite struct BloomFilterTests {
    struct Vector: Decodable {
        let type: String
        let probability: Double
        let insert_select: String
        let rows: Int
        let index_granularity: Int
        let granularity: Int
        let granules_hex: [String]
    }

    static let vectors: [Vector] =
        (try? JSONDecoder().decode([Vector].self, from: Data(testData("bloom-vectors.json")))) ?? []

    @Test("the vectors are there") func vectorsLoad() { #expect(Self.vectors.count >= 15) }

    @Test("a granule's filter has ClickHouse's bytes", arguments: vectors.map(\.insert_select).indices)
    func bytes(index: Int) throws {
        let vector = Self.vectors[index]
        let type = try DataType(parsing: vector.type)
        let column = try #require(try Self.column(vector.insert_select, type: type, rows: vector.rows))
        let declaration = SkipIndexDeclaration(
            name: "i", text: "x", expressions: [.column(0, type: type)], type: "bloom_filter",
            arguments: [.float64(vector.probability)], granularity: vector.granularity)
        let bound = try BoundSkipIndex(declaration)
        let step = vector.index_granularity * vector.granularity
        var granules: [String] = []
        for start in stride(from: 0, to: vector.rows, by: step) {
            var writer = ByteWriter()
            let rows = start..<min(start + step, vector.rows)
            try bound.index.serialise([column.slice(rows)], rowCount: rows.count, to: &writer)
            granules.append(writer.bytes.map { String(format: "%02x", $0) }.joined())
        }
        #expect(granules == vector.granules_hex, "\(vector.type) \(vector.insert_select)")
    }

    /// The values of a generator expression of the vectors; `nil` for those that are not understood.
    static func column(_ expression: String, type: DataType, rows: Int) throws -> Column? {
        var values: [Value] = []
        for row in 0..<rows {
            guard let value = value(expression.replacingOccurrences(of: " ", with: ""), Int64(row), type) else {
                return nil
            }
            values.append(value)
        }
        return try Column(values, as: type)
    }

    static func value(_ expression: String, _ row: Int64, _ type: DataType) -> Value? {
        switch (expression, type.unwrapped) {
        case ("toString(number)", _): .text("\(row)")
        case ("toString(number%3)", _): .text("\(row % 3)")
        case ("toString(number%4)", _): .text("\(row % 4)")
        case ("'same'", _): .text("same")
        case ("repeat('é',number)", _): .text(String(repeating: "é", count: Int(row)))
        case ("number", _), ("toDate(number)", _): .int64(row)
        case ("-number", _): .int64(-row)
        case ("number*1000000007", _): .int64(row * 1_000_000_007)
        case ("number%2", _): .int64(row % 2)
        case ("number/3", _): .float64(Double(row) / 3)
        case ("number/2", _): .float64(Double(row) / 2)
        case ("[toString(number),'x']", _): .array([.text("\(row)"), .text("x")])
        case ("[]", _): .array([])
        case ("range(number)", _): .array((0..<row).map { .int64($0) })
        default: nil
        }
    }
}
