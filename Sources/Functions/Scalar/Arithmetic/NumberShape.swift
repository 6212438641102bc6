import Columns

/// What a numeric type is for the rules of promotion: sign, kind and bytes. `Bool` counts as `UInt8`.
struct NumberShape: Hashable {
    let isSigned: Bool
    let isFloat: Bool
    /// Bytes: 1 … 32.
    let size: Int

    init(isSigned: Bool, isFloat: Bool, size: Int) {
        self.isSigned = isSigned || isFloat
        self.isFloat = isFloat
        self.size = isFloat ? Swift.max(size, 4) : size
    }

    /// `nil` for what is no integer, float or `Bool`.
    init?(_ type: DataType) {
        guard type.isInteger || type.isFloat || type == .bool, let size = type.fixedWidth else { return nil }
        self.init(isSigned: type.isSignedInteger, isFloat: type.isFloat, size: size)
    }

    var type: DataType {
        switch (isFloat, isSigned, size) {
        case (true, _, ...4): .float32
        case (true, _, _): .float64
        case (_, true, 1): .int8
        case (_, true, 2): .int16
        case (_, true, 4): .int32
        case (_, true, 8): .int64
        case (_, true, 16): .int128
        case (_, true, _): .int256
        case (_, false, 1): .uint8
        case (_, false, 2): .uint16
        case (_, false, 4): .uint32
        case (_, false, 8): .uint64
        case (_, false, 16): .uint128
        case (_, false, _): .uint256
        }
    }

    /// The next larger size; 64 bits and above stay.
    static func next(_ size: Int) -> Int { size < 8 ? size * 2 : size }

    var isWide: Bool { size > 8 }

    /// The type that C++ computes `left ∘ right` in: `int` for small ones, unsigned where ranks are equal.
    static func usual(_ left: NumberShape, _ right: NumberShape) -> NumberShape {
        let size = Swift.max(left.size, right.size, 4)
        let leftSize = Swift.max(left.size, 4)
        let rightSize = Swift.max(right.size, 4)
        let leftSigned = left.isSigned || left.size < 4
        let rightSigned = right.isSigned || right.size < 4
        let isSigned: Bool
        if leftSigned == rightSigned {
            isSigned = leftSigned
        } else {
            isSigned = leftSigned ? leftSize > rightSize : rightSize > leftSize
        }
        return NumberShape(isSigned: isSigned, isFloat: left.isFloat || right.isFloat, size: size)
    }
}
