import Columns
import Errors

/// A measure of polygons in the plane; a border that does not end where it begins is closed.
protocol CartesianMeasure: RowwiseFunction {
    static func measure(ofRing points: [(x: Double, y: Double)]) -> Double
}

extension CartesianMeasure {
    static var toleratesEveryValue: Bool { true }
    static var signature: [ArgumentKind] { [.anything] }

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        guard GeometryShape.depth(of: arguments[0].type) != nil else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .float64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value { .float64(measure(row[0])) }

    /// The sum over all rings: how deep the arrays are, the value itself says.
    private static func measure(_ value: Value) -> Double {
        guard case .array(let elements) = value, let first = elements.first else { return 0 }
        guard case .tuple = first else { return elements.reduce(0) { $0 + measure($1) } }
        return measure(
            ofRing: elements.map { point in
                let pair = point.elements
                return pair.count == 2 ? (pair[0].double, pair[1].double) : (0, 0)
            })
    }
}

/// Clockwise borders count positively, as holes run the other way.
enum AreaCartesian: CartesianMeasure {
    static let name = "areaCartesian"
    static let aliases = ["polygonAreaCartesian"]
    static let documentation = FunctionDocumentation(
        "The area of polygons in the plane.",
        example: "areaCartesian([[[(0., 0.), (0., 5.), (5., 5.), (5., 0.)]]])", "25")

    static func measure(ofRing points: [(x: Double, y: Double)]) -> Double {
        var doubled = 0.0
        for (place, point) in points.enumerated() {
            let next = points[(place + 1) % points.count]
            doubled += point.y * next.x - point.x * next.y
        }
        return doubled / 2
    }
}
