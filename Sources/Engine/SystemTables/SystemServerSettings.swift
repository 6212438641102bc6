import Columns
import Errors

struct SystemServerSettings: SystemTable {
    static let name = "server_settings"
    static let comment = "What the operator of this server decided."
    static let columns = """
        name String
        value String
        default String
        changed UInt8
        description String
        type String
        changeable_without_restart Enum8('No' = 0, 'IncreaseOnly' = 1, 'DecreaseOnly' = 2, 'Yes' = 3)
        is_obsolete UInt8
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        let now = scope.instance.configuration
        let standard = InstanceConfiguration(threadsMax: now.threadsMax)
        let settings: [(String, String, String, String)] = [
            ("display_name", now.displayName, standard.displayName, "String"),
            ("max_server_memory_usage", "\(now.memoryBytesMax)", "\(standard.memoryBytesMax)", "UInt64"),
            ("timezone", now.timeZone, standard.timeZone, "String"),
        ]
        for (name, value, standard, type) in settings {
            try rows.add([
                "name": .text(name), "value": .text(value), "default": .text(standard),
                "changed": .flag(value != standard),
                "type": .text(type),
            ])
        }
    }
}
