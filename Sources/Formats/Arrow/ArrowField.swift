import Columns
import Errors

/// A type of Arrow; what is inside it stands in the field's children.
enum ArrowType: Hashable {
    case null, bool
    case int(bits: Int, isSigned: Bool)
    case float(bits: Int)
    case binary(isText: Bool, isLarge: Bool)
    case view
    case fixedBinary(width: Int)
    case days, milliseconds
    /// Units are powers: 0 for seconds, 3, 6 and 9.
    case time(unit: Int, bits: Int)
    case timestamp(unit: Int, zone: String?)
    case duration(unit: Int)
    case decimal(precision: Int, scale: Int, bits: Int)
    case list(isLarge: Bool)
    case fixedList(size: Int)
    case structure, map
}

/// A column of an Arrow schema.
struct ArrowField {
    var name: String
    var type: ArrowType
    var isNullable: Bool
    var children: [ArrowField] = []
    var isUUID = false
    /// The dictionary that the column's numbers point into; the type is the dictionary's.
    var dictionary: (id: Int, index: ArrowType)?
}

extension ArrowField {
    /// Nesting beyond this is refused.
    private static let depthMax = 64

    init(_ table: FlatBufferTable, depth: Int = 0) throws(QueryError) {
        guard depth < Self.depthMax else {
            throw QueryError(.tooDeepRecursion, "An Arrow type is nested more than \(Self.depthMax) deep")
        }
        name = try table.text(0) ?? ""
        isNullable = try table.flag(1)
        for child in try table.tables(5) { children.append(try ArrowField(child, depth: depth + 1)) }
        type = try Self.type(try table.number(2, default: UInt8(0)), try table.table(3), name)
        for pair in try table.tables(6) where try pair.text(0) == "ARROW:extension:name" {
            isUUID = try pair.text(1) == "arrow.uuid" && type == .fixedBinary(width: 16)
        }
        if let encoding = try table.table(4) {
            let index = try encoding.table(1).map { (index) throws(QueryError) in try Self.integer(index) }
            let id = Int(try encoding.number(0, default: Int64(0)))
            dictionary = (id, index ?? .int(bits: 32, isSigned: true))
        }
        try checkChildren()
    }

    private func checkChildren() throws(QueryError) {
        let isRight =
            switch type {
            case .list, .fixedList: children.count == 1
            case .map: children.count == 1 && children[0].type == .structure && children[0].children.count == 2
            case .structure: true
            default: children.isEmpty
            }
        guard isRight else { throw QueryError(.incorrectData, "Arrow field '\(name)' has the wrong children") }
    }

    private static func integer(_ table: FlatBufferTable) throws(QueryError) -> ArrowType {
        let bits = Int(try table.number(0, default: Int32(0)))
        guard [8, 16, 32, 64].contains(bits) else {
            throw QueryError(.incorrectData, "Arrow has no integers of \(bits) bits")
        }
        return .int(bits: bits, isSigned: try table.flag(1))
    }

    private static func unit(_ table: FlatBufferTable, default fallback: Int16) throws(QueryError) -> Int {
        let unit = Int(try table.number(0, default: fallback))
        guard (0...3).contains(unit) else { throw QueryError(.incorrectData, "Arrow has no unit of time \(unit)") }
        return unit * 3
    }

    /// - Source: Arrow `format/Schema.fbs`, union `Type`.
    private static func type(
        _ number: UInt8, _ table: FlatBufferTable?, _ name: String
    ) throws(QueryError) -> ArrowType {
        guard let table else { throw QueryError(.incorrectData, "Arrow field '\(name)' has no type") }
        switch number {
        case 1: return .null
        case 2: return try integer(table)
        case 3: return .float(bits: try table.number(0, default: Int16(0)) == 0 ? 16 : try width(table))
        case 4, 5: return .binary(isText: number == 5, isLarge: false)
        case 6: return .bool
        case 7: return try decimal(table)
        case 8: return try table.number(0, default: Int16(1)) == 0 ? .days : .milliseconds
        case 9:
            let bits = Int(try table.number(1, default: Int32(32)))
            return .time(unit: try unit(table, default: 1), bits: bits == 64 ? 64 : 32)
        case 10: return .timestamp(unit: try unit(table, default: 0), zone: try table.text(1))
        case 12, 21: return .list(isLarge: number == 21)
        case 13: return .structure
        case 15:
            let width = Int(try table.number(0, default: Int32(0)))
            guard (1...Limits.fixedStringSizeMax).contains(width) else {
                throw QueryError(.incorrectData, "Arrow field '\(name)' has values of \(width) bytes")
            }
            return .fixedBinary(width: width)
        case 16:
            let size = Int(try table.number(0, default: Int32(0)))
            guard size >= 0 else { throw QueryError(.incorrectData, "Arrow field '\(name)' has lists of \(size)") }
            return .fixedList(size: size)
        case 17: return .map
        case 18: return .duration(unit: try unit(table, default: 1))
        case 19, 20: return .binary(isText: number == 20, isLarge: true)
        case 23, 24: return .view
        default:
            let names = [11: "Interval", 14: "Union", 22: "RunEndEncoded", 25: "ListView", 26: "LargeListView"]
            let type = names[Int(number)] ?? "\(number)"
            throw QueryError(.unknownType, "Arrow type \(type) of column '\(name)' is not supported")
        }
    }

    private static func width(_ table: FlatBufferTable) throws(QueryError) -> Int {
        switch try table.number(0, default: Int16(0)) {
        case 1: return 32
        case 2: return 64
        case let other: throw QueryError(.incorrectData, "Arrow has no floats of precision \(other)")
        }
    }

    private static func decimal(_ table: FlatBufferTable) throws(QueryError) -> ArrowType {
        let precision = Int(try table.number(0, default: Int32(0)))
        let scale = Int(try table.number(1, default: Int32(0)))
        let bits = Int(try table.number(2, default: Int32(128)))
        guard [32, 64, 128, 256].contains(bits), (1...76).contains(precision), (0...precision).contains(scale) else {
            throw QueryError(.incorrectData, "Arrow type Decimal\(bits)(\(precision), \(scale)) is not supported")
        }
        return .decimal(precision: precision, scale: scale, bits: bits)
    }
}

extension ArrowField {
    /// The field as a table of `Schema.fbs`.
    var table: [Int: FlatValue] {
        let (number, fields) = type.table
        var result: [Int: FlatValue] = [
            0: .string(name), 1: .int8(isNullable ? 1 : 0), 2: .int8(number), 3: .table(fields),
            5: .tables(children.map(\.table)),
        ]
        if isUUID {
            result[6] = .tables([
                [0: .string("ARROW:extension:name"), 1: .string("arrow.uuid")],
                [0: .string("ARROW:extension:metadata"), 1: .string("")],
            ])
        }
        return result
    }
}

extension ArrowType {
    fileprivate var table: (Int8, [Int: FlatValue]) {
        switch self {
        case .null: (1, [:])
        case .int(let bits, let isSigned):
            (2, [0: .int32(Int32(truncatingIfNeeded: bits)), 1: .int8(isSigned ? 1 : 0)])
        case .float(let bits): (3, [0: .int16(bits == 16 ? 0 : bits == 32 ? 1 : 2)])
        case .binary(let isText, false): (isText ? 5 : 4, [:])
        case .binary(let isText, true): (isText ? 20 : 19, [:])
        case .view: (24, [:])
        case .bool: (6, [:])
        case .decimal(let precision, let scale, let bits):
            (
                7,
                [
                    0: .int32(Int32(truncatingIfNeeded: precision)), 1: .int32(Int32(truncatingIfNeeded: scale)),
                    2: .int32(Int32(truncatingIfNeeded: bits)),
                ]
            )
        case .days: (8, [0: .int16(0)])
        case .milliseconds: (8, [0: .int16(1)])
        case .time(let unit, let bits):
            (9, [0: .int16(Int16(truncatingIfNeeded: unit / 3)), 1: .int32(Int32(truncatingIfNeeded: bits))])
        case .timestamp(let unit, let zone): (10, Self.timestamp(unit, zone))
        case .list(let isLarge): (isLarge ? 21 : 12, [:])
        case .structure: (13, [:])
        case .fixedBinary(let width): (15, [0: .int32(Int32(truncatingIfNeeded: width))])
        case .fixedList(let size): (16, [0: .int32(Int32(truncatingIfNeeded: size))])
        case .map: (17, [0: .int8(0)])
        case .duration(let unit): (18, [0: .int16(Int16(truncatingIfNeeded: unit / 3))])
        }
    }

    private static func timestamp(_ unit: Int, _ zone: String?) -> [Int: FlatValue] {
        var fields: [Int: FlatValue] = [0: .int16(Int16(truncatingIfNeeded: unit / 3))]
        if let zone { fields[1] = .string(zone) }
        return fields
    }
}
