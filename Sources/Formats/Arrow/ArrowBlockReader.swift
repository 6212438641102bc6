import Codecs
import Columns
import Errors

/// Reads Arrow's messages: a schema, dictionaries, record batches. A file's own table of batches is not needed: they
/// stand in order before it.
final class ArrowBlockReader: BlockReader {
    private let buffer: InputBuffer
    private var selection: ColumnSelection?
    private let header: [ColumnHeader]?
    private let options: FormatOptions
    private let formatName: String
    private var fields: [ArrowField]?
    private var dictionaries: [Int: TypedColumn] = [:]
    private var pending: Block?
    private var pendingMissing: [[UInt8]] = []
    private(set) var missing: [[UInt8]] = []
    private var isFinished = false

    private static var metadataSizeMax: Int { 1 << 28 }

    init(_ header: [ColumnHeader]?, _ options: FormatOptions, _ source: any ByteChunks, name: String) {
        self.header = header
        self.options = options
        formatName = name
        buffer = InputBuffer(source)
    }

    /// The names and types that the data have: those of a batch without rows.
    func schema() throws(QueryError) -> [ColumnHeader] {
        var result: [ColumnHeader] = []
        for field in try readSchema() { result.append(ColumnHeader(name: field.name, type: try field.dataType())) }
        return result
    }

    func next() throws(QueryError) -> Block? {
        _ = try readSchema()
        while pending == nil {
            guard let message = try readMessage() else { return nil }
            try take(message)
        }
        guard let block = pending else { return nil }
        let count = min(block.rowCount, Limits.blockRowsMax)
        missing = pendingMissing.map { Array($0.prefix(count)) }
        pendingMissing = pendingMissing.map { Array($0.dropFirst(count)) }
        pending = count == block.rowCount ? nil : block.slice(count..<block.rowCount)
        return block.slice(0..<count)
    }

    private struct Message {
        let kind: UInt8
        let table: FlatBufferTable
        let body: [UInt8]
    }

    private func bytes(_ count: Int, of what: String) throws(QueryError) -> [UInt8] {
        if buffer.available < count { try buffer.fill(count - buffer.available) }
        guard buffer.available >= count else {
            throw QueryError(
                .cannotReadAllData,
                "Cannot read all data: \(what) of \(count) bytes ends after \(buffer.available) in \(formatName)")
        }
        defer { buffer.position += count }
        return Array(buffer.bytes[buffer.position..<buffer.position + count])
    }

    private func number() throws(QueryError) -> UInt32 {
        let bytes = try bytes(4, of: "a size")
        return UInt32(bytes[0]) | UInt32(bytes[1]) << 8 | UInt32(bytes[2]) << 16 | UInt32(bytes[3]) << 24
    }

    private func readMessage() throws(QueryError) -> Message? {
        guard !isFinished else { return nil }
        buffer.compact()
        if buffer.available == 0 { try buffer.fill(1) }
        guard buffer.available > 0 else { return nil }
        var size = try number()
        // Before version 0.15 there was no mark before the size.
        if size == UInt32.max { size = try number() }
        guard size > 0 else {
            isFinished = true
            return nil
        }
        guard size <= Self.metadataSizeMax else {
            throw QueryError(.incorrectData, "Broken \(formatName) data: a message's metadata has \(size) bytes")
        }
        let root = try FlatBufferTable(root: try bytes(Int(size), of: "a message"))
        let bodySize = Int(try root.number(3, default: Int64(0)))
        guard (0...CodecLimits.frameSizeMax).contains(bodySize), let table = try root.table(2) else {
            throw QueryError(.incorrectData, "Broken \(formatName) data: a message with a body of \(bodySize) bytes")
        }
        let body = try bytes(bodySize, of: "a message's body")
        return Message(kind: try root.number(1, default: UInt8(0)), table: table, body: body)
    }

    private func readSchema() throws(QueryError) -> [ArrowField] {
        if let fields { return fields }
        try buffer.fill(8)
        if buffer.bytes.starts(with: ArrowBlockWriter.magic) { _ = try bytes(8, of: "the first line") }
        guard let message = try readMessage(), message.kind == 1 else {
            throw QueryError(.incorrectData, "The \(formatName) data do not begin with a schema")
        }
        guard try message.table.number(0, default: Int16(0)) == 0 else {
            throw QueryError(.notImplemented, "Arrow data with the big end first are not supported")
        }
        var fields: [ArrowField] = []
        for table in try message.table.tables(1) { fields.append(try ArrowField(table)) }
        self.fields = fields
        if let header { selection = try ColumnSelection(header, fields.map(\.name), options, prefix: "arrow") }
        return fields
    }

    private func take(_ message: Message) throws(QueryError) {
        switch message.kind {
        case 2: try takeDictionary(message)
        case 3:
            guard let selection, let fields else { return }
            var batch = try ArrowBatchReader(message.table, body: message.body, dictionaries)
            var columns: [TypedColumn] = []
            for field in fields { columns.append(try batch.read(field, rows: batch.rowCount)) }
            guard batch.rowCount > 0 else { return }
            let (block, missing) = try selection.block(columns, rowCount: batch.rowCount)
            pending = block
            pendingMissing = missing
        default:
            throw QueryError(.notImplemented, "Arrow messages of kind \(message.kind) are not supported")
        }
    }

    private func takeDictionary(_ message: Message) throws(QueryError) {
        let id = Int(try message.table.number(0, default: Int64(0)))
        guard let table = try message.table.table(1), var field = field(ofDictionary: id, in: fields ?? []) else {
            throw QueryError(.incorrectData, "Broken \(formatName) data: dictionary \(id) belongs to no column")
        }
        field.dictionary = nil
        field.isNullable = false
        var batch = try ArrowBatchReader(table, body: message.body, dictionaries)
        var values = try batch.read(field, rows: batch.rowCount)
        if try message.table.flag(2), let known = dictionaries[id] {
            guard known.type == values.type else {
                throw QueryError(.incorrectData, "Broken \(formatName) data: dictionary \(id) changes its type")
            }
            values.column = Column.concatenating([known.column, values.column])
        }
        dictionaries[id] = values
    }

    private func field(ofDictionary id: Int, in fields: [ArrowField]) -> ArrowField? {
        for field in fields {
            if field.dictionary?.id == id { return field }
            if let found = self.field(ofDictionary: id, in: field.children) { return found }
        }
        return nil
    }
}

extension ArrowField {
    /// The type that a column of this field has.
    func dataType() throws(QueryError) -> DataType {
        var inner: DataType
        switch type {
        case .null: return .nullable(.nothing)
        case .binary, .view: inner = .string
        case .list, .fixedList: return .array(try children[0].dataType())
        case .structure:
            var elements: [TupleElement] = []
            for child in children { elements.append(TupleElement(child.name, try child.dataType())) }
            return .tuple(elements)
        case .map:
            let pair = children[0].children
            return .map(key: try pair[0].dataType().withoutNullable, value: try pair[1].dataType())
        default: inner = try ArrowNumbers.column(self, [], 0).type
        }
        if isNullable, inner.canBeInsideNullable { inner = .nullable(inner) }
        return dictionary != nil && inner.canBeInsideLowCardinality ? .lowCardinality(inner) : inner
    }
}
