import Codecs
import Columns
import Errors
import Functions
import Storage
import Testing

/// Parts with columns of `Variant`, `Dynamic` and `JSON` that ClickHouse 26.9 wrote, and the rows that it read from
/// them; `Tests/Differential/mixture_parts.py` makes them.
@Suite struct MixturePartTests {
    private static let archive: [String: [(path: String, bytes: [UInt8])]] = {
        guard let files = try? readTar(testData("mixture-parts.tar")) else { return [:] }
        let named = files.map { file in
            let end = file.bytes.firstIndex(of: 10) ?? 0
            return (
                path: String(decoding: file.bytes[..<end], as: UTF8.self), bytes: Array(file.bytes[(end + 1)...])
            )
        }
        return Dictionary(grouping: named) { String($0.path.split(separator: "/")[1]) }
    }()

    private static let names = [
        "wide_variant", "wide_dynamic", "wide_json", "compact_variant", "compact_dynamic", "compact_json",
    ]

    private func part(_ name: String, in directory: TemporaryDirectory) throws -> (Part, MergeTreeLayout) {
        var folder = ""
        var columns: [ColumnDeclaration] = []
        for file in try #require(Self.archive[name]) {
            let fields = file.path.split(separator: "/")
            guard fields.count == 4 else { continue }
            folder = String(fields[2])
            try directory.disk.createDirectory(folder)
            try directory.disk.write(file.bytes, to: "\(folder)/\(fields[3])")
            guard fields[3] == "columns.txt" else { continue }
            for entry in try ColumnsFile(parsing: String(decoding: file.bytes, as: UTF8.self)).entries {
                if let type = entry.type { columns.append(ColumnDeclaration(name: entry.name, type: type)) }
            }
        }
        let layout = try MergeTreeLayout(
            schema: TableSchema(columns: columns),
            definition: MergeTreeDefinition(sortingKey: [], partitionKey: [], settings: MergeTreeSettings()))
        let part = try PartLoader.load(
            try #require(PartName(parsing: folder)), disk: directory.disk, path: folder, layout: layout)
        return (part, layout)
    }

    @Test("every value of several types in a part that ClickHouse wrote is read", arguments: names)
    func readsAllRows(name: String) throws {
        let directory = try TemporaryDirectory()
        let (part, layout) = try part(name, in: directory)
        let reader = try PartReader(part, layout: layout, context: .background())
        var columns: [Column] = []
        for column in layout.schema.columns {
            columns.append(try reader.column(column.name, granules: 0..<reader.granuleCount))
        }
        let rows = try #require(Self.archive[name]?.first { $0.path.hasSuffix(".RowBinaryWithNamesAndTypes") })
        var expected = ByteReader(rows.bytes)
        let count = try expected.readCount(max: 100, of: "columns")
        for _ in 0..<2 * count { _ = try expected.readText() }
        #expect(part.rowCount == 50 && count == columns.count)
        for row in 0..<part.rowCount {
            for (column, declaration) in zip(columns, layout.schema.columns) {
                let value = try expected.readValue(of: declaration.type)
                #expect(
                    column.value(at: row).literal == value.literal, "column \(declaration.name), row \(row)")
            }
        }
        #expect(expected.isAtEnd)
        // A granule by itself.
        for (column, declaration) in zip(columns, layout.schema.columns) {
            let second = try reader.column(declaration.name, granules: 2..<3)
            let rows = reader.rows(of: 2..<3)
            #expect((0..<rows.count).allSatisfy { second.value(at: $0) == column.value(at: rows.lowerBound + $0) })
        }
    }
}
