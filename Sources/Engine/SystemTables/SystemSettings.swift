import Columns
import Errors

struct SystemSettings: SystemTable {
    static let name = "settings"
    static let comment = "The settings of queries, with their values in this session."
    static let columns = """
        name String
        value String
        changed UInt8
        description String
        min Nullable(String)
        max Nullable(String)
        disallowed_values Array(String)
        readonly UInt8
        type String
        default String
        alias_for String
        is_obsolete UInt8
        tier Enum8('Production' = 0, 'Obsolete' = 4, 'Experimental' = 8, 'Beta' = 12, 'PrivatePreview' = 16)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        let readOnly = scope.settings.number("readonly") ?? 0
        for setting in SettingRegistry.all where scope.wants(setting.name, in: "name") {
            let changed = scope.settings.changed[setting.name]
            try rows.add([
                "name": .text(setting.name), "value": .text(value(of: setting, changed, scope)),
                "changed": .flag(changed != nil),
                "readonly": .flag(readOnly == 1 || readOnly == 2 && setting.name == "readonly"),
                "type": .text(setting.type), "default": .text(setting.defaultValue),
                "is_obsolete": .flag(setting.isObsolete), "tier": .int64(setting.isObsolete ? 4 : 0),
            ])
        }
    }

    private static func value(of setting: SettingDeclaration, _ changed: String?, _ scope: SystemScope) -> String {
        guard let changed else { return setting.defaultValue }
        guard setting.type == "Bool" else { return changed }
        return changed.lowercased() == "true" ? "1" : changed.lowercased() == "false" ? "0" : changed
    }
}
