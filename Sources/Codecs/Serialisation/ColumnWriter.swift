import Columns
import Errors

/// Writes one column, granule by granule: a value with what granules have in common (dictionaries).
package struct ColumnWriter: Sendable {
    package let serialisation: ColumnSerialisation
    private var dictionaries: [SharedDictionary?]

    package init(_ serialisation: ColumnSerialisation) {
        self.serialisation = serialisation
        dictionaries = [SharedDictionary?](repeating: nil, count: serialisation.dictionaryCount)
    }

    /// What stands before the values: once at the start of a Wide part, before every granule of a Compact one and
    /// before every block of Native.
    package func writePrefix(to buffers: inout SubstreamBuffers) {
        Self.writePrefix(of: serialisation.root, to: &buffers)
    }

    /// The values of `rows`: one granule of a part, one block.
    package mutating func write(
        _ column: Column, rows: Range<Int>, to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= column.count, "the rows are the column's")
        try write(serialisation.root, column.materialised, rows: rows, to: &buffers)
    }

    /// What stands behind the last granule of a Wide part: dictionaries that are still open.
    package mutating func writeSuffix(to buffers: inout SubstreamBuffers) throws(QueryError) {
        try writeSuffix(of: serialisation.root, to: &buffers)
    }

    static func writePrefix(of node: SerialisationNode, to buffers: inout SubstreamBuffers) {
        switch node {
        case .lowCardinality(let dictionary):
            buffers[dictionary.prefixStream].writeFixed(LowCardinalityFormat.version)
        case .array(_, let elements): writePrefix(of: elements, to: &buffers)
        case .tuple(let elements): for element in elements { writePrefix(of: element, to: &buffers) }
        case .nullable(_, let values): writePrefix(of: values, to: &buffers)
        case .variant(let node): writePrefix(of: node, to: &buffers)
        case .dynamic(let node): writePrefix(of: node, to: &buffers)
        case .object(let node): writePrefix(of: node, to: &buffers)
        case .leaf, .sizedString, .placeholder, .sparse, .states: break
        }
    }

    private mutating func writeSuffix(
        of node: SerialisationNode, to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        switch node {
        case .lowCardinality(let node):
            dictionaries[node.slot]?.write(to: &buffers[node.dictionaryStream])
            dictionaries[node.slot] = nil
        case .array(_, let elements): try writeSuffix(of: elements, to: &buffers)
        case .tuple(let elements): for element in elements { try writeSuffix(of: element, to: &buffers) }
        case .variant(let node):
            for alternative in node.alternatives { try writeSuffix(of: alternative, to: &buffers) }
        case .object(let node): for typed in node.typed { try writeSuffix(of: typed, to: &buffers) }
        case .leaf, .sizedString, .nullable, .placeholder, .sparse, .states, .dynamic: break
        }
    }

    mutating func write(
        _ node: SerialisationNode, _ column: Column, rows: Range<Int>, to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        switch (node, column) {
        case (.leaf(let type, let stream), _):
            try buffers[stream].writeLeaf(column, type: type, rows: rows)
        case (.sizedString(let sizes, let bytes), .string(let strings)):
            Self.write(sizesOf: strings.ends, rows: rows, to: &buffers[sizes])
            buffers[bytes].writeBytes(strings.bytes, in: Self.nestedRange(of: rows, ends: strings.ends))
        case (.nullable(let nulls, let values), .nullable(let nullable)):
            buffers[nulls].writeArray(nullable.nulls, in: rows)
            try write(values, nullable.values, rows: rows, to: &buffers)
        case (.array(let sizes, let elements), .array(let array)):
            let nested = Self.nestedRange(of: rows, ends: array.ends)
            if serialisation.arraysAsEnds {
                Self.write(endsOf: array.ends, rows: rows, to: &buffers[sizes])
            } else {
                Self.write(sizesOf: array.ends, rows: rows, to: &buffers[sizes])
            }
            try write(elements, array.elements, rows: nested, to: &buffers)
        case (.tuple(let nodes), .tuple(let tuple)):
            guard nodes.count == tuple.elements.count else { throw layoutMismatch(serialisation.type) }
            for (index, node) in nodes.enumerated() {
                try write(node, tuple.elements[index], rows: rows, to: &buffers)
            }
        case (.placeholder(let stream, _), _):
            buffers[stream].writeBytes(repeatElement(UInt8(ascii: "0"), count: rows.count))
        case (.lowCardinality(let node), .lowCardinality(let values)):
            try write(node, values, rows: rows, to: &buffers)
        case (.sparse(let offsets, let values, let type), _):
            try writeSparse(column, of: type, values: values, offsets: offsets, rows: rows, to: &buffers)
        case (.variant(let node), _): try write(node, column, rows: rows, to: &buffers)
        case (.dynamic(let node), .string(let strings)): try write(node, strings, rows: rows, to: &buffers)
        case (.object(let node), .string(let strings)): try write(node, strings, rows: rows, to: &buffers)
        case (.states(_, let stream), .string(let states)):
            buffers[stream].writeBytes(states.bytes, in: Self.nestedRange(of: rows, ends: states.ends))
        default: throw layoutMismatch(serialisation.type)
        }
    }

    private mutating func write(
        _ node: LowCardinalityNode, _ column: LowCardinalityColumn, rows: Range<Int>,
        to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        // An empty chunk is nothing at all.
        guard !rows.isEmpty else { return }
        guard column.isNullable == node.isNullable else { throw layoutMismatch(serialisation.type) }
        let chunk = try LowCardinalityChunk(column, rows: rows, keyType: node.keyType)
        guard let sizeMax = serialisation.sharedDictionarySizeMax else {
            try chunk.writeWithKeys(keyType: node.keyType, to: &buffers[node.codesStream])
            return
        }
        var dictionary: SharedDictionary
        if let open = dictionaries[node.slot] {
            dictionary = open
        } else {
            dictionary = try SharedDictionary(keyType: node.keyType, isNullable: node.isNullable, sizeMax: sizeMax)
        }
        // One owner while it grows.
        dictionaries[node.slot] = nil
        try dictionary.write(chunk, to: &buffers[node.codesStream])
        if dictionary.isFull {
            dictionary.write(to: &buffers[node.dictionaryStream])
        } else {
            dictionaries[node.slot] = dictionary
        }
    }

    private mutating func writeSparse(
        _ column: Column, of type: DataType, values: SerialisationNode, offsets: Int, rows: Range<Int>,
        to buffers: inout SubstreamBuffers
    ) throws(QueryError) {
        var plain = column
        let kept: [UInt32]
        if case .nullable(let nullable) = column {
            kept = rows.filter { nullable.nulls[$0] == 0 }.map { UInt32(truncatingIfNeeded: $0) }
            plain = nullable.values
        } else {
            kept = try SparseRows.rowsWithValues(of: column, type: type, in: rows)
        }
        SparseRows.write(kept, of: rows, to: &buffers[offsets])
        let dense = plain.gathering(kept)
        try write(values, dense, rows: 0..<kept.count, to: &buffers)
    }

    /// What the rows hold inside, end to end.
    private static func nestedRange(of rows: Range<Int>, ends: [Int]) -> Range<Int> {
        guard !rows.isEmpty else { return 0..<0 }
        let start = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
        return start..<ends[rows.upperBound - 1]
    }

    private static func write(sizesOf ends: [Int], rows: Range<Int>, to writer: inout ByteWriter) {
        guard !rows.isEmpty else { return }
        var sizes = [UInt64](repeating: 0, count: rows.count)
        var previous = rows.lowerBound == 0 ? 0 : ends[rows.lowerBound - 1]
        for index in sizes.indices {
            let end = ends[rows.lowerBound &+ index]
            sizes[index] = UInt64(truncatingIfNeeded: end &- previous)
            previous = end
        }
        writer.writeArray(sizes, in: 0..<sizes.count)
    }

    private static func write(endsOf ends: [Int], rows: Range<Int>, to writer: inout ByteWriter) {
        guard rows.lowerBound > 0 else {
            writer.writeArray(ends, in: rows)
            return
        }
        let start = ends[rows.lowerBound - 1]
        let moved = ends[rows].map { $0 &- start }
        writer.writeArray(moved, in: 0..<moved.count)
    }
}
