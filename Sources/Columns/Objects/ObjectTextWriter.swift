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
            write(try ObjectBytesReader.read(column.bytes, column.range(of: row)), to: &result.bytes)
            result.ends.append(result.bytes.count)
        }
        return result
    }

    private mutating func write(_ paths: [ObjectPath], to output: inout [UInt8]) {
        let dot = UInt8(ascii: ".")
        var open: [ArraySlice<UInt8>] = []
        output.append(UInt8(ascii: "{"))
        for entry in paths.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) {
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
            write(entry.leaf, to: &output)
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

    private mutating func write(_ leaf: ObjectLeaf, to output: inout [UInt8]) {
        switch leaf {
        case .plain(let type, let value): write(value, of: type, to: &output)
        case .mixed(let elements):
            output.append(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                if let element { write(element, to: &output) } else { output += Array("null".utf8) }
            }
            output.append(UInt8(ascii: "]"))
        case .object(let paths): write(paths, to: &output)
        case .objects(let objects):
            output.append(UInt8(ascii: "["))
            for (place, object) in objects.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                write(object, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        }
    }

    private mutating func write(_ value: Value, of type: DataType, to output: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        switch (type, value) {
        case (_, .null): output += Array("null".utf8)
        case (.nullable(let inner), _): write(value, of: inner, to: &output)
        case (.array(let element), .array(let elements)):
            output.append(UInt8(ascii: "["))
            for (place, each) in elements.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                write(each, of: element, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case (.bool, .uint64(let number)): output += Array((number != 0 ? "true" : "false").utf8)
        case (.date, .uint64(let day)):
            output.append(quote)
            DateText.write(day: Int(day), to: &output)
            output.append(quote)
        case (.dateTime, .uint64(let seconds)):
            output.append(quote)
            times.write(seconds: Int64(seconds), to: &output)
            output.append(quote)
        case (.dateTime64(let precision, _), .int64(let ticks)):
            output.append(quote)
            times.write(ticks: ticks, precision: precision, to: &output)
            output.append(quote)
        case (_, .uint64(let number)): IntegerText.write(number, to: &output)
        case (_, .int64(let number)): IntegerText.write(number, to: &output)
        case (_, .float64(let number)): FloatText.write(number, to: &output)
        case (_, .string(let text)): writeString(text, to: &output)
        default: break
        }
    }
}
