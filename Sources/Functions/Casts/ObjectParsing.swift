import Columns
import Errors

extension Conversion {
    /// Strings, maps and tuples as objects, and objects as those of another type.
    mutating func convertToObject(
        _ column: Column, from source: DataType, _ object: ObjectType
    ) throws(QueryError) -> Column {
        switch source {
        case .string, .fixedString: return try parseObjects(StringOperand(column), column.count, object)
        case .map, .tuple, .object:
            if case .object(let own) = source, own.typed == object.typed, own.skipped == object.skipped,
                own.skippedPatterns == object.skippedPatterns
            {
                return column
            }
            let texts = try ToJSONString.evaluate(
                [TypedColumn(type: source, column: column.materialised)], to: .string, rowCount: column.count,
                in: context)
            return try parseObjects(StringOperand(texts), column.count, object)
        default:
            throw QueryError(
                .typeMismatch,
                "Cast to JSON can be performed only from String/Map/Object/Tuple/JSON. Got: \(source.name)")
        }
    }

    /// Reads a `JSON` value from each string: an object, its values' types found as ClickHouse finds them.
    private mutating func parseObjects(
        _ strings: StringOperand, _ count: Int, _ object: ObjectType
    ) throws(QueryError) -> Column {
        var document = JSONDocument(strings.bytes)
        var objects = try ObjectReader(object, in: context)
        var result = StringColumn()
        for row in 0..<count {
            let range = strings.range(of: row)
            do throws(QueryError) {
                guard document.parse(range) else {
                    throw ObjectReader.refusal("Cannot parse JSON object here", strings.bytes[range])
                }
                result.append(try objects.bytes(of: document, at: 0))
            } catch {
                try fail(row, error)
                result.append(ObjectPath.completed([], of: object))
            }
        }
        return .string(result)
    }
}

/// Flattens objects into paths, and finds the types of what is in them.
struct ObjectReader {
    private let object: ObjectType
    private let context: QueryContext
    private let patterns: [RegularExpression]
    private var times: DateTimeTextReader
    private var depth = 0

    init(_ object: ObjectType, in context: QueryContext) throws(QueryError) {
        self.object = object
        self.context = context
        var patterns: [RegularExpression] = []
        for pattern in object.skippedPatterns {
            patterns.append(try RegularExpression(Array(pattern.utf8), []))
        }
        self.patterns = patterns
        times = DateTimeTextReader(try TimeZoneRegistry.named(context.timeZone), style: .bestEffort, now: 0)
    }

    /// The object at `index` of the document, as the bytes that columns have.
    mutating func bytes(of document: JSONDocument, at index: Int) throws(QueryError) -> [UInt8] {
        guard document.nodes.indices.contains(index), document.nodes[index].kind == .object else {
            var raw: [UInt8] = []
            document.appendRaw(index, to: &raw)
            throw Self.refusal("Cannot read JSON object from JSON element", raw[...])
        }
        var paths: [ObjectPath] = []
        try append(document, index, prefix: nil, to: &paths)
        // In order, so that equal values are equal bytes.
        paths.sort { $0.path.lexicographicallyPrecedes($1.path) }
        if let twice = zip(paths, paths.dropFirst()).first(where: { $0.path == $1.path })?.0 {
            throw Self.refusal("Duplicate path found during parsing JSON object", twice.path[...])
        }
        return ObjectPath.completed(paths, of: object)
    }

    static func refusal(_ reason: String, _ text: ArraySlice<UInt8>) -> QueryError {
        let excerpt = String(decoding: text.prefix(200), as: UTF8.self)
        return QueryError(.incorrectData, "Cannot insert data into JSON column: \(reason): \(excerpt)")
    }

    private mutating func append(
        _ document: JSONDocument, _ index: Int, prefix: [UInt8]?, to paths: inout [ObjectPath]
    ) throws(QueryError) {
        for value in document.children(index) {
            let name = document.string(document.nodes[value - 1])
            let path = prefix.map { $0 + [UInt8(ascii: ".")] + name } ?? name
            if isSkipped(path) { continue }
            if !object.typed.isEmpty, let type = object.type(ofPath: String(decoding: path, as: UTF8.self)) {
                if document.nodes[value].kind == .null, !type.isNullable { continue }
                paths.append(ObjectPath(path: path, type: type, value: try typed(document, value, type, path)))
            } else if document.nodes[value].kind == .object {
                try append(document, value, prefix: path, to: &paths)
            } else if let leaf = try leaf(document, value, readsTimes: true) {
                paths.append(ObjectPath(path: path, type: leaf.type, value: leaf.value))
            }
        }
    }

    private func isSkipped(_ path: [UInt8]) -> Bool {
        for skipped in object.skipped {
            let name = Array(skipped.utf8)
            if path.starts(with: name), path.count == name.count || path[name.count] == UInt8(ascii: ".") {
                return true
            }
        }
        let text = StringColumn(ends: [path.count], bytes: path)
        return patterns.contains { $0.matchRows(text)[0] == 1 }
    }

    private mutating func typed(
        _ document: JSONDocument, _ index: Int, _ type: DataType, _ path: [UInt8]
    ) throws(QueryError) -> Value {
        if let value = try nested(document, index, type) ?? JSONTyped.value(document, index, type, context) {
            return value
        }
        var raw: [UInt8] = []
        document.appendRaw(index, to: &raw)
        let place = " (while reading path \(String(decoding: path, as: UTF8.self)))"
        throw Self.refusal("cannot read \(type.name) value from JSON element", (raw.prefix(100) + place.utf8)[...])
    }

    /// Values with objects or values of any type in them; `nil` for other types.
    private mutating func nested(
        _ document: JSONDocument, _ index: Int, _ type: DataType
    ) throws(QueryError) -> Value? {
        switch type {
        case .object(let inner):
            guard document.nodes[index].kind == .object else { return nil }
            var reader = try ObjectReader(inner, in: context)
            return .string(try reader.bytes(of: document, at: index))
        case .dynamicValue:
            guard let leaf = try leaf(document, index, readsTimes: true) else { return .string([]) }
            return .string(Self.dynamic(leaf))
        case .array(let element) where element.containsObjects || element.isDynamic:
            guard document.nodes[index].kind == .array else { return nil }
            var values: [Value] = []
            for child in document.children(index) {
                guard let value = try nested(document, child, element) else { return nil }
                values.append(value)
            }
            return .array(values)
        default: return nil
        }
    }

    private static func dynamic(_ leaf: (type: DataType, value: Value)) -> [UInt8] {
        var bytes: [UInt8] = []
        TypeBytes.write(leaf.type, to: &bytes)
        ValueBytes.write(leaf.value, of: leaf.type, to: &bytes)
        return bytes
    }

    // MARK: Types of values

    /// `nil` for null.
    private mutating func leaf(
        _ document: JSONDocument, _ index: Int, readsTimes: Bool
    ) throws(QueryError) -> (type: DataType, value: Value)? {
        let node = document.nodes[index]
        switch node.kind {
        case .null: return nil
        case .yes: return (.bool, .uint64(1))
        case .no: return (.bool, .uint64(0))
        case .integer:
            guard let number = document.integer(node) else { return text(document, node) }
            if let small = Int64(exactly: number) { return (.int64, .int64(small)) }
            return UInt64(exactly: number).map { (.uint64, .uint64($0)) } ?? text(document, node)
        case .double where document.isWideInteger(node): return text(document, node)
        case .double: return (.float64, .float64(document.double(node) ?? 0))
        case .string:
            let text = document.string(node)
            return (readsTimes ? time(text) : nil) ?? (.string, .string(text))
        case .array:
            depth += 1
            defer { depth -= 1 }
            guard depth <= Limits.typeDepthMax / 2 else {
                throw QueryError(.tooDeepRecursion, "JSON arrays are nested deeper than \(Limits.typeDepthMax / 2)")
            }
            return try array(document, index)
        case .object:
            var paths: [ObjectPath] = []
            try append(document, index, prefix: nil, to: &paths)
            return (.json, .string(ObjectPath.completed(paths, of: .plain)))
        }
    }

    private func text(_ document: JSONDocument, _ node: JSONNode) -> (type: DataType, value: Value) {
        (.string, .string(Array(document.bytes[node.start..<node.end])))
    }

    private mutating func array(
        _ document: JSONDocument, _ index: Int
    ) throws(QueryError) -> (type: DataType, value: Value) {
        let children = document.children(index)
        let kinds = Set(children.map { document.nodes[$0].kind })
        if !kinds.isEmpty, kinds.isSubset(of: [.object]) {
            let element = object.ofElements
            var reader = try ObjectReader(element, in: context)
            reader.depth = depth
            var values: [Value] = []
            for child in children { values.append(.string(try reader.bytes(of: document, at: child))) }
            return (.array(.object(element)), .array(values))
        }
        var leaves: [(type: DataType, value: Value)?] = []
        for child in children { leaves.append(try leaf(document, child, readsTimes: true)) }
        if let same = oneType(leaves) { return same }
        if kinds.isSubset(of: [.string, .null]) {
            leaves = []
            for child in children { leaves.append(try leaf(document, child, readsTimes: false)) }
            if let same = oneType(leaves) { return same }
        }
        return (.array(.dynamic), .array(leaves.map { .string($0.map(Self.dynamic) ?? []) }))
    }

    /// The elements as an array of one type, where they have one; whole numbers go with fractions.
    private func oneType(_ leaves: [(type: DataType, value: Value)?]) -> (type: DataType, value: Value)? {
        var types: Set<DataType> = []
        var values: [Value] = []
        for leaf in leaves {
            guard let leaf else {
                values.append(.null)
                continue
            }
            if leaf.type.containsObjects { return nil }
            types.insert(leaf.type)
            values.append(leaf.value)
        }
        if types == [.int64, .float64] {
            values = values.map { if case .int64(let number) = $0 { .float64(Double(number)) } else { $0 } }
            types = [.float64]
        }
        guard types.count <= 1 else { return nil }
        let type = types.first ?? .string
        if case .array = type {
            // NULL in an array of arrays has no place in `Array(Array(T))`.
            return values.contains(.null) ? nil : (.array(type), .array(values))
        }
        return (.array(.nullable(type)), .array(values))
    }

    /// A string that is a date or a point in time, `YYYY-MM-DD` with or without a time behind it.
    private mutating func time(_ text: [UInt8]) -> (type: DataType, value: Value)? {
        guard text.count >= 10, text.count <= 35, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text.prefix(4).allSatisfy({ $0 &- UInt8(ascii: "0") < 10 })
        else { return nil }
        var place = 0
        guard let ticks = times.readTicksOrNil(text.span, at: &place, precision: 9), place == text.count else {
            return nil
        }
        let second: Int64 = 1_000_000_000
        if text.count == 10, ticks >= 0 {
            let day = CivilDate.dayNumber(number(text[0..<4]), number(text[5..<7]), number(text[8..<10]))
            if let short = UInt16(exactly: day) { return (.date, .uint64(UInt64(short))) }
        }
        if text.count > 10, !text.contains(UInt8(ascii: ".")), let seconds = UInt32(exactly: ticks / second) {
            return (.dateTime(zone: nil), .uint64(UInt64(seconds)))
        }
        return (.dateTime64(precision: 9, zone: nil), .int64(ticks))
    }

    private func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
    }
}
