import Errors

/// One of ClickHouse's settings.
package struct SettingDeclaration: Sendable {
    package let name: String
    /// ClickHouse's name for the kind of value (`UInt64`, `Bool`, `Seconds` …).
    package let type: String
    package let defaultValue: String
    package let isObsolete: Bool
}

/// Every setting that a request may carry.
package enum SettingRegistry {
    /// Our own, beside ClickHouse's.
    private static let own = [
        SettingDeclaration(name: "insert_ack", type: "InsertAcknowledgement", defaultValue: "fsync", isObsolete: false)
    ]

    package static let all: [SettingDeclaration] = {
        let texts = [settingDeclarations1, settingDeclarations2, settingDeclarations3, settingDeclarations4]
        let lines = texts.flatMap { $0.split(separator: "\n") }
        return lines.map { line in
            let fields = line.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            let isObsolete = fields[1].hasSuffix("!")
            return SettingDeclaration(
                name: fields[0], type: isObsolete ? String(fields[1].dropLast()) : fields[1], defaultValue: fields[2],
                isObsolete: isObsolete)
        } + own
    }()

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func declaration(of name: String) -> SettingDeclaration? { byName[name] }

    /// Refuses an unknown name and a value that the setting's type does not have.
    package static func check(_ name: String, _ value: String) throws(QueryError) {
        guard let declaration = byName[name] else {
            let near = nearestNames(to: name, among: all.map(\.name))
            let hint = near.isEmpty ? "" : ". Maybe you meant \(near.map { "'\($0)'" }.joined(separator: ", "))"
            throw QueryError(.unknownSetting, "Unknown setting '\(name)'\(hint)")
        }
        try SettingValueText(name: name, text: value).check(declaration.type)
        try RefusedSettings.check(declaration, value)
    }
}
