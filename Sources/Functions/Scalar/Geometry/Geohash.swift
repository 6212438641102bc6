import Columns
import Errors

/// Geohashes: longitudes and latitudes halved in turn, five bits a letter.
enum Geohash {
    static let alphabet = Array("0123456789bcdefghjkmnpqrstuvwxyz".utf8)
    static let precisionMax = 12

    static func encode(_ longitude: Double, _ latitude: Double, precision: Int) -> [UInt8] {
        var ranges = [(-180.0, 180.0), (-90.0, 90.0)]
        let point = [longitude, latitude]
        var text: [UInt8] = []
        var axis = 0
        for _ in 0..<precision {
            var letter = 0
            for _ in 0..<5 {
                let middle = (ranges[axis].0 + ranges[axis].1) / 2
                let isUpper = point[axis] >= middle
                letter = letter * 2 + (isUpper ? 1 : 0)
                if isUpper { ranges[axis].0 = middle } else { ranges[axis].1 = middle }
                axis = 1 - axis
            }
            text.append(alphabet[letter])
        }
        return text
    }

    static func decode(_ text: [UInt8]) -> (longitude: Double, latitude: Double) {
        var ranges = [(-180.0, 180.0), (-90.0, 90.0)]
        var axis = 0
        for byte in text.prefix(precisionMax) {
            // What is no letter of the alphabet counts as the last one.
            let letter = alphabet.firstIndex(of: byte | (byte >= 0x41 ? 0x20 : 0)) ?? 31
            for bit in (0..<5).reversed() {
                let middle = (ranges[axis].0 + ranges[axis].1) / 2
                if letter &>> bit & 1 == 1 { ranges[axis].0 = middle } else { ranges[axis].1 = middle }
                axis = 1 - axis
            }
        }
        return ((ranges[0].0 + ranges[0].1) / 2, (ranges[1].0 + ranges[1].1) / 2)
    }
}

enum GeohashEncode: RowwiseFunction {
    static let name = "geohashEncode"
    static let signature: [ArgumentKind] = [.number, .number, .integer]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "The geohash of a longitude and a latitude.", example: "geohashEncode(-5.60302734375, 42.593994140625, 5)",
        "ezs42")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        for position in 0...1 where !arguments[position].type.isFloat {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        return .string
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (longitude, latitude) = (row[0].double, row[1].double)
        guard (-180...180).contains(longitude), (-90...90).contains(latitude) else {
            throw QueryError(.argumentOutOfBound, "Longitude or latitude of function \(name) is out of range")
        }
        let wanted = row.count > 2 ? row[2].integer : 0
        let precision = (1...Int64(Geohash.precisionMax)).contains(wanted) ? Int(wanted) : Geohash.precisionMax
        return .string(Geohash.encode(longitude, latitude, precision: precision))
    }
}

enum GeohashDecode: RowwiseFunction {
    static let name = "geohashDecode"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.text]
    static let documentation = FunctionDocumentation(
        "The longitude and latitude in the middle of a geohash.", example: "geohashDecode('ezs42')",
        "(-5.60302734375,42.60498046875)")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        .tuple([TupleElement("longitude", .float64), TupleElement("latitude", .float64)])
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let point = Geohash.decode(row[0].bytes)
        return .tuple([.float64(point.longitude), .float64(point.latitude)])
    }
}
