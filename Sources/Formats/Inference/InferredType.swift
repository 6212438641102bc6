import Columns
import Errors

/// A type guessed from values, while it may still change with the next ones.
indirect enum InferredType: Equatable {
    /// Nothing but NULLs and empty values so far.
    case unknown
    case bool, int64, uint64, float64
    case date, dateTime, dateTime64
    case string
    /// Values of several kinds in one array.
    case mixed
    case array(InferredType)
    case map(InferredType)
    case tuple([InferredType])
    case object([InferredField])

    /// The type that holds values of both; `nil` where there is none.
    ///
    /// In JSON truth counts as a number, and what does not fit becomes a string; inside one array it does not.
    func merged(with other: InferredType, isJSON: Bool, inArray: Bool = false) -> InferredType? {
        if self == other || other == .unknown { return self }
        if self == .unknown { return other }
        switch (self, other) {
        case (.array(let left), .array(let right)):
            return left.merged(with: right, isJSON: isJSON).map { .array($0) }
        case (.map(let left), .map(let right)):
            return left.merged(with: right, isJSON: isJSON).map { .map($0) }
        case (.tuple(let left), .tuple(let right)) where left.count == right.count:
            var elements: [InferredType] = []
            for (first, second) in zip(left, right) {
                guard let element = first.merged(with: second, isJSON: isJSON) else { return nil }
                elements.append(element)
            }
            return .tuple(elements)
        case (.object(let left), .object(let right)):
            return Self.union(left, right)
        default: break
        }
        guard isScalar, other.isScalar else { return inArray ? .mixed : nil }
        if isNumber(isJSON), other.isNumber(isJSON) {
            if self == .float64 || other == .float64 { return .float64 }
            return self == .uint64 || other == .uint64 ? .uint64 : .int64
        }
        if isTime, other.isTime { return self == .dateTime64 || other == .dateTime64 ? .dateTime64 : .dateTime }
        let areTexts = (isTime || self == .string) && (other.isTime || other == .string)
        return inArray && !areTexts ? .mixed : .string
    }

    private static func union(_ left: [InferredField], _ right: [InferredField]) -> InferredType? {
        var fields = left
        for field in right {
            guard let position = fields.firstIndex(where: { $0.name == field.name }) else {
                fields.append(field)
                continue
            }
            guard let type = fields[position].type.merged(with: field.type, isJSON: true) else { return nil }
            fields[position].type = type
        }
        return .object(fields)
    }

    private var isScalar: Bool {
        switch self {
        case .array, .map, .tuple, .object: false
        default: true
        }
    }

    private var isTime: Bool { self == .date || self == .dateTime || self == .dateTime64 }

    private func isNumber(_ isJSON: Bool) -> Bool {
        switch self {
        case .int64, .uint64, .float64: true
        case .bool: isJSON
        default: false
        }
    }

    /// The type as ClickHouse gives it: all that can be NULL may be.
    func dataType() throws(QueryError) -> DataType {
        switch self {
        case .unknown, .string: return .nullable(.string)
        case .bool: return .nullable(.bool)
        case .int64: return .nullable(.int64)
        case .uint64: return .nullable(.uint64)
        case .float64: return .nullable(.float64)
        case .date: return .nullable(.date)
        case .dateTime: return .nullable(.dateTime(zone: nil))
        case .dateTime64: return .nullable(.dateTime64(precision: 9, zone: nil))
        case .mixed: return .dynamic
        case .array(let element): return .array(try element.dataType())
        case .map(let value): return .map(key: .string, value: try value.dataType())
        case .tuple(let types):
            var elements: [TupleElement] = []
            for type in types { elements.append(TupleElement(nil, try type.dataType())) }
            return .tuple(elements)
        case .object(let fields):
            guard !fields.isEmpty else { return .nullable(.string) }
            var elements: [TupleElement] = []
            for field in fields { elements.append(TupleElement(field.name, try field.type.dataType())) }
            return .tuple(elements)
        }
    }
}

/// A named part of an object, or a column.
struct InferredField: Equatable {
    var name: String
    var type: InferredType
}

/// Columns as they become known row by row.
struct InferredColumns {
    private(set) var fields: [InferredField] = []
    private var positions: [String: Int] = [:]
    private let isJSON: Bool

    /// Columns of one row at most.
    private static var countMax: Int { 1 << 16 }

    init(isJSON: Bool) { self.isJSON = isJSON }

    mutating func add(_ name: String, _ type: InferredType, row: Int) throws(QueryError) {
        guard let position = positions[name] else {
            guard fields.count < Self.countMax else {
                throw QueryError(.limitExceeded, "The data have more than \(Self.countMax) columns")
            }
            positions[name] = fields.count
            fields.append(InferredField(name: name, type: type))
            return
        }
        guard let merged = fields[position].type.merged(with: type, isJSON: isJSON) else {
            throw QueryError(
                .typeMismatch,
                "Automatically defined type for column '\(name)' in row \(row) differs from type defined by previous "
                    + "rows. You can specify the type for this column manually")
        }
        fields[position].type = merged
    }

    func headers() throws(QueryError) -> [ColumnHeader] {
        guard !fields.isEmpty else { throw QueryError(.cannotExtractTableStructure, "the file is empty") }
        var result: [ColumnHeader] = []
        for field in fields { result.append(ColumnHeader(name: field.name, type: try field.type.dataType())) }
        return result
    }
}
