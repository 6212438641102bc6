import Columns
import Errors
import Functions

struct SystemBuildOptions: SystemTable {
    static let name = "build_options"
    static let comment = "The versions of this server and what it was built for."
    static let columns = """
        name String
        value String
        """

    #if arch(arm64)
        private static let processor = "aarch64"
    #else
        private static let processor = "x86_64"
    #endif
    #if DEBUG
        private static let build = "Debug"
    #else
        private static let build = "Release"
    #endif

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        let version = CompatibleVersion.clickHouse
        let numbers = version.split(separator: ".").map(String.init)
        let options = [
            ("VERSION_FULL", "ClickHouse \(version)"), ("VERSION_DESCRIBE", "v\(version)"),
            ("VERSION_NAME", "ClickHouse"),
            ("VERSION_MAJOR", numbers[0]), ("VERSION_MINOR", numbers[1]), ("VERSION_PATCH", numbers[2]),
            ("VERSION_STRING", version), ("VERSION_REVISION", "\(CompatibleVersion.revision)"),
            ("COLONNADE_VERSION", CompatibleVersion.colonnade), ("SYSTEM", "Linux"), ("SYSTEM_PROCESSOR", processor),
            ("BUILD_TYPE", build),
        ]
        for (name, value) in options { try rows.add(["name": .text(name), "value": .text(value)]) }
    }
}
