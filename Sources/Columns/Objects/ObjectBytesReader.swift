import Errors

/// Reads `JSON` values from their RowBinary bytes; see `ObjectPath`.
package struct ObjectBytesReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    /// The value in `bytes[range]`. No bytes at all are the empty object: a column's default.
    package static func read(_ bytes: [UInt8], _ range: Range<Int>) throws(QueryError) -> [ObjectPath] {
        guard !range.isEmpty else { return [] }
        var reader = ObjectBytesReader(bytes: bytes, position: range.lowerBound, end: range.upperBound)
        return try reader.readPaths()
    }

    private mutating func readPaths() throws(QueryError) -> [ObjectPath] {
        var paths: [ObjectPath] = []
        for _ in 0..<(try readCount()) {
            let path = try readText()
            guard let leaf = try readLeaf() else { continue }
            paths.append(ObjectPath(path: path, leaf: leaf))
        }
        return paths
    }

    /// `nil` for NULL.
    private mutating func readLeaf() throws(QueryError) -> ObjectLeaf? {
        if skip([ObjectTypeCode.nothing]) { return nil }
        if skip(ObjectTypeCode.arrayOfDynamic) {
            var elements: [ObjectLeaf?] = []
            for _ in 0..<(try readCount()) { elements.append(try readLeaf()) }
            return .mixed(elements)
        }
        if skip(ObjectTypeCode.arrayOfObjects) {
            var objects: [[ObjectPath]] = []
            for _ in 0..<(try readCount()) { objects.append(try readPaths()) }
            return .objects(objects)
        }
        if skip(ObjectTypeCode.object) { return .object(try readPaths()) }
        let type = try readType()
        return .plain(type, try readValue(of: type))
    }

    private mutating func readType() throws(QueryError) -> DataType {
        if skip([ObjectTypeCode.array]) { return .array(try readType()) }
        if skip([ObjectTypeCode.nullable]) { return .nullable(try readType()) }
        for (code, type) in ObjectTypeCode.plain where skip(code) { return type }
        throw corrupt
    }

    private mutating func readValue(of type: DataType) throws(QueryError) -> Value {
        switch type {
        case .nullable(let inner): return try readFixed(1) == 1 ? .null : readValue(of: inner)
        case .array(let element):
            var elements: [Value] = []
            for _ in 0..<(try readCount()) { elements.append(try readValue(of: element)) }
            return .array(elements)
        case .string: return .string(try readText())
        case .float64: return .float64(Double(bitPattern: try readFixed(8)))
        case .int64, .dateTime64: return .int64(Int64(bitPattern: try readFixed(8)))
        default: return .uint64(try readFixed(ObjectTypeCode.size(of: type)))
        }
    }

    private mutating func skip(_ code: [UInt8]) -> Bool {
        guard code.count <= end - position, bytes[position..<position + code.count].elementsEqual(code) else {
            return false
        }
        position += code.count
        return true
    }

    private mutating func readFixed(_ size: Int) throws(QueryError) -> UInt64 {
        guard size <= end - position else { throw corrupt }
        var number: UInt64 = 0
        for place in 0..<size { number |= UInt64(bytes[position + place]) &<< UInt64(8 &* place) }
        position += size
        return number
    }

    /// A count of things that each take a byte at least.
    private mutating func readCount() throws(QueryError) -> Int {
        var number: UInt64 = 0
        for place in 0..<5 {
            let byte = try readFixed(1)
            number |= (byte & 127) &<< UInt64(7 &* place)
            guard byte > 127 else {
                guard number <= UInt64(end - position) else { throw corrupt }
                return Int(number)
            }
        }
        throw corrupt
    }

    private mutating func readText() throws(QueryError) -> [UInt8] {
        let size = try readCount()
        defer { position += size }
        return Array(bytes[position..<position + size])
    }

    private var corrupt: QueryError { QueryError(.incorrectData, "The bytes of a JSON value are damaged") }
}
