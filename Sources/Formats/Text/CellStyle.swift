/// How values are written into a cell; what stands inside arrays, tuples and maps is always `nested`.
enum CellStyle: Hashable, Sendable {
    /// TabSeparated: backslash escapes, no quotes.
    case escaped
    /// The text alone.
    case raw
    /// The text alone, NULL as `ᴺᵁᴸᴸ`: Pretty, Vertical, JSONStrings.
    case display
    /// SQL literals: Values, and what is nested in the styles of text.
    case quoted
    case csv
    case json
    /// The text as `display` has it, as a JSON string.
    case jsonString
    case xml
    /// RowBinary.
    case binary

    var nested: CellStyle {
        switch self {
        case .escaped, .raw, .display, .quoted, .csv, .jsonString: .quoted
        case .json, .xml, .binary: self
        }
    }

    /// The quote around dates, UUIDs, addresses and enums; 0 for none.
    var quote: UInt8 {
        switch self {
        case .escaped, .raw, .display, .jsonString, .xml, .binary: 0
        case .quoted: UInt8(ascii: "'")
        case .csv, .json: UInt8(ascii: "\"")
        }
    }
}

/// How deep a JSON value stands in a document of many lines, and what a level is indented by.
struct Indentation: Hashable, Sendable {
    let unit: String
    let depth: Int

    var text: [UInt8] { Array(String(repeating: unit, count: depth).utf8) }
    var deeper: Indentation { Indentation(unit: unit, depth: depth + 1) }
}
