import Columns
import Errors
import Functions

struct SystemSettings: SystemTable {
    static let name = "settings"
    static let header = [
        ColumnHeader(name: "name", type: .string), ColumnHeader(name: "value", type: .string),
        ColumnHeader(name: "changed", type: .uint8), ColumnHeader(name: "description", type: .string),
        ColumnHeader(name: "min", type: .nullable(.string)), ColumnHeader(name: "max", type: .nullable(.string)),
        ColumnHeader(name: "disallowed_values", type: .array(.string)), ColumnHeader(name: "readonly", type: .uint8),
        ColumnHeader(name: "type", type: .string), ColumnHeader(name: "default", type: .string),
        ColumnHeader(name: "alias_for", type: .string), ColumnHeader(name: "is_obsolete", type: .uint8),
    ]

    static func rows(
        of instance: Instance, in context: QueryContext
    ) throws(QueryError) -> [Column] {
        var rows = RowCollector(width: header.count)
        for setting in SettingRegistry.all {
            let changed = context.settings[setting.name]
            rows.append([
                .text(setting.name), .text(changed ?? setting.defaultValue), .uint64(changed == nil ? 0 : 1), .text(""), .null, .null, .array([]),
                .uint64(0), .text(setting.type), .text(setting.defaultValue), .text(""),
                .uint64(setting.isObsolete ? 1 : 0),
            ])
        }
        return try rows.columns(as: header)
    }
}
