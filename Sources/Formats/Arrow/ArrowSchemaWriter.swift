import Columns
import Errors

/// How types are written as Arrow fields, by ClickHouse's mapping and the settings `output_format_arrow_*`.
struct ArrowMapping {
    let timeZone: String
    let datesAsUInt16: Bool
    let stringsAsText: Bool
    let fixedStringsAsFixed: Bool
    let uuidsAsPlainBytes: Bool

    init(_ options: FormatOptions) throws(QueryError) {
        try UnsupportedSettings.refuse(UnsupportedSettings.ofArrow, in: options)
        func flag(_ name: String, _ fallback: Bool) -> Bool {
            options.flag("output_format_arrow_" + name, default: fallback)
        }
        timeZone = options.timeZone
        datesAsUInt16 = flag("date_as_uint16", false)
        stringsAsText = flag("string_as_string", true)
        fixedStringsAsFixed = flag("fixed_string_as_fixed_byte_array", true)
        uuidsAsPlainBytes = flag("uuid_as_fixed_byte_array", false)
    }

    func field(_ name: String, _ type: DataType) throws(QueryError) -> ArrowField {
        switch type.storedValue {
        case .nullable(let inner):
            var field = try field(name, inner)
            field.isNullable = true
            return field
        case .lowCardinality(let inner): return try field(name, inner)
        case .array(let element): return try list(name, [try field("item", element)])
        case .map(let key, let value):
            let pair = ArrowField(
                name: "entries", type: .structure, isNullable: false,
                children: [try field("key", key), try field("value", value)])
            return ArrowField(name: name, type: .map, isNullable: false, children: [pair])
        case .tuple(let elements):
            var children: [ArrowField] = []
            for (index, element) in elements.enumerated() {
                children.append(try field(element.name ?? "\(index + 1)", element.type))
            }
            return ArrowField(name: name, type: .structure, isNullable: false, children: children)
        default:
            var field = ArrowField(name: name, type: try leaf(type), isNullable: false)
            field.isUUID = type.storedValue == .uuid && !uuidsAsPlainBytes
            return field
        }
    }

    private func list(_ name: String, _ children: [ArrowField]) throws(QueryError) -> ArrowField {
        ArrowField(name: name, type: .list(isLarge: false), isNullable: false, children: children)
    }

    private func leaf(_ type: DataType) throws(QueryError) -> ArrowType {
        switch type.storedValue {
        case .bool: return .bool
        case .string: return .binary(isText: stringsAsText, isLarge: false)
        case .aggregateFunction: return .binary(isText: false, isLarge: false)
        case .fixedString(let size):
            return fixedStringsAsFixed ? .fixedBinary(width: size) : .binary(isText: stringsAsText, isLarge: false)
        case .uuid, .ipv6: return .fixedBinary(width: 16)
        case .date: return datesAsUInt16 ? .int(bits: 16, isSigned: false) : .days
        case .date32: return .days
        case .dateTime64(let precision, let zone):
            return .timestamp(unit: (precision + 2) / 3 * 3, zone: zone ?? timeZone)
        case .decimal(let precision, let scale):
            return .decimal(precision: precision, scale: scale, bits: precision > 38 ? 256 : 128)
        case .nothing: return .null
        default: return try number(type)
        }
    }

    private func number(_ type: DataType) throws(QueryError) -> ArrowType {
        switch type.physicalKind {
        case .int8: return .int(bits: 8, isSigned: true)
        case .int16: return .int(bits: 16, isSigned: true)
        case .int32: return .int(bits: 32, isSigned: true)
        case .int64: return .int(bits: 64, isSigned: true)
        case .uint8: return .int(bits: 8, isSigned: false)
        case .uint16: return .int(bits: 16, isSigned: false)
        case .uint32: return .int(bits: 32, isSigned: false)
        case .uint64: return .int(bits: 64, isSigned: false)
        case .int128, .uint128: return .fixedBinary(width: 16)
        case .int256, .uint256: return .fixedBinary(width: 32)
        case .float32: return .float(bits: 32)
        case .float64: return .float(bits: 64)
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing:
            throw QueryError(.unknownType, "Type \(type.name) is not supported in Arrow")
        }
    }
}
