import Codecs
import Columns
import Errors
import Foundation
import Testing

/// Columns of parts that ClickHouse wrote, against what it answers for them.
struct GoldenPartTests {
    struct Part: Decodable, CustomStringConvertible {
        let name: String
        let files: [String: Data]
        let expected: Data

        var description: String { name }

        func text(_ file: String) -> String? { files[file].map { String(decoding: $0, as: UTF8.self) } }
    }

    private struct Serialization: Decodable {
        struct Kind: Decodable {
            let name: String?
            let kind: String
            let subcolumns: [Kind]?

            var kindOfColumn: SerialisationKind {
                if let subcolumns { return .tuple(subcolumns.map(\.kindOfColumn)) }
                return kind == "Sparse" ? .sparse : .plain
            }
        }
        let columns: [Kind]?
        let propagate_types_serialization_versions_to_nested_types: Bool?
        let types_serialization_versions: [String: Int]?
    }

    /// A column of `columns.txt`; `type` is nil for types that Colonnade has not.
    private struct PartColumn {
        let name: String
        let type: DataType?
        let plan: ColumnSerialisation?
    }

    private func columns(of part: Part) throws -> [PartColumn] {
        let serialization = try part.files["serialization.json"].map {
            try JSONDecoder().decode(Serialization.self, from: $0)
        }
        let options = SerialisationOptions.part(
            isWide: part.files["data.bin"] == nil,
            stringVersion: serialization?.types_serialization_versions?["string"] ?? 0,
            propagates: serialization?.propagate_types_serialization_versions_to_nested_types ?? false)
        let lines = try #require(part.text("columns.txt")).split(separator: "\n").dropFirst(2)
        return try lines.map { line in
            let end = try #require(line.dropFirst().firstIndex(of: "`"))
            let name = String(line[line.index(after: line.startIndex)..<end])
            let type = try? DataType(parsing: String(line[line.index(end, offsetBy: 2)...]))
            let kind = serialization?.columns?.first { $0.name == name }?.kindOfColumn ?? .plain
            let plan = try type.map {
                try ColumnSerialisation(column: name, type: $0, kind: kind, options: options)
            }
            return PartColumn(name: name, type: type, plan: plan)
        }
    }

    @Test func streamsHaveClickHousesNames() throws {
        for part in try TestData.decode([Part].self, from: "golden-parts.json") {
            guard let text = part.text("columns_substreams.txt") else { continue }
            var streams: [[String]] = []
            for line in text.split(separator: "\n").dropFirst(2) {
                if line.hasPrefix("\t") {
                    streams[streams.count - 1].append(String(line.dropFirst()))
                } else {
                    streams.append([])
                }
            }
            for (column, names) in zip(try columns(of: part), streams) {
                guard let plan = column.plan else { continue }
                #expect(plan.substreams.map(\.name) == names, "\(part) \(column.name)")
            }
        }
    }

    @Test func valuesAreThoseThatClickHouseAnswers() throws {
        for part in try TestData.decode([Part].self, from: "golden-parts.json") {
            let rowCount = try #require(Int(part.text("count.txt") ?? ""))
            let columns = try columns(of: part)
            let values =
                part.files["data.bin"] == nil
                ? try columns.map { try wide($0, of: part, rowCount: rowCount) }
                : try compact(columns, of: part)
            try compare(columns, values, with: [UInt8](part.expected), rowCount: rowCount, part)
        }
    }

    /// Columns that were read are written again, in granules of as many rows as ClickHouse's: the bytes are the same.
    @Test func writingGivesTheSameBytes() throws {
        var compared = 0
        for part in try TestData.decode([Part].self, from: "golden-parts.json") {
            guard ["wide_nullable_sparse", "wide_no_propagate", "wide_old_format"].contains(part.name) else { continue }
            for column in try columns(of: part) {
                guard let plan = column.plan, let values = try wide(column, of: part, rowCount: 300) else { continue }
                var writer = ColumnWriter(plan)
                var buffers = SubstreamBuffers(separateFor: plan)
                writer.writePrefix(to: &buffers)
                let granule = part.name == "wide_nullable_sparse" ? 64 : 300
                for start in stride(from: 0, to: 300, by: granule) {
                    try writer.write(values, rows: start..<min(start + granule, 300), to: &buffers)
                }
                try writer.writeSuffix(to: &buffers)
                for (stream, written) in zip(plan.substreams, buffers.writers) {
                    let file = try #require(part.files[stream.fileStem + ".bin"])
                    let original = try Frames.decompress([UInt8](file))
                    #expect(written.bytes == original, "\(part) \(stream.name)")
                    compared += 1
                }
            }
        }
        #expect(compared > 200)
    }

    private func wide(_ column: PartColumn, of part: Part, rowCount: Int) throws -> Column? {
        guard let plan = column.plan else { return nil }
        var readers = SubstreamReaders(
            separate: try plan.substreams.map { stream in
                let file = try #require(part.files[stream.fileStem + ".bin"], "\(part) \(stream.name)")
                return ByteReader(try Frames.decompress([UInt8](file)))
            })
        var reader = ColumnReader(plan)
        try reader.readPrefix(from: &readers)
        let result = try reader.read(rowCount: rowCount, from: &readers)
        #expect(readers.readers.allSatisfy { $0.isAtEnd }, "\(part) \(column.name)")
        return result
    }

    /// The granules, found by the marks: for each stream of each column two numbers, then the rows.
    private func compact(_ columns: [PartColumn], of part: Part) throws -> [Column?] {
        let data = [UInt8](part.files["data.bin"] ?? Data())
        var marks = ByteReader(try Frames.decompress([UInt8](part.files["data.cmrk4"] ?? Data())))
        var granules = columns.map { _ in [Column]() }
        while true {
            var starts: [(file: Int, block: Int)] = []
            for column in columns {
                for stream in 0..<(column.plan?.substreams.count ?? 1) {
                    let file = Int(try marks.readFixed(UInt64.self))
                    let mark = (file: file, block: Int(try marks.readFixed(UInt64.self)))
                    if stream == 0 { starts.append(mark) }
                }
            }
            let rows = Int(try marks.readFixed(UInt64.self))
            if rows == 0 { break }
            for (index, column) in columns.enumerated() {
                guard let plan = column.plan else { continue }
                let bytes = try Frames.decompress(data, in: starts[index].file..<data.count)
                var readers = SubstreamReaders(joined: ByteReader(bytes, in: starts[index].block..<bytes.count))
                var reader = ColumnReader(plan)
                try reader.readPrefix(from: &readers)
                granules[index].append(try reader.read(rowCount: rows, from: &readers))
            }
        }
        return granules.map { $0.isEmpty ? nil : Column.concatenating($0) }
    }

    /// `expected` is RowBinaryWithNamesAndTypes; the types that we have not are two bytes wide.
    private func compare(
        _ columns: [PartColumn], _ values: [Column?], with expected: [UInt8], rowCount: Int, _ part: Part
    ) throws {
        var reader = ByteReader(expected)
        let count = try reader.readCount(max: 1_000, of: "columns")
        #expect(count == columns.count)
        for _ in 0..<2 * count { _ = try reader.readText() }
        for row in 0..<rowCount {
            for (index, column) in columns.enumerated() {
                guard let type = column.type, let value = values[index] else {
                    try reader.skip(2)
                    continue
                }
                let wanted = try reader.readValue(of: type)
                let isSet = type.name.contains("uniq")
                guard value.value(at: row) == wanted || isSet else {
                    Issue.record("\(part) \(column.name) row \(row): \(value.value(at: row)), not \(wanted)")
                    return
                }
            }
        }
        #expect(reader.isAtEnd)
    }
}
