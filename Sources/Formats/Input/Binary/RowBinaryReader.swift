import Codecs
import Columns
import Errors
import Synchronization

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
    /// Blocks that were read ahead, the next one last.
    private var ready: [Block] = []

    private static var stepBytes: Int { 1 << 20 }

    init(_ header: [ColumnHeader], _ settings: InputSettings, _ source: any ByteChunks, heading: Heading) {
        self.header = header
        self.settings = settings
        self.heading = heading
        buffer = InputBuffer(source)
        fields = header.enumerated().map { ($0.offset, $0.element.type) }
    }

    func next() throws(QueryError) -> Block? {
        if let block = ready.popLast() { return given(block) }
        try readHeading()
        buffer.compact()
        if let scanner = BinaryRowScanner(fields, columnCount: header.count), try readAhead(scanner),
            let block = ready.popLast()
        {
            return given(block)
        }
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

    private func given(_ block: Block) -> Block {
        rowsBefore += block.rowCount
        missing = [[UInt8]](repeating: [], count: block.columns.count)
        return block
    }

    /// Bytes that one thread reads at a time, and how often.
    private static var segmentBytes: Int { 1 << 18 }
    private static var segmentsMax: Int { 16 }

    /// Reads whole rows that are right, on several threads where the insert has them; false where there is none.
    private func readAhead(_ scanner: BinaryRowScanner) throws(QueryError) -> Bool {
        let wanted = Self.segmentBytes * Self.segmentsMax
        if buffer.available < wanted { try buffer.fill(wanted - buffer.available) }
        let bytes = buffer.bytes
        var tables: [CellTable] = []
        while tables.count < Self.segmentsMax {
            let table = scanner.rows(bytes.span, at: &buffer.position, bytesMax: Self.segmentBytes)
            guard table.rowCount > 0 else { break }
            tables.append(table)
        }
        let present = Set(fields.map(\.column))
        let results = Mutex<[Int: Block]>([:])
        let (header, segments) = (header, tables)
        try settings.run(taskCount: segments.count) { (number) throws(QueryError) in
            var columns: [BlockColumn] = []
            for (position, column) in header.enumerated() where present.contains(position) {
                let cells = segments[number].cells(ofColumn: position, in: bytes)
                let values = try BinaryRowScanner.column(cells, column.type)
                columns.append(BlockColumn(name: column.name, type: column.type, column: values))
            }
            let block = Block(columns, rowCount: segments[number].rowCount)
            results.withLock { $0[number] = block }
        }
        let byNumber = results.withLock { $0 }
        ready = segments.indices.reversed().compactMap { byNumber[$0] }
        return !ready.isEmpty
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
        // Rows of nothing would never end.
        guard count > 0 else { throw QueryError(.incorrectData, "RowBinary data with names have no columns") }
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
