import Codecs
import Columns
import Errors

/// Reads rows of binary values: where each value lies is found row by row, then each column is put together in one go.
final class RowBinaryReader: BlockReader {
    private let header: [ColumnHeader]
    private let buffer: InputBuffer
    /// The columns in the order of the values in a row; -1 for values to skip.
    private var fields: [(column: Int, type: DataType)]
    private var heading: Heading
    private let settings: InputSettings
    private(set) var missing: [[UInt8]] = []
    private var rowsBefore = 0

    private static var stepBytes: Int { 1 << 20 }

    init(_ header: [ColumnHeader], _ settings: InputSettings, _ source: any ByteChunks, heading: Heading) {
        self.header = header
        self.settings = settings
        self.heading = heading
        buffer = InputBuffer(source)
        fields = header.enumerated().map { ($0.offset, $0.element.type) }
    }

    func next() throws(QueryError) -> Block? {
        try readHeading()
        buffer.compact()
        let builders = header.map { BinaryColumn.gathering($0.type) }
        let start = buffer.position
        var rowCount = 0
        while rowCount < Limits.blockRowsMax, buffer.position - start < Self.stepBytes {
            if buffer.available == 0 {
                if buffer.isAtEnd { break }
                try buffer.fill(1)
                continue
            }
            if try readRows(builders, &rowCount, from: start) { continue }
            if buffer.isAtEnd {
                throw QueryError(
                    .cannotReadAllData,
                    "Cannot read all data: a row is cut off: (at row \(rowsBefore + rowCount + 1))\n")
            }
            try buffer.fill(Swift.max(1, buffer.available))
        }
        guard rowCount > 0 else { return nil }
        rowsBefore += rowCount
        return try block(builders, rowCount)
    }

    private func block(_ builders: [BinaryColumn], _ rowCount: Int) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        let present = Set(fields.map(\.column))
        for (position, column) in header.enumerated() where present.contains(position) {
            columns.append(
                BlockColumn(name: column.name, type: column.type, column: try builders[position].column(rowCount)))
        }
        missing = [[UInt8]](repeating: [], count: columns.count)
        return Block(columns, rowCount: rowCount)
    }

    /// Reads rows until enough are there; false when the last one is not whole.
    private func readRows(
        _ builders: [BinaryColumn], _ rowCount: inout Int, from start: Int
    ) throws(QueryError) -> Bool {
        var reader = ByteReader(buffer.bytes, in: buffer.position..<buffer.bytes.count)
        while rowCount < Limits.blockRowsMax, !reader.isAtEnd, reader.offset - start < Self.stepBytes {
            let rowStart = reader.offset
            do throws(QueryError) {
                try readRow(&reader, builders)
            } catch {
                // What the broken row left behind is cut off again.
                for position in builders.indices { builders[position].truncate(rows: rowCount) }
                buffer.position = rowStart
                guard reader.shortfall > 0 else { throw error.adding(": (at row \(rowsBefore + rowCount + 1))\n") }
                return false
            }
            rowCount += 1
            buffer.position = reader.offset
        }
        return true
    }

    private func readRow(_ reader: inout ByteReader, _ builders: [BinaryColumn]) throws(QueryError) {
        for field in fields {
            if field.column < 0 {
                _ = try reader.readValue(of: field.type)
            } else {
                try builders[field.column].readRow(&reader)
            }
        }
    }

    // MARK: - Heading

    private func readHeading() throws(QueryError) {
        while heading != .none {
            var reader = ByteReader(buffer.bytes, in: buffer.position..<buffer.bytes.count)
            do throws(QueryError) {
                try readHeading(&reader)
                buffer.position = reader.offset
                heading = .none
            } catch {
                guard reader.shortfall > 0, !buffer.isAtEnd else {
                    if buffer.available == 0 { return heading = .none }
                    throw error
                }
                try buffer.fill(Swift.max(1, buffer.available))
            }
        }
    }

    private func readHeading(_ reader: inout ByteReader) throws(QueryError) {
        let count = try reader.readCount(max: CodecLimits.blockColumnsMax, of: "columns")
        var names: [String] = []
        for _ in 0..<count { names.append(try reader.readText()) }
        var types: [String] = []
        if heading == .namesAndTypes { for _ in 0..<count { types.append(try reader.readText()) } }
        guard settings.usesHeaderNames else { return }
        let columns = try HeadingRules.columns(of: names, header, settings)
        if !types.isEmpty, settings.usesHeaderTypes { try HeadingRules.check(types, columns, header) }
        var fields: [(column: Int, type: DataType)] = []
        for (index, column) in columns.enumerated() {
            if column >= 0 {
                fields.append((column, header[column].type))
            } else if index < types.count {
                fields.append((-1, try DataType(parsing: types[index])))
            } else {
                throw QueryError(
                    .incorrectData, "Cannot skip column '\(names[index])' of RowBinaryWithNames: its type is not known")
            }
        }
        self.fields = fields
    }
}
