import Codecs
import Columns
import Errors

/// Which columns of data that carry their own names and types go where: by name, in the order of a header.
struct ColumnSelection {
    private let header: [ColumnHeader]
    /// For each column of the header that the data have: its place there.
    private let places: [(column: Int, source: Int)]
    private let nullsAsDefaults: Bool

    /// Settings are `input_format_<prefix>_…`.
    init(
        _ header: [ColumnHeader], _ names: [String], _ options: FormatOptions, prefix: String
    ) throws(QueryError) {
        self.header = header
        let ignoresCase = options.flag("input_format_\(prefix)_case_insensitive_column_matching", default: false)
        let allowsMissing = options.flag("input_format_\(prefix)_allow_missing_columns", default: true)
        nullsAsDefaults = options.flag("input_format_null_as_default", default: true)
        var places: [(column: Int, source: Int)] = []
        for (index, column) in header.enumerated() {
            let source = names.firstIndex {
                ignoresCase ? $0.lowercased() == column.name.lowercased() : $0 == column.name
            }
            if let source {
                places.append((index, source))
            } else if !allowsMissing {
                throw QueryError(
                    .thereIsNoColumn, "Column '\(column.name)' is not presented in input data.")
            }
        }
        self.places = places
    }

    /// The sources of the columns that are wanted, without the others.
    var sources: Set<Int> { Set(places.map(\.source)) }

    /// A block of what is wanted, and where its columns want defaults (see `BlockReader.missing`).
    func block(
        _ columns: [TypedColumn], rowCount: Int
    ) throws(QueryError) -> (block: Block, missing: [[UInt8]]) {
        var result: [BlockColumn] = []
        var missing: [[UInt8]] = []
        for (index, source) in places {
            let target = header[index]
            var given = columns[source]
            var absent: [UInt8] = []
            if !target.type.withoutLowCardinality.isNullable, target.type.storedValue != .nothing,
                case .nullable(let nullable) = given.column.withoutLowCardinality
            {
                guard nullsAsDefaults || !nullable.nulls.contains(1) else {
                    throw QueryError(
                        .cannotInsertNullInOrdinaryColumn,
                        "Cannot insert NULL value into column '\(target.name)' of type \(target.type.name)")
                }
                absent = nullable.nulls.contains(1) ? nullable.nulls : []
            }
            let type = given.type.target(for: target.type)
            given.column = try given.adapted(to: type)
            result.append(BlockColumn(name: target.name, type: type, column: given.column))
            missing.append(absent)
        }
        return (Block(result, rowCount: rowCount), missing)
    }
}

extension DataType {
    /// This type of a source, without the NULLs that `target` cannot take and with bytes read as its numbers: what
    /// conversions go from.
    fileprivate func target(for target: DataType) -> DataType {
        switch (self, target.storedValue) {
        case (.lowCardinality(let inner), let other):
            return .lowCardinality(inner.target(for: other.withoutLowCardinality))
        case (_, .lowCardinality(let inner)): return self.target(for: inner)
        case (.nullable(let inner), .nullable(let other)): return .nullable(inner.target(for: other))
        case (.nullable(let inner), let other): return inner.target(for: other)
        case (_, .nullable(let other)): return self.target(for: other)
        case (.array(let inner), .array(let other)): return .array(inner.target(for: other))
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            return .map(key: key.target(for: otherKey), value: value.target(for: otherValue))
        case (.tuple(let elements), .tuple(let others)) where elements.count == others.count:
            return .tuple(
                zip(elements, others).map { TupleElement($0.name, $0.type.target(for: $1.type)) })
        case (.fixedString(size: 16), .uuid): return .uuid
        case (.fixedString(let size), let other) where other.fixedWidth == size && size >= 16:
            return other.isStringOrFixedString ? self : other
        default: return self
        }
    }
}

extension TypedColumn {
    /// The column as `target`, which differs in NULLs that become defaults, and in bytes that are read as numbers.
    func adapted(to target: DataType) throws(QueryError) -> Column {
        guard type != target else { return column }
        switch (type, target, column) {
        case (.lowCardinality(let inner), .lowCardinality(let other), .lowCardinality(let coded)):
            let plain = try TypedColumn(type: inner, column: coded.decoded).adapted(to: other)
            return try LowCardinalityColumn.encoding(plain, other)
        case (.nullable(let inner), .nullable(let other), .nullable(let nullable)):
            let values = try TypedColumn(type: inner, column: nullable.values).adapted(to: other)
            return .nullable(NullableColumn(nulls: nullable.nulls, values: values))
        case (.nullable(let inner), _, .nullable(let nullable)):
            var values = try TypedColumn(type: inner, column: nullable.values).adapted(to: target)
            guard nullable.nulls.contains(1) else { return values }
            let fallback = UInt32(truncatingIfNeeded: values.count)
            values.append(.defaults(of: target, count: 1))
            return values.gathering(
                nullable.nulls.enumerated().map { $1 != 0 ? fallback : UInt32(truncatingIfNeeded: $0) })
        case (.array(let inner), .array(let other), .array(let arrays)):
            let elements = try TypedColumn(type: inner, column: arrays.elements).adapted(to: other)
            return .array(ArrayColumn(ends: arrays.ends, elements: elements))
        case (.map(let key, let value), .map(let otherKey, let otherValue), .array(let arrays)):
            let pair = DataType.tuple([TupleElement(nil, key), TupleElement(nil, value)])
            let other = DataType.tuple([TupleElement(nil, otherKey), TupleElement(nil, otherValue)])
            let elements = try TypedColumn(type: pair, column: arrays.elements).adapted(to: other)
            return .array(ArrayColumn(ends: arrays.ends, elements: elements))
        case (.tuple(let elements), .tuple(let others), .tuple(let tuples)):
            var columns: [Column] = []
            for ((element, other), column) in zip(zip(elements, others), tuples.elements) {
                columns.append(try TypedColumn(type: element.type, column: column).adapted(to: other.type))
            }
            return .tuple(TupleColumn(elements: columns, count: tuples.count))
        case (.fixedString, .uuid, .fixedString(let strings)):
            var reader = ByteReader(strings.bytes)
            return .uint128(UUIDBytes.swapped(try reader.readArray(count: strings.count)))
        case (.fixedString, _, .fixedString(let strings)):
            var reader = ByteReader(strings.bytes)
            return try reader.readLeaf(target, count: strings.count)
        default:
            throw QueryError(.typeMismatch, "Columns of type \(type.name) cannot be read as \(target.name)")
        }
    }
}
