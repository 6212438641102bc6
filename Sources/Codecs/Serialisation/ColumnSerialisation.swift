import Columns
import Errors

/// How a column of one type becomes streams of bytes: a tree of what is written where, and the list of the streams.
package struct ColumnSerialisation: Sendable {
    package let type: DataType
    /// In the order in which they are written: those that are written once before all others first.
    package let substreams: [Substream]
    /// Arrays say where they end, not how long they are.
    let arraysAsEnds: Bool
    /// Entries of a dictionary that granules share; `nil`: each chunk brings its keys.
    let sharedDictionarySizeMax: Int?
    let root: SerialisationNode
    let dictionaryCount: Int
    /// How many nodes of mixed values there are, for what readers keep of each.
    let mixtureCount: Int
    /// Streams that say what types and paths there are, and that `options` does not have.
    package let missingStructures: Set<String>
    let options: SerialisationOptions

    /// Refuses kinds that do not fit the type, and states of functions that nobody can tell apart.
    ///
    /// - Parameter values: the column that is written, so that its types and paths get streams of their own.
    package init(
        column name: String, type: DataType, kind: SerialisationKind = .plain, options: SerialisationOptions,
        values: Column? = nil
    ) throws(QueryError) {
        self.type = type
        self.options = options
        arraysAsEnds = options.arraysAsEnds
        if case .shared(let sizeMax) = options.dictionaries {
            sharedDictionarySizeMax = max(sizeMax, 3)
        } else {
            sharedDictionarySizeMax = nil
        }
        var builder = SerialisationBuilder(column: name, options: options)
        try builder.addPrefixes(of: type, stem: Substream.escape(name))
        root = try builder.node(
            for: type, kind: kind, stem: Substream.escape(name), depth: 0, strings: options.strings,
            values: values?.materialised)
        substreams = builder.substreams
        dictionaryCount = builder.dictionaryCount
        mixtureCount = builder.mixtureCount
        missingStructures = builder.missingStructures
    }

    /// There are values of several types in it.
    package var hasMixtures: Bool { mixtureCount > 0 }

    /// What a stream that says types or paths holds, which stands before no mark.
    package func structure(of stream: String) -> [UInt8]? { options.structures[stream] }

    package func position(of stream: String) -> Int? { substreams.firstIndex { $0.name == stream } }
}

/// What is written for a type; numbers are positions in the list of streams.
indirect enum SerialisationNode: Sendable {
    /// Fixed widths and inline strings.
    case leaf(DataType, stream: Int)
    case sizedString(sizes: Int, bytes: Int)
    case nullable(nulls: Int, values: SerialisationNode)
    case array(sizes: Int, elements: SerialisationNode)
    case tuple([SerialisationNode])
    /// Tuples without elements and `Nothing`: a byte per row that says nothing.
    case placeholder(stream: Int, isTuple: Bool)
    case lowCardinality(LowCardinalityNode)
    /// `type` is that of the whole; `values` are plain, without their NULLs.
    case sparse(offsets: Int, values: SerialisationNode, type: DataType)
    case states(AggregateStateLayout, stream: Int)
    case variant(VariantNode)
    case dynamic(DynamicNode)
    case object(ObjectNode)
}

struct LowCardinalityNode: Sendable {
    let keyType: DataType
    let isNullable: Bool
    /// Where the version is.
    let prefixStream: Int
    let dictionaryStream: Int
    let codesStream: Int
    /// Its place among the dictionaries that readers and writers keep.
    let slot: Int
}

struct SerialisationBuilder {
    let column: String
    let options: SerialisationOptions
    private(set) var substreams: [Substream] = []
    private(set) var dictionaryCount = 0
    private(set) var mixtureCount = 0
    private(set) var missingStructures: Set<String> = []
    private var prefixStreams: [Int] = []
    /// The streams of structures, and those that begin with the mode of discriminators, in the order of the nodes.
    private var structureStreams: [Int] = []
    private var variantStreams: [Int] = []

    init(column: String, options: SerialisationOptions, dictionaryCount: Int = 0, mixtureCount: Int = 0) {
        self.column = column
        self.options = options
        self.dictionaryCount = dictionaryCount
        self.mixtureCount = mixtureCount
    }

    /// What a stream of structure holds, where that is known; else its name is noted.
    mutating func structureBytes(of stream: String) -> [UInt8]? {
        if let known = options.structures[stream] { return known }
        missingStructures.insert(stream)
        return nil
    }

    mutating func nextMixture() -> Int {
        defer { mixtureCount += 1 }
        return mixtureCount
    }

    mutating func nextStructure() -> Int? { structureStreams.isEmpty ? nil : structureStreams.removeFirst() }

    mutating func nextVariantPrefix() -> Int? { variantStreams.isEmpty ? nil : variantStreams.removeFirst() }

    mutating func add(_ name: String, _ role: SubstreamRole) -> Int {
        substreams.append(Substream(name: name, role: role))
        return substreams.count - 1
    }

    /// The streams that begin with the version of dictionaries: in Compact parts they have nothing else.
    mutating func addPrefixes(of type: DataType, stem: String) throws(QueryError) {
        guard options.dictionaries != .perBlock else { return }
        switch type {
        case .lowCardinality:
            let suffix = options.dictionaries == .perGranule ? ".dict_prefix" : ".dict"
            prefixStreams.append(add(stem + suffix, .dictionary))
        case .simpleAggregateFunction: try addPrefixes(of: type.storedValue, stem: stem)
        case .variant(let types): try addVariantPrefixes(types, names: types.map(\.name), stem: stem)
        case .dynamicValue: try addDynamicPrefixes(stem: stem)
        case .object(let object): try addObjectPrefixes(object, stem: stem)
        case .nullable(let inner): try addPrefixes(of: inner, stem: stem)
        case .array(let element): try addPrefixes(of: element, stem: stem)
        case .map(let key, let value):
            try addPrefixes(of: key, stem: stem + "%2Ekeys")
            try addPrefixes(of: value, stem: stem + "%2Evalues")
        case .tuple(let elements):
            for (index, element) in elements.enumerated() {
                try addPrefixes(of: element.type, stem: elementStem(stem, element, at: index))
            }
        default: break
        }
    }

    private mutating func addVariantPrefixes(
        _ types: [DataType], names: [String], stem: String
    ) throws(QueryError) {
        let isOwn = options.dictionaries == .perGranule
        variantStreams.append(add(stem + (isOwn ? ".variant_discr_prefix" : ".variant_discr"), .structure))
        for (type, name) in zip(types, names) {
            try addPrefixes(of: type, stem: stem + "." + Substream.escape(name))
        }
    }

    private mutating func addDynamicPrefixes(stem: String) throws(QueryError) {
        structureStreams.append(add(stem + ".dynamic_structure", .structure))
        var types: [DataType] = []
        if let bytes = structureBytes(of: stem + ".dynamic_structure") {
            var reader = ByteReader(bytes)
            types = try MixtureStructure.readDynamic(&reader, hasCounts: true).types
        }
        types.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        try addVariantPrefixes(types, names: types.map(\.name), stem: stem)
    }

    private mutating func addObjectPrefixes(_ object: ObjectType, stem: String) throws(QueryError) {
        structureStreams.append(add(stem + ".object_structure", .structure))
        for path in object.typed { try addPrefixes(of: path.type, stem: stem + "." + Substream.escape(path.path)) }
        guard let bytes = structureBytes(of: stem + ".object_structure") else { return }
        var reader = ByteReader(bytes)
        for path in try MixtureStructure.readObject(&reader, hasCounts: true).paths {
            try addDynamicPrefixes(stem: stem + "." + Substream.escape(String(decoding: path, as: UTF8.self)))
        }
    }

    private func elementStem(_ stem: String, _ element: TupleElement, at index: Int) -> String {
        stem + "%2E" + Substream.escape(element.name ?? String(index + 1))
    }

    mutating func node(
        for type: DataType, kind: SerialisationKind, stem: String, depth: Int, strings: SerialisationOptions.Strings,
        values: Column? = nil
    ) throws(QueryError) -> SerialisationNode {
        if case .sparse = kind, canBeSparse(type) {
            return try sparse(type, stem: stem, depth: depth, strings: strings)
        }
        if case .tuple = kind {
            guard case .tuple = type else {
                throw QueryError(.incorrectData, "Column \(column) of type \(type.name) has kinds for elements")
            }
        }
        switch type {
        case .simpleAggregateFunction:
            return try node(
                for: type.storedValue, kind: kind, stem: stem, depth: depth, strings: strings, values: values)
        case .aggregateFunction(let state):
            return .states(try AggregateStateLayout(of: state), stream: add(stem, .values(type)))
        case .string where strings == .sized:
            return .sizedString(sizes: add(stem + ".size", .bytes), bytes: add(stem, .values(type)))
        case .variant(let types):
            return .variant(
                try variant(types, names: types.map(\.name), stem: stem, depth: depth, values: values))
        case .dynamicValue(let typesMax):
            return .dynamic(try dynamic(typesMax: typesMax, stem: stem, depth: depth, values: values))
        case .object(let object): return .object(try self.object(object, stem: stem, depth: depth, values: values))
        case .nothing: return .placeholder(stream: add(stem, .structure), isTuple: false)
        case .nullable(let inner):
            let nulls = add(stem + ".null", .structure)
            return .nullable(
                nulls: nulls, values: try nested(inner, stem: stem, depth: depth, values: values?.insideNullable))
        case .array(let element):
            let sizes = addSizes(stem: stem, depth: depth)
            return .array(
                sizes: sizes,
                elements: try nested(element, stem: stem, depth: depth + 1, values: values?.insideArrays))
        case .map(let key, let value):
            let sizes = addSizes(stem: stem, depth: depth)
            let pairs = values?.insideArrays?.tupleElements
            let keyNode = try nested(key, stem: stem + "%2Ekeys", depth: depth + 1, values: pairs?[0])
            let valueNode = try nested(value, stem: stem + "%2Evalues", depth: depth + 1, values: pairs?[1])
            return .array(sizes: sizes, elements: .tuple([keyNode, valueNode]))
        case .tuple(let elements):
            return try tuple(elements, kind: kind, stem: stem, depth: depth, strings: strings, values: values)
        case .lowCardinality(let inner): return dictionary(inner, stem: stem)
        default: return .leaf(type, stream: add(stem, .values(type)))
        }
    }

    mutating func nested(
        _ type: DataType, stem: String, depth: Int, values: Column?
    ) throws(QueryError) -> SerialisationNode {
        try node(
            for: type, kind: .plain, stem: stem, depth: depth, strings: options.nestedStrings,
            values: values?.materialised)
    }

    /// Columns of one `Nested`, `n.a` and `n.b`, have their outermost sizes in common: `n.size0`.
    private mutating func addSizes(stem: String, depth: Int) -> Int {
        if depth == 0, stem == Substream.escape(column), let dot = column.firstIndex(of: "."), dot > column.startIndex {
            return add(Substream.escape(String(column[..<dot])) + ".size0", .structure)
        }
        return add(stem + ".size\(depth)", .structure)
    }

    private mutating func tuple(
        _ elements: [TupleElement], kind: SerialisationKind, stem: String, depth: Int,
        strings: SerialisationOptions.Strings, values: Column?
    ) throws(QueryError) -> SerialisationNode {
        guard !elements.isEmpty else { return .placeholder(stream: add(stem, .structure), isTuple: true) }
        var kinds = elements.map { _ in SerialisationKind.plain }
        if case .tuple(let given) = kind {
            guard given.count == elements.count else {
                throw QueryError(
                    .incorrectData, "Column \(column) has \(elements.count) elements, and kinds for \(given.count)")
            }
            kinds = given
        }
        var nodes: [SerialisationNode] = []
        for (index, element) in elements.enumerated() {
            let name = elementStem(stem, element, at: index)
            nodes.append(
                try node(
                    for: element.type, kind: kinds[index], stem: name, depth: depth, strings: strings,
                    values: values?.tupleElements?[index]))
        }
        return .tuple(nodes)
    }

    private mutating func dictionary(_ inner: DataType, stem: String) -> SerialisationNode {
        let dictionary: Int
        if case .shared = options.dictionaries {
            dictionary = prefixStreams[dictionaryCount]
        } else {
            dictionary = add(stem + ".dict", .dictionary)
        }
        let codes = add(stem, .structure)
        let prefix = options.dictionaries == .perBlock ? codes : prefixStreams[dictionaryCount]
        defer { dictionaryCount += 1 }
        return .lowCardinality(
            LowCardinalityNode(
                keyType: inner.withoutNullable, isNullable: inner.isNullable, prefixStream: prefix,
                dictionaryStream: dictionary, codesStream: codes, slot: dictionaryCount))
    }

    /// ClickHouse counts defaults of every element of a tuple, and calls some sparse that it then writes whole.
    private func canBeSparse(_ type: DataType) -> Bool {
        let stored = type.storedValue
        if stored.isNullable && !options.sparseNullables { return false }
        return switch stored.withoutNullable {
        case .array, .map, .tuple, .lowCardinality, .aggregateFunction, .nothing, .variant, .dynamicValue,
            .object:
            false
        default: true
        }
    }

    private mutating func sparse(
        _ type: DataType, stem: String, depth: Int, strings: SerialisationOptions.Strings
    ) throws(QueryError) -> SerialisationNode {
        let stored = type.storedValue
        let offsets = add(stem + ".sparse.idx", .structure)
        let values = try node(
            for: stored.withoutNullable, kind: .plain, stem: stem, depth: depth,
            strings: stored.isNullable ? options.nestedStrings : strings)
        return .sparse(offsets: offsets, values: values, type: stored)
    }
}

extension Column {
    fileprivate var insideNullable: Column? { if case .nullable(let column) = self { column.values } else { nil } }
    fileprivate var insideArrays: Column? { if case .array(let column) = self { column.elements } else { nil } }
    fileprivate var tupleElements: [Column]? { if case .tuple(let column) = self { column.elements } else { nil } }
}
