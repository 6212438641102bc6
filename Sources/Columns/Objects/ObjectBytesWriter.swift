import Errors

/// Writes `JSON` values as ClickHouse's RowBinary has them.
/// - Source: ClickHouse `SerializationObject`, `DataTypesBinaryEncoding`.
package enum ObjectBytesWriter {
    package static func write(_ paths: [ObjectPath], to output: inout [UInt8]) {
        writeVarUInt(paths.count, to: &output)
        for entry in paths {
            writeText(entry.path, to: &output)
            write(entry.leaf, to: &output)
        }
    }

    private static func write(_ leaf: ObjectLeaf, to output: inout [UInt8]) {
        switch leaf {
        case .plain(let type, let value):
            writeType(type, to: &output)
            write(value, of: type, to: &output)
        case .mixed(let elements):
            output += ObjectTypeCode.arrayOfDynamic
            writeVarUInt(elements.count, to: &output)
            for element in elements {
                if let element { write(element, to: &output) } else { output.append(ObjectTypeCode.nothing) }
            }
        case .object(let paths):
            output += ObjectTypeCode.object
            write(paths, to: &output)
        case .objects(let objects):
            output += ObjectTypeCode.arrayOfObjects
            writeVarUInt(objects.count, to: &output)
            for object in objects { write(object, to: &output) }
        }
    }

    private static func writeType(_ type: DataType, to output: inout [UInt8]) {
        switch type {
        case .array(let element):
            output.append(ObjectTypeCode.array)
            writeType(element, to: &output)
        case .nullable(let inner):
            output.append(ObjectTypeCode.nullable)
            writeType(inner, to: &output)
        default: output += ObjectTypeCode.plain.first { $0.type == type }?.code ?? [ObjectTypeCode.nothing]
        }
    }

    private static func write(_ value: Value, of type: DataType, to output: inout [UInt8]) {
        switch (type, value) {
        case (.nullable, .null): output.append(1)
        case (.nullable(let inner), _):
            output.append(0)
            write(value, of: inner, to: &output)
        case (.array(let element), .array(let elements)):
            writeVarUInt(elements.count, to: &output)
            for each in elements { write(each, of: element, to: &output) }
        case (_, .string(let text)): writeText(text, to: &output)
        case (_, .float64(let number)): writeFixed(number.bitPattern, size: 8, to: &output)
        case (_, .int64(let number)):
            writeFixed(UInt64(bitPattern: number), size: ObjectTypeCode.size(of: type), to: &output)
        case (_, .uint64(let number)): writeFixed(number, size: ObjectTypeCode.size(of: type), to: &output)
        default: break
        }
    }

    private static func writeFixed(_ number: UInt64, size: Int, to output: inout [UInt8]) {
        for place in 0..<size { output.append(UInt8(truncatingIfNeeded: number &>> UInt64(8 &* place))) }
    }

    private static func writeText(_ text: [UInt8], to output: inout [UInt8]) {
        writeVarUInt(text.count, to: &output)
        output += text
    }

    private static func writeVarUInt(_ number: Int, to output: inout [UInt8]) {
        var rest = number
        while rest > 127 {
            output.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest &>>= 7
        }
        output.append(UInt8(truncatingIfNeeded: rest))
    }
}

/// ClickHouse's binary names of types, those that a `JSON` value's leaves have.
enum ObjectTypeCode {
    static let nothing: UInt8 = 0x00
    static let array: UInt8 = 0x1E
    static let nullable: UInt8 = 0x23
    /// `Array(Dynamic(max_types=32))`
    static let arrayOfDynamic: [UInt8] = [array, 0x2B, 0x20]
    /// `Array(JSON(max_dynamic_paths=256, max_dynamic_types=16))`
    static let arrayOfObjects: [UInt8] = [array, 0x30, 0x00, 0x80, 0x02, 0x10, 0x00, 0x00, 0x00]
    /// `JSON(max_dynamic_paths=1024, max_dynamic_types=32)`
    static let object: [UInt8] = [0x30, 0x00, 0x80, 0x08, 0x20, 0x00, 0x00, 0x00]
    static let plain: [(code: [UInt8], type: DataType)] = [
        ([0x04], .uint64), ([0x0A], .int64), ([0x0E], .float64), ([0x0F], .date), ([0x11], .dateTime(zone: nil)),
        ([0x13, 9], .dateTime64(precision: 9, zone: nil)), ([0x15], .string), ([0x2D], .bool),
    ]

    static func size(of type: DataType) -> Int {
        switch type {
        case .bool: 1
        case .date: 2
        case .dateTime: 4
        default: 8
        }
    }
}
