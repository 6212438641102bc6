import Codecs
import Columns
import Errors

/// A column with the type that the data themselves say it has.
struct TypedColumn {
    var type: DataType
    var column: Column
}

/// Reads the columns of one record batch, depth first, out of a message's body; every size is checked against it.
struct ArrowBatchReader {
    private let body: [UInt8]
    private let compression: PageCompression
    private let nodes: [Int]
    private let places: [Int]
    private let variadicCounts: [Int]
    private var node = 0
    private var place = 0
    private var variadic = 0
    private let dictionaries: [Int: TypedColumn]

    /// Rows of one batch at most.
    private static var rowsMax: Int { 1 << 31 }

    let rowCount: Int

    init(_ batch: FlatBufferTable, body: [UInt8], _ dictionaries: [Int: TypedColumn]) throws(QueryError) {
        self.body = body
        self.dictionaries = dictionaries
        nodes = try batch.numbers(1, fields: 2)
        places = try batch.numbers(2, fields: 2)
        variadicCounts = try batch.numbers(4, fields: 1)
        rowCount = Int(try batch.number(0, default: Int64(0)))
        guard (0...Self.rowsMax).contains(rowCount) else {
            throw QueryError(.tooLargeArraySize, "An Arrow batch of \(rowCount) rows")
        }
        guard let packing = try batch.table(3) else {
            compression = .none
            return
        }
        switch try packing.number(0, default: Int8(0)) {
        case 0: compression = .lz4Frame
        case 1: compression = .zstd
        case let other: throw QueryError(.incorrectData, "Arrow has no compression number \(other)")
        }
    }

    private static func broken(_ field: ArrowField, _ reason: String) -> QueryError {
        QueryError(.incorrectData, "Broken Arrow column '\(field.name)': \(reason)")
    }

    /// The next field's column, of `rows` rows where its parent knows.
    mutating func read(_ field: ArrowField, rows: Int?) throws(QueryError) -> TypedColumn {
        guard 2 * node + 1 < nodes.count else { throw Self.broken(field, "the batch has no node for it") }
        let count = nodes[2 * node]
        let nullCount = nodes[2 * node + 1]
        node += 1
        guard (0...Self.rowsMax).contains(count), rows == nil || rows == count else {
            throw Self.broken(field, "\(count) rows instead of \(rows.map { "\($0)" } ?? "fewer")")
        }
        if field.type == .null, field.dictionary == nil {
            // Rows without bytes: no more than others could have.
            guard count <= 1 << 24 else { throw Self.broken(field, "\(count) rows of nothing") }
            let nulls = [UInt8](repeating: 1, count: count)
            return TypedColumn(
                type: .nullable(.nothing),
                column: .nullable(NullableColumn(nulls: nulls, values: .nothing(count: count))))
        }
        let validity = try buffer(field)
        var nulls: [UInt8]?
        if !validity.isEmpty || field.isNullable {
            if validity.isEmpty {
                nulls = [UInt8](repeating: 0, count: try checkedCount(count, field))
            } else {
                guard validity.count >= (count + 7) / 8 else { throw Self.broken(field, "too few bits of validity") }
                nulls = ArrowBits.unpacked(validity, count: count, inverted: true)
            }
        }
        if !field.isNullable, nullCount == 0 { nulls = nil }
        if let dictionary = field.dictionary { return try coded(field, dictionary, count, nulls) }
        let values = try values(field, count)
        guard let nulls, values.type.canBeInsideNullable else {
            return nulls.map { emptied(values, $0) } ?? values
        }
        let column = NullableColumn(nulls: nulls, values: values.column)
        return TypedColumn(type: .nullable(values.type), column: .nullable(column))
    }

    /// A count of rows that no buffer has confirmed yet: bounded by the bytes of the body.
    private func checkedCount(_ count: Int, _ field: ArrowField) throws(QueryError) -> Int {
        guard count <= max(body.count, 1) << 14 else { throw Self.broken(field, "\(count) rows without bytes") }
        return count
    }

    /// Lists and structures that are NULL: lists become empty, structures keep what their children say.
    private func emptied(_ values: TypedColumn, _ nulls: [UInt8]) -> TypedColumn {
        guard case .array(let arrays) = values.column, nulls.contains(1) else { return values }
        var ends: [Int] = []
        var kept: [UInt32] = []
        for row in 0..<arrays.count {
            if nulls[row] == 0 { kept += arrays.range(of: row).map { UInt32(truncatingIfNeeded: $0) } }
            ends.append(kept.count)
        }
        return TypedColumn(
            type: values.type, column: .array(ArrayColumn(ends: ends, elements: arrays.elements.gathering(kept))))
    }

    private mutating func buffer(_ field: ArrowField) throws(QueryError) -> [UInt8] {
        guard 2 * place + 1 < places.count else { throw Self.broken(field, "the batch has too few buffers") }
        let (offset, size) = (places[2 * place], places[2 * place + 1])
        place += 1
        guard offset >= 0, size >= 0, size <= body.count, offset <= body.count - size else {
            throw Self.broken(field, "a buffer of \(size) bytes at \(offset) in a body of \(body.count)")
        }
        guard compression != .none, size > 0 else { return Array(body[offset..<offset + size]) }
        var reader = ByteReader(body, in: offset..<offset + size)
        let plain: Int64 = try reader.readFixed()
        guard plain != -1 else { return Array(body[offset + 8..<offset + size]) }
        guard (0...Int64(CodecLimits.frameSizeMax)).contains(plain) else {
            throw Self.broken(field, "a buffer of \(plain) bytes")
        }
        return try compression.decompressed(body, in: offset + 8..<offset + size, size: Int(plain))
    }

    private mutating func coded(
        _ field: ArrowField, _ dictionary: (id: Int, index: ArrowType), _ count: Int, _ nulls: [UInt8]?
    ) throws(QueryError) -> TypedColumn {
        guard case .int = dictionary.index, let values = dictionaries[dictionary.id] else {
            throw Self.broken(field, "dictionary \(dictionary.id) is not there")
        }
        let codes = try ArrowNumbers.codes(try buffer(field), dictionary.index, count)
        let size = values.column.count
        var rows: [UInt32] = []
        rows.reserveCapacity(count)
        for (row, code) in codes.enumerated() {
            let isNull = nulls.map { $0[row] != 0 } ?? false
            guard isNull || code >= 0 && code < size else {
                throw Self.broken(field, "code \(code) in a dictionary of \(size) values")
            }
            rows.append(isNull ? UInt32(truncatingIfNeeded: size) : UInt32(truncatingIfNeeded: code))
        }
        var extended = values
        extended.column.append(.defaults(of: values.type, count: 1))
        let plain = extended.column.gathering(rows)
        guard let nulls, !values.type.isNullable, values.type.canBeInsideNullable else {
            return TypedColumn(type: values.type, column: plain)
        }
        let type = DataType.nullable(values.type)
        let column = Column.nullable(NullableColumn(nulls: nulls, values: plain))
        guard type.canBeInsideLowCardinality else { return TypedColumn(type: type, column: column) }
        return TypedColumn(type: .lowCardinality(type), column: try LowCardinalityColumn.encoding(column, type))
    }

    private mutating func values(_ field: ArrowField, _ count: Int) throws(QueryError) -> TypedColumn {
        switch field.type {
        case .binary(_, let isLarge):
            let ends = try ArrowNumbers.ends(try buffer(field), isLarge: isLarge, count, field)
            let bytes = try buffer(field)
            guard ends.last <= bytes.count else { throw Self.broken(field, "strings end behind their bytes") }
            let content = ends.first == 0 && ends.last == bytes.count ? bytes : Array(bytes[ends.first..<ends.last])
            return TypedColumn(type: .string, column: .string(StringColumn(ends: ends.relative, bytes: content)))
        case .view: return try views(field, count)
        case .list(let isLarge):
            let ends = try ArrowNumbers.ends(try buffer(field), isLarge: isLarge, count, field)
            let elements = try read(field.children[0], rows: nil)
            return TypedColumn(type: .array(elements.type), column: try lists(field, ends, elements.column))
        case .fixedList(let size):
            let (total, overflow) = size.multipliedReportingOverflow(by: count)
            guard !overflow else { throw Self.broken(field, "\(count) lists of \(size)") }
            let elements = try read(field.children[0], rows: total)
            let ends = (0..<(try checkedCount(count, field))).map { ($0 + 1) * size }
            return TypedColumn(
                type: .array(elements.type), column: .array(ArrayColumn(ends: ends, elements: elements.column)))
        case .structure: return try structure(field, count)
        case .map:
            let ends = try ArrowNumbers.ends(try buffer(field), isLarge: false, count, field)
            let entries = try read(field.children[0], rows: nil)
            guard case .tuple(let pair) = entries.type, pair.count == 2 else {
                throw Self.broken(field, "a map's entries are no pairs")
            }
            let type = DataType.map(key: pair[0].type.withoutNullable, value: pair[1].type)
            let plain = try entries.adapted(to: .tuple([TupleElement(nil, pair[0].type.withoutNullable), pair[1]]))
            return TypedColumn(type: type, column: try lists(field, ends, plain))
        default: return try ArrowNumbers.column(field, try buffer(field), count)
        }
    }

    private func lists(
        _ field: ArrowField, _ ends: ArrowNumbers.Ends, _ elements: Column
    ) throws(QueryError) -> Column {
        guard ends.last <= elements.count else { throw Self.broken(field, "lists end behind their elements") }
        return .array(ArrayColumn(ends: ends.relative, elements: elements.slice(ends.first..<ends.last)))
    }

    private mutating func structure(_ field: ArrowField, _ count: Int) throws(QueryError) -> TypedColumn {
        if field.children.isEmpty { _ = try checkedCount(count, field) }
        var elements: [TupleElement] = []
        var columns: [Column] = []
        for child in field.children {
            let column = try read(child, rows: count)
            elements.append(TupleElement(child.name, column.type))
            columns.append(column.column)
        }
        return TypedColumn(type: .tuple(elements), column: .tuple(TupleColumn(elements: columns, count: count)))
    }

    /// Strings of sixteen bytes: the size, then up to twelve bytes, or four and a buffer's number and an offset in it.
    private mutating func views(_ field: ArrowField, _ count: Int) throws(QueryError) -> TypedColumn {
        let views = try buffer(field)
        guard variadic < variadicCounts.count else { throw Self.broken(field, "the count of its buffers is missing") }
        let bufferCount = variadicCounts[variadic]
        variadic += 1
        guard (0...places.count / 2).contains(bufferCount), views.count / 16 >= count else {
            throw Self.broken(field, "\(count) views in \(views.count) bytes and \(bufferCount) buffers")
        }
        var buffers: [[UInt8]] = []
        for _ in 0..<bufferCount { buffers.append(try buffer(field)) }
        var result = StringColumn()
        var reader = ByteReader(views)
        for row in 0..<count {
            reader.rewind(to: 16 * row)
            let size = Int(try reader.readFixed(Int32.self))
            guard size > 12 else {
                guard size >= 0 else { throw Self.broken(field, "a string of \(size) bytes") }
                result.append(views[16 * row + 4..<16 * row + 4 + size])
                continue
            }
            try reader.skip(4)
            let index = Int(try reader.readFixed(Int32.self))
            let offset = Int(try reader.readFixed(Int32.self))
            guard buffers.indices.contains(index), offset >= 0, offset <= buffers[index].count - size,
                result.bytes.count <= CodecLimits.stringSizeMax
            else { throw Self.broken(field, "a view of \(size) bytes at \(offset) in buffer \(index)") }
            result.append(buffers[index][offset..<offset + size])
        }
        return TypedColumn(type: .string, column: .string(result))
    }
}
