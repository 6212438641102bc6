import Columns
import Errors
import SQLSyntax
import Storage

/// The metadata files of a data directory, in ClickHouse's places.
///
/// | path | content |
/// | `metadata/<db>.sql` | `ATTACH DATABASE _ UUID '…' ENGINE = Atomic` |
/// | `store/<hhh>/<database uuid>/<table>.sql` | `ATTACH TABLE _ UUID '…' (…) ENGINE = …` |
/// | `store/<hhh>/<table uuid>/` | the table's data |
/// - Source: part format reference, section 1.
package struct CatalogFiles: Sendable {
    package let disk: any Disk

    package init(disk: any Disk) {
        self.disk = disk
    }

    static func store(_ uuid: String) -> String { "store/\(uuid.prefix(3))/\(uuid)" }

    // MARK: - Databases

    func write(_ database: Catalog.Database) throws(QueryError) {
        let directory = Self.store(database.uuid)
        try disk.createDurableDirectory("metadata")
        try disk.createDurableDirectory(directory)
        let comment = database.comment.isEmpty ? "" : " COMMENT \(quoteLiteral(database.comment))"
        try replaceFile(
            "metadata/\(escapeForFileName(database.name)).sql",
            "ATTACH DATABASE _ UUID '\(database.uuid)'\nENGINE = \(database.engine)\(comment)")
        try disk.synchroniseDirectory("metadata")
    }

    func removeDatabaseFile(_ name: String) throws(QueryError) {
        try disk.removeFile("metadata/\(escapeForFileName(name)).sql")
        try disk.synchroniseDirectory("metadata")
    }

    func remove(_ database: Catalog.Database) throws(QueryError) {
        try removeDatabaseFile(database.name)
        try disk.removeTree(Self.store(database.uuid))
    }

    /// The databases on disk: name and statement.
    package func databaseFiles() throws(QueryError) -> [(name: String, sql: String)] {
        guard disk.exists("metadata") else { return [] }
        var result: [(name: String, sql: String)] = []
        for file in try disk.list("metadata") where file.hasSuffix(".sql") {
            let bytes = try disk.readAll("metadata/\(file)")
            result.append((unescapeFileName(String(file.dropLast(4))), String(decoding: bytes, as: UTF8.self)))
        }
        return result
    }

    // MARK: - Tables

    func write(_ entry: CatalogEntry, in database: Catalog.Database) throws(QueryError) {
        guard !entry.isTemporary else { return }
        let directory = Self.store(database.uuid)
        try replaceFile(
            "\(directory)/\(escapeForFileName(entry.name.table)).sql", entry.definition.metadataText)
        try disk.synchroniseDirectory(directory)
    }

    func remove(_ entry: CatalogEntry, in database: Catalog.Database) throws(QueryError) {
        guard !entry.isTemporary else { return }
        let directory = Self.store(database.uuid)
        try disk.removeFile("\(directory)/\(escapeForFileName(entry.name.table)).sql")
        try disk.synchroniseDirectory(directory)
    }

    /// The tables of a database on disk: name and statement.
    package func tableFiles(databaseUUID: String) throws(QueryError) -> [(name: String, sql: String)] {
        let directory = Self.store(databaseUUID)
        guard disk.exists(directory) else { return [] }
        var result: [(name: String, sql: String)] = []
        for file in try disk.list(directory) where file.hasSuffix(".sql") {
            let bytes = try disk.readAll("\(directory)/\(file)")
            result.append((unescapeFileName(String(file.dropLast(4))), String(decoding: bytes, as: UTF8.self)))
        }
        return result
    }

    // MARK: - Files

    private func replaceFile(_ path: String, _ text: String) throws(QueryError) {
        try disk.replaceFile(path, by: Array((text + "\n").utf8))
    }
}

/// A name as ClickHouse spells it in file names: what is no ASCII letter, digit or underscore is `%XX`.
package func escapeForFileName(_ name: String) -> String {
    var result = ""
    let digits = Array("0123456789ABCDEF")
    for byte in name.utf8 {
        let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        if isLetter || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_") {
            result.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
        }
    }
    return result
}

package func unescapeFileName(_ name: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(name.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2,
            let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

extension Statement {
    /// The text of a metadata file: `ATTACH TABLE _ UUID '…' …`.
    var metadataText: String {
        switch self {
        case .createTable(var create):
            create.action = .attach
            create.name = TableName(table: "_")
            return Statement.createTable(create).multilineText
        case .createView(var create):
            create.action = .attach
            create.name = TableName(table: "_")
            return Statement.createView(create).multilineText
        case .createDictionary(var create):
            create.action = .attach
            create.name = TableName(table: "_")
            return Statement.createDictionary(create).multilineText
        default: return multilineText
        }
    }

    /// What SHOW CREATE shows: the definition without the UUID.
    package var shownText: String { withoutUUID.multilineText }

    /// `create_table_query` of `system.tables`.
    package var shownLine: String { withoutUUID.singleLineText }

    private var withoutUUID: Statement {
        switch self {
        case .createTable(var create):
            create.uuid = nil
            return .createTable(create)
        case .createView(var create):
            create.uuid = nil
            return .createView(create)
        case .createDictionary(var create):
            create.uuid = nil
            return .createDictionary(create)
        default: return self
        }
    }
}
