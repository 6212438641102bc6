import Columns
import Errors

extension Conversion {
    /// Arrays, tuples and maps, element by element.
    mutating func convertNested(
        _ column: Column, from source: DataType, to target: DataType
    ) throws(QueryError) -> Column {
        switch (source, target) {
        case (.array(let own), .array(let wanted)):
            return try convertArray(column, from: own, to: wanted)
        case (.map(let key, let value), .array(let wanted)):
            return try convertArray(column, from: .pair(key, value), to: wanted)
        case (.map(let key, let value), .map(let wantedKey, let wantedValue)):
            return try convertArray(column, from: .pair(key, value), to: .pair(wantedKey, wantedValue))
        case (.array(.tuple(let own)), .map(let key, let value)) where own.count == 2:
            return try convertArray(column, from: .pair(own[0].type, own[1].type), to: .pair(key, value))
        case (.array(.nothing), .map): return .defaults(of: target, count: column.count)
        case (.tuple(let own), .map(let key, let value)):
            return try mapFromArrays(column, own, key: key, value: value, target)
        case (.tuple(let own), .tuple(let wanted)): return try convertTuple(column, from: own, to: wanted)
        case (.string, .array), (.string, .tuple):
            return try parse(column, from: source, as: target)
        case (_, .array):
            throw QueryError(
                .typeMismatch,
                "CAST AS Array can only be performed between same-dimensional Array, Map or String types: "
                    + "from \(source.name) to \(target.name)")
        case (_, .tuple):
            throw QueryError(
                .typeMismatch,
                "CAST AS Tuple can only be performed between tuple types or from String. "
                    + "Left type: \(source.name), right type: \(target.name)")
        default:
            throw QueryError(
                .typeMismatch,
                "Unsupported types to CAST AS Map. Left type: \(source.name), right type: \(target.name)")
        }
    }

    private mutating func convertArray(
        _ column: Column, from own: DataType, to wanted: DataType
    ) throws(QueryError) -> Column {
        guard case .array(let array) = column else { throw wrongLayout(column, .array(own)) }
        let elements = try convertElements(of: array, from: own, to: wanted)
        return .array(ArrayColumn(ends: array.ends, elements: elements))
    }

    /// An element that does not convert makes its whole row not convert.
    private mutating func convertElements(
        of array: ArrayColumn, from own: DataType, to wanted: DataType
    ) throws(QueryError) -> Column {
        let outer = failures
        if outer != nil { failures = [UInt8](repeating: 0, count: array.elements.count) }
        let elements = try convert(array.elements, from: own, to: wanted).materialised
        if var rows = outer, let marks = failures {
            for row in rows.indices {
                for element in array.range(of: row) { rows[row] |= marks[element] }
            }
            failures = rows
        }
        return elements
    }

    /// By name where both sides have names that meet, else by position.
    private mutating func convertTuple(
        _ column: Column, from own: [TupleElement], to wanted: [TupleElement]
    ) throws(QueryError) -> Column {
        guard case .tuple(let tuple) = column else { throw wrongLayout(column, .tuple(own)) }
        let names = Set(own.compactMap(\.name))
        var columns: [Column] = []
        if wanted.contains(where: { $0.name.map(names.contains) ?? false }) {
            for element in wanted {
                if let position = own.firstIndex(where: { $0.name == element.name }) {
                    let values = try convert(tuple.elements[position], from: own[position].type, to: element.type)
                    columns.append(values.materialised)
                } else {
                    columns.append(.defaults(of: element.type, count: tuple.count))
                }
            }
        } else {
            guard own.count == wanted.count else {
                throw QueryError(
                    .typeMismatch,
                    "CAST AS Tuple can only be performed between tuple types with the same number of elements or "
                        + "from String. Left type: \(DataType.tuple(own).name), "
                        + "right type: \(DataType.tuple(wanted).name)")
            }
            for (position, element) in wanted.enumerated() {
                let values = try convert(tuple.elements[position], from: own[position].type, to: element.type)
                columns.append(values.materialised)
            }
        }
        return .tuple(TupleColumn(elements: columns, count: tuple.count))
    }

    /// `(keys, values)` as a map.
    private mutating func mapFromArrays(
        _ column: Column, _ own: [TupleElement], key: DataType, value: DataType, _ target: DataType
    ) throws(QueryError) -> Column {
        guard own.count == 2, case .array(let ownKey) = own[0].type, case .array(let ownValue) = own[1].type,
            case .tuple(let tuple) = column, case .array(let keys) = tuple.elements[0],
            case .array(let values) = tuple.elements[1]
        else {
            throw QueryError(
                .typeMismatch,
                "Unsupported types to CAST AS Map. Left type: \(DataType.tuple(own).name), "
                    + "right type: \(target.name)")
        }
        guard keys.ends == values.ends else {
            throw QueryError(.typeMismatch, "CAST AS Map from tuple requires arrays of the same size")
        }
        let newKeys = try convertElements(of: keys, from: ownKey, to: key)
        let newValues = try convertElements(of: values, from: ownValue, to: value)
        let pairs = TupleColumn(elements: [newKeys, newValues], count: newKeys.count)
        return .array(ArrayColumn(ends: keys.ends, elements: .tuple(pairs)))
    }
}

extension DataType {
    /// The element of a map as an array.
    static func pair(_ key: DataType, _ value: DataType) -> DataType {
        .tuple([TupleElement(nil, key), TupleElement(nil, value)])
    }
}
