import Codecs

/// What a field of a FlatBuffers table holds.
indirect enum FlatValue {
    case int8(Int8), int16(Int16), int32(Int32), int64(Int64)
    case string(String)
    case table([Int: FlatValue])
    case tables([[Int: FlatValue]])
    /// Structures of eight-byte fields, end to end.
    case structures(bytes: [UInt8], count: Int)

    fileprivate var width: Int {
        switch self {
        case .int8: 1
        case .int16: 2
        case .int64: 8
        case .int32, .string, .table, .tables, .structures: 4
        }
    }
}

/// Writes FlatBuffers: parents before their children, so that all offsets point forward.
///
/// A table is a vtable (`UInt16`: its size, the table's size, each field's place or 0), then the table: `Int32` back to
/// the vtable, and the fields. Strings and vectors are a `UInt32` count and the elements.
///
/// - Source: FlatBuffers, `internals.md`.
struct FlatBufferWriter {
    private var bytes: [UInt8] = []

    /// The buffer whose root is a table of `fields`, by slot.
    static func buffer(_ fields: [Int: FlatValue]) -> [UInt8] {
        var writer = FlatBufferWriter()
        writer.append(UInt32(0))
        let root = writer.write(table: fields)
        writer.patch(UInt32(truncatingIfNeeded: root), at: 0)
        writer.align(to: 8)
        return writer.bytes
    }

    private mutating func align(to width: Int, ahead: Int = 0) {
        while !(bytes.count + ahead).isMultiple(of: width) { bytes.append(0) }
    }

    private mutating func append<T: FixedWidthInteger>(_ value: T) {
        for index in 0..<MemoryLayout<T>.size { bytes.append(UInt8(truncatingIfNeeded: value >> T(8 * index))) }
    }

    private mutating func patch(_ value: UInt32, at position: Int) {
        for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index)) }
    }

    private mutating func write(table fields: [Int: FlatValue]) -> Int {
        let slots = (fields.keys.max() ?? -1) + 1
        // Wide fields first: then only the end of the narrower ones needs alignment.
        let order = fields.sorted { ($1.value.width, $0.key) < ($0.value.width, $1.key) }
        var places = [Int](repeating: 0, count: slots)
        var size = 4
        for (slot, value) in order {
            size = (size + value.width - 1) / value.width * value.width
            places[slot] = size
            size += value.width
        }
        align(to: 8, ahead: 4 + 2 * slots)
        let vtable = bytes.count
        append(UInt16(truncatingIfNeeded: 4 + 2 * slots))
        append(UInt16(truncatingIfNeeded: size))
        for place in places { append(UInt16(truncatingIfNeeded: place)) }
        let table = bytes.count
        append(Int32(truncatingIfNeeded: table - vtable))
        bytes += [UInt8](repeating: 0, count: size - 4)
        for (slot, value) in fields.sorted(by: { $0.key < $1.key }) { write(value, at: table + places[slot]) }
        return table
    }

    private mutating func write(_ value: FlatValue, at position: Int) {
        switch value {
        case .int8(let number): bytes[position] = UInt8(bitPattern: number)
        case .int16(let number):
            bytes[position] = UInt8(truncatingIfNeeded: number)
            bytes[position + 1] = UInt8(truncatingIfNeeded: number >> 8)
        case .int32(let number): patch(UInt32(bitPattern: number), at: position)
        case .int64(let number):
            patch(UInt32(truncatingIfNeeded: number), at: position)
            patch(UInt32(truncatingIfNeeded: number >> 32), at: position + 4)
        case .string(let text):
            align(to: 4)
            refer(from: position)
            append(UInt32(truncatingIfNeeded: text.utf8.count))
            bytes += Array(text.utf8)
            bytes.append(0)
        case .table(let fields):
            let table = write(table: fields)
            patch(UInt32(truncatingIfNeeded: table - position), at: position)
        case .tables(let tables):
            align(to: 4)
            refer(from: position)
            append(UInt32(truncatingIfNeeded: tables.count))
            let first = bytes.count
            bytes += [UInt8](repeating: 0, count: 4 * tables.count)
            for (index, fields) in tables.enumerated() {
                let table = write(table: fields)
                patch(UInt32(truncatingIfNeeded: table - first - 4 * index), at: first + 4 * index)
            }
        case .structures(let content, let count):
            align(to: 8, ahead: 4)
            refer(from: position)
            append(UInt32(truncatingIfNeeded: count))
            bytes += content
        }
    }

    /// Points the offset at `position` to what is written next.
    private mutating func refer(from position: Int) {
        patch(UInt32(truncatingIfNeeded: bytes.count - position), at: position)
    }
}
