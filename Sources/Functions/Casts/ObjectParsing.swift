import Columns
import Errors

extension Conversion {
    /// Reads a `JSON` value from each string: an object, its values' types found as ClickHouse finds them.
    mutating func parseObjects(_ strings: StringOperand, _ count: Int) throws(QueryError) -> Column {
        var document = JSONDocument(strings.bytes)
        var leaves = ObjectLeafReader(zone: try TimeZoneRegistry.named(context.timeZone))
        var result = StringColumn()
        for row in 0..<count {
            let range = strings.range(of: row)
            var paths: [ObjectPath] = []
            if !document.parse(range) {
                try fail(row, Self.refusal("Cannot parse JSON object here", strings.bytes[range]))
            } else if document.nodes.first?.kind != .object {
                try fail(row, Self.refusal("Cannot read JSON object from JSON element", strings.bytes[range]))
            } else {
                paths = leaves.paths(of: document)
                // In order, so that equal values are equal bytes.
                paths.sort { $0.path.lexicographicallyPrecedes($1.path) }
                if let twice = zip(paths, paths.dropFirst()).first(where: { $0.path == $1.path })?.0 {
                    try fail(row, Self.refusal("Duplicate path found during parsing JSON object", twice.path[...]))
                }
            }
            ObjectBytesWriter.write(paths, to: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return .string(result)
    }

    private static func refusal(_ reason: String, _ text: ArraySlice<UInt8>) -> QueryError {
        let excerpt = String(decoding: text.prefix(200), as: UTF8.self)
        return QueryError(.incorrectData, "Cannot insert data into JSON column: \(reason): \(excerpt)")
    }
}

/// Flattens objects into paths, and finds the types of what is in them.
private struct ObjectLeafReader {
    private var times: DateTimeTextReader

    init(zone: TimeZone) {
        times = DateTimeTextReader(zone, style: .bestEffort, now: 0)
    }

    mutating func paths(of document: JSONDocument) -> [ObjectPath] {
        var paths: [ObjectPath] = []
        append(document, 0, prefix: nil, to: &paths)
        return paths
    }

    private mutating func append(
        _ document: JSONDocument, _ object: Int, prefix: [UInt8]?, to paths: inout [ObjectPath]
    ) {
        for value in document.children(object) {
            let name = document.string(document.nodes[value - 1])
            let path = prefix.map { $0 + [UInt8(ascii: ".")] + name } ?? name
            if document.nodes[value].kind == .object {
                append(document, value, prefix: path, to: &paths)
            } else if let leaf = leaf(document, value, readsTimes: true) {
                paths.append(ObjectPath(path: path, leaf: leaf))
            }
        }
    }

    /// `nil` for null.
    private mutating func leaf(_ document: JSONDocument, _ index: Int, readsTimes: Bool) -> ObjectLeaf? {
        let node = document.nodes[index]
        switch node.kind {
        case .null: return nil
        case .yes: return .plain(.bool, .uint64(1))
        case .no: return .plain(.bool, .uint64(0))
        case .integer:
            guard let number = document.integer(node) else { return text(document, node) }
            if let small = Int64(exactly: number) { return .plain(.int64, .int64(small)) }
            return UInt64(exactly: number).map { .plain(.uint64, .uint64($0)) } ?? text(document, node)
        case .double where document.isWideInteger(node): return text(document, node)
        case .double: return .plain(.float64, .float64(document.double(node) ?? 0))
        case .string:
            let text = document.string(node)
            return (readsTimes ? time(text) : nil) ?? .plain(.string, .string(text))
        case .array: return array(document, index)
        case .object:
            var paths: [ObjectPath] = []
            append(document, index, prefix: nil, to: &paths)
            return .object(paths)
        }
    }

    private func text(_ document: JSONDocument, _ node: JSONNode) -> ObjectLeaf {
        .plain(.string, .string(Array(document.bytes[node.start..<node.end])))
    }

    private mutating func array(_ document: JSONDocument, _ index: Int) -> ObjectLeaf {
        let children = document.children(index)
        let kinds = Set(children.map { document.nodes[$0].kind })
        if !kinds.isEmpty, kinds.isSubset(of: [.object]) {
            var objects: [[ObjectPath]] = []
            for child in children {
                var paths: [ObjectPath] = []
                append(document, child, prefix: nil, to: &paths)
                objects.append(paths)
            }
            return .objects(objects)
        }
        var leaves: [ObjectLeaf?] = []
        for child in children { leaves.append(leaf(document, child, readsTimes: true)) }
        if let same = oneType(leaves) { return same }
        if kinds.isSubset(of: [.string, .null]) {
            var texts: [ObjectLeaf?] = []
            for child in children { texts.append(leaf(document, child, readsTimes: false)) }
            return oneType(texts) ?? .mixed(texts)
        }
        return .mixed(leaves)
    }

    /// The elements as an array of one type, where they have one; whole numbers go with fractions.
    private func oneType(_ leaves: [ObjectLeaf?]) -> ObjectLeaf? {
        var types: Set<DataType> = []
        var values: [Value] = []
        for leaf in leaves {
            switch leaf {
            case nil: values.append(.null)
            case .plain(let type, let value)?:
                types.insert(type)
                values.append(value)
            default: return nil
            }
        }
        if types == [.int64, .float64] {
            values = values.map { if case .int64(let number) = $0 { .float64(Double(number)) } else { $0 } }
            types = [.float64]
        }
        guard types.count <= 1 else { return nil }
        let type = types.first ?? .string
        if case .array = type {
            // NULL in an array of arrays has no place in `Array(Array(T))`.
            return values.contains(.null) ? nil : .plain(.array(type), .array(values))
        }
        return .plain(.array(.nullable(type)), .array(values))
    }

    /// A string that is a date or a point in time, `YYYY-MM-DD` with or without a time behind it.
    private mutating func time(_ text: [UInt8]) -> ObjectLeaf? {
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
            if let short = UInt16(exactly: day) { return .plain(.date, .uint64(UInt64(short))) }
        }
        if text.count > 10, !text.contains(UInt8(ascii: ".")), let seconds = UInt32(exactly: ticks / second) {
            return .plain(.dateTime(zone: nil), .uint64(UInt64(seconds)))
        }
        return .plain(.dateTime64(precision: 9, zone: nil), .int64(ticks))
    }

    private func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
    }
}
