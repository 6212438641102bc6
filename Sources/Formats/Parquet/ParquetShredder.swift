import Columns
import Errors

/// The levels of a leaf's rows, and the values that are there.
struct ShreddedLeaf {
    var values: Column
    var definitions: [UInt32]
    var repetitions: [UInt32]
}

/// Takes a column apart into its leaves, as Dremel does: every value has how many of the optional and repeated fields
/// above it are there, and at which of the repeated ones it goes on.
struct ParquetShredder {
    private(set) var leaves: [ShreddedLeaf] = []

    /// Entries of the node that is being taken apart; those whose definition is `depth` are its rows, in order.
    private struct Levels {
        var definitions: [UInt32]
        var repetitions: [UInt32]
        var depth: UInt32 = 0
        var repetition: UInt32 = 0
    }

    static func leaves(_ column: Column, _ type: DataType) throws(QueryError) -> [ShreddedLeaf] {
        var shredder = ParquetShredder()
        let zeros = [UInt32](repeating: 0, count: column.count)
        try shredder.add(column, type, Levels(definitions: zeros, repetitions: zeros))
        return shredder.leaves
    }

    private mutating func add(_ column: Column, _ type: DataType, _ levels: Levels) throws(QueryError) {
        switch (type.storedValue, column) {
        case (.lowCardinality(let inner), .lowCardinality(let coded)): try add(coded.decoded, inner, levels)
        case (.nullable(let inner), .nullable(let nullable)):
            var deeper = levels
            deeper.depth += 1
            var row = 0
            for index in levels.definitions.indices where levels.definitions[index] == levels.depth {
                if nullable.nulls[row] == 0 { deeper.definitions[index] += 1 }
                row += 1
            }
            let present: [UInt8] = nullable.nulls.map { 1 - $0 }
            let count = countOnes(in: present)
            let values =
                count == present.count ? nullable.values : nullable.values.filtered(by: present, keeping: count)
            try add(values, inner, deeper)
        case (.array(let element), .array(let arrays)):
            try add(arrays.elements, element, Self.levels(levels, arrays.ends))
        case (.map(let key, let value), .array(let arrays)):
            guard case .tuple(let pairs) = arrays.elements, pairs.elements.count == 2 else { break }
            let deeper = Self.levels(levels, arrays.ends)
            try add(pairs.elements[0], key, deeper)
            try add(pairs.elements[1], value, deeper)
        case (.tuple(let elements), .tuple(let tuples)):
            for (element, column) in zip(elements, tuples.elements) { try add(column, element.type, levels) }
        default:
            leaves.append(
                ShreddedLeaf(values: column, definitions: levels.definitions, repetitions: levels.repetitions))
        }
    }

    private static func levels(_ levels: Levels, _ ends: [Int]) -> Levels {
        var result = Levels(
            definitions: [], repetitions: [], depth: levels.depth + 1, repetition: levels.repetition + 1)
        result.definitions.reserveCapacity(levels.definitions.count + (ends.last ?? 0))
        result.repetitions.reserveCapacity(levels.definitions.count + (ends.last ?? 0))
        var row = 0
        var start = 0
        for index in levels.definitions.indices {
            let definition = levels.definitions[index]
            guard definition == levels.depth else {
                result.definitions.append(definition)
                result.repetitions.append(levels.repetitions[index])
                continue
            }
            let count = ends[row] - start
            start = ends[row]
            row += 1
            result.definitions.append(count == 0 ? definition : result.depth)
            result.repetitions.append(levels.repetitions[index])
            guard count > 1 else { continue }
            result.definitions.append(contentsOf: repeatElement(result.depth, count: count - 1))
            result.repetitions.append(contentsOf: repeatElement(result.repetition, count: count - 1))
        }
        return result
    }
}
