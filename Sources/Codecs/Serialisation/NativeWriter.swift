import Columns
import Errors

/// Writes blocks in the Native format, for HTTP (revision 0 or the client's `client_protocol_version`) and TCP.
///
/// | content | when |
/// |---|---|
/// | `01`, is overflow (1 byte), `02`, bucket (4 bytes: -1), fields of later revisions, `00` | revision over 0 |
/// | count of columns, count of rows, variable-length | |
/// | for each column its name, its type, a byte 0 (from 54454 on), and its values if there are rows | |
/// - Source: ClickHouse `NativeWriter`.
package struct NativeWriter: Sendable {
    package let revision: Int
    private let keepsDictionaries: Bool
    private let keepsObjects: Bool

    /// - Parameter keepsDictionaries: `low_cardinality_allow_in_native_format`; without, values are sent plain.
    /// - Parameter keepsObjects: not `output_format_native_write_json_as_string`.
    package init(revision: Int, keepsDictionaries: Bool = true, keepsObjects: Bool = true) {
        self.revision = revision
        self.keepsObjects = keepsObjects
        self.keepsDictionaries = keepsDictionaries && (revision == 0 || revision >= NativeRevision.dictionaries)
    }

    package func write(_ block: Block) throws(QueryError) -> [UInt8] {
        var writer = ByteWriter()
        try write(block, to: &writer)
        return writer.bytes
    }

    package func write(_ block: Block, to writer: inout ByteWriter) throws(QueryError) {
        writer.reserve(block.byteCount + 64)
        if revision > 0 { writeInfo(to: &writer) }
        writer.writeVarUInt(block.columns.count)
        writer.writeVarUInt(block.rowCount)
        for column in block.columns { try write(column, rowCount: block.rowCount, to: &writer) }
    }

    private func writeInfo(to writer: inout ByteWriter) {
        writer.writeBytes([1, 0, 2])
        writer.writeFixed(Int32(-1))
        if revision >= NativeRevision.outOfOrderBuckets { writer.writeBytes([3, 0]) }
        writer.writeByte(0)
    }

    private func write(_ column: BlockColumn, rowCount: Int, to writer: inout ByteWriter) throws(QueryError) {
        let isPlain = keepsDictionaries || !column.type.hasDictionaries
        let type = isPlain ? column.type : column.type.withoutDictionaries
        writer.writeText(column.name)
        writer.writeText(try name(of: type))
        if revision >= NativeRevision.customSerialisation { writer.writeByte(0) }
        guard rowCount > 0 else { return }
        if type.isObject && !keepsObjects { return try writeAsText(column, to: &writer) }
        let values = isPlain ? column.column : column.column.withoutDictionaries
        let serialisation = try ColumnSerialisation(column: column.name, type: type, options: .native, values: values)
        var columnWriter = ColumnWriter(serialisation)
        var buffers = SubstreamBuffers(joinedIn: writer)
        // One owner while it grows.
        writer = ByteWriter()
        defer { writer = buffers.takeJoined() }
        columnWriter.writePrefix(to: &buffers)
        try columnWriter.write(values, rows: 0..<rowCount, to: &buffers)
    }

    /// Objects as text, with the version that says so.
    private func writeAsText(_ column: BlockColumn, to writer: inout ByteWriter) throws(QueryError) {
        guard case .string(let objects) = column.column.materialised else { throw layoutMismatch(column.type) }
        var texts = ObjectTextWriter(.utc)
        let strings = try texts.texts(of: objects, rows: 0..<objects.count)
        writer.writeFixed(UInt64(1))
        try writer.writeLeaf(.string(strings), type: .string, rows: 0..<strings.count)
    }

    private func name(of type: DataType) throws(QueryError) -> String {
        if revision < NativeRevision.timeZones, case .dateTime = type { return "DateTime" }
        if revision < NativeRevision.stateVersions, type.hasVersionedStates {
            throw QueryError(
                .notImplemented,
                "Values of type \(type.name) are not supported at protocol revision \(revision); "
                    + "set client_protocol_version to \(NativeRevision.current)")
        }
        return type.name
    }
}

extension DataType {
    /// The types directly inside this one.
    private var innerTypes: [DataType] {
        switch self {
        case .nullable(let inner), .lowCardinality(let inner), .array(let inner): [inner]
        case .map(let key, let value): [key, value]
        case .tuple(let elements): elements.map(\.type)
        case .variant(let types): types
        default: []
        }
    }

    fileprivate var hasDictionaries: Bool {
        if case .lowCardinality = self { true } else { innerTypes.contains(where: \.hasDictionaries) }
    }

    fileprivate var hasVersionedStates: Bool {
        if case .aggregateFunction(let state) = self {
            state.version != nil
        } else {
            innerTypes.contains(where: \.hasVersionedStates)
        }
    }

    fileprivate var withoutDictionaries: DataType {
        switch self {
        case .lowCardinality(let inner): inner
        case .nullable(let inner): .nullable(inner.withoutDictionaries)
        case .array(let inner): .array(inner.withoutDictionaries)
        case .map(let key, let value): .map(key: key.withoutDictionaries, value: value.withoutDictionaries)
        case .tuple(let elements): .tuple(elements.map { TupleElement($0.name, $0.type.withoutDictionaries) })
        default: self
        }
    }
}

extension Column {
    /// The values without dictionaries, at every depth.
    fileprivate var withoutDictionaries: Column {
        switch self {
        case .lowCardinality: withoutLowCardinality
        case .constant: materialised.withoutDictionaries
        case .array(let array): .array(ArrayColumn(ends: array.ends, elements: array.elements.withoutDictionaries))
        case .tuple(let tuple):
            .tuple(TupleColumn(elements: tuple.elements.map(\.withoutDictionaries), count: tuple.count))
        default: self
        }
    }
}
