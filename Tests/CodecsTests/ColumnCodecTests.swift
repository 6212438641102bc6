import Codecs
import Columns
import Errors
import Testing

struct ColumnCodecTests {
    /// What ClickHouse makes of a `CODEC` clause: its text in `SHOW CREATE TABLE`, or its error.
    struct Clause: Decodable, CustomStringConvertible {
        let codec: String
        let type: String
        let clause: String?
        let code: Int32?
        let message: String?

        var description: String { "CODEC(\(codec)) of \(type)" }
    }

    @Test func clausesAreCheckedAsClickHouseDoes() throws {
        for row in try TestData.decode([Clause].self, from: "codec-clauses.json") {
            let type = try DataType(parsing: row.type)
            do {
                let codec = try ColumnCodec(try CodecDescription.list(parsing: row.codec), for: type)
                #expect(codec.clause == row.clause, "\(row)")
            } catch {
                #expect(error.code.rawValue == row.code, "\(row): \(error)")
                #expect(error.message == row.message, "\(row)")
            }
        }
    }

    @Test func suspiciousChainsCanBeAllowed() throws {
        let list = try CodecDescription.list(parsing: "CODEC(LZ4, Delta)")
        #expect(try ColumnCodec(list, for: .uint16, permissions: .all).clause == "CODEC(LZ4, Delta(2))")
    }

    @Test func eachStreamHasItsChain() throws {
        let codec = try ColumnCodec(try CodecDescription.list(parsing: "Delta, ZSTD(2)"), for: .array(.uint32))
        #expect(try codec.chain(for: .values(.uint32), default: .lz4).declaration == "Delta(4), ZSTD(2)")
        #expect(try codec.chain(for: .structure, default: .lz4).declaration == "ZSTD(2)")
        let plain = try ColumnCodec(try CodecDescription.list(parsing: "Gorilla"), for: .float64)
        #expect(try plain.chain(for: .structure, default: .lz4).declaration == "NONE")
        let standard = try ColumnCodec(try CodecDescription.list(parsing: "Delta, Default"), for: .uint64)
        #expect(try standard.chain(for: .values(.uint64), default: .zstd(level: 3)).declaration == "Delta(8), ZSTD(3)")
    }

    @Test(arguments: ["", "LZ4,", "LZ4(", "ZSTD(1", "CODEC(LZ4", "ZSTD(x y)", "LZ4 LZ4", "T64('bit"])
    func textThatIsNoListIsRefused(text: String) {
        let error = #expect(throws: QueryError.self) { try CodecDescription.list(parsing: text) }
        #expect(error?.code == .syntaxError)
    }
}
