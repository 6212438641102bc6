import Codecs
import Columns
import Errors
import Functions
import Storage
import Testing

/// Bytes that someone made up, behind checksums that are right: an answer or an error, never a trap.
@Suite struct HostilePartTests {
    /// A part of all types whose frames are not compressed, so that their content can be changed in place.
    private func part(isWide: Bool, in directory: TemporaryDirectory) throws -> (Part, MergeTreeLayout) {
        var random = SplitMix(state: 5)
        let columns = try PartRoundTripTests.types.enumerated().map {
            ColumnDeclaration(name: "c\($0)", type: try DataType(parsing: $1))
        }
        var settings = MergeTreeSettings()
        settings.indexGranularity = 10
        let layout = try MergeTreeLayout(
            schema: TableSchema(columns: columns),
            definition: MergeTreeDefinition(sortingKey: [], partitionKey: [], settings: settings), defaultCodec: .none)
        let block = Block(
            try columns.map { column in
                BlockColumn(
                    name: column.name, type: column.type,
                    column: try Column(
                        (0..<30).map { _ in PartRoundTripTests.value(column.type, &random) }, as: column.type))
            }, rowCount: 30)
        let writer = try PartWriter(
            layout, disk: directory.disk, path: "p",
            options: PartWriter.Options(isWide: isWide, codec: .none, isDurable: false, context: .background()))
        try writer.write(SortedBlock(block, keys: []))
        return (try writer.finish(try #require(PartName(parsing: "all_1_1_0")), partitionValues: []), layout)
    }

    /// Changes a byte or a few inside a frame and makes its checksum right again.
    private func forged(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        var frames: [Range<Int>] = []
        var offset = 0
        while offset + 25 <= bytes.count {
            let size = (0..<4).reduce(0) { $0 | Int(bytes[offset + 17 + $1]) << (8 * $1) }
            frames.append(offset..<offset + 16 + size)
            offset += 16 + size
        }
        guard !frames.isEmpty else { return bytes }
        let frame = frames[Int(random.next() % UInt64(frames.count))]
        for _ in 0..<1 + Int(random.next() % 3) where frame.count > 25 {
            let place = frame.lowerBound + 25 + Int(random.next() % UInt64(frame.count - 25))
            bytes[place] =
                random.next() % 2 == 0 ? [0, 0x7F, 0x80, 0xFF][Int(random.next() % 4)] : UInt8(random.next() % 256)
        }
        let content = Array(bytes[frame.lowerBound + 16..<frame.upperBound])
        let hash = CityHash.hash128(content.span)
        for (index, byte) in hash.bytes.enumerated() { bytes[frame.lowerBound + index] = byte }
        return bytes
    }

    @Test("forged values are read as something or refused", arguments: [true, false])
    func forgedValues(isWide: Bool) throws {
        let directory = try TemporaryDirectory()
        let (part, layout) = try part(isWide: isWide, in: directory)
        var random = SplitMix(state: 99)
        let files = part.content.files.filter { $0.hasSuffix(".bin") }.sorted()
        var refused = 0
        for _ in 0..<(isWide ? 600 : 150) {
            let file = files[Int(random.next() % UInt64(files.count))]
            let original = try directory.disk.readAll("p/\(file)")
            try directory.disk.write(forged(original, &random), to: "p/\(file)")
            let reader = try PartReader(part, layout: layout, context: .background())
            for column in layout.schema.columns
            where !isWide || file.hasPrefix("\(column.name).") || file.hasPrefix("\(column.name)%") {
                do {
                    let values = try reader.column(column.name, granules: 0..<reader.granuleCount)
                    for row in 0..<values.count { _ = values.value(at: row) }
                } catch { refused += 1 }
            }
            try directory.disk.write(original, to: "p/\(file)")
        }
        #expect(refused > 0)
    }

    @Test("small files with anything in them are refused or read", arguments: 0..<40)
    func forgedSmallFiles(seed: Int) throws {
        let directory = try TemporaryDirectory()
        let (part, layout) = try part(isWide: seed % 2 == 0, in: directory)
        var random = SplitMix(state: UInt64(seed))
        try directory.disk.removeFile("p/checksums.txt")
        for file in part.content.files.sorted() where !file.hasSuffix(".bin") && file != "checksums.txt" {
            let original = try directory.disk.readAll("p/\(file)")
            var forged = file.contains(".cmrk") ? self.forged(original, &random) : original
            if !file.contains(".cmrk"), !forged.isEmpty {
                forged[Int(random.next() % UInt64(forged.count))] = UInt8(random.next() % 256)
            }
            try directory.disk.write(forged, to: "p/\(file)")
            _ = try? Self.readAll(part, layout)
            try directory.disk.write(original, to: "p/\(file)")
        }
        #expect(try Self.readAll(part, layout) == 30)
    }

    private static func readAll(_ part: Part, _ layout: MergeTreeLayout) throws -> Int {
        let loaded = try PartLoader.load(part.name, disk: part.disk, path: part.path, layout: layout)
        let reader = try PartReader(loaded, layout: layout, context: .background())
        for column in layout.schema.columns { _ = try reader.column(column.name, granules: 0..<reader.granuleCount) }
        return loaded.rowCount
    }
}
