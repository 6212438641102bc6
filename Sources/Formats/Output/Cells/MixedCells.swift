import Columns
import Errors

/// Values of `Variant` and `Dynamic`: each is written as one of its own type.
extension CellWriter {
    func variants(_ column: Column, _ types: [DataType], rows: Range<Int>) throws(QueryError) -> StringColumn {
        guard let variant = VariantColumn(column.slice(rows)), variant.alternatives.count == types.count else {
            throw mismatch(.variant(types))
        }
        var pieces = [try nullCell()]
        var places = [UInt32](repeating: 0, count: rows.count)
        var next: UInt32 = 1
        for (number, type) in types.enumerated() {
            let values = variant.dense(number)
            guard values.count > 0 else { continue }
            var cells = try cells(of: values, type, rows: 0..<values.count)
            if style == .binary { cells = cells.following(UInt8(truncatingIfNeeded: number)) }
            pieces.append(cells)
            for row in places.indices where Int(variant.discriminators[row]) == number {
                places[row] = next
                next &+= 1
            }
        }
        return Self.joined(pieces).gathering(places)
    }

    func dynamics(_ column: Column, _ type: DataType, rows: Range<Int>) throws(QueryError) -> StringColumn {
        guard case .string(let values) = column.materialised.slice(rows) else { throw mismatch(type) }
        if style == .binary {
            var result = StringColumn()
            for row in 0..<values.count { result.append(values.range(of: row).isEmpty ? [0] : Array(values[row])) }
            return result
        }
        var pieces = [try nullCell()]
        var places = [UInt32](repeating: 0, count: rows.count)
        var next: UInt32 = 1
        for alternative in try DynamicRows(values).alternatives {
            pieces.append(
                try cells(of: alternative.values, alternative.type, rows: 0..<alternative.values.count))
            for row in alternative.rows {
                places[Int(row)] = next
                next &+= 1
            }
        }
        return Self.joined(pieces).gathering(places)
    }

    private func nullCell() throws(QueryError) -> StringColumn {
        var one = StringColumn()
        one.append(style == .binary ? [VariantColumn.null] : nullText)
        return one
    }

    private static func joined(_ pieces: [StringColumn]) -> StringColumn {
        var result = StringColumn()
        for piece in pieces { result.append(contentsOf: piece) }
        return result
    }
}

extension StringColumn {
    fileprivate func following(_ byte: UInt8) -> StringColumn {
        var result = StringColumn()
        for row in 0..<count {
            result.bytes.append(byte)
            result.append(self[row])
        }
        return result
    }
}
