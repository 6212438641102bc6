import Columns
import Errors
import Formats
import Testing

/// What data leave out is said to the caller, who has the defaults.
struct MissingValueTests {
    private func read(_ text: String, as format: String, _ structure: String, _ settings: [String: String] = [:]) throws
        -> (block: Block, missing: [[UInt8]])
    {
        let reader = try FormatRegistry.input(format).reader(
            try Formatted.header(structure), Formatted.options(settings), Pieces(Array(text.utf8)))
        let block = try #require(try reader.next())
        #expect(try reader.next() == nil)
        return (block, reader.missing)
    }

    @Test func aColumnThatNoRowHasIsLeftOut() throws {
        let (block, missing) = try read("{\"a\":1}\n{\"a\":2}\n", as: "JSONEachRow", "a UInt8, b String")
        #expect(block.columns.map(\.name) == ["a"])
        #expect(missing == [[]])
    }

    @Test func rowsWithoutAValueAreMarked() throws {
        let (block, missing) = try read(
            "{\"a\":1,\"b\":\"x\"}{\"b\":null}{\"a\":3}", as: "JSONEachRow", "a UInt8, b String")
        #expect(missing == [[0, 1, 0], [0, 1, 1]])
        #expect(block.columns.map { $0.column.value(at: 1) } == [.uint64(0), .text("")])
    }

    @Test func emptyFieldsOfCSVAreMarked() throws {
        let (_, missing) = try read("1,\n,\"\"\n", as: "CSV", "a UInt8, b String")
        #expect(missing == [[0, 1], [1, 0]])
    }

    @Test func theWordDefaultIsNoValue() throws {
        let (_, missing) = try read("(1, DEFAULT), (default, 'default')", as: "Values", "a UInt8, b String")
        #expect(missing == [[0, 1], [1, 0]])
    }

    @Test func defaultsMayBeTheTypes() throws {
        let off = ["input_format_defaults_for_omitted_fields": "0"]
        let (block, missing) = try read("{\"a\":1}", as: "JSONEachRow", "a UInt8, b String", off)
        #expect(block.columns.map(\.name) == ["a", "b"])
        #expect(missing == [[], []])
    }

    @Test func nullIsRefusedWhenSaid() throws {
        let strict = ["input_format_null_as_default": "0"]
        for format in ["TSV", "CSV"] {
            #expect(throws: QueryError.self) { try read("\\N\n", as: format, "a UInt8", strict) }
        }
    }

    @Test func settingsThatAreNotFollowedAreRefused() throws {
        #expect {
            try read("{}", as: "JSONEachRow", "a UInt8", ["input_format_import_nested_json": "1"])
        } throws: { error in
            (error as? QueryError)?.code == .notImplemented
        }
    }

    @Test func unknownFieldsAreRefusedWhenSaid() throws {
        let strict = ["input_format_skip_unknown_fields": "0"]
        #expect {
            try read("{\"z\":1}", as: "JSONEachRow", "a UInt8", strict)
        } throws: { error in
            (error as? QueryError)?.code == .incorrectData
        }
    }
}
