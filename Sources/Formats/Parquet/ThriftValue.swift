import Codecs
import Errors

/// A value of Thrift's compact protocol; structures are their fields by number.
///
/// | bytes | means |
/// | --- | --- |
/// | `dddd tttt` | a field: the difference to the number before (0: the number follows, zigzag), and its type |
/// | `00` | the end of a structure |
/// | `nnnn tttt` | a list of `n` elements (15: the count follows) of one type |
/// | integers | variable length, zigzag, but single bytes as they are |
/// | bytes | a variable-length count and the bytes |
///
/// - Source: Apache Thrift, `thrift-compact-protocol.md`.
indirect enum ThriftValue {
    case bool(Bool)
    case int8(Int8), int16(Int16), int32(Int32), int64(Int64)
    case double(Double)
    case bytes([UInt8])
    case list([ThriftValue])
    case structure([Int: ThriftValue])

    static func text(_ text: String) -> ThriftValue { .bytes(Array(text.utf8)) }
    static func int32(_ number: Int) -> ThriftValue { .int32(Int32(truncatingIfNeeded: number)) }
    static func int64(_ number: Int) -> ThriftValue { .int64(Int64(number)) }

    private var code: UInt8 {
        switch self {
        case .bool(let value): value ? 1 : 2
        case .int8: 3
        case .int16: 4
        case .int32: 5
        case .int64: 6
        case .double: 7
        case .bytes: 8
        case .list: 9
        case .structure: 12
        }
    }

    // What a reader asks for: `nil` or a fallback where a field is absent or of another type.

    subscript(field: Int) -> ThriftValue? { if case .structure(let fields) = self { fields[field] } else { nil } }

    var number: Int? {
        switch self {
        case .int8(let value): Int(value)
        case .int16(let value): Int(value)
        case .int32(let value): Int(value)
        case .int64(let value): Int(value)
        case .bool, .double, .bytes, .list, .structure: nil
        }
    }

    var elements: [ThriftValue] { if case .list(let elements) = self { elements } else { [] } }
    var string: String? {
        if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
    var truth: Bool? { if case .bool(let value) = self { value } else { nil } }
}

extension ThriftValue {
    private static var depthMax: Int { 24 }

    /// The structure that `reader` stands before.
    static func readStructure(_ reader: inout ByteReader, depth: Int = 0) throws(QueryError) -> ThriftValue {
        guard depth < depthMax else { throw broken("structures are nested more than \(depthMax) deep") }
        var fields: [Int: ThriftValue] = [:]
        var number = 0
        while true {
            let head = try reader.readByte()
            guard head != 0 else { return .structure(fields) }
            let difference = Int(head >> 4)
            number = difference == 0 ? Int(Int16(truncatingIfNeeded: try zigzag(&reader))) : number + difference
            fields[number] =
                switch head & 15 {
                case 1: .bool(true)
                case 2: .bool(false)
                default: try read(&reader, code: head & 15, depth: depth + 1)
                }
        }
    }

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.parquetException, "Broken Parquet metadata: \(reason)")
    }

    private static func zigzag(_ reader: inout ByteReader) throws(QueryError) -> Int64 {
        let number = try reader.readVarUInt()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    private static func read(
        _ reader: inout ByteReader, code: UInt8, depth: Int
    ) throws(QueryError) -> ThriftValue {
        switch code {
        case 1, 2: return .bool(try reader.readByte() == 1)
        case 3: return .int8(Int8(bitPattern: try reader.readByte()))
        case 4: return .int16(Int16(truncatingIfNeeded: try zigzag(&reader)))
        case 5: return .int32(Int32(truncatingIfNeeded: try zigzag(&reader)))
        case 6: return .int64(try zigzag(&reader))
        case 7: return .double(try reader.readFixed())
        case 8: return .bytes(try reader.readString(sizeMax: reader.remaining))
        case 9, 10: return try readList(&reader, depth: depth)
        case 11: return try readMap(&reader, depth: depth)
        case 12: return try readStructure(&reader, depth: depth)
        default: throw broken("a value of type \(code)")
        }
    }

    private static func readList(_ reader: inout ByteReader, depth: Int) throws(QueryError) -> ThriftValue {
        guard depth < depthMax else { throw broken("lists are nested more than \(depthMax) deep") }
        let head = try reader.readByte()
        var count = Int(head >> 4)
        // Every element takes a byte at least.
        if count == 15 { count = try reader.readCount(max: reader.remaining, of: "elements of Parquet metadata") }
        var elements: [ThriftValue] = []
        for _ in 0..<count { elements.append(try read(&reader, code: head & 15, depth: depth + 1)) }
        return .list(elements)
    }

    /// A map is read over: Parquet's metadata have none that matter.
    private static func readMap(_ reader: inout ByteReader, depth: Int) throws(QueryError) -> ThriftValue {
        guard depth < depthMax else { throw broken("maps are nested more than \(depthMax) deep") }
        let count = try reader.readCount(max: reader.remaining, of: "elements of Parquet metadata")
        guard count > 0 else { return .list([]) }
        let types = try reader.readByte()
        for _ in 0..<count {
            _ = try read(&reader, code: types >> 4, depth: depth + 1)
            _ = try read(&reader, code: types & 15, depth: depth + 1)
        }
        return .list([])
    }

    /// Appends the value's bytes.
    func write(to writer: inout ByteWriter) {
        switch self {
        case .bool(let value): writer.writeByte(value ? 1 : 2)
        case .int8(let value): writer.writeByte(UInt8(bitPattern: value))
        case .int16(let value): Self.writeZigzag(Int64(value), &writer)
        case .int32(let value): Self.writeZigzag(Int64(value), &writer)
        case .int64(let value): Self.writeZigzag(value, &writer)
        case .double(let value): writer.writeFixed(value)
        case .bytes(let bytes): writer.writeString(bytes)
        case .list(let elements):
            let code = elements.first?.code ?? 12
            if elements.count < 15 {
                writer.writeByte(UInt8(truncatingIfNeeded: elements.count << 4) | code)
            } else {
                writer.writeByte(0xF0 | code)
                writer.writeVarUInt(elements.count)
            }
            for element in elements { element.write(to: &writer) }
        case .structure(let fields):
            var before = 0
            for (number, value) in fields.sorted(by: { $0.key < $1.key }) {
                if number - before < 16 {
                    writer.writeByte(UInt8(truncatingIfNeeded: (number - before) << 4) | value.code)
                } else {
                    writer.writeByte(value.code)
                    Self.writeZigzag(Int64(number), &writer)
                }
                before = number
                if case .bool = value { continue }
                value.write(to: &writer)
            }
            writer.writeByte(0)
        }
    }

    private static func writeZigzag(_ value: Int64, _ writer: inout ByteWriter) {
        writer.writeVarUInt(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.take()
    }
}
