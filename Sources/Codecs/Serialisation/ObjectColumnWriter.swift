import Columns
import Errors

/// Writes a column of `JSON` in Native: each path is a column of its own whose values may have several types.
///
/// | content | |
/// |---|---|
/// | version 0 (8 bytes), count of paths twice, their names | |
/// | for each path: version 1 (8 bytes), count of types twice, their names, 8 zero bytes | |
/// | for each path: a byte per row with the type's place (255: nothing), then the values type by type | |
/// | for each row 8 zero bytes: paths beyond the limit, of which there are none | |
///
/// Types lie in order of their names, among them the empty `SharedVariant`.
/// - Source: ClickHouse `SerializationObject`, `SerializationDynamic` (V1).
struct ObjectColumnWriter {
    private struct PathColumn {
        var rows: [Int] = []
        var leaves: [(type: DataType, value: Value)] = []
    }

    /// ClickHouse's defaults of `max_dynamic_paths` and `max_dynamic_types`.
    private static let pathsMax = 1_024
    private static let typesMax = 32
    private static let sharedVariant = "SharedVariant"

    private var columns: [[UInt8]: PathColumn] = [:]
    private let rowCount: Int

    init(_ values: StringColumn) throws(QueryError) {
        rowCount = values.count
        for row in 0..<rowCount {
            for entry in try ObjectBytesReader.read(values.bytes, values.range(of: row)) {
                guard case .plain(let type, let value) = entry.leaf else {
                    throw QueryError(
                        .notImplemented,
                        "Arrays of objects and of values of several types inside JSON are not supported in Native: "
                            + "set output_format_native_write_json_as_string = 1")
                }
                columns[entry.path, default: PathColumn()].rows.append(row)
                columns[entry.path]?.leaves.append((type, value))
            }
        }
        guard columns.count <= Self.pathsMax else {
            throw QueryError(.notImplemented, "More than \(Self.pathsMax) paths in JSON are not supported in Native")
        }
    }

    /// The same column as text, with the version that says so.
    static func writeAsText(_ values: StringColumn, to writer: inout ByteWriter) throws(QueryError) {
        var texts = ObjectTextWriter(.utc)
        let column = try texts.texts(of: values, rows: 0..<values.count)
        writer.writeFixed(UInt64(1))
        try writer.writeLeaf(.string(column), type: .string, rows: 0..<values.count)
    }

    func write(to writer: inout ByteWriter) throws(QueryError) {
        let paths = columns.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        writer.writeFixed(UInt64(0))
        writer.writeVarUInt(paths.count)
        writer.writeVarUInt(paths.count)
        for path in paths {
            writer.writeVarUInt(path.key.count)
            writer.writeBytes(path.key)
        }
        let types = paths.map { path in
            Dictionary(grouping: path.value.leaves.indices, by: { path.value.leaves[$0].type })
                .sorted { $0.key.name < $1.key.name }
        }
        for some in types {
            guard some.count <= Self.typesMax else {
                throw QueryError(.notImplemented, "More than \(Self.typesMax) types at a path of JSON: not supported")
            }
            writer.writeFixed(UInt64(1))
            writer.writeVarUInt(some.count)
            writer.writeVarUInt(some.count)
            for (type, _) in some { writer.writeText(type.name) }
            writer.writeFixed(UInt64(0))
        }
        for (path, some) in zip(paths, types) { try write(path.value, some, to: &writer) }
        for _ in 0..<rowCount { writer.writeFixed(UInt64(0)) }
    }

    private func write(
        _ column: PathColumn, _ types: [(key: DataType, value: [Int])], to writer: inout ByteWriter
    ) throws(QueryError) {
        var places = [UInt8](repeating: 255, count: rowCount)
        for (number, entry) in types.enumerated() {
            let place = number + (entry.key.name > Self.sharedVariant ? 1 : 0)
            for leaf in entry.value { places[column.rows[leaf]] = UInt8(place) }
        }
        writer.writeBytes(places)
        for (type, leaves) in types {
            let values = try Column.laidOut(leaves.map { column.leaves[$0].value }, as: type)
            let serialisation = try ColumnSerialisation(column: "", type: type, options: .native)
            var inner = ColumnWriter(serialisation)
            var buffers = SubstreamBuffers(joinedIn: writer)
            writer = ByteWriter()
            defer { writer = buffers.takeJoined() }
            inner.writePrefix(to: &buffers)
            try inner.write(values, rows: 0..<leaves.count, to: &buffers)
        }
    }
}
