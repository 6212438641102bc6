import Columns
import Errors

/// A dictionary's rows as they were when it was loaded: keys and attributes, found by the hash of the key.
package final class DictionaryContent: Sendable {
    package struct Attribute: Sendable {
        package let name: String
        package let type: DataType
        package let values: Column
        /// One row: what a key has that is not there.
        package let standard: Column
        package let isHierarchical: Bool

        package init(name: String, type: DataType, values: Column, standard: Column, isHierarchical: Bool) {
            self.name = name
            self.type = type
            self.values = values
            self.standard = standard
            self.isHierarchical = isHierarchical
        }
    }

    package let name: String
    package let keyTypes: [DataType]
    package let keys: [Column]
    package let attributes: [Attribute]
    /// For range dictionaries: the first and last moment of each row, both included; NULL is open.
    package let range: (min: Column, max: Column, type: DataType)?
    package let rowCount: Int
    /// The first row of a hash, and for each row the next one of its hash; −1 ends.
    private let first: [UInt64: Int32]
    private let next: [Int32]

    package init(
        name: String, keyTypes: [DataType], keys: [Column], attributes: [Attribute],
        range: (min: Column, max: Column, type: DataType)?, rowCount: Int
    ) {
        self.name = name
        self.keyTypes = keyTypes
        self.keys = keys.map(\.materialised)
        self.attributes = attributes
        self.range = range
        self.rowCount = rowCount
        let hashes = Self.hashes(self.keys, rowCount)
        var first: [UInt64: Int32] = [:]
        var next = [Int32](repeating: -1, count: rowCount)
        // From the last to the first, so that the first row of a key is found first.
        for row in stride(from: rowCount - 1, through: 0, by: -1) {
            next[row] = first[hashes[row]] ?? -1
            first[hashes[row]] = Int32(truncatingIfNeeded: row)
        }
        self.first = first
        self.next = next
    }

    private static func hashes(_ columns: [Column], _ count: Int) -> [UInt64] {
        var hashes = [UInt64](repeating: rowHashSeed, count: count)
        for column in columns { column.hash(into: &hashes) }
        return hashes
    }

    package func attribute(named name: String) throws(QueryError) -> Attribute {
        guard let attribute = attributes.first(where: { $0.name == name }) else {
            throw QueryError(.badArguments, "No such attribute '\(name)'")
        }
        return attribute
    }

    /// For each row of `columns`, which have the key's types, the row of the dictionary; −1 where there is none.
    package func rows(of columns: [Column], _ moments: Column?, count: Int) -> [Int32] {
        let columns = columns.map(\.materialised)
        let hashes = Self.hashes(columns, count)
        var result = [Int32](repeating: -1, count: count)
        for row in 0..<count {
            var known = first[hashes[row]] ?? -1
            while known >= 0 {
                let place = Int(known)
                let isSame = zip(keys, columns).allSatisfy { $0.compare(place, with: $1, row) == 0 }
                if isSame, contains(moments, row, place) { break }
                known = next[place]
            }
            result[row] = known
        }
        return result
    }

    private func contains(_ moments: Column?, _ row: Int, _ place: Int) -> Bool {
        guard let range, let moments else { return true }
        let isBehindMin = range.min.isNull(at: place) || range.min.compare(place, with: moments, row) <= 0
        let isBeforeMax = range.max.isNull(at: place) || range.max.compare(place, with: moments, row) >= 0
        return isBehindMin && isBeforeMax
    }

    // MARK: - Hierarchies

    /// The key of each row's parent, by row of the dictionary, and the rows of each parent's children.
    package func hierarchy() throws(QueryError) -> (parents: [UInt64], keys: [UInt64]) {
        guard let attribute = attributes.first(where: \.isHierarchical), keys.count == 1 else {
            throw QueryError(.unsupportedMethod, "Dictionary (\(name)) does not support hierarchy")
        }
        func numbers(_ column: Column) -> [UInt64] {
            (0..<rowCount).map { column.value(at: $0).exactInteger() ?? 0 }
        }
        return (numbers(attribute.values), numbers(keys[0]))
    }
}
