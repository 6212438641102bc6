import Columns
import Errors

/// The order in which the bytes of a UUID stand in a `FixedString(16)`: as in its text, or Microsoft's.
private func variant(_ name: String, _ argument: Argument?) throws(QueryError) -> Int64 {
    guard let argument else { return 1 }
    guard let wanted = argument.constantInteger, wanted == 1 || wanted == 2 else {
        throw QueryError(.argumentOutOfBound, "The variant of function \(name) must be 1 or 2, and constant")
    }
    return wanted
}

/// The place in Microsoft's order of each byte of the text's.
private let microsoftOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

private func appendNumber(_ value: UInt128, variant: Int64, to bytes: inout [UInt8]) {
    let halves = [UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value &>> 64)]
    let text = halves.flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half &>> UInt64(56 - 8 * $0)) } }
    bytes.append(contentsOf: variant == 1 ? text : microsoftOrder.map { text[$0] })
}

enum UUIDStringToNum: ScalarFunction {
    static let name = "UUIDStringToNum"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The 16 bytes of a UUID's text; zeros where it is none.",
        example: "hex(UUIDStringToNum('612f3c40-5d3b-217e-707b-6a546a3d7b29'))", "612F3C405D3B217E707B6A546A3D7B29")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try checkStrings(name, arguments, 0)
        _ = try variant(name, arguments.count > 1 ? arguments[1] : nil)
        return .fixedString(size: 16)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let variant = arguments.count > 1 ? arguments[1].integers.first ?? 1 : 1
        let source = strings.bytes
        let bytes = source.span
        var written: [UInt8] = []
        for row in 0..<rowCount {
            let text = bytes.extracting(strings.range(of: row))
            var position = 0
            let value = text.count == 36 ? UUIDText.readOrNil(text, at: &position) ?? 0 : 0
            appendNumber(value, variant: variant, to: &written)
        }
        return .fixedString(FixedStringColumn(size: 16, bytes: written))
    }
}

enum UUIDToNum: ScalarFunction {
    static let name = "UUIDToNum"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The 16 bytes of a UUID, in the order of its text.",
        example: "hex(UUIDToNum(toUUID('612f3c40-5d3b-217e-707b-6a546a3d7b29')))", "612F3C405D3B217E707B6A546A3D7B29")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard arguments[0].type == .uuid else { throw illegalArgumentType(name, 0, arguments[0].type) }
        _ = try variant(name, arguments.count > 1 ? arguments[1] : nil)
        return .fixedString(size: 16)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .uint128(let values) = arguments[0].column.materialised else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        let variant = arguments.count > 1 ? arguments[1].integers.first ?? 1 : 1
        var written: [UInt8] = []
        for value in values { appendNumber(value, variant: variant, to: &written) }
        return .fixedString(FixedStringColumn(size: 16, bytes: written))
    }
}

enum UUIDNumToString: ScalarFunction {
    static let name = "UUIDNumToString"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The text of a UUID's 16 bytes.", example: "UUIDNumToString(toFixedString('a/<@];!~p{jTj={)', 16))",
        "612f3c40-5d3b-217e-707b-6a546a3d7b29")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard arguments[0].type == .fixedString(size: 16) else { throw illegalArgumentType(name, 0, arguments[0].type) }
        _ = try variant(name, arguments.count > 1 ? arguments[1] : nil)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let variant = arguments.count > 1 ? arguments[1].integers.first ?? 1 : 1
        var written = StringColumn()
        for row in 0..<rowCount {
            let stored = Array(strings[row])
            let text = variant == 1 ? stored : microsoftOrder.map { stored[$0] }
            let first = text[0..<8].reduce(UInt64(0)) { $0 &<< 8 | UInt64($1) }
            let second = text[8..<16].reduce(UInt64(0)) { $0 &<< 8 | UInt64($1) }
            UUIDText.write(UInt128(second) &<< 64 | UInt128(first), to: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum UUIDv7ToDateTime: ScalarFunction {
    static let name = "UUIDv7ToDateTime"
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The time in a UUID of version 7; 1970-01-01 for other versions.",
        example: "UUIDv7ToDateTime(toUUID('018f05c9-4ab8-7b86-b64e-c9f03fbd45d1'), 'UTC')", "2024-04-22 12:30:29.048")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard arguments[0].type == .uuid else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .dateTime64(precision: 3, zone: try TimeArguments.checkedZone(name, arguments, at: 1))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .uint128(let values) = arguments[0].column.materialised else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .int64(
            values.map { value in
                let first = UInt64(truncatingIfNeeded: value)
                return first &>> 12 & 0xF == 7 ? Int64(first &>> 16) : 0
            })
    }
}
