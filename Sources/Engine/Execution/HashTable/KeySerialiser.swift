import Columns

/// Key columns as one byte string per row; equal rows, and only they, have equal strings.
enum KeySerialiser {
    static func serialise(_ keys: [Column], types: [DataType], rowCount: Int) -> StringColumn {
        guard rowCount > 0 else { return StringColumn() }
        let plain = zip(keys, types).map { canonical($0, $1) }
        var ends = [Int](repeating: 0, count: rowCount)
        for key in plain { addSizes(of: key, to: &ends) }
        var total = 0
        for row in ends.indices {
            total &+= ends[row]
            ends[row] = total
        }
        var cursors = [0] + ends.dropLast()
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
            unsafe buffer.initialize(repeating: 0)
            let target = UnsafeMutableRawBufferPointer(buffer)
            for key in plain { unsafe write(key, to: target, at: &cursors) }
            count = total
        }
        return StringColumn(ends: ends, bytes: bytes)
    }

    /// The column without dictionaries, and with defaults under NULLs.
    private static func canonical(_ column: Column, _ type: DataType) -> Column {
        switch (column.withoutLowCardinality, type.withoutLowCardinality.storedValue) {
        case (.nullable(let nullable), .nullable(let inner)):
            guard nullable.nulls.contains(1) else {
                return .nullable(NullableColumn(nulls: nullable.nulls, values: canonical(nullable.values, inner)))
            }
            var values = nullable.values
            let last = UInt32(truncatingIfNeeded: values.count)
            values.append(.defaults(of: inner, count: 1))
            let rows = nullable.nulls.indices.map { row in
                nullable.nulls[row] != 0 ? last : UInt32(truncatingIfNeeded: row)
            }
            return .nullable(
                NullableColumn(nulls: nullable.nulls, values: canonical(values.gathering(rows), inner)))
        case (.array(let array), .array(let element)):
            return .array(ArrayColumn(ends: array.ends, elements: canonical(array.elements, element)))
        case (.array(let array), .map(let key, let value)):
            let pair = DataType.tuple([TupleElement(nil, key), TupleElement(nil, value)])
            return .array(ArrayColumn(ends: array.ends, elements: canonical(array.elements, pair)))
        case (.tuple(let tuple), .tuple(let elements)):
            let parts = zip(tuple.elements, elements).map { canonical($0, $1.type) }
            return .tuple(TupleColumn(elements: parts, count: tuple.count))
        case (.tuple(let tuple), .variant(let types)) where tuple.elements.count == types.count + 1:
            let parts = zip(tuple.elements.dropFirst(), types).map { canonical($0, $1) }
            let numbers = canonical(tuple.elements[0], .nullable(.uint8))
            return .tuple(TupleColumn(elements: [numbers] + parts, count: tuple.count))
        case (let other, _): return other
        }
    }

    /// Adds the bytes of each row.
    private static func addSizes(of column: Column, to sizes: inout [Int]) {
        switch column {
        case .string(let strings):
            for row in sizes.indices { sizes[row] &+= 8 &+ strings.range(of: row).count }
        case .fixedString(let strings): for row in sizes.indices { sizes[row] &+= strings.size }
        case .array(let array):
            var elements = [Int](repeating: 0, count: array.elements.count)
            addSizes(of: array.elements, to: &elements)
            for row in sizes.indices {
                var size = 8
                for element in array.range(of: row) { size &+= elements[element] }
                sizes[row] &+= size
            }
        case .tuple(let tuple): for element in tuple.elements { addSizes(of: element, to: &sizes) }
        case .nullable(let nullable):
            for row in sizes.indices { sizes[row] &+= 1 }
            addSizes(of: nullable.values, to: &sizes)
        case .nothing: break
        default:
            var visitor = WidthVisitor()
            guard let width = visitor.run(on: column) else { preconditionFailure("every layout is handled") }
            for row in sizes.indices { sizes[row] &+= width }
        }
    }

    /// Writes each row at its cursor, which moves behind it.
    private static func write(
        _ column: Column, to target: UnsafeMutableRawBufferPointer, at cursors: inout [Int]
    ) {
        switch column {
        case .string(let strings):
            unsafe write(lengths: strings.ends, to: target, at: &cursors)
            for row in cursors.indices {
                // Safe: `addSizes` counted these bytes for the row; the copy is checked against the rest of the buffer.
                let place = unsafe UnsafeMutableRawBufferPointer(rebasing: target[cursors[row]...])
                unsafe place.copyBytes(from: strings[row])
                cursors[row] &+= strings.range(of: row).count
            }
        case .fixedString(let strings):
            for row in cursors.indices {
                let place = unsafe UnsafeMutableRawBufferPointer(rebasing: target[cursors[row]...])
                unsafe place.copyBytes(from: strings[row])
                cursors[row] &+= strings.size
            }
        case .array(let array):
            unsafe write(lengths: array.ends, to: target, at: &cursors)
            var sizes = [Int](repeating: 0, count: array.elements.count)
            addSizes(of: array.elements, to: &sizes)
            var elements = [Int](repeating: 0, count: sizes.count)
            for row in cursors.indices {
                for element in array.range(of: row) {
                    elements[element] = cursors[row]
                    cursors[row] &+= sizes[element]
                }
            }
            unsafe write(array.elements, to: target, at: &elements)
        case .tuple(let tuple): for element in tuple.elements { unsafe write(element, to: target, at: &cursors) }
        case .nullable(let nullable):
            for row in cursors.indices {
                unsafe target[cursors[row]] = nullable.nulls[row]
                cursors[row] &+= 1
            }
            unsafe write(nullable.values, to: target, at: &cursors)
        case .nothing: break
        default:
            var visitor = unsafe WriteVisitor(target: target, cursors: cursors)
            cursors = []
            guard let moved = visitor.run(on: column) else { preconditionFailure("every layout is handled") }
            cursors = moved
        }
    }

    private static func write(
        lengths ends: [Int], to target: UnsafeMutableRawBufferPointer, at cursors: inout [Int]
    ) {
        var start = 0
        for row in cursors.indices {
            unsafe target.storeBytes(of: ends[row] &- start, toByteOffset: cursors[row], as: Int.self)
            cursors[row] &+= 8
            start = ends[row]
        }
    }
}

private struct WidthVisitor: TotalFixedWidthVisitor {
    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Int { MemoryLayout<T>.size }
}

// Safe: used within the closure that owns `target` only.
@safe private struct WriteVisitor: TotalFixedWidthVisitor {
    let target: UnsafeMutableRawBufferPointer
    var cursors: [Int]

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [Int] {
        var moved = cursors
        cursors = []
        for row in moved.indices {
            // Safe: `addSizes` counted these bytes for the row.
            unsafe target.storeBytes(of: values[row], toByteOffset: moved[row], as: T.self)
            moved[row] &+= MemoryLayout<T>.size
        }
        return moved
    }
}
