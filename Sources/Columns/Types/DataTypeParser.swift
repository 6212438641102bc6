import Errors

extension DataType {
    /// Reads a type's name, ClickHouse's spellings and SQL aliases (`INT UNSIGNED`, `VARCHAR(10)`), in any case for the
    /// aliases. Throws `UNKNOWN_TYPE`, `SYNTAX_ERROR` or what the type itself refuses.
    package init(parsing text: String) throws(QueryError) {
        var parser = DataTypeParser(text)
        self = try parser.parseWhole()
    }
}

/// A recursive-descent reader of type names, bounded by `Limits.typeDepthMax`.
struct DataTypeParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parseWhole() throws(QueryError) -> DataType {
        let type = try parseType()
        skipSpace()
        guard position == bytes.count else { throw syntaxError("end of the type") }
        return type
    }

    mutating func parseType() throws(QueryError) -> DataType {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Limits.typeDepthMax else {
            throw QueryError(.tooDeepRecursion, "Data type is nested deeper than \(Limits.typeDepthMax) levels")
        }
        let word = try parseWord()
        let name = dataTypeAlias(word) ?? word
        if let plain = plainDataTypes[name] {
            if take("(") {
                // MySQL's display widths: `INT(11)`, `VARCHAR(255)` mean the plain type.
                guard name != word, try parseNumber() != nil, take(")") else {
                    throw QueryError(
                        .dataTypeCannotHaveArguments, "Data type \(name) cannot have arguments")
                }
            }
            return signed(plain)
        }
        return try parseParametric(name)
    }

    /// `UNSIGNED` and `SIGNED` behind a MySQL integer name.
    private mutating func signed(_ type: DataType) -> DataType {
        let before = position
        guard let word = try? parseWord() else {
            position = before
            return type
        }
        switch (word.uppercased(), type) {
        case ("SIGNED", _): return type
        case ("UNSIGNED", .int8): return .uint8
        case ("UNSIGNED", .int16): return .uint16
        case ("UNSIGNED", .int32): return .uint32
        case ("UNSIGNED", .int64): return .uint64
        case ("PRECISION", .float64): return type
        default:
            position = before
            return type
        }
    }

    private mutating func parseParametric(_ name: String) throws(QueryError) -> DataType {
        switch name {
        case "FixedString": return try parseFixedString()
        case "DateTime": return .dateTime(zone: take("(") ? try checkedZone(closed(parseString())) : nil)
        case "DateTime32": return .dateTime(zone: take("(") ? try checkedZone(closed(parseString())) : nil)
        case "DateTime64": return try parseDateTime64()
        case "Enum8", "Enum16", "Enum": return try parseEnum(name)
        case "Decimal", "Decimal32", "Decimal64", "Decimal128", "Decimal256": return try parseDecimal(name)
        case "Nullable": return try parseNullable()
        case "LowCardinality": return try parseLowCardinality()
        case "Array":
            try expect("(")
            return .array(try closed(parseType()))
        case "Tuple": return .tuple(try parseElements())
        case "Nested": return .array(.tuple(try parseElements()))
        case "Map": return try parseMap()
        case "AggregateFunction": return .aggregateFunction(try parseState())
        case "SimpleAggregateFunction":
            let state = try parseState()
            guard state.arguments.count == 1 else {
                throw QueryError(.badArguments, "SimpleAggregateFunction takes one argument type")
            }
            return .simpleAggregateFunction(state)
        case "Variant": return try .variant(of: parseTypes())
        case "Dynamic": return try parseDynamic()
        case "JSON": return .object(try parseObject())
        default:
            if let type = Self.geometry[name] { return type }
            throw QueryError(.unknownType, "Unknown data type family: \(name)")
        }
    }

    /// Geometry, by what it is made of; the names are not kept.
    private static let geometry: [String: DataType] = {
        let point = DataType.tuple([TupleElement(nil, .float64), TupleElement(nil, .float64)])
        return [
            "Point": point, "Ring": .array(point), "LineString": .array(point), "Polygon": .array(.array(point)),
            "MultiLineString": .array(.array(point)), "MultiPolygon": .array(.array(.array(point))),
        ]
    }()

    private mutating func parseFixedString() throws(QueryError) -> DataType {
        try expect("(")
        guard let size = try parseNumber(), size >= 1, size <= Int64(Limits.fixedStringSizeMax) else {
            throw QueryError(
                .unexpectedAstStructure,
                "FixedString data type family must have a number (positive integer up to 16777215) as its argument")
        }
        try expect(")")
        return .fixedString(size: Int(size))
    }

    private mutating func parseDateTime64() throws(QueryError) -> DataType {
        guard take("(") else { return .dateTime64(precision: 3, zone: nil) }
        guard let precision = try parseNumber(), precision >= 0, precision <= 9 else {
            throw QueryError(.argumentOutOfBound, "Scale of DateTime64 must be between 0 and 9")
        }
        let zone = take(",") ? try checkedZone(parseString()) : nil
        try expect(")")
        return .dateTime64(precision: Int(precision), zone: zone)
    }

    private mutating func parseEnum(_ name: String) throws(QueryError) -> DataType {
        try expect("(")
        var pairs: [(name: [UInt8], number: Int16)] = []
        var next: Int64 = 1
        repeat {
            let entry = Array(try parseString().utf8)
            if take("=") {
                guard let number = try parseNumber() else { throw syntaxError("a number") }
                next = number
            }
            guard let number = Int16(exactly: next), name != "Enum8" || Int8(exactly: next) != nil else {
                throw QueryError(.argumentOutOfBound, "Value \(next) is out of the range of \(name)")
            }
            pairs.append((entry, number))
            next += 1
            guard pairs.count <= Limits.typeArgumentsMax else { throw syntaxError("fewer enum values") }
        } while take(",")
        try expect(")")
        let values = try EnumValues(pairs)
        let fitsInt8 = values.numbers.allSatisfy { Int8(exactly: $0) != nil }
        return name == "Enum16" || !fitsInt8 ? .enum16(values) : .enum8(values)
    }

    private mutating func parseDecimal(_ name: String) throws(QueryError) -> DataType {
        let widths = ["Decimal32": 9, "Decimal64": 18, "Decimal128": 38, "Decimal256": 76]
        guard take("(") else {
            guard name == "Decimal" else { throw syntaxError("(scale)") }
            return .decimal(precision: 10, scale: 0)
        }
        guard let first = try parseNumber() else { throw syntaxError("a number") }
        var precision = first
        var scale: Int64 = 0
        if let width = widths[name] {
            precision = Int64(width)
            scale = first
        } else if take(",") {
            guard let second = try parseNumber() else { throw syntaxError("a number") }
            scale = second
        }
        try expect(")")
        guard precision >= 1, precision <= 76 else {
            throw QueryError(.argumentOutOfBound, "Wrong precision: it must be between 1 and 76, got \(precision)")
        }
        guard scale >= 0, scale <= precision else {
            throw QueryError(
                .argumentOutOfBound, "Negative scales and scales larger than precision are not supported")
        }
        return .decimal(precision: Int(precision), scale: Int(scale))
    }

    private mutating func parseNullable() throws(QueryError) -> DataType {
        try expect("(")
        let inner = try closed(parseType())
        guard inner.canBeInsideNullable else {
            throw QueryError(
                .illegalTypeOfArgument, "Nested type \(inner.name) cannot be inside Nullable type")
        }
        return .nullable(inner)
    }

    private mutating func parseLowCardinality() throws(QueryError) -> DataType {
        try expect("(")
        let inner = try closed(parseType())
        guard inner.canBeInsideLowCardinality else {
            throw QueryError(
                .illegalTypeOfArgument,
                "DataTypeLowCardinality is supported only for numbers, strings, Date or DateTime, "
                    + "but got \(inner.name)")
        }
        return .lowCardinality(inner)
    }

    private mutating func parseMap() throws(QueryError) -> DataType {
        try expect("(")
        let key = try parseType()
        try expect(",")
        let value = try closed(parseType())
        guard !key.unwrapped.isFloat, !key.isNullable else {
            throw QueryError(.badArguments, "Map cannot have a key of type \(key.name)")
        }
        return .map(key: key, value: value)
    }

    private mutating func parseTypes() throws(QueryError) -> [DataType] {
        guard take("("), !take(")") else { return [] }
        var types: [DataType] = []
        repeat {
            types.append(try parseType())
            guard types.count <= Limits.typeArgumentsMax else { throw syntaxError("fewer types") }
        } while take(",")
        try expect(")")
        return types
    }

    private mutating func parseDynamic() throws(QueryError) -> DataType {
        guard take("(") else { return .dynamic }
        guard try parseWord() == "max_types", take("=") else { throw syntaxError("max_types = …") }
        guard let typesMax = try parseNumber(), typesMax >= 0, typesMax <= 254 else {
            throw QueryError(
                .unexpectedAstStructure,
                "'max_types' argument for Dynamic type should be a positive integer between 0 and 254")
        }
        try expect(")")
        return .dynamicValue(typesMax: Int(typesMax))
    }

    private mutating func parseObject() throws(QueryError) -> ObjectType {
        guard take("("), !take(")") else { return .plain }
        var typed: [ObjectType.TypedPath] = []
        var limits = ["max_dynamic_paths": ObjectType.pathsMaxDefault, "max_dynamic_types": 32]
        var skipped: [String] = []
        var patterns: [String] = []
        repeat {
            let word = try parseWord()
            if word.uppercased() == "SKIP", peek() != UInt8(ascii: ".") {
                let start = position
                if peek() != UInt8(ascii: "`"), try parseWord().uppercased() == "REGEXP" {
                    patterns.append(try parseString())
                } else {
                    position = start
                    skipped.append(try parsePath(try parseWord()))
                }
            } else if let known = limits[word], take("=") {
                let isPaths = word == "max_dynamic_paths"
                guard let number = try parseNumber(), number >= 0, number <= (isPaths ? 10_000 : 254) else {
                    throw QueryError(
                        .unexpectedAstStructure, "'\(word)' parameter for JSON type should be a positive integer, "
                            + "up to \(isPaths ? 10_000 : 254); by default \(known)")
                }
                limits[word] = Int(number)
            } else {
                typed.append(.init(path: try parsePath(word), type: try parseType()))
            }
            guard typed.count <= 1_000, skipped.count <= 1_000 else { throw syntaxError("fewer paths") }
        } while take(",")
        try expect(")")
        guard Set(typed.map(\.path)).count == typed.count else {
            throw QueryError(.badArguments, "Found duplicated path in the declaration of the JSON type")
        }
        return ObjectType(
            typed: typed, pathsMax: limits["max_dynamic_paths"] ?? 0, typesMax: limits["max_dynamic_types"] ?? 0,
            skipped: skipped, skippedPatterns: patterns)
    }

    /// `a.b.c`, of which `first` is read already.
    private mutating func parsePath(_ first: String) throws(QueryError) -> String {
        var path = first
        while peekRaw() == UInt8(ascii: "."), take(".") { path += "." + (try parseWord()) }
        return path
    }

    private mutating func parseElements() throws(QueryError) -> [TupleElement] {
        try expect("(")
        var elements: [TupleElement] = []
        if take(")") { return elements }
        repeat {
            elements.append(try parseElement())
            guard elements.count <= Limits.typeArgumentsMax else { throw syntaxError("fewer elements") }
        } while take(",")
        try expect(")")
        let named = elements.count { $0.name != nil }
        guard named == 0 || named == elements.count else {
            throw QueryError(.badArguments, "Names are specified not for all elements of Tuple type")
        }
        guard Set(elements.compactMap(\.name)).count == named else {
            throw QueryError(.duplicateColumn, "Tuple names must be unique")
        }
        return elements
    }

    /// `name Type` or `Type`: a word followed by another word is a name (SQL's two-word types are not tuple elements).
    private mutating func parseElement() throws(QueryError) -> TupleElement {
        let start = position
        let isQuoted = peek() == UInt8(ascii: "`") || peek() == UInt8(ascii: "\"")
        let word = try parseWord()
        if isQuoted || isWordStart(peek()) { return TupleElement(word, try parseType()) }
        position = start
        return TupleElement(nil, try parseType())
    }

    private mutating func parseState() throws(QueryError) -> AggregateStateType {
        try expect("(")
        // The version of the state's layout, which the name itself implies: `AggregateFunction(1, sumMap, …)`.
        if try parseNumber() != nil { try expect(",") }
        let name = try parseWord()
        var parameters: [Value] = []
        if take("("), !take(")") {
            repeat { parameters.append(try parseValue()) } while take(",")
            try expect(")")
        }
        var arguments: [DataType] = []
        while take(",") { arguments.append(try parseType()) }
        try expect(")")
        return AggregateStateType(name: name, parameters: parameters, arguments: arguments)
    }

    /// A literal among an aggregate function's parameters.
    private mutating func parseValue() throws(QueryError) -> Value {
        skipSpace()
        if peek() == UInt8(ascii: "'") { return .text(try parseString()) }
        if take("[") {
            var elements: [Value] = []
            if take("]") { return .array(elements) }
            depth += 1
            defer { depth -= 1 }
            guard depth <= Limits.typeDepthMax else { throw syntaxError("a shallower literal") }
            repeat { elements.append(try parseValue()) } while take(",")
            try expect("]")
            return .array(elements)
        }
        let start = position
        while let byte = peekRaw(), isNumberByte(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let unsigned = UInt64(text) { return .uint64(unsigned) }
        if let signed = Int64(text) { return .int64(signed) }
        guard let float = Double(text.hasSuffix(".") ? text + "0" : text) else { throw syntaxError("a literal") }
        return .float64(float)
    }
}

// MARK: - Tokens

extension DataTypeParser {
    private func isNumberByte(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "+") || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }

    private func isWordStart(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "`") || byte == UInt8(ascii: "\"") || byte >= 0x80
    }

    private func peekRaw() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peekRaw(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func peek() -> UInt8? {
        skipSpace()
        return peekRaw()
    }

    private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: Unicode.Scalar) throws(QueryError) {
        guard take(symbol) else { throw syntaxError("'\(symbol)'") }
    }

    /// `value`, which was just read, once its closing parenthesis is there.
    private func checkedZone(_ name: String) throws(QueryError) -> String {
        _ = try TimeZoneRegistry.named(name)
        return name
    }

    private mutating func closed<T>(_ value: T) throws(QueryError) -> T {
        try expect(")")
        return value
    }

    private mutating func parseWord() throws(QueryError) -> String {
        guard let first = peek() else { throw syntaxError("a name") }
        if first == UInt8(ascii: "`") || first == UInt8(ascii: "\"") { return try parseQuoted(by: first) }
        let start = position
        while let byte = peekRaw(), isWordStart(byte) && byte != UInt8(ascii: "`") || peekIsDigit() { position += 1 }
        guard position > start else { throw syntaxError("a name") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func peekIsDigit() -> Bool {
        guard let byte = peekRaw() else { return false }
        return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private mutating func parseString() throws(QueryError) -> String {
        guard peek() == UInt8(ascii: "'") else { throw syntaxError("a quoted string") }
        return try parseQuoted(by: UInt8(ascii: "'"))
    }

    private mutating func parseQuoted(by quote: UInt8) throws(QueryError) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = peekRaw() {
            position += 1
            if byte == quote {
                guard peekRaw() == quote else { return String(decoding: content, as: UTF8.self) }
                position += 1
                content.append(quote)
            } else if byte == UInt8(ascii: "\\"), let escaped = peekRaw() {
                position += 1
                content.append(unescaped(escaped))
            } else {
                content.append(byte)
            }
        }
        throw syntaxError("a closing quote")
    }

    private func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "0"): 0
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        default: byte
        }
    }

    /// An integer with an optional minus; `nil` when there is none here, so that the caller says what it wanted.
    private mutating func parseNumber() throws(QueryError) -> Int64? {
        let isNegative = take("-")
        skipSpace()
        let start = position
        while peekIsDigit() { position += 1 }
        guard position > start else { return nil }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        return Int64(isNegative ? "-" + digits : digits)
    }

    private func syntaxError(_ expected: String) -> QueryError {
        let rest = String(decoding: bytes[position...].prefix(40), as: UTF8.self)
        return QueryError(.syntaxError, "Cannot parse data type: expected \(expected) at '\(rest)'")
    }
}
