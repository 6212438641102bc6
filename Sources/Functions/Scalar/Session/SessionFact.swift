import Columns
import Errors

/// A function without arguments that has one value for the whole query.
protocol SessionFact: ScalarFunction {
    static var resultType: DataType { get }
    static func value(in context: QueryContext) -> Value
}

extension SessionFact {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(try Column([value(in: context)], as: result), count: rowCount))
    }
}

enum Version: SessionFact {
    static let name = "version"
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The version of ClickHouse that the server answers as.", example: "version()", CompatibleVersion.clickHouse)

    static func value(in context: QueryContext) -> Value { .text(CompatibleVersion.clickHouse) }
}

enum ColonnadeVersion: SessionFact {
    static let name = "colonnadeVersion"
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The version of Colonnade.", example: "colonnadeVersion()", CompatibleVersion.colonnade)

    static func value(in context: QueryContext) -> Value { .text(CompatibleVersion.colonnade) }
}

enum Revision: SessionFact {
    static let name = "revision"
    static let isCaseInsensitive = true
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The revision of the native protocol.", example: "revision()", "\(CompatibleVersion.revision)")

    static func value(in context: QueryContext) -> Value { .uint64(UInt64(CompatibleVersion.revision)) }
}

enum DisplayName: SessionFact {
    static let name = "displayName"
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The name that the server shows.", example: "notEmpty(displayName())", "1")

    static func value(in context: QueryContext) -> Value {
        .text(context.server.displayName ?? Machine.hostName())
    }
}

enum HostName: SessionFact {
    static let name = "hostName"
    static let aliases = ["hostname"]
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The name of the machine.", example: "notEmpty(hostName())", "1")

    static func value(in context: QueryContext) -> Value { .text(Machine.hostName()) }
}

enum FullHostName: SessionFact {
    static let name = "FQDN"
    static let aliases = ["fullHostName"]
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation("The full name of the machine.", example: "notEmpty(FQDN())", "1")

    static func value(in context: QueryContext) -> Value { .text(Machine.hostName()) }
}

enum Uptime: SessionFact {
    static let name = "uptime"
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "Seconds since the server started.", example: "uptime() >= 0", "1")

    static func value(in context: QueryContext) -> Value {
        guard context.server.startNanoseconds > 0 else { return .uint64(0) }
        let seconds = (context.startNanoseconds &- context.server.startNanoseconds) / 1_000_000_000
        return .uint64(UInt64(UInt32(clamping: seconds)))
    }
}

enum CurrentDatabase: SessionFact {
    static let name = "currentDatabase"
    static let aliases = ["DATABASE", "SCHEMA", "current_database"]
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The database that unqualified table names are looked up in.", example: "notEmpty(currentDatabase())", "1")

    static func value(in context: QueryContext) -> Value { .text(context.database) }
}

enum CurrentUser: SessionFact {
    static let name = "currentUser"
    static let aliases = ["user", "current_user", "session_user"]
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The user who asks.", example: "notEmpty(currentUser())", "1")

    static func value(in context: QueryContext) -> Value { .text(context.user) }
}

enum AuthenticatedUser: SessionFact {
    static let name = "authenticatedUser"
    static let aliases = ["authUser"]
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The user who logged in.", example: "authenticatedUser() = currentUser()", "1")

    static func value(in context: QueryContext) -> Value { .text(context.user) }
}

enum QueryIdentifier: SessionFact {
    static let name = "queryID"
    static let aliases = ["query_id", "currentQueryID", "current_query_id"]
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The identifier of the query.", example: "queryID() = initialQueryID()", "1")

    static func value(in context: QueryContext) -> Value { .text(context.queryIdentifier) }
}

enum InitialQueryIdentifier: SessionFact {
    static let name = "initialQueryID"
    static let aliases = ["initial_query_id"]
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The identifier of the query that this one is a part of.", example: "initialQueryID() = queryID()", "1")

    static func value(in context: QueryContext) -> Value { .text(context.queryIdentifier) }
}

enum InitialQueryStartTime: SessionFact {
    static let name = "initialQueryStartTime"
    static let aliases = ["initial_query_start_time"]
    static let isCaseInsensitive = true
    static let resultType = DataType.dateTime(zone: nil)
    static let documentation = FunctionDocumentation(
        "When the query began.", example: "initialQueryStartTime() <= now()", "1")

    static func value(in context: QueryContext) -> Value {
        .uint64(UInt64(UInt32(clamping: context.startNanoseconds / 1_000_000_000)))
    }
}

enum ServerUUID: SessionFact {
    static let name = "serverUUID"
    static let resultType = DataType.uuid
    static let documentation = FunctionDocumentation(
        "The server's identifier, made when it first started.", example: "toTypeName(serverUUID())", "UUID")

    static func value(in context: QueryContext) -> Value { .uint128(context.server.uuid) }
}

enum ConnectionIdentifier: SessionFact {
    static let name = "connectionID"
    static let aliases = ["connection_id"]
    static let isCaseInsensitive = true
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The number of a MySQL connection; 0, as there is none.", example: "connectionID()", "0")

    static func value(in context: QueryContext) -> Value { .uint64(0) }
}

enum TCPPort: SessionFact {
    static let name = "tcpPort"
    static let resultType = DataType.uint16
    static let documentation = FunctionDocumentation(
        "The port of the native protocol.", example: "tcpPort() > 0", "1")

    static func value(in context: QueryContext) -> Value { .uint64(UInt64(context.server.tcpPort)) }
}

enum BuildIdentifier: SessionFact {
    static let name = "buildId"
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The build of the server: its version.", example: "notEmpty(buildId())", "1")

    static func value(in context: QueryContext) -> Value { .text("colonnade-\(CompatibleVersion.colonnade)") }
}

enum OSKernelVersion: SessionFact {
    static let name = "getOSKernelVersion"
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The operating system's kernel.", example: "notEmpty(getOSKernelVersion())", "1")

    static func value(in context: QueryContext) -> Value { .text(Machine.kernelVersion()) }
}

enum ShardNumber: SessionFact {
    static let name = "shardNum"
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The number of the shard in a distributed query; 0 outside one.", example: "shardNum()", "0")

    static func value(in context: QueryContext) -> Value { .uint64(0) }
}

enum ShardCount: SessionFact {
    static let name = "shardCount"
    static let resultType = DataType.uint32
    static let documentation = FunctionDocumentation(
        "The number of shards in a distributed query; 0 outside one.", example: "shardCount()", "0")

    static func value(in context: QueryContext) -> Value { .uint64(0) }
}

enum FilesystemAvailable: SessionFact {
    static let name = "filesystemAvailable"
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "Bytes free for users on the file system of the data.", example: "filesystemAvailable() > 0", "1")

    static func value(in context: QueryContext) -> Value { .uint64(Machine.fileSystem().available) }
}

enum FilesystemUnreserved: SessionFact {
    static let name = "filesystemUnreserved"
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "Bytes free on the file system of the data.", example: "filesystemUnreserved() > 0", "1")

    static func value(in context: QueryContext) -> Value { .uint64(Machine.fileSystem().unreserved) }
}

enum FilesystemCapacity: SessionFact {
    static let name = "filesystemCapacity"
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "Bytes of the file system of the data.", example: "filesystemCapacity() > 0", "1")

    static func value(in context: QueryContext) -> Value { .uint64(Machine.fileSystem().capacity) }
}
