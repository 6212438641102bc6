import Columns
import Errors

/// How `Variant` lies in streams.
///
/// | stream | content |
/// |---|---|
/// | `.variant_discr` | 8 bytes mode, then the numbers of the rows' alternatives, 255 for NULL |
/// | `.<type>` | the values of one alternative, those rows only |
///
/// Mode 0 has a byte per row. Mode 1 has for each granule its count of rows, a byte, and then the rows' bytes (0) or
/// the one number that all rows have (1). We write mode 0.
/// - Source: ClickHouse `SerializationVariant`.
struct VariantNode: Sendable {
    let types: [DataType]
    let prefixStream: Int
    let numbersStream: Int
    let alternatives: [SerialisationNode]
    /// Its place among the modes that readers keep.
    let slot: Int
}

/// How `Dynamic` lies in streams: what types there are, then a `Variant` of them and of the strings that hold the
/// values of all other types, each behind its type's binary name.
///
/// | stream | content |
/// |---|---|
/// | `.dynamic_structure` | 8 bytes version; in version 1 `max_types`; the count of types and their names |
/// | | in parts: the count of values of each type, then of the shared ones by type |
///
/// Version 4 has binary names, and a byte before the counts. In parts we write version 1 without types: which types
/// there are is known only when the last row is.
/// - Source: ClickHouse `SerializationDynamic`.
struct DynamicNode: Sendable {
    let structureStream: Int
    let typesMax: Int
    /// The alternatives that are not shared, in order of their names.
    let types: [DataType]
    /// Where the shared strings stand among the alternatives.
    let sharedNumber: Int
    let variant: VariantNode
    let hasCounts: Bool
    let stem: String
    let depth: Int
    let slot: Int

    static let sharedName = "SharedVariant"
}

/// How `JSON` lies in streams: its typed paths, its other paths as `Dynamic`, and a map of all paths that have no
/// stream of their own.
///
/// | stream | content |
/// |---|---|
/// | `.object_structure` | 8 bytes version; in version 0 `max_dynamic_paths`; the count of paths and their names |
/// | | in parts: the count of values of each path, then of the shared ones by path |
///
/// In parts we write version 0 without paths.
/// - Source: ClickHouse `SerializationObject`.
struct ObjectNode: Sendable {
    let object: ObjectType
    let structureStream: Int
    let typed: [SerialisationNode]
    let paths: [(name: [UInt8], node: DynamicNode)]
    /// Arrays of pairs of strings, one or several of which a row's are put together.
    let shared: [SerialisationNode]
    let hasCounts: Bool
    let stem: String
    let depth: Int
    let slot: Int
}

/// The types or paths that the structure of a column names.
enum MixtureStructure {
    static let typesMax = 254
    static let pathsMax = 100_000

    struct Dynamic {
        var typesMax = DataType.dynamicTypesMaxDefault
        var types: [DataType] = []
    }

    struct Object {
        var paths: [[UInt8]] = []
        var buckets = 0
    }

    static func readDynamic(_ reader: inout ByteReader, hasCounts: Bool) throws(QueryError) -> Dynamic {
        let version: UInt64 = try reader.readFixed()
        guard [1, 2, 4].contains(version) else {
            throw QueryError(.notImplemented, "Dynamic values of version \(version) are not supported")
        }
        var result = Dynamic()
        if version == 1 { result.typesMax = try reader.readCount(max: typesMax, of: "types of a Dynamic") }
        let count = try reader.readCount(max: typesMax, of: "types of a Dynamic")
        for _ in 0..<count {
            if version == 4 {
                result.types.append(try reader.readBinaryType())
            } else {
                result.types.append(try DataType(parsing: try reader.readText()))
            }
        }
        // The counts are those of the whole part, which tells the reader of values nothing.
        var counts = hasCounts
        if counts, version == 4 { counts = try reader.readByte() != 0 }
        guard counts else { return result }
        for _ in 0...count { _ = try reader.readVarUInt() }
        for _ in 0..<(try reader.readCount(max: pathsMax, of: "shared types")) {
            _ = try reader.readText()
            _ = try reader.readVarUInt()
        }
        return result
    }

    static func readObject(_ reader: inout ByteReader, hasCounts: Bool) throws(QueryError) -> Object {
        let version: UInt64 = try reader.readFixed()
        guard [0, 2, 4].contains(version) else {
            throw QueryError(.notImplemented, "JSON values of version \(version) are not supported here")
        }
        var result = Object()
        if version == 0 { _ = try reader.readVarUInt() }
        let count = try reader.readCount(max: pathsMax, of: "paths of a JSON")
        for _ in 0..<count { result.paths.append(try reader.readString(sizeMax: CodecLimits.nameSizeMax)) }
        var counts = hasCounts
        if version == 4 {
            let shared = try reader.readVarUInt()
            guard shared <= 1 else {
                throw QueryError(
                    .notImplemented,
                    "JSON whose shared data is of version `advanced` is not supported: write the part with "
                        + "object_shared_data_serialization_version = 'map_with_buckets'")
            }
            if shared == 1 { result.buckets = try reader.readCount(max: 256, of: "buckets of a JSON") }
            counts = try reader.readByte() != 0
        }
        guard counts else { return result }
        for _ in 0..<count { _ = try reader.readVarUInt() }
        for _ in 0..<(try reader.readCount(max: pathsMax, of: "shared paths")) {
            _ = try reader.readText()
            _ = try reader.readVarUInt()
        }
        return result
    }
}

extension ByteReader {
    /// A type's binary name.
    fileprivate mutating func readBinaryType() throws(QueryError) -> DataType {
        try readMixed { (types) throws(QueryError) in try types.readType() }
    }
}

extension SerialisationBuilder {
    /// Where the values of a `Variant` lie. `values` are the column's, where they are known.
    mutating func variant(
        _ types: [DataType], names: [String], stem: String, depth: Int, values: Column?
    ) throws(QueryError) -> VariantNode {
        let prefix = nextVariantPrefix()
        let numbers: Int
        if case .shared = options.dictionaries, let prefix {
            numbers = prefix
        } else {
            numbers = add(stem + ".variant_discr", .structure)
        }
        let slot = nextMixture()
        let columns = values.flatMap { VariantColumn($0) }?.alternatives
        var alternatives: [SerialisationNode] = []
        for (number, type) in types.enumerated() {
            alternatives.append(
                try nested(
                    type, stem: stem + "." + Substream.escape(names[number]), depth: depth,
                    values: columns?[number]))
        }
        return VariantNode(
            types: types, prefixStream: prefix ?? numbers, numbersStream: numbers, alternatives: alternatives,
            slot: slot)
    }

    mutating func dynamic(
        typesMax: Int, stem: String, depth: Int, values: Column?
    ) throws(QueryError) -> DynamicNode {
        var structure = MixtureStructure.Dynamic()
        if let values {
            let all = try DynamicRows(values, .dynamic).alternatives
            let largest = all.sorted { $0.rows.count > $1.rows.count }.prefix(typesMax).map(\.type)
            structure.types = all.map(\.type).filter { largest.contains($0) }
        } else if let bytes = structureBytes(of: stem + ".dynamic_structure") {
            var reader = ByteReader(bytes)
            structure = try MixtureStructure.readDynamic(&reader, hasCounts: true)
        }
        return try dynamic(typesMax: typesMax, types: structure.types, stem: stem, depth: depth, values: values)
    }

    mutating func dynamic(
        typesMax: Int, types: [DataType], stem: String, depth: Int, values: Column?
    ) throws(QueryError) -> DynamicNode {
        let structureStream = nextStructure() ?? add(stem + ".dynamic_structure", .structure)
        let slot = nextMixture()
        var named = types.map { (name: $0.name, type: $0) }
        named.append((DynamicNode.sharedName, .string))
        named.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        guard let shared = named.firstIndex(where: { $0.name == DynamicNode.sharedName }),
            Set(named.map(\.name)).count == named.count
        else { throw QueryError(.incorrectData, "A type stands twice in the structure of a Dynamic") }
        var dense: [Column?] = []
        if let values {
            let rows = try DynamicRows(values, .dynamic).alternatives
            dense = named.map { entry in rows.first { $0.type == entry.type && $0.type.name == entry.name }?.values }
        }
        let prefix = nextVariantPrefix()
        let numbers: Int
        if case .shared = options.dictionaries, let prefix {
            numbers = prefix
        } else {
            numbers = add(stem + ".variant_discr", .structure)
        }
        let variantSlot = nextMixture()
        var alternatives: [SerialisationNode] = []
        for (number, entry) in named.enumerated() {
            alternatives.append(
                try nested(
                    entry.type, stem: stem + "." + Substream.escape(entry.name), depth: depth,
                    values: dense.isEmpty ? nil : dense[number] ?? .defaults(of: entry.type, count: 0)))
        }
        let variant = VariantNode(
            types: named.map(\.type), prefixStream: prefix ?? numbers, numbersStream: numbers,
            alternatives: alternatives, slot: variantSlot)
        return DynamicNode(
            structureStream: structureStream, typesMax: typesMax, types: types, sharedNumber: shared,
            variant: variant, hasCounts: options.isPart, stem: stem, depth: depth, slot: slot)
    }

    mutating func object(
        _ object: ObjectType, stem: String, depth: Int, values: Column?
    ) throws(QueryError) -> ObjectNode {
        var structure = MixtureStructure.Object()
        var columns: ObjectColumns?
        if let values {
            let parts = try ObjectColumns(values, object, pathsMax: object.pathsMax)
            structure.paths = parts.paths.map(\.name)
            columns = parts
        } else if let bytes = structureBytes(of: stem + ".object_structure") {
            var reader = ByteReader(bytes)
            structure = try MixtureStructure.readObject(&reader, hasCounts: true)
        }
        return try self.object(object, structure, stem: stem, depth: depth, values: columns)
    }

    mutating func object(
        _ object: ObjectType, _ structure: MixtureStructure.Object, stem: String, depth: Int, values: ObjectColumns?
    ) throws(QueryError) -> ObjectNode {
        let structureStream = nextStructure() ?? add(stem + ".object_structure", .structure)
        let slot = nextMixture()
        var typed: [SerialisationNode] = []
        for (index, path) in object.typed.enumerated() {
            typed.append(
                try nested(
                    path.type, stem: stem + "." + Substream.escape(path.path), depth: depth,
                    values: values?.typed[index]))
        }
        var paths: [(name: [UInt8], node: DynamicNode)] = []
        for (index, name) in structure.paths.enumerated() {
            let node = try dynamic(
                typesMax: object.typesMax,
                stem: stem + "." + Substream.escape(String(decoding: name, as: UTF8.self)), depth: depth,
                values: values.map { .string($0.paths[index].values) })
            paths.append((name, node))
        }
        var shared: [SerialisationNode] = []
        for bucket in 0..<max(1, structure.buckets) {
            let name = stem + ".object_shared_data" + (structure.buckets > 0 ? ".\(bucket)" : "")
            let sizes = add(name + ".size\(depth)", .structure)
            let names = add(name + "%2Epaths", .structure)
            let bytes = add(name + "%2Evalues", .structure)
            shared.append(
                .array(
                    sizes: sizes,
                    elements: .tuple([.leaf(.string, stream: names), .leaf(.string, stream: bytes)])))
        }
        return ObjectNode(
            object: object, structureStream: structureStream, typed: typed, paths: paths, shared: shared,
            hasCounts: options.isPart, stem: stem, depth: depth, slot: slot)
    }
}

/// The paths of a `JSON` column as columns.
struct ObjectColumns {
    /// In the order of the type's typed paths.
    var typed: [Column] = []
    /// In order of their names; `Dynamic` values.
    var paths: [(name: [UInt8], values: StringColumn)] = []
    /// The names and the values of the paths of each row that have no column.
    var shared = ArrayColumn(ends: [], elements: .nothing(count: 0))

    /// At most `pathsMax` paths get columns, those that most rows have.
    init(_ column: Column, _ object: ObjectType, pathsMax: Int) throws(QueryError) {
        guard case .string(let objects) = column.materialised else { throw layoutMismatch(.object(object)) }
        let known = Set(object.typed.map { Array($0.path.utf8) })
        var counts: [[UInt8]: Int] = [:]
        if pathsMax > 0 {
            for row in 0..<objects.count {
                try ObjectBytesReader.forEachPath(objects.bytes, objects.range(of: row)) { name, _ in
                    counts[Array(objects.bytes[name]), default: 0] += 1
                }
            }
        }
        let names = counts.filter { !known.contains($0.key) }.sorted {
            $0.value == $1.value ? $0.key.lexicographicallyPrecedes($1.key) : $0.value > $1.value
        }.prefix(pathsMax).map(\.key).sorted { $0.lexicographicallyPrecedes($1) }
        try self.init(objects, object, paths: names)
    }

    init(_ objects: StringColumn, _ object: ObjectType, paths names: [[UInt8]]) throws(QueryError) {
        let bytes = objects.bytes
        var places: [[UInt8]: Int] = [:]
        for (place, name) in names.enumerated() { places[name] = place }
        for (place, path) in object.typed.enumerated() { places[Array(path.path.utf8)] = names.count + place }
        var columns = [StringColumn](repeating: StringColumn(), count: names.count + object.typed.count)
        var sharedNames = StringColumn()
        var sharedValues = StringColumn()
        var ends: [Int] = []
        for row in 0..<objects.count {
            try ObjectBytesReader.forEachPath(bytes, objects.range(of: row)) { name, value in
                if let place = places[Array(bytes[name])] {
                    columns[place].bytes.append(contentsOf: bytes[value])
                } else {
                    sharedNames.append(bytes[name])
                    sharedValues.append(bytes[value])
                }
            }
            for place in columns.indices { columns[place].ends.append(columns[place].bytes.count) }
            ends.append(sharedNames.count)
        }
        paths = names.enumerated().map { ($1, columns[$0]) }
        for (place, path) in object.typed.enumerated() {
            var values: [Value] = []
            let column = columns[names.count + place]
            let missing = Column.defaults(of: path.type, count: 1).value(at: 0)
            for row in 0..<column.count {
                guard !column.range(of: row).isEmpty else {
                    values.append(missing)
                    continue
                }
                var reader = ValueBytesReader(column.bytes, in: column.range(of: row))
                values.append(try reader.readTypedValue().value)
            }
            typed.append(try Column.laidOut(values, as: path.type))
        }
        let pairs = TupleColumn(
            elements: [.string(sharedNames), .string(sharedValues)], count: sharedNames.count)
        shared = ArrayColumn(ends: ends, elements: .tuple(pairs))
    }

    /// The objects that these columns are of.
    static func objects(
        _ object: ObjectType, typed: [Column], paths: [(name: [UInt8], values: StringColumn)],
        shared: [ArrayColumn], rowCount: Int
    ) throws(QueryError) -> StringColumn {
        let typedNames = object.typed.map { Array($0.path.utf8) }
        let typedBytes = zip(typed, object.typed).map { DynamicRows.typedBytes(of: $0, $1.type) }
        var result = StringColumn()
        for row in 0..<rowCount {
            var entries: [(name: [UInt8], value: ArraySlice<UInt8>)] = []
            for (place, name) in typedNames.enumerated() { entries.append((name, typedBytes[place][row])) }
            for (name, values) in paths where !values.range(of: row).isEmpty {
                entries.append((name, values[row]))
            }
            for bucket in shared {
                guard case .tuple(let pairs) = bucket.elements, case .string(let names) = pairs.elements[0],
                    case .string(let values) = pairs.elements[1]
                else { throw layoutMismatch(.object(object)) }
                for pair in bucket.range(of: row) {
                    // What comes from outside is read once here, so that nobody else finds it damaged.
                    var reader = ValueBytesReader(values.bytes, in: values.range(of: pair))
                    let value = try reader.readDynamic()
                    if !value.isEmpty { entries.append((Array(names[pair]), value[...])) }
                }
            }
            if !entries.isEmpty {
                entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
                ValueBytes.writeVarUInt(entries.count, to: &result.bytes)
                for entry in entries {
                    ValueBytes.writeText(entry.name, to: &result.bytes)
                    result.bytes.append(contentsOf: entry.value)
                }
            }
            result.ends.append(result.bytes.count)
        }
        return result
    }
}
