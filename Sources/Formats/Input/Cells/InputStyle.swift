import Columns

/// How a value stands in a text that is read.
enum InputStyle: Hashable, Sendable {
    /// A TabSeparated cell, backslash escapes and all.
    case escaped
    /// The text itself.
    case raw
    /// A CSV cell with its quotes.
    case csv
    case json
    /// A JSON string of the text that `display` writes.
    case jsonString
    /// The text itself, NULL as `ᴺᵁᴸᴸ`.
    case display
    /// An SQL literal: Values, and what is nested in texts.
    case quoted

    var nested: InputStyle { self == .json ? .json : .quoted }

    /// The quote that may stand around any value; 0 for none.
    var quote: UInt8 {
        switch self {
        case .escaped, .raw, .display, .jsonString: 0
        case .csv, .json: UInt8(ascii: "\"")
        case .quoted: UInt8(ascii: "'")
        }
    }
}
