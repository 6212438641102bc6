import Codecs
import Columns
import Errors
import Testing

struct ByteReaderTests {
    @Test(arguments: [0, 1, 127, 128, 300, 16_384, UInt64.max >> 1, UInt64.max] as [UInt64])
    func variableNumbersComeBack(value: UInt64) throws {
        var writer = ByteWriter()
        writer.writeVarUInt(value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readVarUInt() == value)
        #expect(reader.isAtEnd)
    }

    @Test func tooLongNumbersAreRefused() {
        var reader = ByteReader([UInt8](repeating: 0x80, count: 12))
        let error = #expect(throws: QueryError.self) { try reader.readVarUInt() }
        #expect(error?.code == .incorrectData)
    }

    @Test func whatIsNotThereIsAnError() throws {
        var reader = ByteReader([1, 2, 3])
        #expect(throws: QueryError(.cannotReadAllData, "Cannot read all data. Bytes read: 3. Bytes expected: 8.")) {
            try reader.readFixed(UInt64.self)
        }
        #expect(reader.shortfall == 5)
        #expect(throws: QueryError.self) { try reader.readArray(of: UInt64.self, count: Int.max) }
        #expect(throws: QueryError.self) { try reader.readArray(of: UInt64.self, count: -1) }
        #expect(try reader.readBytes(3) == [1, 2, 3])
        #expect(throws: QueryError(.attemptToReadAfterEof, "Attempt to read after eof")) { try reader.readByte() }
    }

    @Test func countsAreBounded() {
        var writer = ByteWriter()
        writer.writeVarUInt(UInt64.max)
        var reader = ByteReader(writer.bytes)
        let error = #expect(throws: QueryError.self) { try reader.readString() }
        #expect(error?.code == .tooLargeArraySize)
    }

    @Test func arraysAreCopiedWhole() throws {
        var writer = ByteWriter()
        writer.writeArray([1, -2, 3, -4] as [Int32], in: 1..<4)
        writer.writeFixed(2.5)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.readArray(of: Int32.self, count: 3) == [-2, 3, -4])
        #expect(try reader.readFixed(Double.self) == 2.5)
    }

    @Test func stringsComeBack() throws {
        let column = StringColumn(["", "a", String(repeating: "long", count: 100), "b"])
        var writer = ByteWriter()
        writer.writeStrings(column, rows: 1..<4)
        var reader = ByteReader(writer.bytes)
        let read = try reader.readStrings(count: 3)
        #expect((0..<3).map { read.text(at: $0) } == (1..<4).map { column.text(at: $0) })
        var cut = ByteReader(Array(writer.bytes.dropLast()))
        #expect(throws: QueryError.self) { try cut.readStrings(count: 3) }
        #expect(cut.shortfall == 1)
    }

    /// Readers of streams wait for the rest: they have to know that some is missing.
    @Test func aNumberThatIsCutInTheMiddleWantsMore() {
        for bytes: [UInt8] in [[], [0xBC], [0xBC, 0xA9], [0xFF, 0xFF, 0xFF]] {
            var reader = ByteReader(bytes)
            #expect(throws: QueryError.self) { try reader.readVarUInt() }
            #expect(reader.shortfall == 1)
            #expect(reader.offset == 0)
        }
    }
}
