import Columns
import Errors

/// How types are written as Parquet fields, by ClickHouse's mapping and the settings `output_format_parquet_*`.
struct ParquetMapping {
    private let datesAsUInt16: Bool
    private let timesAsUInt32: Bool
    private let enumsAsText: Bool
    private let stringsAsText: Bool
    private let fixedStringsAsFixed: Bool

    init(_ options: FormatOptions) throws(QueryError) {
        try UnsupportedSettings.refuse(UnsupportedSettings.ofParquet, in: options)
        func flag(_ name: String, _ fallback: Bool) -> Bool {
            options.flag("output_format_parquet_" + name, default: fallback)
        }
        datesAsUInt16 = flag("date_as_uint16", false)
        timesAsUInt32 = flag("datetime_as_uint32", false)
        enumsAsText = flag("enum_as_byte_array", true)
        stringsAsText = flag("string_as_string", true)
        fixedStringsAsFixed = flag("fixed_string_as_fixed_byte_array", true)
    }

    /// A field of the schema that is to be written.
    struct Field {
        var name: String
        var type: DataType
        /// The elements of `FileMetaData.schema`, depth first.
        var elements: [ThriftValue]
        var leaves: [Leaf]
    }

    /// A leaf that is to be written.
    struct Leaf {
        var path: [String]
        var form: ParquetLeafForm
        var definition: Int
        var repetition: Int
    }

    /// A column's field; repetition is 0 for required, 1 for optional, 2 for repeated.
    func field(
        _ name: String, _ type: DataType, path: [String] = [], definition: Int = 0, repetition: Int = 0,
        isOptional: Bool = false
    ) throws(QueryError) -> Field {
        let path = path + [name]
        let here = definition + (isOptional ? 1 : 0)
        switch type.storedValue {
        case .nullable(let inner):
            var result = try field(
                name, inner, path: Array(path.dropLast()), definition: definition, repetition: repetition,
                isOptional: true)
            result.type = type
            return result
        case .lowCardinality(let inner):
            var result = try field(
                name, inner, path: Array(path.dropLast()), definition: definition, repetition: repetition,
                isOptional: isOptional)
            result.type = type
            return result
        case .array(let element):
            let child = try field(
                "element", element, path: path + ["list"], definition: here + 1, repetition: repetition + 1)
            let list = Self.group("list", children: 1, kind: 2)
            let head = Self.group(name, children: 1, kind: 0, converted: 3, logical: 3)
            return Field(name: name, type: type, elements: [head, list] + child.elements, leaves: child.leaves)
        case .map(let key, let value):
            let entry = path + ["key_value"]
            let keys = try field("key", key, path: entry, definition: here + 1, repetition: repetition + 1)
            let values = try field("value", value, path: entry, definition: here + 1, repetition: repetition + 1)
            let pairs = Self.group("key_value", children: 2, kind: 2)
            let head = Self.group(name, children: 1, kind: 0, converted: 1, logical: 2)
            return Field(
                name: name, type: type, elements: [head, pairs] + keys.elements + values.elements,
                leaves: keys.leaves + values.leaves)
        case .tuple(let elements):
            guard !elements.isEmpty else {
                throw QueryError(.badArguments, "Parquet doesn't support empty tuples.")
            }
            var result = Field(
                name: name, type: type, elements: [Self.group(name, children: elements.count, kind: 0)], leaves: [])
            for (index, element) in elements.enumerated() {
                let child = try field(
                    element.name ?? "\(index + 1)", element.type, path: path, definition: here,
                    repetition: repetition)
                result.elements += child.elements
                result.leaves += child.leaves
            }
            return result
        default:
            let form = try form(type.storedValue, name)
            let leaf = Leaf(path: path, form: form, definition: here, repetition: repetition)
            return Field(
                name: name, type: type, elements: [form.element(name, kind: isOptional ? 1 : 0)], leaves: [leaf])
        }
    }

    private static func group(
        _ name: String, children: Int, kind: Int, converted: Int? = nil, logical: Int? = nil
    ) -> ThriftValue {
        var fields: [Int: ThriftValue] = [3: .int32(kind), 4: .text(name), 5: .int32(children)]
        if let converted { fields[6] = .int32(converted) }
        if let logical { fields[10] = .structure([logical: .structure([:])]) }
        return .structure(fields)
    }

    private func form(_ type: DataType, _ name: String) throws(QueryError) -> ParquetLeafForm {
        switch type {
        case .bool: return ParquetLeafForm(.boolean, .plain, type)
        case .string: return ParquetLeafForm(.byteArray, stringsAsText ? .text : .plain, type)
        case .fixedString(let size):
            if fixedStringsAsFixed { return ParquetLeafForm(.fixedByteArray, .plain, type, width: size) }
            return ParquetLeafForm(.byteArray, stringsAsText ? .text : .plain, type)
        case .enum8, .enum16: return enumeration(type)
        case .date: return ParquetLeafForm(.int32, datesAsUInt16 ? .integer(bits: 16, isSigned: false) : .date, type)
        case .date32: return ParquetLeafForm(.int32, .date, type)
        case .dateTime where timesAsUInt32: return ParquetLeafForm(.int32, .integer(bits: 32, isSigned: false), type)
        case .dateTime: return ParquetLeafForm(.int64, .timestamp(unit: 3), type)
        case .dateTime64(let precision, _):
            return ParquetLeafForm(.int64, .timestamp(unit: max(3, (precision + 2) / 3 * 3)), type)
        case .uuid: return ParquetLeafForm(.fixedByteArray, .uuid, type, width: 16)
        case .decimal(let precision, let scale):
            let width = precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32
            return ParquetLeafForm(
                .fixedByteArray, .decimal(precision: precision, scale: scale), type, width: width)
        case .ipv6, .int128, .uint128: return ParquetLeafForm(.fixedByteArray, .plain, type, width: 16)
        case .int256, .uint256: return ParquetLeafForm(.fixedByteArray, .plain, type, width: 32)
        case .float32: return ParquetLeafForm(.float, .plain, type)
        case .float64: return ParquetLeafForm(.double, .plain, type)
        case .int32: return ParquetLeafForm(.int32, .plain, type)
        case .int64: return ParquetLeafForm(.int64, .plain, type)
        case .int8: return ParquetLeafForm(.int32, .integer(bits: 8, isSigned: true), type)
        case .int16: return ParquetLeafForm(.int32, .integer(bits: 16, isSigned: true), type)
        case .uint8: return ParquetLeafForm(.int32, .integer(bits: 8, isSigned: false), type)
        case .uint16: return ParquetLeafForm(.int32, .integer(bits: 16, isSigned: false), type)
        case .uint32, .ipv4: return ParquetLeafForm(.int32, .integer(bits: 32, isSigned: false), type)
        case .uint64: return ParquetLeafForm(.int64, .integer(bits: 64, isSigned: false), type)
        default:
            throw QueryError(
                .unknownType,
                "Internal type '\(type.name)' of column '\(name)' is not supported for conversion into Parquet data "
                    + "format.")
        }
    }

    private func enumeration(_ type: DataType) -> ParquetLeafForm {
        if enumsAsText { return ParquetLeafForm(.byteArray, .text, type, isEnum: true) }
        return ParquetLeafForm(
            .int32, .integer(bits: type.physicalKind == .int8 ? 8 : 16, isSigned: true), type)
    }
}
