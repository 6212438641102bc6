import Columns
import Errors

/// `pointInPolygon((x, y), [(x, y), …], [hole], …)`; borders count as inside.
enum PointInPolygon: ScalarFunction {
    static let name = "pointInPolygon"
    static let documentation = FunctionDocumentation(
        "1 if a point lies in a polygon and in none of its holes.",
        example: "pointInPolygon((3., 3.), [(6, 0), (8, 4), (5, 8), (0, 2)])", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(.tooFewArgumentsForFunction, "Too few arguments of function \(name): \(arguments.count)")
        }
        guard isPoint(arguments[0].type) else { throw illegalArgumentType(name, 0, arguments[0].type) }
        for (position, argument) in arguments.enumerated().dropFirst() {
            guard depth(argument.type) ?? 0 > 0 else { throw illegalArgumentType(name, position, argument.type) }
        }
        return .uint8
    }

    private static func isPoint(_ type: DataType) -> Bool {
        guard case .tuple(let elements) = type, elements.count == 2 else { return false }
        return elements.allSatisfy { $0.type.isNativeInteger || $0.type.isFloat }
    }

    /// How many arrays stand around points; `nil` for other types. A ring is 1, a polygon 2, several polygons 3.
    private static func depth(_ type: DataType) -> Int? {
        if isPoint(type) { return 0 }
        guard case .array(let element) = type, let inner = depth(element), inner < 3 else { return nil }
        return inner + 1
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let depth = depth(arguments[1].type) ?? 1
        var answers: [UInt8] = []
        for row in 0..<rowCount {
            let point = arguments[0].column.value(at: row).elements.map(\.double)
            guard point.count == 2, point[0].isFinite, point[1].isFinite else {
                answers.append(0)
                continue
            }
            let shapes = arguments[1...].map { $0.column.value(at: row) }
            let polygons: [[[Point]]] =
                switch depth {
                case 1: [shapes.map(ring)]
                case 2: [shapes.flatMap { $0.elements.map(ring) }]
                default: shapes.flatMap { $0.elements.map { polygon in polygon.elements.map(ring) } }
                }
            let target = Point(x: point[0], y: point[1])
            answers.append(polygons.contains { contains($0, target) } ? 1 : 0)
        }
        return .uint8(answers)
    }

    private struct Point {
        let x: Double
        let y: Double
    }

    private static func ring(_ value: Value) -> [Point] {
        value.elements.map { Point(x: $0.elements.first?.double ?? 0, y: $0.elements.last?.double ?? 0) }
    }

    private enum Place { case inside, border, outside }

    private static func contains(_ rings: [[Point]], _ point: Point) -> Bool {
        guard let outer = rings.first, place(point, in: outer) != .outside else { return false }
        return rings.dropFirst().allSatisfy { place(point, in: $0) != .inside }
    }

    private static func place(_ point: Point, in ring: [Point]) -> Place {
        guard ring.count > 2, var previous = ring.last else { return .outside }
        var isInside = false
        for current in ring {
            let cross =
                (current.x - previous.x) * (point.y - previous.y) - (current.y - previous.y) * (point.x - previous.x)
            let spansX = min(previous.x, current.x) <= point.x && point.x <= max(previous.x, current.x)
            let spansY = min(previous.y, current.y) <= point.y && point.y <= max(previous.y, current.y)
            if cross == 0, spansX, spansY { return .border }
            if (current.y > point.y) != (previous.y > point.y) {
                let x = (previous.x - current.x) * (point.y - current.y) / (previous.y - current.y) + current.x
                if point.x < x { isInside.toggle() }
            }
            previous = current
        }
        return isInside ? .inside : .outside
    }
}
