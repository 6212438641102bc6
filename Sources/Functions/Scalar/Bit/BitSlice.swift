import Columns
import Errors

/// Some of the bits of a string.
package struct BitSlice: ScalarFunction {
    package static let name = "bitSlice"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The bits of a string from one on (counted from 1), so many of them, filled up with zeros to bytes.",
        examples: [.init(sql: "bitSlice('Hello', 1, 8)", result: "H")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        guard arguments[0].type.isStringOrFixedString else { throw illegalArgumentType(name, 0, arguments[0].type) }
        for position in 1..<arguments.count where !arguments[position].type.isInteger {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        return .string
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = try StringOperand(arguments[0].column)
        let offsets = try ArrayArgument.integers(arguments[1], rowCount: rowCount)
        let lengths = arguments.count == 3 ? try ArrayArgument.integers(arguments[2], rowCount: rowCount) : nil
        var answer = StringColumn()
        for row in 0..<rowCount {
            let range = strings.wholeRange(of: row)
            let bits = slice(Int64(range.count) * 8, from: offsets[row] ?? 1, length: lengths?[row])
            var byte: UInt8 = 0
            var used = 0
            for bit in bits {
                let source = strings.bytes[range.lowerBound + bit / 8]
                byte = byte &<< 1 | (source &>> UInt8(7 - bit % 8)) & 1
                used += 1
                if used == 8 {
                    answer.bytes.append(byte)
                    (byte, used) = (0, 0)
                }
            }
            if used > 0 { answer.bytes.append(byte &<< UInt8(8 - used)) }
            answer.ends.append(answer.bytes.count)
        }
        return .string(answer)
    }

    private static func slice(_ count: Int64, from offset: Int64, length: Int64?) -> Range<Int> {
        guard offset != 0, offset <= count else { return 0..<0 }
        let start = offset > 0 ? offset - 1 : max(offset, -(1 << 40)) + count
        var end = count
        if let length { end = length >= 0 ? start + min(length, 1 << 40) : count + max(length, -(1 << 40)) }
        let first = max(0, start)
        return Int(first)..<Int(max(first, min(end, count)))
    }
}

/// The powers of two that make up a number.
package struct BitmaskToArray: ScalarFunction {
    package static let name = "bitmaskToArray"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The powers of two whose sum the number is.",
        examples: [.init(sql: "bitmaskToArray(50)", result: "[2,16,32]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isInteger, NumberShape(arguments[0].type)?.isWide == false else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .array(arguments[0].type)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let places = try SetBitPlaces(arguments[0])
        let powers = Column.uint64(places.bits.map { 1 &<< $0 })
        return .array(
            ArrayColumn(ends: places.ends, elements: try powers.asNumbers(arguments[0].type.physicalKind)))
    }
}

/// The places of the bits that are set.
package struct BitPositionsToArray: ScalarFunction {
    package static let name = "bitPositionsToArray"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The places of the bits that are set, from 0.",
        examples: [.init(sql: "bitPositionsToArray(50)", result: "[1,4,5]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        _ = try BitmaskToArray.result(of: arguments, in: context)
        return .array(.uint64)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let places = try SetBitPlaces(arguments[0])
        return .array(ArrayColumn(ends: places.ends, elements: .uint64(places.bits)))
    }
}

/// The powers of two that make up a number, as text.
package struct BitmaskToList: ScalarFunction {
    package static let name = "bitmaskToList"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The powers of two whose sum the number is, with commas between them.",
        examples: [.init(sql: "bitmaskToList(50)", result: "2,16,32")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        _ = try BitmaskToArray.result(of: arguments, in: context)
        return .string
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let places = try SetBitPlaces(arguments[0])
        var texts = StringColumn()
        var start = 0
        for end in places.ends {
            for (position, bit) in places.bits[start..<end].enumerated() {
                if position > 0 { texts.bytes.append(UInt8(ascii: ",")) }
                IntegerText.write(UInt64(1) &<< bit, to: &texts.bytes)
            }
            texts.ends.append(texts.bytes.count)
            start = end
        }
        return .string(texts)
    }
}

/// The set bits of every number, lowest first.
private struct SetBitPlaces {
    var bits: [UInt64] = []
    var ends: [Int] = []

    init(_ argument: TypedColumn) throws(QueryError) {
        let width = UInt64((argument.type.fixedWidth ?? 8) * 8)
        guard case .uint64(let values) = try argument.column.asNumbers(.uint64) else {
            throw wrongLayout(argument.column, argument.type)
        }
        for value in values {
            for bit in 0..<width where value &>> bit & 1 != 0 { bits.append(bit) }
            ends.append(bits.count)
        }
    }
}
