import Columns
import Errors

/// Reads one column, some rows after others: a value with what granules have in common (dictionaries).
package struct ColumnReader: Sendable {
    package let serialisation: ColumnSerialisation
    var dictionaries: [LowCardinalityReader]
    /// What the data says of each node of mixed values, by its slot.
    var modes: [Int: UInt64] = [:]
    var dynamics: [Int: DynamicNode] = [:]
    var objects: [Int: ObjectNode] = [:]
    var mixtureCount: Int

    package init(_ serialisation: ColumnSerialisation) {
        self.serialisation = serialisation
        mixtureCount = serialisation.mixtureCount
        dictionaries = (0..<serialisation.dictionaryCount).map { _ in LowCardinalityReader() }
    }

    /// Forgets what was read before: the readers were moved to another granule. For a Wide part the streams of
    /// dictionaries (`.dict`) must then be at the granule's own mark.
    package mutating func reset() {
        for slot in dictionaries.indices { dictionaries[slot].reset() }
    }

    /// What stands before the values (`ColumnWriter.writePrefix`). A Wide part's marks point behind it.
    package mutating func readPrefix(from readers: inout SubstreamReaders) throws(QueryError) {
        try readPrefix(of: serialisation.root, from: &readers)
    }

    /// The next `rowCount` rows. In parts these are the rows of whole granules.
    package mutating func read(
        rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> Column {
        try read(serialisation.root, rowCount: rowCount, from: &readers)
    }

    mutating func readPrefix(
        of node: SerialisationNode, from readers: inout SubstreamReaders
    ) throws(QueryError) {
        switch node {
        case .lowCardinality(let dictionary):
            let version: UInt64 = try readers[dictionary.prefixStream].readFixed()
            guard version == LowCardinalityFormat.version else {
                throw QueryError(.incorrectData, "Unknown version of LowCardinality values: \(version)")
            }
        case .array(_, let elements): try readPrefix(of: elements, from: &readers)
        case .tuple(let elements): for element in elements { try readPrefix(of: element, from: &readers) }
        case .nullable(_, let values): try readPrefix(of: values, from: &readers)
        case .variant(let node): try readPrefix(of: node, from: &readers)
        case .dynamic(let node): try readPrefix(of: node, from: &readers)
        case .object(let node): try readPrefix(of: node, from: &readers)
        case .leaf, .sizedString, .placeholder, .sparse, .states: break
        }
    }

    mutating func read(
        _ node: SerialisationNode, rowCount: Int, from readers: inout SubstreamReaders
    ) throws(QueryError) -> Column {
        switch node {
        case .leaf(let type, let stream): return try readers[stream].readLeaf(type, count: rowCount)
        case .sizedString(let sizes, let bytes):
            let ends = try Self.readEnds(count: rowCount, areEnds: false, from: &readers[sizes])
            return .string(StringColumn(ends: ends, bytes: try readers[bytes].readBytes(ends.last ?? 0)))
        case .nullable(let nulls, let values):
            let mask = canonicalMask(try readers[nulls].readArray(of: UInt8.self, count: rowCount))
            let inner = try read(values, rowCount: rowCount, from: &readers)
            return .nullable(NullableColumn(nulls: mask, values: inner))
        case .array(let sizes, let elements):
            let ends = try Self.readEnds(
                count: rowCount, areEnds: serialisation.arraysAsEnds, from: &readers[sizes])
            let inner = try read(elements, rowCount: ends.last ?? 0, from: &readers)
            return .array(ArrayColumn(ends: ends, elements: inner))
        case .tuple(let nodes):
            var columns: [Column] = []
            for node in nodes { columns.append(try read(node, rowCount: rowCount, from: &readers)) }
            return .tuple(TupleColumn(elements: columns, count: rowCount))
        case .placeholder(let stream, let isTuple):
            try readers[stream].skip(rowCount)
            return isTuple ? .tuple(TupleColumn(elements: [], count: rowCount)) : .nothing(count: rowCount)
        case .lowCardinality(let node):
            return try dictionaries[node.slot].read(node, rowCount: rowCount, from: &readers)
        case .sparse(let offsets, let values, let type):
            let rows = try SparseRows.read(rowCount: rowCount, from: &readers[offsets])
            let dense = try read(values, rowCount: rows.count, from: &readers)
            return try SparseRows.spread(dense, over: rows, rowCount: rowCount, type: type)
        case .variant(let node):
            let (numbers, dense) = try read(node, rowCount: rowCount, from: &readers)
            return VariantColumn(discriminators: numbers, dense: dense, types: node.types).column
        case .dynamic(let node): return .string(try read(node, rowCount: rowCount, from: &readers))
        case .object(let node): return .string(try read(node, rowCount: rowCount, from: &readers))
        case .states(let layout, let stream):
            return .string(try readers[stream].readStates(layout, count: rowCount))
        }
    }

    /// Where the rows end, from their sizes or ends.
    private static func readEnds(
        count: Int, areEnds: Bool, from reader: inout ByteReader
    ) throws(QueryError) -> [Int] {
        let numbers = try reader.readArray(of: UInt64.self, count: count)
        var ends = [Int](repeating: 0, count: count)
        var previous = 0
        // One check for all: a bit set here is a number out of range, or an end before the one before it.
        var wrong: UInt64 = 0
        for index in 0..<count {
            let number = numbers[index]
            let end = areEnds ? Int(truncatingIfNeeded: number) : previous &+ Int(truncatingIfNeeded: number)
            wrong |= number | UInt64(truncatingIfNeeded: end &- previous)
            ends[index] = end
            previous = end
        }
        guard wrong >> 48 == 0, previous >> 48 == 0 else {
            throw QueryError(.tooLargeArraySize, "The sizes of arrays or strings are out of range")
        }
        return ends
    }
}
