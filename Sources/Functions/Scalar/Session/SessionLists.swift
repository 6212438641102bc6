import Columns

/// A session fact that is a list of names.
protocol SessionNames: SessionFact {
    static var names: [String] { get }
}

extension SessionNames {
    static var resultType: DataType { .array(.string) }
    static func value(in context: QueryContext) -> Value { .array(names.map { .text($0) }) }
}

enum CurrentProfiles: SessionNames {
    static let name = "currentProfiles"
    static let names = ["default"]
    static let documentation = FunctionDocumentation(
        "The settings profiles of the user.", example: "currentProfiles()", "['default']")
}

enum EnabledProfiles: SessionNames {
    static let name = "enabledProfiles"
    static let names = ["default"]
    static let documentation = FunctionDocumentation(
        "The settings profiles in force.", example: "enabledProfiles()", "['default']")
}

enum DefaultProfiles: SessionNames {
    static let name = "defaultProfiles"
    static let names = ["default"]
    static let documentation = FunctionDocumentation(
        "The settings profiles at login.", example: "defaultProfiles()", "['default']")
}

enum CurrentRoles: SessionNames {
    static let name = "currentRoles"
    static let names: [String] = []
    static let documentation = FunctionDocumentation("The roles of the user: none.", example: "currentRoles()", "[]")
}

enum EnabledRoles: SessionNames {
    static let name = "enabledRoles"
    static let names: [String] = []
    static let documentation = FunctionDocumentation("The roles in force: none.", example: "enabledRoles()", "[]")
}

enum DefaultRoles: SessionNames {
    static let name = "defaultRoles"
    static let names: [String] = []
    static let documentation = FunctionDocumentation("The roles at login: none.", example: "defaultRoles()", "[]")
}
