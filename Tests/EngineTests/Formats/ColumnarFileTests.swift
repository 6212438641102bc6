import Columns
import Engine
import Errors
import Foundation
import Testing

/// Arrow and Parquet: files by pyarrow, read as ClickHouse reads them, and what is written comes back.
struct ColumnarFileTests {
    private struct Vector: Decodable {
        let name: String
        let format: String
        let hex: String
        let describe: String
        let rows: String

        var bytes: [UInt8] {
            let digits = Array(hex.utf8)
            return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
            }
        }
    }

    private static func vectors() throws -> [Vector] {
        try FormatVectorTests.decode([Vector].self, from: "columnar-files.json")
    }

    /// `Nullable(Tuple(…))` is not a type here: such tuples are read without their own NULLs.
    static func withoutNullableTuples(_ type: String) -> String {
        var text = type
        while let range = text.range(of: "Nullable(Tuple(") {
            var depth = 0
            var index = range.lowerBound
            while index < text.endIndex {
                if text[index] == "(" { depth += 1 }
                if text[index] == ")" {
                    depth -= 1
                    if depth == 0 { break }
                }
                index = text.index(after: index)
            }
            text.remove(at: index)
            text.removeSubrange(range.lowerBound..<text.index(range.lowerBound, offsetBy: 9))
        }
        return text
    }

    @Test func filesAreReadAsClickHouseDoes() throws {
        let instance = try TestInstance()
        for vector in try Self.vectors() {
            let call = "format(\(vector.format), unhex('\(vector.hex)'))"
            do {
                let types = try instance.formatted(
                    "DESCRIBE \(call)", as: "TabSeparated",
                    ["describe_compact_output": "1", "print_pretty_type_names": "0"])
                let rows = try instance.formatted("SELECT * FROM \(call)", as: "TabSeparated")
                let wanted = Self.withoutNullableTuples(vector.describe)
                #expect(String(decoding: types, as: UTF8.self) == wanted, "\(vector.name) \(vector.format)")
                #expect(String(decoding: rows, as: UTF8.self) == vector.rows, "\(vector.name) \(vector.format)")
            } catch {
                Issue.record("\(vector.name) \(vector.format): \(error)")
            }
        }
    }

    /// Types with an expression for their values, of `number`.
    private static let values: [(type: String, expression: String)] = [
        ("Int8", "number - 5"), ("UInt64", "number * 1e18"), ("Int128", "-number * 100000000000000000000"),
        ("UInt256", "pow(2, number)"), ("Float32", "number / 3"), ("Float64", "number / 7"), ("Bool", "number % 2"),
        ("String", "repeat('x', number % 9)"), ("FixedString(3)", "toString(number % 100)"), ("Date", "number"),
        ("Date32", "number - 5"), ("DateTime", "number * 1000"), ("DateTime('Asia/Tokyo')", "number"),
        ("DateTime64(2)", "number / 8"), ("DateTime64(9)", "number / 8"), ("DateTime64(0)", "number"),
        ("UUID", "toUUID('00112233-4455-6677-8899-aabbccddeeff')"), ("IPv4", "number"),
        ("IPv6", "toIPv6('2001:db8::1')"), ("Enum8('a' = 1, 'b' = -2)", "if(number % 2, 'a', 'b')"),
        ("Enum16('x' = 1000)", "'x'"), ("Decimal(9, 2)", "number / 8 - 1"), ("Decimal(18, 5)", "-number / 8"),
        ("Decimal(38, 10)", "number / 8"), ("Decimal(76, 20)", "-number"),
        ("Nullable(Int32)", "if(number % 3 = 0, NULL, number)"),
        ("Nullable(String)", "if(number % 3 = 0, NULL, toString(number))"),
        ("LowCardinality(String)", "toString(number % 4)"),
        ("LowCardinality(Nullable(String))", "if(number % 3 = 0, NULL, toString(number % 5))"),
        ("Array(UInt8)", "range(number % 4)"), ("Array(Array(String))", "[[toString(number)], [], ['a', 'b']]"),
        ("Array(Nullable(Int64))", "if(number % 2, [NULL, number], [])"),
        ("Map(String, UInt32)", "map('a', number, 'b', 2)"), ("Map(String, Array(String))", "map('a', ['x', 'y'])"),
        ("Tuple(Int8, String)", "(number, toString(number))"),
        ("Tuple(x UInt8, `y z` Nullable(String))", "(number, NULL)"),
        ("Array(Tuple(a Int32, b Array(String)))", "[(number, ['p', 'q']), (2, [])]"),
        ("Nullable(DateTime64(6))", "if(number % 2, NULL, number)"), ("Nullable(Decimal(10, 4))", "number / 4"),
        ("Array(Array(Array(UInt16)))", "[[], [range(number % 3), [7]]]"),
    ]

    private static let forms: [(format: String, settings: [String: String])] = [
        ("ArrowStream", [:]), ("Arrow", ["output_format_arrow_compression_method": "zstd"]),
        ("ArrowStream", ["output_format_arrow_compression_method": "none"]), ("Parquet", [:]),
        ("Parquet", ["output_format_parquet_compression_method": "snappy"]),
        (
            "Parquet",
            [
                "output_format_parquet_compression_method": "lz4", "output_format_parquet_row_group_size": "50",
                "output_format_parquet_max_dictionary_size": "20",
            ]
        ),
        ("Parquet", ["output_format_parquet_compression_method": "gzip", "max_block_size": "17"]),
        ("Parquet", ["output_format_parquet_compression_method": "none"]),
        ("Parquet", ["output_format_parquet_compression_method": "brotli"]),
    ]

    @Test func everyTypeComesBack() throws {
        let instance = try TestInstance()
        for (index, value) in Self.values.enumerated() {
            _ = try instance.run("CREATE TABLE source\(index) (c \(value.type), n UInt32) ENGINE = Memory")
            _ = try instance.run(
                "INSERT INTO source\(index) SELECT CAST(\(value.expression) AS \(value.type)), number "
                    + "FROM numbers(150)")
            let wanted = try instance.run("SELECT * FROM source\(index) ORDER BY n")
            for (form, settings) in Self.forms {
                do {
                    let bytes = try instance.formatted("SELECT * FROM source\(index) ORDER BY n", as: form, settings)
                    _ = try instance.run("CREATE OR REPLACE TABLE target (c \(value.type), n UInt32) ENGINE = Memory")
                    try instance.insert(into: "target", bytes, as: form)
                    let got = try instance.run("SELECT * FROM target ORDER BY n")
                    #expect(got == wanted, "\(value.type) in \(form) \(settings)")
                } catch {
                    Issue.record("\(value.type) in \(form) \(settings): \(error)")
                }
            }
        }
    }

    @Test func nullsBecomeDefaultsAndMissingColumnsTheirExpressions() throws {
        let instance = try TestInstance()
        for format in ["ArrowStream", "Parquet"] {
            let bytes = try instance.formatted(
                "SELECT number AS a, if(number = 1, NULL, toString(number))::Nullable(String) AS b FROM numbers(3)",
                as: format)
            _ = try instance.run(
                "CREATE OR REPLACE TABLE t (a UInt8, b String DEFAULT 'none', c UInt64 DEFAULT a + 10) ENGINE = Memory")
            try instance.insert(into: "t", bytes, as: format)
            #expect(try instance.run("SELECT * FROM t ORDER BY a") == "0,'0',10\n1,'none',11\n2,'2',12")
        }
    }

    /// Bytes that are cut off or changed give rows or errors, never a trap.
    @Test func brokenFilesAreRefused() throws {
        let instance = try TestInstance()
        var state: UInt64 = 7
        func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        _ = try instance.run("CREATE TABLE sink (x UInt8) ENGINE = Memory")
        var refused = 0
        for vector in try Self.vectors() {
            let bytes = vector.bytes
            guard !bytes.isEmpty else { continue }
            for round in 0..<16 {
                var broken = bytes
                if round % 4 == 0 { broken.removeLast(below(broken.count)) }
                for _ in 0...below(3) where !broken.isEmpty {
                    broken[below(broken.count)] = round % 3 == 0 ? 0xFF : UInt8(below(256))
                }
                let digits = broken.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
                do {
                    _ = try instance.run("SELECT * FROM format(\(vector.format), unhex('\(digits)')) LIMIT 5")
                } catch let error as QueryError {
                    refused += 1
                    #expect(error.code != .logicalError, "\(vector.name) \(vector.format): \(error)")
                }
            }
        }
        #expect(refused > 400)
    }
}
