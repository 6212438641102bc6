import Columns

/// The store over SQL that both databases understand: one extension per kind of record, in this folder.
package struct SQLMetadataStore: MetadataStore {
    let database: any MetadataDatabase

    /// Brings the database's tables up to date.
    package init(_ database: any MetadataDatabase) throws(MetadataError) {
        self.database = database
        try Migrations(dialect: database.dialect).run(on: database)
    }

    package func revision() throws(MetadataError) -> Int64 {
        let rows = try query("SELECT coalesce(sum(number), 0) FROM revisions")
        return rows.first?.integer(0) ?? 0
    }

    package func observe(_ observer: @escaping @Sendable () -> Void) { database.observe(observer) }

    package func close() { database.close() }

    func query(_ sql: String, _ arguments: [SQLValue] = []) throws(MetadataError) -> [SQLRow] {
        try database.read { (connection) throws(MetadataError) in try connection.rows(sql, arguments) }
    }

    /// A change of records that other instances keep copies of.
    @discardableResult
    func change<Result>(
        _ kind: String, _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result {
        try database.write { (connection) throws(MetadataError) in
            let result = try body(connection)
            try noteChange(of: kind, connection)
            return result
        }
    }

    func noteChange(of kind: String, _ connection: any SQLConnection) throws(MetadataError) {
        try connection.rows(
            """
            INSERT INTO revisions (kind, number) VALUES (?, 1)
            ON CONFLICT (kind) DO UPDATE SET number = revisions.number + 1
            """, [.text(kind)])
        try connection.notify(kind)
    }

    static func list(_ texts: [String]) -> SQLValue { .text(JSONValue.texts(texts).written) }

    static func texts(_ stored: String) -> [String] { (try? JSONValue(parsing: stored))?.texts ?? [] }

    static func json(_ stored: String) -> JSONValue { (try? JSONValue(parsing: stored)) ?? .null }

    /// `?, ?, ?`
    static func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}
