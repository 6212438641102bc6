import Errors

/// ClickHouse's binary names of types: one byte, and what the type is made of.
/// - Source: ClickHouse `DataTypesBinaryEncoding`.
package enum TypeBytes {
    static let nothing: UInt8 = 0x00

    package static func write(_ type: DataType, to output: inout [UInt8]) {
        if let code = plainCodes[type] { return output.append(code) }
        switch type {
        case .dateTime(let zone?):
            output.append(0x12)
            ValueBytes.writeText(Array(zone.utf8), to: &output)
        case .dateTime64(let precision, let zone):
            output += [zone == nil ? 0x13 : 0x14, UInt8(truncatingIfNeeded: precision)]
            if let zone { ValueBytes.writeText(Array(zone.utf8), to: &output) }
        case .fixedString(let size):
            output.append(0x16)
            ValueBytes.writeVarUInt(size, to: &output)
        case .enum8(let values), .enum16(let values): write(values, isWide: type.fixedWidth == 2, to: &output)
        case .decimal(let precision, let scale):
            let code: UInt8 = precision <= 9 ? 0x19 : precision <= 18 ? 0x1A : precision <= 38 ? 0x1B : 0x1C
            output += [code, UInt8(truncatingIfNeeded: precision), UInt8(truncatingIfNeeded: scale)]
        case .interval(let unit):
            output += [0x22, UInt8(truncatingIfNeeded: IntervalUnit.allCases.firstIndex(of: unit) ?? 0)]
        case .array(let element): write(0x1E, [element], to: &output)
        case .nullable(let inner): write(0x23, [inner], to: &output)
        case .lowCardinality(let inner): write(0x26, [inner], to: &output)
        case .map(let key, let value): write(0x27, [key, value], to: &output)
        case .tuple(let elements):
            let isNamed = elements.first?.name != nil
            output.append(isNamed ? 0x20 : 0x1F)
            ValueBytes.writeVarUInt(elements.count, to: &output)
            for element in elements {
                if isNamed { ValueBytes.writeText(Array((element.name ?? "").utf8), to: &output) }
                write(element.type, to: &output)
            }
        case .variant(let types):
            output.append(0x2A)
            ValueBytes.writeVarUInt(types.count, to: &output)
            for type in types { write(type, to: &output) }
        case .dynamicValue(let typesMax): output += [0x2B, UInt8(truncatingIfNeeded: typesMax)]
        case .object(let object): write(object, to: &output)
        case .simpleAggregateFunction(let state) where state.parameters.isEmpty:
            output.append(0x2E)
            ValueBytes.writeText(Array(state.name.utf8), to: &output)
            output.append(0)
            ValueBytes.writeVarUInt(state.arguments.count, to: &output)
            for argument in state.arguments { write(argument, to: &output) }
        // A name that only we read: ClickHouse has no binary name that says as much.
        default:
            output.append(0x2C)
            ValueBytes.writeText(Array(type.name.utf8), to: &output)
        }
    }

    private static func write(_ code: UInt8, _ inner: [DataType], to output: inout [UInt8]) {
        output.append(code)
        for type in inner { write(type, to: &output) }
    }

    private static func write(_ values: EnumValues, isWide: Bool, to output: inout [UInt8]) {
        output.append(isWide ? 0x18 : 0x17)
        ValueBytes.writeVarUInt(values.names.count, to: &output)
        for (name, number) in zip(values.names, values.numbers) {
            ValueBytes.writeText(name, to: &output)
            ValueBytes.writeFixed(UInt64(bitPattern: Int64(number)), size: isWide ? 2 : 1, to: &output)
        }
    }

    private static func write(_ object: ObjectType, to output: inout [UInt8]) {
        output += [0x30, 0]
        ValueBytes.writeVarUInt(object.pathsMax, to: &output)
        output.append(UInt8(truncatingIfNeeded: object.typesMax))
        ValueBytes.writeVarUInt(object.typed.count, to: &output)
        for path in object.typed {
            ValueBytes.writeText(Array(path.path.utf8), to: &output)
            write(path.type, to: &output)
        }
        for texts in [object.skipped, object.skippedPatterns] {
            ValueBytes.writeVarUInt(texts.count, to: &output)
            for text in texts { ValueBytes.writeText(Array(text.utf8), to: &output) }
        }
    }

    static let plain: [UInt8: DataType] = {
        [
            nothing: .nothing, 0x01: .uint8, 0x02: .uint16, 0x03: .uint32, 0x04: .uint64, 0x05: .uint128,
            0x06: .uint256, 0x07: .int8, 0x08: .int16, 0x09: .int32, 0x0A: .int64, 0x0B: .int128, 0x0C: .int256,
            0x0D: .float32, 0x0E: .float64, 0x0F: .date, 0x10: .date32, 0x11: .dateTime(zone: nil), 0x15: .string,
            0x1D: .uuid, 0x28: .ipv4, 0x29: .ipv6, 0x2D: .bool,
        ]
    }()
    private static let plainCodes = Dictionary(uniqueKeysWithValues: plain.map { ($1, $0) })
}

extension ValueBytesReader {
    /// A type's binary name.
    package mutating func readType() throws(QueryError) -> DataType {
        try enter()
        defer { leave() }
        let code = try readByte()
        if let type = TypeBytes.plain[code] { return type }
        switch code {
        case 0x12: return .dateTime(zone: try readZone())
        case 0x13: return .dateTime64(precision: try readPrecision(), zone: nil)
        case 0x14:
            let precision = try readPrecision()
            return .dateTime64(precision: precision, zone: try readZone())
        case 0x16:
            let size = try readVarUInt()
            guard size >= 1, size <= Limits.fixedStringSizeMax else { throw corrupt }
            return .fixedString(size: size)
        case 0x17, 0x18: return try readEnum(isWide: code == 0x18)
        case 0x19, 0x1A, 0x1B, 0x1C:
            let precision = Int(try readByte())
            let scale = Int(try readByte())
            guard precision >= 1, precision <= 76, scale <= precision else { throw corrupt }
            return .decimal(precision: precision, scale: scale)
        case 0x1E: return .array(try readType())
        case 0x1F, 0x20: return .tuple(try readElements(areNamed: code == 0x20))
        case 0x22:
            let units = IntervalUnit.allCases
            let number = Int(try readByte())
            guard number < units.count else { throw corrupt }
            return .interval(units[number])
        case 0x23:
            let inner = try readType()
            guard inner.canBeInsideNullable else { throw corrupt }
            return .nullable(inner)
        case 0x26:
            let inner = try readType()
            guard inner.canBeInsideLowCardinality else { throw corrupt }
            return .lowCardinality(inner)
        case 0x27:
            let key = try readType()
            return .map(key: key, value: try readType())
        case 0x2A:
            var types: [DataType] = []
            for _ in 0..<(try readCount()) { types.append(try readType()) }
            return try .variant(of: types)
        case 0x2B: return .dynamicValue(typesMax: min(Int(try readByte()), 254))
        case 0x2C: return try DataType(parsing: String(decoding: try readText(), as: UTF8.self))
        case 0x2E: return try readSimpleState()
        case 0x30: return .object(try readObject())
        default: throw QueryError(.notImplemented, "A type with the binary name \(code) is not supported")
        }
    }

    private mutating func readZone() throws(QueryError) -> String {
        let name = String(decoding: try readText(), as: UTF8.self)
        _ = try TimeZoneRegistry.named(name)
        return name
    }

    private mutating func readPrecision() throws(QueryError) -> Int {
        let precision = Int(try readByte())
        guard precision <= 9 else { throw corrupt }
        return precision
    }

    private mutating func readEnum(isWide: Bool) throws(QueryError) -> DataType {
        var pairs: [(name: [UInt8], number: Int16)] = []
        for _ in 0..<(try readCount()) {
            let name = try readText()
            let bits = try readFixed(isWide ? 2 : 1)
            let narrow = Int16(Int8(truncatingIfNeeded: bits))
            pairs.append((name, isWide ? Int16(truncatingIfNeeded: bits) : narrow))
        }
        let values = try EnumValues(pairs)
        return isWide ? .enum16(values) : .enum8(values)
    }

    private mutating func readElements(areNamed: Bool) throws(QueryError) -> [TupleElement] {
        var elements: [TupleElement] = []
        for _ in 0..<(try readCount()) {
            let name = areNamed ? String(decoding: try readText(), as: UTF8.self) : nil
            elements.append(TupleElement(name, try readType()))
        }
        return elements
    }

    private mutating func readSimpleState() throws(QueryError) -> DataType {
        let name = String(decoding: try readText(), as: UTF8.self)
        guard try readCount() == 0, try readCount() == 1 else { throw corrupt }
        return .simpleAggregateFunction(
            AggregateStateType(name: name, parameters: [], arguments: [try readType()]))
    }

    private mutating func readObject() throws(QueryError) -> ObjectType {
        guard try readByte() == 0 else { throw corrupt }
        let pathsMax = try readVarUInt()
        let typesMax = Int(try readByte())
        var typed: [ObjectType.TypedPath] = []
        for _ in 0..<(try readCount()) {
            let path = String(decoding: try readText(), as: UTF8.self)
            typed.append(.init(path: path, type: try readType()))
        }
        var texts: [[String]] = []
        for _ in 0..<2 {
            var some: [String] = []
            for _ in 0..<(try readCount()) { some.append(String(decoding: try readText(), as: UTF8.self)) }
            texts.append(some)
        }
        return ObjectType(
            typed: typed, pathsMax: pathsMax, typesMax: typesMax, skipped: texts[0], skippedPatterns: texts[1])
    }
}
