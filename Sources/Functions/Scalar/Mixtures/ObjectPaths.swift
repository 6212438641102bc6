import Columns
import Errors

/// `getSubcolumn(j, 'a.b')`, `j.a.b`: what stands at a path of objects; `j.^a` the object there.
package struct GetSubcolumn: MixtureFunction {
    package static let name = "getSubcolumn"
    package static let documentation = FunctionDocumentation(
        summary: "What stands at a path of a JSON value; behind `^`, the object there.",
        examples: [.init(sql: "getSubcolumn(CAST('{\"a\":{\"b\":1}}', 'JSON'), 'a.b')", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (inner, depth) = InnermostElements.type(arguments[0].type)
        guard case .object(let object) = inner else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard case .string(let bytes)? = arguments[1].constant?.value(at: 0) else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        return InnermostElements.wrapped(type(of: String(decoding: bytes, as: UTF8.self), in: object), depth)
    }

    private static func type(of path: String, in object: ObjectType) -> DataType {
        guard path.first == "^" else {
            return object.type(ofPath: path) ?? .dynamicValue(typesMax: object.typesMax)
        }
        let prefix = path.dropFirst() + "."
        let typed = object.typed.filter { $0.path.hasPrefix(prefix) }.map {
            ObjectType.TypedPath(path: String($0.path.dropFirst(prefix.count)), type: $0.type)
        }
        return .object(ObjectType(typed: typed, pathsMax: object.pathsMax, typesMax: object.typesMax))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (inner, depth) = InnermostElements.type(arguments[0].type)
        guard case .object(let object) = inner, case .string(let path) = arguments[1].column.value(at: 0) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        return try InnermostElements.changing(arguments[0].column.materialised, depth: depth) {
            (column) throws(QueryError) in
            guard case .string(let objects) = column else { throw wrongLayout(column, inner) }
            if path.first == UInt8(ascii: "^") { return try subobjects(objects, Array(path.dropFirst())) }
            return try values(objects, path, of: object.type(ofPath: String(decoding: path, as: UTF8.self)))
        }
    }

    private static func values(
        _ objects: StringColumn, _ path: [UInt8], of type: DataType?
    ) throws(QueryError) -> Column {
        var found = StringColumn()
        let bytes = objects.bytes
        for row in 0..<objects.count {
            try ObjectBytesReader.forEachPath(bytes, objects.range(of: row)) { name, value in
                if bytes[name].elementsEqual(path) { found.bytes.append(contentsOf: bytes[value]) }
            }
            found.ends.append(found.bytes.count)
        }
        guard let type else { return .string(found) }
        var values: [Value] = []
        let missing = Column.defaults(of: type, count: 1).value(at: 0)
        for row in 0..<found.count {
            guard !found.range(of: row).isEmpty else {
                values.append(missing)
                continue
            }
            var reader = ValueBytesReader(found.bytes, in: found.range(of: row))
            values.append(try reader.readTypedValue().value)
        }
        return try Column.laidOut(values, as: type)
    }

    private static func subobjects(_ objects: StringColumn, _ path: [UInt8]) throws(QueryError) -> Column {
        let prefix = path + [UInt8(ascii: ".")]
        var result = StringColumn()
        for row in 0..<objects.count {
            let inside = try ObjectBytesReader.read(objects.bytes, objects.range(of: row)).filter {
                $0.path.starts(with: prefix)
            }
            let paths = inside.map {
                ObjectPath(path: Array($0.path.dropFirst(prefix.count)), type: $0.type, value: $0.value)
            }
            ObjectBytesWriter.write(paths, to: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return .string(result)
    }
}

/// A function that lists paths of objects.
protocol ObjectPathList: MixtureFunction {
    static var hasTypes: Bool { get }
    /// Of all paths, only those without a type of their own in the column's type.
    static var isDynamicOnly: Bool { get }
    /// Only those that have no place of their own, of which there are none.
    static var isSharedOnly: Bool { get }
}

extension ObjectPathList {
    static var isDynamicOnly: Bool { false }
    static var isSharedOnly: Bool { false }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isObject else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return hasTypes ? .map(key: .string, value: .string) : .array(.string)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .object(let object) = arguments[0].type, case .string(let objects) = arguments[0].column else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let typed = Set(object.typed.map(\.path))
        var names = StringColumn()
        var types = StringColumn()
        var ends: [Int] = []
        for row in 0..<objects.count {
            for entry in try ObjectBytesReader.read(objects.bytes, objects.range(of: row)) where !isSharedOnly {
                if isDynamicOnly, typed.contains(String(decoding: entry.path, as: UTF8.self)) { continue }
                names.append(entry.path)
                types.append(entry.type.name.utf8)
            }
            ends.append(names.count)
        }
        let elements: Column =
            hasTypes
            ? .tuple(TupleColumn(elements: [.string(names), .string(types)], count: names.count)) : .string(names)
        return .array(ArrayColumn(ends: ends, elements: elements))
    }
}

package struct JSONAllPaths: ObjectPathList {
    package static let name = "JSONAllPaths"
    static let hasTypes = false
    package static let documentation = FunctionDocumentation(
        summary: "The paths of a JSON value.",
        examples: [.init(sql: "JSONAllPaths(CAST('{\"a\":{\"b\":1}}', 'JSON'))", result: "['a.b']")])
}

package struct JSONAllPathsWithTypes: ObjectPathList {
    package static let name = "JSONAllPathsWithTypes"
    static let hasTypes = true
    package static let documentation = FunctionDocumentation(
        summary: "The paths of a JSON value and the types of what is there.",
        examples: [.init(sql: "JSONAllPathsWithTypes(CAST('{\"a\":1}', 'JSON'))", result: "{'a':'Int64'}")])
}

package struct JSONDynamicPaths: ObjectPathList {
    package static let name = "JSONDynamicPaths"
    static let hasTypes = false
    static let isDynamicOnly = true
    package static let documentation = FunctionDocumentation(
        summary: "The paths of a JSON value that the column's type does not name.",
        examples: [.init(sql: "JSONDynamicPaths(CAST('{\"a\":1}', 'JSON'))", result: "['a']")])
}

package struct JSONDynamicPathsWithTypes: ObjectPathList {
    package static let name = "JSONDynamicPathsWithTypes"
    static let hasTypes = true
    static let isDynamicOnly = true
    package static let documentation = FunctionDocumentation(
        summary: "The paths of a JSON value that the column's type does not name, with types.",
        examples: [.init(sql: "JSONDynamicPathsWithTypes(CAST('{\"a\":1}', 'JSON'))", result: "{'a':'Int64'}")])
}

package struct JSONSharedDataPaths: ObjectPathList {
    package static let name = "JSONSharedDataPaths"
    static let hasTypes = false
    static let isSharedOnly = true
    package static let documentation = FunctionDocumentation(
        summary: "The paths of a JSON value that are beyond the limit of paths.",
        examples: [.init(sql: "JSONSharedDataPaths(CAST('{\"a\":1}', 'JSON'))", result: "[]")])
}

package struct JSONSharedDataPathsWithTypes: ObjectPathList {
    package static let name = "JSONSharedDataPathsWithTypes"
    static let hasTypes = true
    static let isSharedOnly = true
    package static let documentation = FunctionDocumentation(
        summary: "The paths of a JSON value that are beyond the limit of paths, with types.",
        examples: [.init(sql: "JSONSharedDataPathsWithTypes(CAST('{\"a\":1}', 'JSON'))", result: "{}")])
}
