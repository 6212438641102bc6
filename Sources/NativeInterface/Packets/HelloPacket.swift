import Codecs
import Errors

/// What a client says first.
///
/// | field | type |
/// |---|---|
/// | name, version (2 numbers), revision of the protocol | text, VarUInt × 3 |
/// | database, user, password | text × 3 |
struct HelloPacket {
    let clientName: String
    let major: Int
    let minor: Int
    let revision: Int
    let database: String
    let user: String
    let password: String

    init(_ reader: inout ByteReader) throws(QueryError) {
        clientName = try reader.readText(sizeMax: PacketLimits.helloTextMax)
        major = try reader.readCount(max: 1 << 30, of: "major versions")
        minor = try reader.readCount(max: 1 << 30, of: "minor versions")
        revision = try reader.readCount(max: 1 << 30, of: "protocol revisions")
        let database = try reader.readText(sizeMax: PacketLimits.helloTextMax)
        let user = try reader.readText(sizeMax: PacketLimits.helloTextMax)
        password = try reader.readText(sizeMax: PacketLimits.helloTextMax)
        self.database = database.isEmpty ? "default" : database
        self.user = user.isEmpty ? "default" : user
    }
}

/// A query about tables, which `remote()` asks before it reads: all of ours are up to date.
struct TablesStatusRequest {
    let tables: [(database: String, table: String)]

    init(_ reader: inout ByteReader) throws(QueryError) {
        let count = try reader.readCount(max: PacketLimits.tablesStatusMax, of: "tables")
        var tables: [(database: String, table: String)] = []
        for _ in 0..<count {
            tables.append((try reader.readText(sizeMax: 1 << 16), try reader.readText(sizeMax: 1 << 16)))
        }
        self.tables = tables
    }
}
