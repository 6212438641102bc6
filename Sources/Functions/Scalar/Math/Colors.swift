import Columns
import Errors
import Glibc

/// Colours between sRGB (0 to 255) and Ottosson's OKLAB and OKLCH.
protocol ColorConversion: RowwiseFunction {
    static func converted(_ color: [Double], gamma: Double) -> [Double]
}

extension ColorConversion {
    static var signature: [ArgumentKind] { [.tuple, .number] }
    static var optionalCount: Int { 1 }
    static var toleratesEveryValue: Bool { true }

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        let elements = try TupleArgument.elements(name, arguments, 0)
        guard elements.count == 3 else {
            throw QueryError(
                .illegalTypeOfArgument, "First argument of function \(name) must be a tuple of size 3, a tuple of size "
                    + "\(elements.count) was provided")
        }
        guard elements.allSatisfy({ $0.type.isNativeInteger || $0.type.isFloat }) else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .tuple([TupleElement(nil, .float64), TupleElement(nil, .float64), TupleElement(nil, .float64)])
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let gamma = row.count > 1 && row[1].double != 0 ? row[1].double : 2.2
        return .tuple(converted(row[0].elements.map(\.double), gamma: gamma).map { .float64($0) })
    }
}

private enum OKLAB {
    private static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
        matrix.map { $0[0] * vector[0] + $0[1] * vector[1] + $0[2] * vector[2] }
    }

    static func from(red: [Double], gamma: Double) -> [Double] {
        let linear = red.map { pow($0 / 255, gamma) }
        let cone = product(
            [
                [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ], linear)
        return product(
            [
                [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.45059370996],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ], cone.map { cbrt($0) })
    }

    static func red(_ lab: [Double], gamma: Double) -> [Double] {
        let cone = product(
            [
                [1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480],
            ], lab
        ).map { $0 * $0 * $0 }
        let linear = product(
            [
                [4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
                [-0.0041960863, -0.7034186147, 1.7076147010],
            ], cone)
        return linear.map { pow(min(max($0, 0), 1), 1 / gamma) * 255 }
    }

    static func polar(_ lab: [Double]) -> [Double] {
        let chroma = (lab[1] * lab[1] + lab[2] * lab[2]).squareRoot()
        var hue = atan2(lab[2], lab[1]) * 180 / .pi
        if hue < 0 { hue += 360 }
        return [lab[0], chroma, chroma < 1e-8 ? 0 : hue]
    }

    static func plane(_ polar: [Double]) -> [Double] {
        let angle = polar[2] * .pi / 180
        return [polar[0], polar[1] * cos(angle), polar[1] * sin(angle)]
    }
}

enum ColorSRGBToOKLAB: ColorConversion {
    static let name = "colorSRGBToOKLAB"
    static let documentation = FunctionDocumentation(
        "A colour of sRGB in OKLAB.", example: "round(colorSRGBToOKLAB((255, 0, 0)).1, 6)", "0.627955")

    static func converted(_ color: [Double], gamma: Double) -> [Double] { OKLAB.from(red: color, gamma: gamma) }
}

enum ColorOKLABToSRGB: ColorConversion {
    static let name = "colorOKLABToSRGB"
    static let documentation = FunctionDocumentation(
        "A colour of OKLAB in sRGB.", example: "round(colorOKLABToSRGB((0.4466, 0.0991, 0.44)).1)", "198")

    static func converted(_ color: [Double], gamma: Double) -> [Double] { OKLAB.red(color, gamma: gamma) }
}

enum ColorSRGBToOKLCH: ColorConversion {
    static let name = "colorSRGBToOKLCH"
    static let documentation = FunctionDocumentation(
        "A colour of sRGB in OKLCH.", example: "round(colorSRGBToOKLCH((128, 64, 32)).1, 4)", "0.4436")

    static func converted(_ color: [Double], gamma: Double) -> [Double] {
        OKLAB.polar(OKLAB.from(red: color, gamma: gamma))
    }
}

enum ColorOKLCHToSRGB: ColorConversion {
    static let name = "colorOKLCHToSRGB"
    static let documentation = FunctionDocumentation(
        "A colour of OKLCH in sRGB.", example: "round(colorOKLCHToSRGB((0.6, 0.12, 40)).1, 3)", "186.021")

    static func converted(_ color: [Double], gamma: Double) -> [Double] {
        OKLAB.red(OKLAB.plane(color), gamma: gamma)
    }
}
