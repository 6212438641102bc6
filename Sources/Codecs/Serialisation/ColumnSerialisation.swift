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

    /// Refuses kinds that do not fit the type, and states of functions that nobody can tell apart.
    package init(
        column name: String, type: DataType, kind: SerialisationKind = .plain, options: SerialisationOptions
    ) throws(QueryError) {
        self.type = type
        arraysAsEnds = options.arraysAsEnds
        if case .shared(let sizeMax) = options.dictionaries {
            sharedDictionarySizeMax = max(sizeMax, 3)
        } else {
            sharedDictionarySizeMax = nil
        }
        var builder = SerialisationBuilder(column: name, options: options)
        builder.addPrefixes(of: type, stem: Substream.escape(name))
        root = try builder.node(for: type, kind: kind, stem: Substream.escape(name), depth: 0, strings: options.strings)
        substreams = builder.substreams
        dictionaryCount = builder.dictionaryCount
    }

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

private struct SerialisationBuilder {
    let column: String
    let options: SerialisationOptions
    private(set) var substreams: [Substream] = []
    private(set) var dictionaryCount = 0
    private var prefixStreams: [Int] = []

    init(column: String, options: SerialisationOptions) {
        self.column = column
        self.options = options
    }

    private mutating func add(_ name: String, _ role: SubstreamRole) -> Int {
        substreams.append(Substream(name: name, role: role))
        return substreams.count - 1
    }

    /// The streams that begin with the version of dictionaries: in Compact parts they have nothing else.
    mutating func addPrefixes(of type: DataType, stem: String) {
        guard options.dictionaries != .perBlock else { return }
        switch type {
        case .lowCardinality:
            let suffix = options.dictionaries == .perGranule ? ".dict_prefix" : ".dict"
            prefixStreams.append(add(stem + suffix, .dictionary))
        case .simpleAggregateFunction: addPrefixes(of: type.storedValue, stem: stem)
        case .nullable(let inner): addPrefixes(of: inner, stem: stem)
        case .array(let element): addPrefixes(of: element, stem: stem)
        case .map(let key, let value):
            addPrefixes(of: key, stem: stem + "%2Ekeys")
            addPrefixes(of: value, stem: stem + "%2Evalues")
        case .tuple(let elements):
            for (index, element) in elements.enumerated() {
                addPrefixes(of: element.type, stem: elementStem(stem, element, at: index))
            }
        default: break
        }
    }

    private func elementStem(_ stem: String, _ element: TupleElement, at index: Int) -> String {
        stem + "%2E" + Substream.escape(element.name ?? String(index + 1))
    }

    mutating func node(
        for type: DataType, kind: SerialisationKind, stem: String, depth: Int, strings: SerialisationOptions.Strings
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
            return try node(for: type.storedValue, kind: kind, stem: stem, depth: depth, strings: strings)
        case .aggregateFunction(let state):
            return .states(try AggregateStateLayout(of: state), stream: add(stem, .values(type)))
        case .string where strings == .sized:
            return .sizedString(sizes: add(stem + ".size", .bytes), bytes: add(stem, .values(type)))
        case .json:
            throw QueryError(
                .notImplemented, "Values of type JSON are not supported in tables, inserts, or inside other types")
        case .nothing: return .placeholder(stream: add(stem, .structure), isTuple: false)
        case .nullable(let inner):
            let nulls = add(stem + ".null", .structure)
            return .nullable(nulls: nulls, values: try nested(inner, stem: stem, depth: depth))
        case .array(let element):
            let sizes = addSizes(stem: stem, depth: depth)
            return .array(sizes: sizes, elements: try nested(element, stem: stem, depth: depth + 1))
        case .map(let key, let value):
            let sizes = addSizes(stem: stem, depth: depth)
            let keys = try nested(key, stem: stem + "%2Ekeys", depth: depth + 1)
            let values = try nested(value, stem: stem + "%2Evalues", depth: depth + 1)
            return .array(sizes: sizes, elements: .tuple([keys, values]))
        case .tuple(let elements):
            return try tuple(elements, kind: kind, stem: stem, depth: depth, strings: strings)
        case .lowCardinality(let inner): return dictionary(inner, stem: stem)
        default: return .leaf(type, stream: add(stem, .values(type)))
        }
    }

    private mutating func nested(
        _ type: DataType, stem: String, depth: Int
    ) throws(QueryError) -> SerialisationNode {
        try node(for: type, kind: .plain, stem: stem, depth: depth, strings: options.nestedStrings)
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
        strings: SerialisationOptions.Strings
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
                try node(for: element.type, kind: kinds[index], stem: name, depth: depth, strings: strings))
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
        case .array, .map, .tuple, .lowCardinality, .aggregateFunction, .nothing: false
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
