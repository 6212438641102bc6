import Columns
import Errors
import Formats
import Testing

struct PrometheusTests {
    @Test func metricsAreWrittenAsClickHouseDoes() throws {
        let header = try Formatted.header(
            "name String, type String, help String, labels Map(String, String), value Float64, timestamp UInt64")
        func label(_ name: String, _ value: String) -> Value { .array([.tuple([.text(name), .text(value)])]) }
        let rows: [[Value]] = [
            [
                .text("requests"), .text("counter"), .text("All"), label("code", "200"), .float64(5),
                .uint64(1_700_000_000_000),
            ],
            [
                .text("requests"), .text("counter"), .text("All"), label("code", "a\"b"), .float64(.infinity),
                .uint64(0),
            ],
            [.text("up"), .text(""), .text(""), .array([]), .float64(1), .uint64(0)],
        ]
        let columns = try header.enumerated().map { position, column in
            BlockColumn(
                name: column.name, type: column.type,
                column: try Column(rows.map { $0[position] }, as: column.type))
        }
        let bytes = try Formatted.write(Block(columns, rowCount: rows.count), as: "Prometheus")
        let expected = """
            # HELP requests All
            # TYPE requests counter
            requests{code="200"} 5 1700000000000
            requests{code="a\\"b"} +Inf

            up 1


            """
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func nameAndValueAreNeeded() throws {
        let header = try Formatted.header("name String")
        #expect { try FormatRegistry.output("Prometheus").writer(header, Formatted.options()) } throws: {
            ($0 as? QueryError)?.code == .badArguments
        }
    }
}
