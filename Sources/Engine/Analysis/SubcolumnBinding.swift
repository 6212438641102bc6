import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    /// What `x.a.b` reads of `x`: elements of tuples, parts of arrays and maps, alternatives, paths of objects.
    func elements(of expression: BoundExpression, _ names: [String]) throws(QueryError) -> BoundExpression {
        var result = expression
        var rest = names[...]
        while let name = rest.first {
            let inner = result.type.insideArrays
            if case .object(let object) = inner {
                result = try path(in: result, object, &rest)
                continue
            }
            rest = rest.dropFirst()
            switch (result.type.storedValue, name) {
            case (.nullable, "null"): result = try analyser.call("isNull", [result])
            case (.array, "size0"), (.map, "size0"): result = try analyser.call("length", [result])
            case (.map, "keys"): result = try analyser.call("mapKeys", [result])
            case (.map, "values"): result = try analyser.call("mapValues", [result])
            case (.string, "size"): result = try analyser.call("length", [result])
            case (_, _) where inner.isVariant || inner.isDynamic: result = try alternative(of: result, inner, name)
            default:
                let element = Int(name).map { analyser.pool.constant(.uint64([UInt64($0)]), type: .uint64) }
                result = try analyser.call("tupleElement", [result, element ?? analyser.text(name)])
            }
        }
        return result
    }

    private func alternative(
        of value: BoundExpression, _ type: DataType, _ name: String
    ) throws(QueryError) -> BoundExpression {
        let text = name.hasPrefix(":") ? String(name.dropFirst()) : name
        guard let wanted = try? DataType(parsing: text), type.isDynamic || type.alternatives.contains(wanted) else {
            throw QueryError(.unknownIdentifier, "There is no subcolumn \(name) in type \(type.name)")
        }
        let function = type.isDynamic ? "dynamicElement" : "variantElement"
        return try analyser.call(function, [value, analyser.text(wanted.name)])
    }

    /// The longest typed path that begins `rest`, else all names up to a type; takes what it uses from `rest`.
    private func path(
        in value: BoundExpression, _ object: ObjectType, _ rest: inout ArraySlice<String>
    ) throws(QueryError) -> BoundExpression {
        let isSubobject = rest.first?.hasPrefix("^") ?? false
        var length = 1
        while length < rest.count, !rest[rest.startIndex + length].hasPrefix(":") { length += 1 }
        if !isSubobject {
            for shorter in stride(from: length, through: 1, by: -1)
            where object.type(ofPath: rest.prefix(shorter).joined(separator: ".")) != nil {
                length = shorter
                break
            }
        }
        let name = rest.prefix(length).joined(separator: ".")
        rest = rest.dropFirst(length)
        let found = try analyser.call("getSubcolumn", [value, analyser.text(name)])
        // `.:`Array(JSON)`` means the objects that arrays have here.
        guard found.type.insideArrays.isDynamic, let next = rest.first, next.hasPrefix(":"),
            let wanted = try? DataType(parsing: String(next.dropFirst()))
        else { return found }
        rest = rest.dropFirst()
        let precise = wanted.replacingObjects(with: object.ofElements)
        return try analyser.call("dynamicElement", [found, analyser.text(precise.name)])
    }
}

extension DataType {
    fileprivate var insideArrays: DataType { if case .array(let inner) = self { inner.insideArrays } else { self } }

    fileprivate func replacingObjects(with object: ObjectType) -> DataType {
        switch self {
        case .array(let inner): .array(inner.replacingObjects(with: object))
        case .object(.plain): .object(object)
        default: self
        }
    }
}
