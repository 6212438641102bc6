import Columns
import Errors

enum SipHash64Keyed: ScalarFunction {
    static let name = "sipHash64Keyed"
    static let documentation = FunctionDocumentation(
        "A 64-bit SipHash of a text under a key of two numbers.",
        example: "sipHash64Keyed((toUInt64(0), toUInt64(0)), 'abc') = sipHash64('abc')", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try KeyedSipHash.check(name, arguments)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint64(try KeyedSipHash.hashes(name, arguments, rowCount).map(\.value64))
    }
}

enum SipHash128Keyed: ScalarFunction {
    static let name = "sipHash128Keyed"
    static let documentation = FunctionDocumentation(
        "A 128-bit SipHash of a text under a key of two numbers.",
        example: "sipHash128Keyed((toUInt64(0), toUInt64(0)), 'abc') = sipHash128('abc')", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try KeyedSipHash.check(name, arguments)
        return .fixedString(size: 16)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var bytes: [UInt8] = []
        for hash in try KeyedSipHash.hashes(name, arguments, rowCount) {
            let value = hash.value128
            for half in [value.low, value.high] {
                for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: half &>> UInt64(place &* 8))) }
            }
        }
        return .fixedString(FixedStringColumn(size: 16, bytes: bytes))
    }
}

/// A key, `(UInt64, UInt64)`, and one text: hashes of several arguments at once mix the key in their own way, and are
/// refused.
private enum KeyedSipHash {
    static func check(_ name: String, _ arguments: [Argument]) throws(QueryError) {
        guard let key = arguments.first else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Number of arguments for function \(name) doesn't match: passed 0")
        }
        guard case .tuple(let elements) = key.type, elements.count == 2 else {
            throw QueryError(.badArguments, "First argument of function \(name) must be a tuple of two UInt64: the key")
        }
        for (place, ordinal) in [(0, "1st"), (1, "2nd")] where elements[place].type != .uint64 {
            throw QueryError(.badArguments, "The \(ordinal) element of the key tuple is not of type UInt64")
        }
        guard arguments.count == 2, arguments[1].type.isStringOrFixedString else {
            throw QueryError(.notImplemented, "Function \(name) is supported for one argument of type String only")
        }
    }

    static func hashes(
        _ name: String, _ arguments: [TypedColumn], _ rowCount: Int
    ) throws(QueryError) -> [SipHash] {
        var hashes: [SipHash] = []
        for row in 0..<rowCount {
            let key = arguments[0].column.value(at: row).elements
            guard key.count == 2, case .uint64(let first) = key[0], case .uint64(let second) = key[1] else {
                throw QueryError(.badArguments, "The key of \(name) must be two numbers")
            }
            var hash = SipHash(key0: first, key1: second)
            hash.append(arguments[1].column.value(at: row).bytes.span)
            hashes.append(hash)
        }
        return hashes
    }
}
