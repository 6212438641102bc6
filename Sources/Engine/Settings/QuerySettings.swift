import Columns
import Errors
import Functions

/// The settings of one query: what differs from the defaults, innermost level winning.
package struct QuerySettings: Sendable {
    package private(set) var changed: [String: String] = [:]

    package init() {}

    /// Sets `name`; throws `UNKNOWN_SETTING` and what the value itself is refused for.
    package mutating func set(_ name: String, _ value: String) throws(QueryError) {
        try SettingRegistry.check(name, value)
        changed[name] = value
    }

    /// Takes settings over that were checked when they were set.
    mutating func adopt(_ checked: [String: String]) { changed.merge(checked) { _, new in new } }

    package mutating func reset(_ name: String) { changed[name] = nil }

    package func text(_ name: String) -> String {
        changed[name] ?? SettingRegistry.declaration(of: name)?.defaultValue ?? ""
    }

    package func flag(_ name: String) -> Bool {
        let value = text(name).lowercased()
        return value == "1" || value == "true"
    }

    /// A number of rows, bytes or threads; `auto(…)` and what is no number are `nil`, like 0 where 0 means no limit.
    package func number(_ name: String) -> Int? {
        SettingValueText.count(text(name)).map { Int(clamping: $0) }
    }

    /// The value with the type that `getSetting` gives it; `nil` for an unknown name.
    func typedValue(_ name: String) -> Functions.SettingValue? {
        guard let declaration = SettingRegistry.declaration(of: name) else { return nil }
        switch declaration.type {
        case "Bool": return SettingValue(type: .bool, value: .uint64(flag(name) ? 1 : 0))
        case "MaxThreads":
            let digits = text(name).filter(\.isNumber)
            return SettingValue(type: .uint64, value: .uint64(UInt64(digits) ?? 0))
        case "UInt64", "NonZeroUInt64", "Seconds", "Milliseconds":
            return SettingValue(type: .uint64, value: .uint64(UInt64(number(name) ?? 0)))
        case "Int64", "Int32": return SettingValue(type: .int64, value: .int64(Int64(text(name)) ?? 0))
        case "Float", "Double": return SettingValue(type: .float64, value: .float64(Double(text(name)) ?? 0))
        default: return SettingValue(type: .string, value: .text(text(name)))
        }
    }

    /// Seconds, possibly with a fraction; 0 means no limit.
    package func seconds(_ name: String) -> Double { Double(text(name)) ?? 0 }
}
