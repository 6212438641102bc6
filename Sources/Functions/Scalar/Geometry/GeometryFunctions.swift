/// Functions of places.
enum GeometryFunctions {
    static let list: [any ScalarFunction.Type] = [GeohashEncode.self, GeohashDecode.self, PointInPolygon.self]
}
