import Errors

/// The values of a `Dynamic` column, type by type.
///
/// In memory such a column is one of strings: for each row the binary name of its type and the value as RowBinary has
/// it; NULL has no bytes. Equal values are equal bytes.
package struct DynamicRows: Sendable {
    package struct Alternative: Sendable {
        package let type: DataType
        package let rows: [UInt32]
        /// One value for each of `rows`.
        package let values: Column
    }

    /// In order of their names.
    package let alternatives: [Alternative]
    package let rowCount: Int

    package init(_ column: StringColumn) throws(QueryError) {
        var groups: [(type: DataType, rows: [UInt32], values: [Value])] = []
        var places: [DataType: Int] = [:]
        // Most types have a name of one byte.
        var placeOfCode = [Int](repeating: -1, count: 256)
        for row in 0..<column.count {
            let range = column.range(of: row)
            guard !range.isEmpty, column.bytes[range.lowerBound] != TypeBytes.nothing else { continue }
            var reader = ValueBytesReader(column.bytes, in: range)
            let type = try reader.readType()
            let code = Int(column.bytes[range.lowerBound])
            let isPlain = TypeBytes.plain[UInt8(truncatingIfNeeded: code)] != nil
            var place = isPlain ? placeOfCode[code] : places[type] ?? -1
            if place < 0 {
                place = groups.count
                places[type] = place
                groups.append((type, [], []))
                if isPlain { placeOfCode[code] = place }
            }
            let value = try reader.readValue(of: type)
            guard reader.isAtEnd else { throw reader.corrupt }
            groups[place].rows.append(UInt32(truncatingIfNeeded: row))
            groups[place].values.append(value)
        }
        var alternatives: [Alternative] = []
        for group in groups {
            alternatives.append(
                Alternative(
                    type: group.type, rows: group.rows, values: try Column.laidOut(group.values, as: group.type)))
        }
        self.alternatives = alternatives.sorted {
            $0.type.name.utf8.lexicographicallyPrecedes($1.type.name.utf8)
        }
        rowCount = column.count
    }

    package init(_ column: Column, _ type: DataType) throws(QueryError) {
        guard case .string(let strings) = column.materialised else {
            throw QueryError(.logicalError, "A column of type \(type.name) is not laid out as such")
        }
        try self.init(strings)
    }

    /// The bytes of each row of `column`, whose type is a plain one, `Variant` (its alternatives count) or `Dynamic`.
    package static func encoding(_ column: Column, of type: DataType) -> StringColumn {
        let column = column.materialised
        if type.isDynamic, case .string(let strings) = column { return strings }
        if case .variant(let types) = type, let variant = VariantColumn(column) {
            let parts = zip(variant.alternatives, types).map { encoding($0, of: $1) }
            var result = StringColumn()
            for (row, number) in variant.discriminators.enumerated() {
                result.append(number == VariantColumn.null ? [] : parts[Int(number)][row])
            }
            return result
        }
        var name: [UInt8] = []
        let plain = type.storedValue.withoutNullable
        TypeBytes.write(plain, to: &name)
        var result = StringColumn()
        for row in 0..<column.count {
            let value = column.value(at: row)
            if value != .null, plain != .nothing {
                result.bytes += name
                ValueBytes.write(value, of: plain, to: &result.bytes)
            }
            result.ends.append(result.bytes.count)
        }
        return result
    }

    /// The bytes of each row of `column` with the type itself before them, NULLs included.
    package static func typedBytes(of column: Column, _ type: DataType) -> StringColumn {
        var name: [UInt8] = []
        TypeBytes.write(type, to: &name)
        var result = StringColumn()
        for row in 0..<column.count {
            result.bytes += name
            ValueBytes.write(column.value(at: row), of: type, to: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return result
    }

    /// The name of each row's type; `nil` for NULL.
    package var typeNames: [String?] {
        var names = [String?](repeating: nil, count: rowCount)
        for alternative in alternatives {
            let name = alternative.type.name
            for row in alternative.rows { names[Int(row)] = name }
        }
        return names
    }

    /// 1 where a row of `column` is NULL.
    package static func nulls(_ column: StringColumn) -> [UInt8] {
        (0..<column.count).map { row in
            let range = column.range(of: row)
            return range.isEmpty || column.bytes[range.lowerBound] == TypeBytes.nothing ? 1 : 0
        }
    }
}
