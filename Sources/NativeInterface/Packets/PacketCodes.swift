/// The first number of each packet. Source: ClickHouse `Core/Protocol.h`.
enum ClientPacket: UInt64 {
    case hello = 0
    case query = 1
    case data = 2
    case cancel = 3
    case ping = 4
    case tablesStatus = 5
    case keepAlive = 6
    case scalar = 7
}

enum ServerPacket: Int {
    case hello = 0
    case data = 1
    case exception = 2
    case progress = 3
    case pong = 4
    case endOfStream = 5
    case profileInfo = 6
    case totals = 7
    case extremes = 8
    case tablesStatus = 9
    case tableColumns = 11
    case profileEvents = 14
}

/// The revisions of the protocol that change something for us; we announce `NativeRevision.current`.
enum ProtocolRevision {
    /// Settings are sent as texts from here on; older clients are refused.
    static let oldest = 54_429
    static let quotaKeyInAddendum = 54_458
    static let parameters = 54_459
    static let queryTimeInProgress = 54_460
    static let profileEventsInInsert = 54_456
    static let interserverSecret = 54_441
    static let openTelemetry = 54_442
    static let forwardedFor = 54_443
    static let referer = 54_447
    static let distributedDepth = 54_448
    static let initialQueryStart = 54_449
    static let parallelReplicas = 54_453
}

/// Bounds on what a client sends, checked before anything is allocated for it.
enum PacketLimits {
    /// User, password, database and the client's name, before anybody has signed in.
    static let helloTextMax = 1 << 16
    /// Names, values of settings and parameters.
    static let textMax = 1 << 24
    /// A statement with the data in its text.
    static let queryTextMax = 256 << 20
    static let settingsMax = 10_000
    /// A block as it lies in memory when it is decoded.
    static let blockBytesMax = 1 << 30
    /// A compressed frame, without and with compression; clients send one of about a megabyte.
    static let frameBytesMax = 256 << 20
    static let externalTablesMax = 1000
    static let tablesStatusMax = 10_000
}
