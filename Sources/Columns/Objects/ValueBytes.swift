import Errors

/// One value by itself as ClickHouse's RowBinary has it: fixed widths little-endian, strings and arrays behind their
/// count, nullable ones behind a byte, a `Variant` behind its alternative's number, a `Dynamic` behind its type.
/// - Source: ClickHouse `ISerialization::serializeBinary(Field)`.
package enum ValueBytes {
    package static func write(_ value: Value, of type: DataType, to output: inout [UInt8]) {
        switch (type.storedValue, value) {
        case (.nullable, .null): output.append(1)
        case (.nullable(let inner), _):
            output.append(0)
            write(value, of: inner, to: &output)
        case (.lowCardinality(let inner), _): write(value, of: inner, to: &output)
        case (.array(let element), .array(let elements)):
            writeVarUInt(elements.count, to: &output)
            for each in elements { write(each, of: element, to: &output) }
        case (.map(let key, let mapped), .array(let pairs)):
            writeVarUInt(pairs.count, to: &output)
            for case .tuple(let pair) in pairs where pair.count == 2 {
                write(pair[0], of: key, to: &output)
                write(pair[1], of: mapped, to: &output)
            }
        case (.tuple(let elements), .tuple(let values)):
            for (element, each) in zip(elements, values) { write(each, of: element.type, to: &output) }
        case (.variant(let types), .tuple(let parts)):
            guard case .uint64(let number)? = parts.first, number < UInt64(types.count) else {
                return output.append(VariantColumn.null)
            }
            output.append(UInt8(truncatingIfNeeded: number))
            write(parts[Int(number) + 1], of: types[Int(number)], to: &output)
        case (.dynamicValue, .string(let bytes)): output += bytes.isEmpty ? [TypeBytes.nothing] : bytes
        case (.object(let object), .string(let bytes)): writeObject(bytes, of: object, to: &output)
        case (.aggregateFunction, .string(let bytes)): output += bytes
        case (.fixedString(let size), .string(let bytes)):
            output += bytes
            output += [UInt8](repeating: 0, count: max(0, size - bytes.count))
        case (_, .string(let text)): writeText(text, to: &output)
        case (let plain, _): writeNumber(value, size: plain.fixedWidth ?? 0, to: &output)
        }
    }

    private static func writeNumber(_ value: Value, size: Int, to output: inout [UInt8]) {
        switch value {
        case .uint64(let number): writeFixed(number, size: size, to: &output)
        case .int64(let number):
            writeFixed(UInt64(bitPattern: number), size: size, to: &output)
        case .float64(let number) where size == 4:
            writeFixed(UInt64(Float(number).bitPattern), size: 4, to: &output)
        case .float64(let number): writeFixed(number.bitPattern, size: 8, to: &output)
        case .uint128(let number): write(number, size: size, to: &output)
        case .int128(let number): write(number, size: size, to: &output)
        case .uint256(let number): write(number, size: size, to: &output)
        case .int256(let number): write(number, size: size, to: &output)
        case .null, .string, .array, .tuple: break
        }
    }

    private static func write<T: FixedWidthInteger>(_ number: T, size: Int, to output: inout [UInt8]) {
        for place in 0..<size { output.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }

    /// ClickHouse knows the types of typed paths, and leaves them out.
    private static func writeObject(_ bytes: [UInt8], of object: ObjectType, to output: inout [UInt8]) {
        guard !bytes.isEmpty else { return output.append(0) }
        // The bytes are our own: they can be read.
        guard !object.typed.isEmpty, let paths = try? ObjectBytesReader.read(bytes, 0..<bytes.count) else {
            output += bytes
            return
        }
        writeVarUInt(paths.count, to: &output)
        let typed = Set(object.typed.map { Array($0.path.utf8) })
        for entry in paths where typed.contains(entry.path) {
            writeText(entry.path, to: &output)
            write(entry.value, of: entry.type, to: &output)
        }
        for entry in paths where !typed.contains(entry.path) {
            writeText(entry.path, to: &output)
            TypeBytes.write(entry.type, to: &output)
            write(entry.value, of: entry.type, to: &output)
        }
    }

    static func writeFixed(_ number: UInt64, size: Int, to output: inout [UInt8]) {
        for place in 0..<size {
            output.append(place < 8 ? UInt8(truncatingIfNeeded: number &>> UInt64(8 &* place)) : 0)
        }
    }

    package static func writeText(_ text: [UInt8], to output: inout [UInt8]) {
        writeVarUInt(text.count, to: &output)
        output += text
    }

    package static func writeVarUInt(_ number: Int, to output: inout [UInt8]) {
        var rest = number
        while rest > 127 {
            output.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest &>>= 7
        }
        output.append(UInt8(truncatingIfNeeded: rest))
    }
}

/// Reads what `ValueBytes` and `TypeBytes` write. Damaged bytes are an error; nesting is bounded.
package struct ValueBytesReader {
    private let bytes: [UInt8]
    package private(set) var position: Int
    private let end: Int
    private var depth = 0
    /// Reading failed because there were no more bytes.
    package private(set) var ranOut = false

    package init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "the range lies in the bytes")
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    package var isAtEnd: Bool { position == end }

    mutating func enter() throws(QueryError) {
        depth += 1
        guard depth <= Limits.typeDepthMax else {
            throw QueryError(
                .tooDeepRecursion, "A value is nested deeper than \(Limits.typeDepthMax) levels")
        }
    }

    mutating func leave() { depth -= 1 }

    package mutating func readValue(of type: DataType) throws(QueryError) -> Value {
        try enter()
        defer { leave() }
        switch type.storedValue {
        case .nullable(let inner): return try readByte() != 0 ? .null : readValue(of: inner)
        case .lowCardinality(let inner): return try readValue(of: inner)
        case .array(let element):
            var elements: [Value] = []
            for _ in 0..<(try readCount(of: element)) { elements.append(try readValue(of: element)) }
            return .array(elements)
        case .map(let key, let mapped):
            var pairs: [Value] = []
            for _ in 0..<(try readCount()) {
                pairs.append(.tuple([try readValue(of: key), try readValue(of: mapped)]))
            }
            return .array(pairs)
        case .tuple(let elements):
            var values: [Value] = []
            for element in elements { values.append(try readValue(of: element.type)) }
            return .tuple(values)
        case .variant(let types): return try readAlternative(of: types)
        case .dynamicValue: return .string(try readDynamic())
        case .object(let object): return .string(try readObject(object))
        case .string: return .string(try readText())
        case .fixedString(let size): return .string(try take(size))
        case .nothing: return .null
        case .aggregateFunction:
            throw QueryError(.notImplemented, "Values of type \(type.name) inside Dynamic or JSON are not supported")
        default: return try readNumber(type)
        }
    }

    /// The bytes of a `Dynamic`, its type first; empty for NULL.
    package mutating func readDynamic() throws(QueryError) -> [UInt8] {
        let start = position
        let type = try readType()
        if type == .nothing { return [] }
        let value = try readValue(of: type)
        if type.isDynamic, case .string(let inner) = value { return inner }
        return Array(bytes[start..<position])
    }

    private mutating func readAlternative(of types: [DataType]) throws(QueryError) -> Value {
        let number = try readByte()
        guard number == VariantColumn.null || Int(number) < types.count else { throw corrupt }
        var parts: [Value] = [number == VariantColumn.null ? .null : .uint64(UInt64(number))]
        for (index, type) in types.enumerated() {
            if index == Int(number) {
                parts.append(try readValue(of: type))
            } else {
                parts.append(Column.defaults(of: type, count: 1).value(at: 0))
            }
        }
        return .tuple(parts)
    }

    /// An object as ClickHouse writes it, as the bytes that we keep.
    package mutating func readObject(_ object: ObjectType) throws(QueryError) -> [UInt8] {
        try enter()
        defer { leave() }
        var paths: [ObjectPath] = []
        for _ in 0..<(try readCount()) {
            let path = try readText()
            let known = object.type(ofPath: String(decoding: path, as: UTF8.self))
            let type: DataType
            if let known { type = known } else { type = try readType() }
            let value = try readValue(of: type)
            if type != .nothing { paths.append(ObjectPath(path: path, type: type, value: value)) }
        }
        return ObjectPath.completed(paths, of: object)
    }

    private mutating func readNumber(_ type: DataType) throws(QueryError) -> Value {
        switch type.physicalKind {
        case .int8: return .int64(Int64(Int8(truncatingIfNeeded: try readFixed(1))))
        case .int16: return .int64(Int64(Int16(truncatingIfNeeded: try readFixed(2))))
        case .int32: return .int64(Int64(Int32(truncatingIfNeeded: try readFixed(4))))
        case .int64: return .int64(Int64(bitPattern: try readFixed(8)))
        case .uint8: return .uint64(type == .bool ? min(1, try readFixed(1)) : try readFixed(1))
        case .uint16: return .uint64(try readFixed(2))
        case .uint32: return .uint64(try readFixed(4))
        case .uint64: return .uint64(try readFixed(8))
        case .float32: return .float64(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try readFixed(4)))))
        case .float64: return .float64(Double(bitPattern: try readFixed(8)))
        case .int128: return .int128(Int128(truncatingIfNeeded: try readWide(UInt128.self)))
        case .uint128: return .uint128(try readWide(UInt128.self))
        case .int256: return .int256(Int256(truncatingIfNeeded: try readWide(UInt256.self)))
        case .uint256: return .uint256(try readWide(UInt256.self))
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing: throw corrupt
        }
    }

    private mutating func readWide<T: FixedWidthInteger>(_ width: T.Type) throws(QueryError) -> T {
        var number = T(0)
        for place in 0..<T.bitWidth / 64 {
            number |= T(truncatingIfNeeded: try readFixed(8)) << T(64 * place)
        }
        return number
    }

    /// A type and a value of it.
    package mutating func readTypedValue() throws(QueryError) -> (type: DataType, value: Value) {
        let type = try readType()
        return (type, try readValue(of: type))
    }

    // MARK: Skipping

    /// Skips a type and a value of it.
    mutating func skipTypedValue() throws(QueryError) {
        let type = try readType()
        if type == .string {
            let count = try readCount()
            position += count
        } else if let width = type.fixedWidth {
            guard width <= end - position else { throw missing() }
            position += width
        } else {
            _ = try readValue(of: type)
        }
    }

    mutating func skip(_ count: Int) { position += count }

    // MARK: Parts

    mutating func readByte() throws(QueryError) -> UInt8 {
        guard position < end else { throw missing() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func readFixed(_ size: Int) throws(QueryError) -> UInt64 {
        guard size <= end - position else { throw missing() }
        var number: UInt64 = 0
        for place in 0..<size { number |= UInt64(bytes[position + place]) &<< UInt64(8 &* place) }
        position += size
        return number
    }

    mutating func readVarUInt() throws(QueryError) -> Int {
        var number: UInt64 = 0
        for place in 0..<5 {
            let byte = try readByte()
            number |= UInt64(byte & 127) &<< UInt64(7 &* place)
            if byte <= 127 { return Int(number) }
        }
        throw corrupt
    }

    /// A count of things that each take a byte at least.
    mutating func readCount() throws(QueryError) -> Int {
        let number = try readVarUInt()
        guard number <= end - position else { throw missing() }
        return number
    }

    /// The same for elements of an array, which may take none.
    private mutating func readCount(of element: DataType) throws(QueryError) -> Int {
        guard element == .nothing || element == .tuple([]) else { return try readCount() }
        let number = try readVarUInt()
        guard number <= Limits.blockRowsMax else { throw corrupt }
        return number
    }

    mutating func readText() throws(QueryError) -> [UInt8] { try take(readCount()) }

    private mutating func take(_ count: Int) throws(QueryError) -> [UInt8] {
        guard count <= end - position else { throw missing() }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    private mutating func missing() -> QueryError {
        ranOut = true
        return corrupt
    }

    var corrupt: QueryError { QueryError(.incorrectData, "The bytes of a JSON or Dynamic value are damaged") }
}

extension ObjectPath {
    /// The bytes of an object of these paths: in order, with the typed ones that are missing.
    package static func completed(_ paths: [ObjectPath], of object: ObjectType) -> [UInt8] {
        var paths = paths
        if !object.typed.isEmpty {
            let known = Set(paths.map(\.path))
            paths += defaults(of: object).filter { !known.contains($0.path) }
        }
        paths.sort { $0.path.lexicographicallyPrecedes($1.path) }
        var bytes: [UInt8] = []
        ObjectBytesWriter.write(paths, to: &bytes)
        return bytes
    }
}
