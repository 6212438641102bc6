/// `name = value` of a `SETTINGS` clause or of `SET`.
package struct SettingChange: Sendable, Hashable {
    package var name: String
    package var value: SettingValue

    package init(name: String, value: SettingValue) {
        self.name = name
        self.value = value
    }
}

package enum SettingValue: Sendable, Hashable {
    case literal(Literal)
    /// `[1, 2]`
    case array([SettingValue])
    /// `{'key': 'value'}`, as `additional_table_filters` takes it.
    case map([Entry])
    /// `DEFAULT`: back to the value the server starts with.
    case `default`

    package struct Entry: Sendable, Hashable {
        package var key: SettingValue
        package var value: SettingValue
    }
}
