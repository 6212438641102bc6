import Columns
import Errors

enum WellKnownText: ScalarFunction {
    static let name = "wkt"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "A point, ring, polygon or several polygons as Well Known Text.", example: "wkt((0., 1.5))", "POINT(0 1.5)")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard GeometryShape.depth(of: arguments[0].type) != nil else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let depth = GeometryShape.depth(of: arguments[0].type) ?? 0
        var texts: [String] = []
        for row in 0..<rowCount { texts.append(text(arguments[0].column.value(at: row), depth)) }
        return .string(StringColumn(texts))
    }

    private static func text(_ value: Value, _ depth: Int) -> String {
        switch depth {
        case 0: "POINT(\(point(value)))"
        case 1: "POLYGON((\(list(value.elements.map(point)))))"
        case 2: "POLYGON(\(list(value.elements.map(closed))))"
        default: "MULTIPOLYGON(\(list(value.elements.map { "(\(list($0.elements.map(closed))))" })))"
        }
    }

    private static func list(_ parts: [String]) -> String { parts.joined(separator: ",") }

    private static func point(_ value: Value) -> String {
        value.elements.map { number in
            var bytes: [UInt8] = []
            FloatText.write(number.double, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }.joined(separator: " ")
    }

    /// A ring ends where it begins.
    private static func closed(_ ring: Value) -> String {
        var points = ring.elements
        if let first = points.first, points.last != first { points.append(first) }
        return "(\(list(points.map(point))))"
    }
}

/// Points in so many arrays.
enum GeometryShape {
    static let point = DataType.tuple([TupleElement(nil, .float64), TupleElement(nil, .float64)])

    /// 0 for a point, 1 for a ring, 2 for a polygon, 3 for several; `nil` for what is no geometry.
    static func depth(of type: DataType) -> Int? {
        if case .tuple(let elements) = type, elements.count == 2 {
            return elements.allSatisfy { $0.type.isNativeInteger || $0.type.isFloat } ? 0 : nil
        }
        guard case .array(let element) = type, let inner = depth(of: element), inner < 3 else { return nil }
        return inner + 1
    }

    /// The type of points in `depth` arrays.
    static func type(depth: Int) -> DataType { (0..<depth).reduce(point) { type, _ in .array(type) } }
}
