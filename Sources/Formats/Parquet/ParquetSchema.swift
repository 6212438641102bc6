import Columns
import Errors

/// How a leaf's values lie in a file.
enum ParquetPhysicalType: Int {
    case boolean = 0, int32, int64, int96, float, double, byteArray, fixedByteArray
}

/// What a leaf's values mean.
enum ParquetMeaning: Hashable {
    case plain, text, date, uuid, half
    case integer(bits: Int, isSigned: Bool)
    /// Units are powers: 3, 6, 9.
    case timestamp(unit: Int)
    case time(unit: Int)
    case decimal(precision: Int, scale: Int)
}

/// A column of values in a file.
struct ParquetLeaf {
    var physical: ParquetPhysicalType
    /// Bytes of a value of a fixed size.
    var width = 0
    var meaning: ParquetMeaning
    /// Levels of a value that is there: how many optional and repeated fields lie above it, and how many repeated.
    var definition = 0
    var repetition = 0
}

/// A node of a file's schema as ClickHouse takes it.
struct ParquetNode {
    indirect enum Shape {
        /// A leaf by its number.
        case leaf(Int)
        /// Elements are there from `definition` on, and follow each other at `repetition`.
        case list(element: ParquetNode, definition: Int, repetition: Int)
        case map(key: ParquetNode, value: ParquetNode, definition: Int, repetition: Int)
        case tuple([ParquetNode])
    }

    var name: String
    var shape: Shape
    var isOptional: Bool

    /// The first leaf below: its levels say where this node's rows begin.
    var firstLeaf: Int {
        switch shape {
        case .leaf(let leaf): leaf
        case .list(let element, _, _): element.firstLeaf
        case .map(let key, _, _, _): key.firstLeaf
        case .tuple(let children): children.first?.firstLeaf ?? 0
        }
    }

    /// All leaves below.
    var leaves: [Int] {
        switch shape {
        case .leaf(let leaf): [leaf]
        case .list(let element, _, _): element.leaves
        case .map(let key, let value, _, _): key.leaves + value.leaves
        case .tuple(let children): children.flatMap(\.leaves)
        }
    }
}

/// The schema of a file: the columns, and the leaves below them in the file's order.
struct ParquetSchema {
    private(set) var columns: [ParquetNode] = []
    private(set) var leaves: [ParquetLeaf] = []

    private static var depthMax: Int { 64 }

    private struct Element {
        let value: ThriftValue
        let name: String
        let isOptional: Bool
        let isRepeated: Bool
        var children: [Element] = []
        var definition: Int
        var repetition: Int
    }

    init(_ elements: [ThriftValue]) throws(QueryError) {
        guard let root = elements.first else { throw Self.broken("no columns") }
        var position = 1
        for _ in 0..<max(root[5]?.number ?? 0, 0) {
            let element = try Self.element(elements, &position, definition: 0, repetition: 0, depth: 0)
            columns.append(try node(element))
        }
        guard position == elements.count else { throw Self.broken("elements are left over") }
    }

    private static func broken(_ reason: String) -> QueryError {
        QueryError(.parquetException, "Broken Parquet schema: \(reason)")
    }

    private static func element(
        _ elements: [ThriftValue], _ position: inout Int, definition: Int, repetition: Int, depth: Int
    ) throws(QueryError) -> Element {
        guard position < elements.count, depth < depthMax else { throw broken("elements are missing, or too deep") }
        let value = elements[position]
        position += 1
        let kind = value[3]?.number ?? 0
        var element = Element(
            value: value, name: value[4]?.string ?? "", isOptional: kind == 1, isRepeated: kind == 2,
            definition: definition + (kind == 0 ? 0 : 1), repetition: repetition + (kind == 2 ? 1 : 0))
        let count = value[5]?.number ?? 0
        guard count <= elements.count - position else { throw broken("'\(element.name)' has \(count) children") }
        for _ in 0..<max(count, 0) {
            element.children.append(
                try self.element(
                    elements, &position, definition: element.definition, repetition: element.repetition,
                    depth: depth + 1))
        }
        return element
    }

    private mutating func node(_ element: Element) throws(QueryError) -> ParquetNode {
        guard element.isRepeated else { return try single(element) }
        let inner = try single(element)
        let shape = ParquetNode.Shape.list(
            element: inner, definition: element.definition, repetition: element.repetition)
        return ParquetNode(name: element.name, shape: shape, isOptional: false)
    }

    /// The node without its own repetition.
    private mutating func single(_ element: Element) throws(QueryError) -> ParquetNode {
        let converted = element.value[6]?.number
        let logical = element.value[10]
        if element.value[1] != nil, element.children.isEmpty {
            let leaf = try ParquetLeaf(
                element.value, definition: element.definition, repetition: element.repetition)
            leaves.append(leaf)
            return ParquetNode(name: element.name, shape: .leaf(leaves.count - 1), isOptional: element.isOptional)
        }
        guard !element.children.isEmpty else { throw Self.broken("group '\(element.name)' is empty") }
        let isMap = converted == 1 || converted == 2 && !element.isRepeated || logical?[2] != nil
        if isMap, let entries = element.children.first, element.children.count == 1, entries.isRepeated,
            entries.children.count == 2
        {
            let key = try node(entries.children[0])
            let value = try node(entries.children[1])
            let shape = ParquetNode.Shape.map(
                key: key, value: value, definition: entries.definition, repetition: entries.repetition)
            return ParquetNode(name: element.name, shape: shape, isOptional: element.isOptional)
        }
        if converted == 3 || logical?[3] != nil, element.children.count == 1, element.children[0].isRepeated {
            let entries = element.children[0]
            let isWrapped =
                entries.children.count == 1 && entries.name != "array" && entries.name != element.name + "_tuple"
            let inner = isWrapped ? try node(entries.children[0]) : try single(entries)
            let shape = ParquetNode.Shape.list(
                element: inner, definition: entries.definition, repetition: entries.repetition)
            return ParquetNode(name: element.name, shape: shape, isOptional: element.isOptional)
        }
        var children: [ParquetNode] = []
        for child in element.children { children.append(try node(child)) }
        return ParquetNode(name: element.name, shape: .tuple(children), isOptional: element.isOptional)
    }

    /// The type that ClickHouse gives a column.
    func dataType(_ node: ParquetNode) throws(QueryError) -> DataType {
        switch node.shape {
        case .leaf(let leaf):
            let type = try leaves[leaf].dataType()
            return node.isOptional ? .nullable(type) : type
        case .list(let element, _, _): return .array(try dataType(element))
        case .map(let key, let value, _, _):
            return .map(key: try dataType(key).withoutNullable, value: try dataType(value))
        case .tuple(let children):
            var elements: [TupleElement] = []
            for child in children { elements.append(TupleElement(child.name, try dataType(child))) }
            return .tuple(elements)
        }
    }
}

extension ParquetLeaf {
    /// - Source: Parquet format, `parquet.thrift`, `SchemaElement`, and `LogicalTypes.md`.
    init(_ element: ThriftValue, definition: Int, repetition: Int) throws(QueryError) {
        guard let number = element[1]?.number, let physical = ParquetPhysicalType(rawValue: number) else {
            throw QueryError(.parquetException, "Broken Parquet schema: a column without a known type")
        }
        self.physical = physical
        self.definition = definition
        self.repetition = repetition
        width =
            switch physical {
            case .int32, .float: 4
            case .int64, .double: 8
            case .int96: 12
            case .fixedByteArray: element[2]?.number ?? 0
            case .boolean, .byteArray: 0
            }
        if physical == .fixedByteArray, !(1...Limits.fixedStringSizeMax).contains(width) {
            throw QueryError(.parquetException, "Broken Parquet schema: values of \(width) bytes")
        }
        guard definition < 255 else {
            throw QueryError(.parquetException, "Broken Parquet schema: \(definition) levels")
        }
        meaning = Self.meaning(element) ?? .plain
        try checkMeaning()
    }

    private static func unit(_ value: ThriftValue?) -> Int { value?[1] != nil ? 3 : value?[2] != nil ? 6 : 9 }

    private static func meaning(_ element: ThriftValue) -> ParquetMeaning? {
        if let logical = element[10] {
            if logical[1] != nil || logical[4] != nil || logical[12] != nil { return .text }
            if let decimal = logical[5] {
                return .decimal(precision: decimal[2]?.number ?? 0, scale: decimal[1]?.number ?? 0)
            }
            if logical[6] != nil { return .date }
            if let time = logical[7] { return .time(unit: unit(time[2])) }
            if let timestamp = logical[8] { return .timestamp(unit: unit(timestamp[2])) }
            if let integer = logical[10] {
                return .integer(bits: integer[1]?.number ?? 0, isSigned: integer[2]?.truth ?? true)
            }
            if logical[14] != nil { return .uuid }
            if logical[15] != nil { return .half }
        }
        switch element[6]?.number {
        case 0, 4, 19: return .text
        case 5: return .decimal(precision: element[8]?.number ?? 0, scale: element[7]?.number ?? 0)
        case 6: return .date
        case 7: return .time(unit: 3)
        case 8: return .time(unit: 6)
        case 9: return .timestamp(unit: 3)
        case 10: return .timestamp(unit: 6)
        case .some(let code) where (11...14).contains(code): return .integer(bits: 8 << (code - 11), isSigned: false)
        case .some(let code) where (15...18).contains(code): return .integer(bits: 8 << (code - 15), isSigned: true)
        default: return nil
        }
    }

    private func checkMeaning() throws(QueryError) {
        let isRight =
            switch meaning {
            case .plain: true
            case .text: physical == .byteArray || physical == .fixedByteArray
            case .date: physical == .int32
            case .uuid: physical == .fixedByteArray && width == 16
            case .half: physical == .fixedByteArray && width == 2
            case .integer(let bits, _):
                physical == .int32 && [8, 16, 32].contains(bits) || physical == .int64 && bits == 64
            case .timestamp: physical == .int64
            case .time(let unit): physical == .int32 && unit == 3 || physical == .int64 && unit > 3
            case .decimal(let precision, let scale):
                (1...76).contains(precision) && (0...precision).contains(scale)
                    && [.int32, .int64, .byteArray, .fixedByteArray].contains(physical)
            }
        guard isRight else {
            throw QueryError(.parquetException, "Broken Parquet schema: \(meaning) in values of type \(physical)")
        }
    }

    func dataType() throws(QueryError) -> DataType {
        switch meaning {
        case .text: return .string
        case .date: return .date32
        case .uuid: return .uuid
        case .half: return .float32
        case .integer(let bits, true): return bits == 8 ? .int8 : bits == 16 ? .int16 : bits == 32 ? .int32 : .int64
        case .integer(let bits, false):
            return bits == 8 ? .uint8 : bits == 16 ? .uint16 : bits == 32 ? .uint32 : .uint64
        case .timestamp(let unit), .time(let unit): return .dateTime64(precision: unit, zone: "UTC")
        case .decimal(let precision, let scale): return .decimal(precision: precision, scale: scale)
        case .plain:
            switch physical {
            case .boolean: return .bool
            case .int32: return .int32
            case .int64: return .int64
            case .int96: return .dateTime64(precision: 9, zone: "UTC")
            case .float: return .float32
            case .double: return .float64
            case .byteArray: return .string
            case .fixedByteArray: return .fixedString(size: width)
            }
        }
    }
}
