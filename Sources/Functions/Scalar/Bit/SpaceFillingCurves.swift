import Columns
import Errors

/// The bits of several numbers, one of each in turn, as one number: Morton's curve.
enum MortonEncode: RowwiseFunction {
    static let name = "mortonEncode"
    static let toleratesEveryValue = true
    static let signature = [ArgumentKind](repeating: .integer, count: 8)
    static let optionalCount = 7
    static let documentation = FunctionDocumentation(
        "The place of a point on Morton's curve: the bits of its coordinates in turn.",
        example: "mortonEncode(1, 2, 3)", "53")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        for (position, argument) in arguments.enumerated() where !argument.type.isUnsignedInteger {
            throw illegalArgumentType(name, position, argument.type)
        }
        return .uint64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let numbers = row.map { if case .uint64(let number) = $0 { number } else { UInt64(0) } }
        guard numbers.count > 1 else { return .uint64(numbers[0]) }
        let width = 64 / numbers.count
        var code: UInt64 = 0
        for bit in 0..<width {
            for (place, number) in numbers.enumerated() {
                code |= (number &>> UInt64(bit) & 1) &<< UInt64(bit * numbers.count + place)
            }
        }
        return .uint64(code)
    }
}

/// `mortonDecode(count, code)` and `hilbertDecode(count, code)`.
protocol CurveDecoding: RowwiseFunction {
    static var countMax: Int64 { get }
    static func point(_ code: UInt64, _ count: Int) -> [UInt64]
}

extension CurveDecoding {
    static var signature: [ArgumentKind] { [.constant(.integer), .integer] }

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        guard arguments[1].type.isUnsignedInteger else { throw illegalArgumentType(name, 1, arguments[1].type) }
        let count = arguments[0].constantInteger ?? 0
        guard (1...countMax).contains(count) else {
            throw QueryError(
                .argumentOutOfBound,
                "Illegal first argument of function \(name), should be a number in range 1-\(countMax)")
        }
        return .tuple((0..<count).map { _ in TupleElement(nil, .uint64) })
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let code: UInt64 = if case .uint64(let number) = row[1] { number } else { 0 }
        return .tuple(point(code, Int(min(row[0].integer, countMax))).map { .uint64($0) })
    }
}

enum MortonDecode: CurveDecoding {
    static let name = "mortonDecode"
    static let countMax: Int64 = 8
    static let documentation = FunctionDocumentation(
        "The point at a place on Morton's curve.", example: "mortonDecode(3, 53)", "(1,2,3)")

    static func point(_ code: UInt64, _ count: Int) -> [UInt64] {
        guard count > 1 else { return [code] }
        var numbers = [UInt64](repeating: 0, count: count)
        for bit in 0..<64 / count {
            for place in 0..<count {
                numbers[place] |= (code &>> UInt64(bit * count + place) & 1) &<< UInt64(bit)
            }
        }
        return numbers
    }
}

/// Hilbert's curve over 32 bits of two coordinates.
enum HilbertCurve {
    /// For each state: the next state and the two bits of the place, by the two bits of the point.
    static func encode(_ x: UInt64, _ y: UInt64) -> UInt64 {
        var (x, y) = (x & 0xFFFF_FFFF, y & 0xFFFF_FFFF)
        var code: UInt64 = 0
        var side: UInt64 = 1 &<< 31
        while side > 0 {
            let right: UInt64 = x & side > 0 ? 1 : 0
            let upper: UInt64 = y & side > 0 ? 1 : 0
            code = code &<< 2 | ((3 &* right) ^ upper)
            turn(&x, &y, right, upper)
            side = side &>> 1
        }
        return code
    }

    private static func turn(_ x: inout UInt64, _ y: inout UInt64, _ right: UInt64, _ upper: UInt64) {
        guard upper == 0 else { return }
        if right == 1 { (x, y) = (0xFFFF_FFFF &- x, 0xFFFF_FFFF &- y) }
        (x, y) = (y, x)
    }

    static func decode(_ code: UInt64) -> (UInt64, UInt64) {
        var (x, y): (UInt64, UInt64) = (0, 0)
        for level in 0..<32 {
            let bits = code &>> UInt64(2 * level)
            let right = bits &>> 1 & 1
            let upper = (bits ^ right) & 1
            let side: UInt64 = 1 &<< UInt64(level)
            if upper == 0 {
                if right == 1 { (x, y) = (side &- 1 &- x, side &- 1 &- y) }
                (x, y) = (y, x)
            }
            x |= side &* right
            y |= side &* upper
        }
        return (x, y)
    }
}

enum HilbertEncode: RowwiseFunction {
    static let name = "hilbertEncode"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.integer, .integer]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "The place of a point on Hilbert's curve.", example: "hilbertEncode(3, 4)", "31")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        for (position, argument) in arguments.enumerated() where !argument.type.isUnsignedInteger {
            throw illegalArgumentType(name, position, argument.type)
        }
        return .uint64
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let numbers = row.map { if case .uint64(let number) = $0 { number } else { UInt64(0) } }
        guard numbers.count == 2 else { return .uint64(numbers[0]) }
        return .uint64(HilbertCurve.encode(numbers[1], numbers[0]))
    }
}

enum HilbertDecode: CurveDecoding {
    static let name = "hilbertDecode"
    static let countMax: Int64 = 2
    static let documentation = FunctionDocumentation(
        "The point at a place on Hilbert's curve.", example: "hilbertDecode(2, 31)", "(3,4)")

    static func point(_ code: UInt64, _ count: Int) -> [UInt64] {
        guard count == 2 else { return [code] }
        let (x, y) = HilbertCurve.decode(code)
        return [y, x]
    }
}
