/// Functions of places.
enum GeometryFunctions {
    static let list: [any ScalarFunction.Type] = [
        GeohashEncode.self, GeohashDecode.self, PointInPolygon.self,
        PointInEllipses.self, WellKnownText.self, ReadWKTPoint.self, ReadWKTRing.self, ReadWKTPolygon.self,
        ReadWKTMultiPolygon.self, AreaCartesian.self,
    ]
}
