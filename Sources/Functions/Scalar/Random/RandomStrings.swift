import Columns
import Errors

/// `randomString(length)` and its kin.
protocol RandomStringFunction: ScalarFunction {
    static var argumentCounts: ClosedRange<Int> { get }
    /// Bytes of one character, at most.
    static var characterBytesMax: Int { get }
    static func append(_ bits: UInt64, to bytes: inout [UInt8])
}

extension RandomStringFunction {
    static var isDeterministic: Bool { false }
    static var argumentCounts: ClosedRange<Int> { 1...2 }
    static var characterBytesMax: Int { 1 }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, argumentCounts)
        try checkIntegers(name, arguments, 0)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        var written = StringColumn()
        for length in arguments[0].integers {
            guard length >= 0, length <= 1 << 24 else {
                throw QueryError(
                    .tooLargeStringSize, "Too large string size (\(length)) in function \(name), maximum is \(1 << 24)")
            }
            try checkResultBytes(name, written.bytes.count + Int(length) * characterBytesMax)
            for _ in 0..<length { append(random.next(), to: &written.bytes) }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum RandomString: RandomStringFunction {
    static let name = "randomString"
    static let documentation = FunctionDocumentation(
        "A string of random bytes.", example: "length(randomString(5))", "5")

    static func append(_ bits: UInt64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: bits &>> 56))
    }
}

enum RandomStringUTF8: RandomStringFunction {
    static let name = "randomStringUTF8"
    static let argumentCounts = 1...1
    static let characterBytesMax = 4
    static let documentation = FunctionDocumentation(
        "A string of so many random code points.", example: "lengthUTF8(randomStringUTF8(5))", "5")
    /// Code points of Unicode without the surrogates.
    private static let codePoints: UInt64 = 0x11_0000 - 0x800

    static func append(_ bits: UInt64, to bytes: inout [UInt8]) {
        let number = (bits &>> 32) % codePoints
        let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: number < 0xD800 ? number : number + 0x800))
        bytes.append(contentsOf: String(Character(scalar ?? " ")).utf8)
    }
}

enum RandomPrintableASCII: RandomStringFunction {
    static let name = "randomPrintableASCII"
    static let documentation = FunctionDocumentation(
        "A string of random printable ASCII characters.", example: "length(randomPrintableASCII(5))", "5")

    /// The 95 characters from space to tilde.
    static func append(_ bits: UInt64, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: 32 &+ (bits &>> 32) % 95))
    }
}

enum RandomFixedString: ScalarFunction {
    static let name = "randomFixedString"
    static let isDeterministic = false
    static let documentation = FunctionDocumentation(
        "A FixedString of random bytes.", example: "length(randomFixedString(5))", "5")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard let size = arguments[0].constantInteger else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard size > 0, size <= 1 << 16 else {
            throw QueryError(.argumentOutOfBound, "The size of function \(name) must be from 1 to 65536: \(size)")
        }
        return .fixedString(size: Int(size))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .fixedString(let size) = result else { throw illegalArgumentType(name, 0, result) }
        try checkResultBytes(name, size * rowCount)
        var random = context.state.nextRandomStream()
        var bytes = [UInt8](repeating: 0, count: size * rowCount)
        for place in bytes.indices { bytes[place] = UInt8(truncatingIfNeeded: random.next() &>> 56) }
        return .fixedString(FixedStringColumn(size: size, bytes: bytes))
    }
}
