import Columns
import Errors

/// The columns of data that do not name their types, guessed from the first rows.
enum InferredSchema {
    /// The settings of inference that Colonnade does not follow.
    private static let unsupported = ["schema_inference_hints", "column_names_for_schema_inference"]

    /// The bytes that are looked at.
    static func sample(_ options: FormatOptions, _ source: any ByteChunks) throws(QueryError) -> [UInt8] {
        try UnsupportedSettings.refuse(unsupported, in: options)
        let most = options.number("input_format_max_bytes_to_read_for_schema_inference", default: 32 << 20)
        var bytes: [UInt8] = []
        while bytes.count < most, let chunk = try source.next() { bytes += chunk }
        return bytes
    }

    private static func rowsMax(_ options: FormatOptions) -> Int {
        options.number("input_format_max_rows_to_read_for_schema_inference", default: 25_000)
    }

    // MARK: - JSON

    /// Objects, one after the other.
    static func objects(
        _ options: FormatOptions, _ source: any ByteChunks, keepsStrings: Bool = false
    ) throws(QueryError) -> [ColumnHeader] {
        var reader = JSONTypeReader(try sample(options, source), keepsStrings: keepsStrings)
        var columns = InferredColumns(isJSON: true)
        var row = 0
        // Rows may stand in one array.
        _ = reader.take(UInt8(ascii: "["))
        while row < rowsMax(options), nextRow(&reader) {
            if reader.take(UInt8(ascii: "]")) { continue }
            try add(&reader, to: &columns, row: row)
            row += 1
        }
        return try columns.headers()
    }

    /// Goes to the next row behind what may stand between two of them; false at the end.
    private static func nextRow(_ reader: inout JSONTypeReader) -> Bool {
        while true {
            switch reader.peek() {
            case UInt8(ascii: ","): _ = reader.take(UInt8(ascii: ","))
            case UInt8(ascii: ";"): _ = reader.take(UInt8(ascii: ";"))
            case 0: return !reader.isAtEnd
            default: return true
            }
        }
    }

    private static func add(
        _ reader: inout JSONTypeReader, to columns: inout InferredColumns, row: Int
    ) throws(QueryError) {
        try reader.forEachField { (reader, key) throws(QueryError) in
            try columns.add(key, try reader.type(), row: row)
        }
    }

    /// Arrays, one after the other, with names and types before them or without.
    static func arrays(
        _ options: FormatOptions, _ source: any ByteChunks, _ heading: Heading, keepsStrings: Bool = false
    ) throws(QueryError) -> [ColumnHeader] {
        var reader = JSONTypeReader(try sample(options, source), keepsStrings: keepsStrings)
        var columns = InferredColumns(isJSON: true)
        var names: [String]?
        if heading != .none { names = try texts(&reader) }
        if heading == .namesAndTypes { return try headers(names ?? [], try texts(&reader)) }
        var row = 0
        while row < rowsMax(options), nextRow(&reader) {
            var position = 0
            try reader.forEachElement { (reader) throws(QueryError) in
                try columns.add(name(position, names), try reader.type(), row: row)
                position += 1
            }
            row += 1
        }
        return try columns.headers()
    }

    private static func name(_ position: Int, _ names: [String]?) -> String {
        if let names, position < names.count { return names[position] }
        return "c\(position + 1)"
    }

    private static func texts(_ reader: inout JSONTypeReader) throws(QueryError) -> [String] {
        var result: [String] = []
        try reader.forEachElement { (reader) throws(QueryError) in
            result.append(String(decoding: try reader.string(), as: UTF8.self))
        }
        return result
    }

    private static func headers(_ names: [String], _ types: [String]) throws(QueryError) -> [ColumnHeader] {
        guard names.count == types.count, !names.isEmpty else {
            throw QueryError(.incorrectData, "There are \(names.count) names and \(types.count) types")
        }
        var result: [ColumnHeader] = []
        for (name, type) in zip(names, types) {
            result.append(ColumnHeader(name: name, type: try DataType(parsing: type)))
        }
        return result
    }

    /// One document with the columns under `meta`, or else with rows under `data`.
    static func document(_ options: FormatOptions, _ source: any ByteChunks) throws(QueryError) -> [ColumnHeader] {
        var reader = JSONTypeReader(try sample(options, source), keepsStrings: false)
        var result: [ColumnHeader] = []
        var columns = InferredColumns(isJSON: true)
        try reader.forEachField { (reader, key) throws(QueryError) in
            if key == "meta" {
                try reader.forEachElement { (reader) throws(QueryError) in
                    var parts: [String: String] = [:]
                    try reader.forEachField { (reader, key) throws(QueryError) in
                        parts[key] = String(decoding: try reader.string(), as: UTF8.self)
                    }
                    let type = try DataType(parsing: parts["type"] ?? "")
                    result.append(ColumnHeader(name: parts["name"] ?? "", type: type))
                }
            } else if key == "data", result.isEmpty {
                var row = 0
                try reader.forEachElement { (reader) throws(QueryError) in
                    if reader.peek() == UInt8(ascii: "{") {
                        try add(&reader, to: &columns, row: row)
                    } else {
                        var position = 0
                        try reader.forEachElement { (reader) throws(QueryError) in
                            try columns.add(name(position, nil), try reader.type(), row: row)
                            position += 1
                        }
                    }
                    row += 1
                }
            } else {
                try reader.skipValue()
            }
        }
        return result.isEmpty ? try columns.headers() : result
    }

    /// An object of rows.
    static func objectOfRows(_ options: FormatOptions, _ source: any ByteChunks) throws(QueryError) -> [ColumnHeader] {
        var reader = JSONTypeReader(try sample(options, source), keepsStrings: false)
        var columns = InferredColumns(isJSON: true)
        var row = 0
        try reader.forEachField { (reader, _) throws(QueryError) in
            try add(&reader, to: &columns, row: row)
            row += 1
        }
        return try columns.headers()
    }

    /// An object, or an array, of columns.
    static func columns(_ options: FormatOptions, _ source: any ByteChunks) throws(QueryError) -> [ColumnHeader] {
        var reader = JSONTypeReader(try sample(options, source), keepsStrings: false)
        var columns = InferredColumns(isJSON: true)
        func add(_ name: String, _ reader: inout JSONTypeReader) throws(QueryError) {
            try reader.forEachElement { (reader) throws(QueryError) in
                try columns.add(name, try reader.type(), row: 0)
            }
        }
        if reader.peek() == UInt8(ascii: "[") {
            var position = 0
            try reader.forEachElement { (reader) throws(QueryError) in
                try add(name(position, nil), &reader)
                position += 1
            }
        } else {
            try reader.forEachField { (reader, key) throws(QueryError) in try add(key, &reader) }
        }
        return try columns.headers()
    }

    // MARK: - Separated

    /// Lines of fields.
    static func lines(
        _ options: FormatOptions, _ source: any ByteChunks, _ scanner: some FieldScanner, _ heading: Heading,
        skippingLines: Int, detects: Bool
    ) throws(QueryError) -> [ColumnHeader] {
        let skipped = min(max(skippingLines, 0), 1 << 20)
        let countMax = min(rowsMax(options), 1 << 20) + 2 + skipped
        let lines = try SampleLines(try sample(options, source), scanner, countMax: countMax).lines.dropFirst(skipped)
        guard let first = lines.first else { throw QueryError(.cannotExtractTableStructure, "the file is empty") }
        let second = lines.dropFirst().first
        var names: [String]?
        var dataStart = lines.startIndex
        switch heading {
        case .names, .types: names = first.texts
        case .namesAndTypes: return try headers(first.texts, second?.texts ?? [])
        case .none:
            guard detects, let second, first.types.allSatisfy({ $0 == .string }) else { break }
            if let known = try? headers(first.texts, second.texts) { return known }
            let isHeading = second.types.contains { $0 != .string && $0 != .unknown }
            if isHeading, second.types.count == first.types.count { names = first.texts }
        }
        if names != nil { dataStart += 1 }
        var columns = InferredColumns(isJSON: false)
        for (row, line) in lines[dataStart...].enumerated() {
            for (position, type) in line.types.enumerated() {
                try columns.add(name(position, names), type, row: row)
            }
        }
        guard columns.fields.isEmpty, let names else { return try columns.headers() }
        return names.map { ColumnHeader(name: $0, type: .nullable(.string)) }
    }
}

/// The first lines of separated data: the texts of the fields and what they look like.
private struct SampleLines {
    private(set) var lines: [(texts: [String], types: [InferredType])] = []

    init(_ bytes: [UInt8], _ scanner: some FieldScanner, countMax: Int) throws(QueryError) {
        var index = 0
        while index < bytes.count, lines.count < countMax {
            var texts: [String] = []
            var types: [InferredType] = []
            while true {
                guard let field = try scanner.field(bytes.span, at: &index, isLast: true) else { break }
                let (text, isQuoted) = Self.text(bytes[field.start..<field.end], isCSV: scanner.style == .csv)
                texts.append(String(decoding: text, as: UTF8.self))
                types.append(
                    LiteralTypeReader.type(ofField: text, isQuoted: isQuoted, allowsTuples: scanner.style != .csv))
                index = field.next
                if field.isLineEnd { break }
            }
            guard !texts.isEmpty else { break }
            lines.append((texts, types))
        }
    }

    /// A field's text without its quotes or escapes; NULL stays as it is written.
    private static func text(_ field: ArraySlice<UInt8>, isCSV: Bool) -> (text: [UInt8], isQuoted: Bool) {
        guard isCSV else {
            guard field.contains(UInt8(ascii: "\\")), !field.elementsEqual("\\N".utf8) else {
                return (Array(field), false)
            }
            let bytes = Array(field)
            var result: [UInt8] = []
            var position = 0
            do throws(QueryError) {
                try TSVText.readEscaped(bytes.span, at: &position, to: &result)
            } catch {
                return (bytes, false)
            }
            return (result, false)
        }
        let trimmed = field.drop { $0 == 32 }
        guard trimmed.count >= 2, let quote = trimmed.first, quote == UInt8(ascii: "\""), trimmed.last == quote else {
            return (Array(trimmed), false)
        }
        var result: [UInt8] = []
        var wasQuote = false
        for byte in trimmed.dropFirst().dropLast() {
            if byte == quote, !wasQuote {
                wasQuote = true
                continue
            }
            wasQuote = false
            result.append(byte)
        }
        return (result, true)
    }
}
