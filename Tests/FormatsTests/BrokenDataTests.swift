import Columns
import Errors
import Formats
import Testing

/// Data that are cut off or changed give rows or errors, never a trap.
struct BrokenDataTests {
    private static let structure = """
        a Int32, b String, c Nullable(Float64), d Array(String), e Map(String, UInt8), f Tuple(x Date, \
        y DateTime64(3)), \
        g LowCardinality(String), h Enum8('p' = 1, 'q' = 2), i Decimal(18, 4), j UUID, k IPv6, l Bool, m FixedString(3)
        """

    @Test(arguments: RoundTripTests.formats) func brokenDataAreRefused(format: String) throws {
        let header = try Formatted.header(Self.structure)
        var random = RandomRows(seed: 5)
        random.texts = RandomTexts(of: format)
        let block = Block(
            zip(try random.block(header.map(\.type), rowCount: 3).columns, header).map {
                BlockColumn(name: $1.name, type: $1.type, column: $0.column)
            }, rowCount: 3)
        let bytes = try Formatted.write(block, as: format)
        var chooser = Sequence64(UInt64(format.utf8.count))
        var outcomes = (rows: 0, errors: 0)
        for round in 0..<400 {
            var broken = bytes
            if round % 2 == 0 { broken.removeLast(chooser.below(broken.count)) }
            for _ in 0..<chooser.below(4) where !broken.isEmpty {
                broken[chooser.below(broken.count)] = UInt8(truncatingIfNeeded: chooser.next())
            }
            var settings: [String: String] = [:]
            if round % 3 == 0 { settings["input_format_allow_errors_num"] = "2" }
            do throws(QueryError) {
                let read = try Formatted.read(
                    Pieces(broken, size: 1 + chooser.below(300)), as: format, header, Formatted.options(settings))
                // What was read can be written.
                _ = try Formatted.write(read, as: "JSONEachRow")
                outcomes.rows += 1
            } catch {
                outcomes.errors += 1
                #expect(error.code != .logicalError, "\(error)")
            }
        }
        #expect(outcomes.errors > 20)
    }

    /// Lengths that nobody sends are refused before memory is taken for them.
    @Test func hostileLengthsAreRefused() throws {
        let length: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        for (structure, bytes) in [
            ("a String", length), ("a Array(UInt8)", length), ("a Array(String)", [0xFF, 0xFF, 0xFF, 0x0F]),
            ("a Map(String, String)", length), ("a Array(Nothing)", [0xFF, 0xFF, 0xFF, 0x0F]),
        ] {
            for format in ["RowBinary", "RowBinaryWithNames", "Native"] {
                let header = try Formatted.header(structure)
                #expect(throws: QueryError.self) {
                    try Formatted.read(Pieces(bytes), as: format, header, Formatted.options())
                }
            }
        }
    }

    @Test func someBrokenRowsMayBeLeftOut() throws {
        let header = try Formatted.header("a Int32, b String")
        let text = "1\tx\nbad\ty\n3\tz\n4\n5\tv\n"
        let options = Formatted.options(["input_format_allow_errors_num": "2"])
        let block = try Formatted.read(Pieces(Array(text.utf8)), as: "TSV", header, options)
        #expect(block.columns[0].column.materialised.count == 3)
        #expect(try Formatted.write(block, as: "CSV") == Array("1,\"x\"\n3,\"z\"\n5,\"v\"\n".utf8))
        let strict = Formatted.options(["input_format_allow_errors_num": "1"])
        #expect {
            try Formatted.read(Pieces(Array(text.utf8)), as: "TSV", header, strict)
        } throws: { error in
            (error as? QueryError)?.message.contains("(at row 4)") == true
        }
    }
}
