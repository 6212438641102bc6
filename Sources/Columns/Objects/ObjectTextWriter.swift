import Errors

/// Writes `JSON` values as text: names in order, dots in paths as objects inside each other.
package struct ObjectTextWriter {
    private var times: DateTimeTextWriter
    private let escapesSlashes: Bool

    package init(_ zone: TimeZone, escapesSlashes: Bool = true) {
        times = DateTimeTextWriter(zone)
        self.escapesSlashes = escapesSlashes
    }

    /// The values of `rows`, one text each.
    package mutating func texts(of column: StringColumn, rows: Range<Int>) throws(QueryError) -> StringColumn {
        var result = StringColumn()
        for row in rows {
            try write(try ObjectBytesReader.read(column.bytes, column.range(of: row)), to: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return result
    }

    private mutating func write(_ paths: [ObjectPath], to output: inout [UInt8]) throws(QueryError) {
        let dot = UInt8(ascii: ".")
        var open: [ArraySlice<UInt8>] = []
        output.append(UInt8(ascii: "{"))
        for entry in paths {
            let names = entry.path.split(separator: dot, omittingEmptySubsequences: false)
            let shared = zip(open, names.dropLast()).prefix { $0 == $1 }.count
            for _ in shared..<open.count { output.append(UInt8(ascii: "}")) }
            open.removeSubrange(shared...)
            if output.last != UInt8(ascii: "{") { output.append(UInt8(ascii: ",")) }
            for name in names.dropLast().dropFirst(shared) {
                writeName(name, to: &output)
                output.append(UInt8(ascii: "{"))
                open.append(name)
            }
            writeName(names.last ?? [], to: &output)
            try write(entry.value, of: entry.type, to: &output)
        }
        for _ in open { output.append(UInt8(ascii: "}")) }
        output.append(UInt8(ascii: "}"))
    }

    private func writeName(_ name: ArraySlice<UInt8>, to output: inout [UInt8]) {
        writeString(Array(name), to: &output)
        output.append(UInt8(ascii: ":"))
    }

    private func writeString(_ text: [UInt8], to output: inout [UInt8]) {
        JSONText.writeQuoted(text.span, escapingSlashes: escapesSlashes, to: &output)
    }

    private mutating func write(_ value: Value, of type: DataType, to output: inout [UInt8]) throws(QueryError) {
        switch (type.storedValue, value) {
        case (_, .null): output += Array("null".utf8)
        case (.nullable(let inner), _), (.lowCardinality(let inner), _): try write(value, of: inner, to: &output)
        case (.array(let element), .array(let elements)):
            try writeList(elements, elements.map { _ in element }, to: &output)
        case (.map(let key, let mapped), .array(let pairs)):
            output.append(UInt8(ascii: "{"))
            for (place, pair) in pairs.enumerated() {
                guard case .tuple(let parts) = pair, parts.count == 2 else { continue }
                if place > 0 { output.append(UInt8(ascii: ",")) }
                try writeMember(parts[0], key, parts[1], mapped, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case (.tuple(let elements), .tuple(let values)) where elements.first?.name != nil:
            output.append(UInt8(ascii: "{"))
            for (place, element) in elements.enumerated() where place < values.count {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                try writeMember(.text(element.name ?? ""), .string, values[place], element.type, to: &output)
            }
            output.append(UInt8(ascii: "}"))
        case (.tuple(let elements), .tuple(let values)): try writeList(values, elements.map(\.type), to: &output)
        case (.variant(let types), .tuple(let parts)):
            guard case .uint64(let number)? = parts.first, number < UInt64(types.count) else {
                output += Array("null".utf8)
                return
            }
            try write(parts[Int(number) + 1], of: types[Int(number)], to: &output)
        case (.dynamicValue, .string(let bytes)):
            guard !bytes.isEmpty else { return output += Array("null".utf8) }
            var reader = ValueBytesReader(bytes, in: 0..<bytes.count)
            let type = try reader.readType()
            try write(try reader.readValue(of: type), of: type, to: &output)
        case (.object, .string(let bytes)):
            try write(try ObjectBytesReader.read(bytes, 0..<bytes.count), to: &output)
        case (let plain, _): try writePlain(value, of: plain, to: &output)
        }
    }

    private mutating func writeList(
        _ values: [Value], _ types: [DataType], to output: inout [UInt8]
    ) throws(QueryError) {
        output.append(UInt8(ascii: "["))
        for (place, each) in values.enumerated() where place < types.count {
            if place > 0 { output.append(UInt8(ascii: ",")) }
            try write(each, of: types[place], to: &output)
        }
        output.append(UInt8(ascii: "]"))
    }

    /// A name is a string, whatever the key is.
    private mutating func writeMember(
        _ key: Value, _ keyType: DataType, _ value: Value, _ type: DataType, to output: inout [UInt8]
    ) throws(QueryError) {
        let start = output.count
        try write(key, of: keyType, to: &output)
        if output.count == start || output[start] != UInt8(ascii: "\"") {
            output.insert(UInt8(ascii: "\""), at: start)
            output.append(UInt8(ascii: "\""))
        }
        output.append(UInt8(ascii: ":"))
        try write(value, of: type, to: &output)
    }

    private mutating func writePlain(
        _ value: Value, of type: DataType, to output: inout [UInt8]
    ) throws(QueryError) {
        let quote = UInt8(ascii: "\"")
        switch (type, value) {
        case (.bool, .uint64(let number)): output += Array((number != 0 ? "true" : "false").utf8)
        case (.enum8(let values), .int64(let number)), (.enum16(let values), .int64(let number)):
            writeString(Int16(exactly: number).flatMap { values.name(of: $0) } ?? [], to: &output)
        case (.decimal(_, let scale), _):
            guard let number: Int256 = value.exactInteger() else { return }
            DecimalText.write(number, scale: scale, trailingZeros: false, to: &output)
        case (_, .string(let text)): writeString(text, to: &output)
        case (.float32, .float64(let number)): FloatText.write(Float(number), to: &output)
        case (_, .float64(let number)): FloatText.write(number, to: &output)
        case (.date, _), (.date32, _), (.dateTime, _), (.dateTime64, _), (.uuid, _), (.ipv4, _), (.ipv6, _):
            output.append(quote)
            try writeQuoted(value, of: type, to: &output)
            output.append(quote)
        case (_, .uint64(let number)): IntegerText.write(number, to: &output)
        case (_, .int64(let number)): IntegerText.write(number, to: &output)
        default:
            guard let number: Int256 = value.exactInteger() else {
                if case .uint256(let large) = value { IntegerText.write(large, to: &output) }
                return
            }
            IntegerText.write(number, to: &output)
        }
    }

    private mutating func writeQuoted(
        _ value: Value, of type: DataType, to output: inout [UInt8]
    ) throws(QueryError) {
        switch (type, value) {
        case (.date, .uint64(let day)): DateText.write(day: Int(truncatingIfNeeded: day), to: &output)
        case (.date32, .int64(let day)): DateText.write(day: Int(day), to: &output)
        case (.dateTime(let zone), .uint64(let seconds)):
            var writer = try writer(zone)
            writer.write(seconds: Int64(truncatingIfNeeded: seconds), to: &output)
        case (.dateTime64(let precision, let zone), .int64(let ticks)):
            var writer = try writer(zone)
            writer.write(ticks: ticks, precision: precision, to: &output)
        case (.uuid, .uint128(let number)): UUIDText.write(number, to: &output)
        case (.ipv4, .uint64(let number)): IPv4Text.write(UInt32(truncatingIfNeeded: number), to: &output)
        case (.ipv6, .uint128(let number)): IPv6Text.write(number, to: &output)
        default: break
        }
    }

    private func writer(_ zone: String?) throws(QueryError) -> DateTimeTextWriter {
        guard let zone else { return times }
        return DateTimeTextWriter(try TimeZoneRegistry.named(zone))
    }
}
