import Codecs
import Columns
import Errors
import Testing

/// Blocks that ClickHouse wrote in the Native format, by HTTP at revision 0.
struct NativeVectorTests {
    struct Vector: Decodable, CustomStringConvertible {
        let sql: String
        let group: String
        let hex: String

        var description: String { sql }
    }

    /// Types that Colonnade does not have, and blocks of other settings.
    private static let foreignGroups = ["variant", "dynamic-flat", "json-string", "native-types-binary"]

    private func blocks(_ bytes: [UInt8]) throws -> [Block] {
        var reader = ByteReader(bytes)
        var blocks: [Block] = []
        while !reader.isAtEnd { blocks.append(try NativeBlockParser.read(from: &reader, revision: 0)) }
        return blocks
    }

    @Test func blocksAreReadAndWrittenAsClickHouseDoes() throws {
        var compared = 0
        for vector in try TestData.decode([Vector].self, from: "native-blocks.json") {
            guard !Self.foreignGroups.contains(vector.group), !vector.sql.contains("AS Time") else { continue }
            // `Nested` is known as the array of tuples that it is.
            guard !vector.sql.contains("Nested") else { continue }
            let expected = bytes(ofHex: vector.hex)
            do {
                var written: [UInt8] = []
                for block in try blocks(expected) { written += try NativeWriter(revision: 0).write(block) }
                #expect(written == expected, "\(vector)")
                compared += 1
            } catch {
                Issue.record("\(vector): \(error)")
            }
        }
        #expect(compared > 85)
    }

    @Test func everyBlockArrivesInPieces() throws {
        for vector in try TestData.decode([Vector].self, from: "native-blocks.json") {
            guard !Self.foreignGroups.contains(vector.group), !vector.sql.contains("AS Time") else { continue }
            let whole = bytes(ofHex: vector.hex)
            var reader = NativeReader()
            var count = 0
            for byte in whole {
                reader.append([byte])
                while try reader.next() != nil { count += 1 }
            }
            reader.finish()
            while try reader.next() != nil { count += 1 }
            let expected = try blocks(whole).count
            #expect(count == expected, "\(vector)")
        }
    }

    @Test func aCutStreamIsAnError() throws {
        let block = Block(
            [BlockColumn(name: "x", type: .uint64, column: .uint64([1, 2, 3]))], rowCount: 3)
        let bytes = try NativeWriter(revision: 0).write(block)
        for end in 1..<bytes.count {
            var reader = NativeReader()
            reader.append(bytes[..<end])
            let none = try reader.next()
            #expect(none?.rowCount == nil)
            reader.finish()
            let error = #expect(throws: QueryError.self) { while try reader.next() != nil {} }
            #expect(error?.code == .cannotReadAllData)
        }
    }

    /// What clickhouse-connect looks for, and what the revision changes.
    @Test func revisionsChangeTheHeader() throws {
        let block = Block([BlockColumn(name: "check", type: .uint8, column: .uint8([1]))], rowCount: 1)
        let connect = try NativeWriter(revision: 54_405).write(block)
        #expect(Array(connect[..<16]) == bytes(ofHex: "010002ffffffff00010105636865636b"))
        let current = try NativeWriter(revision: NativeRevision.current).write(block)
        #expect(current == bytes(ofHex: "010002ffffffff00010105636865636b0555496e74380001"))
        let later = try NativeWriter(revision: 54_480).write(block)
        #expect(Array(later[..<10]) == bytes(ofHex: "010002ffffffff030000"))
        for bytes in [connect, current, later] {
            var reader = ByteReader(bytes)
            let revision = bytes == connect ? 54_405 : bytes == current ? NativeRevision.current : 54_480
            #expect(try NativeBlockParser.read(from: &reader, revision: revision).columns[0].name == "check")
        }
    }

    @Test func zonesAndDictionariesDependOnTheRevision() throws {
        let dictionary = LowCardinalityColumn(
            dictionary: .string(StringColumn(["", "a"])), codes: [1, 0], isNullable: false)
        let block = Block(
            [
                BlockColumn(name: "t", type: .dateTime(zone: "UTC"), column: .uint32([1, 2])),
                BlockColumn(name: "l", type: .lowCardinality(.string), column: .lowCardinality(dictionary)),
            ], rowCount: 2)
        func types(_ revision: Int, keepsDictionaries: Bool = true) throws -> [String] {
            let bytes = try NativeWriter(revision: revision, keepsDictionaries: keepsDictionaries).write(block)
            var reader = ByteReader(bytes)
            let read = try NativeBlockParser.read(from: &reader, revision: revision)
            #expect(read.columns[1].column.value(at: 0) == .text("a"))
            return read.columns.map(\.type.name)
        }
        #expect(try types(0) == ["DateTime", "LowCardinality(String)"])
        #expect(try types(0, keepsDictionaries: false) == ["DateTime", "String"])
        #expect(try types(54_337) == ["DateTime('UTC')", "String"])
        #expect(try types(54_460) == ["DateTime('UTC')", "LowCardinality(String)"])
    }

    /// Whatever the bytes, reading ends in a block or an error.
    @Test func damageIsAnError() throws {
        var random = Sequence64(3)
        for vector in try TestData.decode([Vector].self, from: "native-blocks.json") where !vector.hex.isEmpty {
            for _ in 0..<20 {
                var damaged = bytes(ofHex: vector.hex)
                damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: random.next())
                if random.next() % 3 == 0 { damaged.removeLast(Int(random.next() % UInt64(damaged.count))) }
                do {
                    _ = try blocks(damaged)
                } catch {
                    #expect((error as? QueryError)?.code != .logicalError, "\(vector): \(error)")
                }
            }
        }
    }

    @Test func equalKeysAreOneValue() throws {
        // LowCardinality(String) with the key "a" twice.
        let head = bytes(ofHex: "01020173") + [22] + Array("LowCardinality(String)".utf8)
        let data = bytes(
            ofHex: "0100000000000000" + "0006000000000000" + "0300000000000000" + "0001610161"
                + "0200000000000000" + "0102")
        let column = try #require(try blocks(head + data).first?.columns.first?.column)
        guard case .lowCardinality(let values) = column else {
            Issue.record("not a dictionary")
            return
        }
        #expect(values.codes == [1, 1])
    }
}
