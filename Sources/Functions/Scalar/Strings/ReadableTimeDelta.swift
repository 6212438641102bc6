import Columns
import Errors

/// The units of `formatReadableTimeDelta`, from the greatest.
private enum DeltaUnit {
    static let names = [
        "years", "months", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds",
    ]
    static let seconds: [Double] = [31_536_000, 2_635_200, 86_400, 3600, 60, 1, 1e-3, 1e-6, 1e-9]
    static let second = 5

    static func number(_ function: String, _ kind: String, _ argument: Argument) throws(QueryError) -> Int {
        guard let bytes = argument.constantBytes else {
            throw QueryError(.illegalColumn, "The \(kind) unit argument of function \(function) must be constant")
        }
        let word = String(decoding: bytes, as: UTF8.self)
        guard let number = names.firstIndex(of: word) else {
            throw QueryError(
                .badArguments,
                "Unexpected value of \(kind) unit argument (\(word)) for function \(function), the only allowed values "
                    + "are: \(names.reversed().map { "'\($0)'" }.joined(separator: ", "))")
        }
        return number
    }
}

enum FormatReadableTimeDelta: ScalarFunction {
    static let name = "formatReadableTimeDelta"
    static let constants = ConstantRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "A number of seconds in words.", example: "formatReadableTimeDelta(3661)", "1 hour, 1 minute and 1 second")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        guard arguments[0].type.isReadableNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        try checkStrings(name, arguments, 1, 2)
        _ = try units(arguments)
        return .string
    }

    private static func units(_ arguments: [Argument]) throws(QueryError) -> ClosedRange<Int> {
        let greatest = arguments.count > 1 ? try DeltaUnit.number(name, "maximum", arguments[1]) : 0
        let usual = greatest > DeltaUnit.second ? DeltaUnit.names.count - 1 : DeltaUnit.second
        let least = arguments.count > 2 ? try DeltaUnit.number(name, "minimum", arguments[2]) : usual
        guard least >= greatest else {
            throw QueryError(
                .badArguments,
                "Explicitly specified value of minimum unit argument (\(DeltaUnit.names[least])) for function \(name) "
                    + "must not be greater than maximum unit value (\(DeltaUnit.names[greatest]))")
        }
        return greatest...least
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let known = arguments.map { Argument(type: $0.type, constant: $0.column.isConstant ? $0.column.single : nil) }
        let units = try units(known)
        let plain = TypedColumn(type: arguments[0].type, column: arguments[0].column.materialised)
        var written = StringColumn()
        for number in try readableDoubles(plain, in: context) {
            append(number, units, to: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }

    private static func append(_ number: Double, _ units: ClosedRange<Int>, to output: inout [UInt8]) {
        guard number.isFinite else { return FloatText.write(number, to: &output) }
        let isNegative = number < 0
        var left = number.magnitude
        // What is below the least unit is cut off first, so that `and` stands before the last part.
        let least = DeltaUnit.seconds[units.upperBound]
        if left / least < 9e15 { left = (left / least + (least < 1 ? 1e-6 : 0)).rounded(.down) * least }
        var parts: [[UInt8]] = []
        for unit in units {
            let size = DeltaUnit.seconds[unit]
            let isTooLarge = left + 1 == left
            let count = isTooLarge ? left / size : (left / size + (size < 1 ? 1e-6 : 0)).rounded(.down)
            guard count >= 1 || isTooLarge else { continue }
            left = isTooLarge ? 0 : max(left - count * size, 0)
            var part: [UInt8] = []
            FloatText.write(isTooLarge ? count.rounded(.down) : count, to: &part)
            part.append(UInt8(ascii: " "))
            let word = DeltaUnit.names[unit].utf8
            part.append(contentsOf: count == 1 ? word.dropLast() : word[...])
            parts.append(part)
        }
        // Seconds and what is finer are written also where there is none.
        if parts.isEmpty {
            guard units.upperBound >= DeltaUnit.second else { return }
            let unit = units.contains(DeltaUnit.second) ? DeltaUnit.second : units.upperBound
            return output.append(contentsOf: "0 \(DeltaUnit.names[unit])".utf8)
        }
        if number.magnitude < 1, units.contains(DeltaUnit.second) { parts.insert(Array("0 seconds".utf8), at: 0) }
        if isNegative { output.append(UInt8(ascii: "-")) }
        for (place, part) in parts.enumerated() {
            if place > 0 { output.append(contentsOf: place == parts.count - 1 ? " and ".utf8 : ", ".utf8) }
            output.append(contentsOf: part)
        }
    }
}
