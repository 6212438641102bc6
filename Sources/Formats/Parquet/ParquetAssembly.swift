import Columns
import Errors

/// Puts the columns of a row group together from its leaves and their levels.
///
/// A row of a node is a slot. Levels of a leaf that reach `slot` (how deep the list around the node must be there)
/// stand for slots; the others say that a list above is empty.
struct ParquetAssembly {
    let schema: ParquetSchema
    /// By the leaf's number.
    let leaves: [Int: ParquetLeafRows]

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.parquetException, "Broken Parquet data: \(reason)")
    }

    func column(_ node: ParquetNode, slot: Int = 0) throws(QueryError) -> TypedColumn {
        switch node.shape {
        case .leaf(let number): return try leaf(number, node, slot: slot)
        case .list(let element, let definition, let repetition):
            let ends = try ends(node.firstLeaf, slot: slot, definition: definition, repetition: repetition)
            let elements = try column(element, slot: definition)
            return TypedColumn(type: .array(elements.type), column: try lists(ends, elements.column))
        case .map(let key, let value, let definition, let repetition):
            let ends = try ends(node.firstLeaf, slot: slot, definition: definition, repetition: repetition)
            let keys = try column(key, slot: definition)
            let values = try column(value, slot: definition)
            let keyType = keys.type.withoutNullable
            guard keys.column.count == values.column.count else {
                throw Self.broken("a map has \(keys.column.count) keys and \(values.column.count) values")
            }
            let pairs = TupleColumn(
                elements: [try keys.adapted(to: keyType), values.column], count: keys.column.count)
            return TypedColumn(type: .map(key: keyType, value: values.type), column: try lists(ends, .tuple(pairs)))
        case .tuple(let children):
            var elements: [TupleElement] = []
            var columns: [Column] = []
            for child in children {
                let column = try column(child, slot: slot)
                elements.append(TupleElement(child.name, column.type))
                columns.append(column.column)
            }
            let count = columns.first?.count ?? 0
            guard columns.allSatisfy({ $0.count == count }) else { throw Self.broken("a group's columns differ") }
            return TypedColumn(type: .tuple(elements), column: .tuple(TupleColumn(elements: columns, count: count)))
        }
    }

    private func rows(_ leaf: Int) throws(QueryError) -> ParquetLeafRows {
        guard let rows = leaves[leaf] else { throw QueryError(.logicalError, "A Parquet column was not read") }
        return rows
    }

    private func lists(_ ends: [Int], _ elements: Column) throws(QueryError) -> Column {
        guard ends.last ?? 0 == elements.count else {
            throw Self.broken("lists of \(ends.last ?? 0) elements have \(elements.count)")
        }
        return .array(ArrayColumn(ends: ends, elements: elements))
    }

    private func ends(_ leaf: Int, slot: Int, definition: Int, repetition: Int) throws(QueryError) -> [Int] {
        let rows = try rows(leaf)
        guard rows.definitions.count == rows.repetitions.count else { throw Self.broken("levels are missing") }
        var ends: [Int] = []
        var count = 0
        for (defined, repeated) in zip(rows.definitions, rows.repetitions) where defined >= slot {
            if repeated < repetition {
                ends.append(count)
            } else if ends.isEmpty {
                throw Self.broken("a list goes on that has not begun")
            }
            if defined >= definition, repeated <= repetition {
                count += 1
                ends[ends.count - 1] = count
            }
        }
        return ends
    }

    private func leaf(_ number: Int, _ node: ParquetNode, slot: Int) throws(QueryError) -> TypedColumn {
        let rows = try rows(number)
        let leaf = schema.leaves[number]
        let type = try leaf.dataType()
        var column = rows.values
        guard leaf.definition > 0 else { return TypedColumn(type: type, column: column) }
        var nulls: [UInt8] = []
        nulls.reserveCapacity(rows.definitions.count)
        for level in rows.definitions where level >= slot { nulls.append(level < leaf.definition ? 1 : 0) }
        let nullCount = countOnes(in: nulls)
        guard nulls.count - nullCount == column.count else { throw Self.broken("values are missing") }
        if nullCount > 0 {
            if case .fixedString(let size) = type, size * nulls.count > 1 << 32 {
                throw Self.broken("\(nulls.count) values of \(size) bytes, most of them absent")
            }
            // Gaps are filled with a default value that stands behind the others.
            let filler = UInt32(truncatingIfNeeded: column.count)
            column.append(.defaults(of: type, count: 1))
            var next: UInt32 = 0
            var places = [UInt32](repeating: filler, count: nulls.count)
            for row in nulls.indices where nulls[row] == 0 {
                places[row] = next
                next &+= 1
            }
            column = column.gathering(places)
        }
        guard node.isOptional else { return TypedColumn(type: type, column: column) }
        return TypedColumn(
            type: .nullable(type), column: .nullable(NullableColumn(nulls: nulls, values: column)))
    }
}
