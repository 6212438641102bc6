import Errors
import Foundation
import GRDB

/// Metadata in one SQLite file, in WAL mode: the default, in the data directory.
package final class SQLiteDatabase: MetadataDatabase {
    package let dialect = SQLDialect(serialKey: "INTEGER PRIMARY KEY AUTOINCREMENT", claim: "")
    private let pool: DatabasePool

    /// Opens the file, made if it is missing.
    package init(path: String) throws(MetadataError) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // In WAL mode only FULL has a commit on disk before it is acknowledged.
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw .unavailable("SQLite cannot open \(path): \(error)")
        }
    }

    package func write<Result>(
        _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result {
        do {
            return try pool.write { database in try body(SQLiteConnection(database: database)) }
        } catch {
            throw Self.translated(error)
        }
    }

    package func read<Result>(
        _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result {
        do {
            return try pool.read { database in try body(SQLiteConnection(database: database)) }
        } catch {
            throw Self.translated(error)
        }
    }

    package func exclusively(_ body: (any SQLConnection) throws(MetadataError) -> Void) throws(MetadataError) {
        // A write transaction of SQLite is exclusive, among processes too.
        try write(body)
    }

    package func observe(_ observer: @escaping @Sendable () -> Void) {
        // Other processes are seen by the revisions that the store counts.
    }

    package func close() { try? pool.close() }

    static func translated(_ error: any Error) -> MetadataError {
        if let known = error as? MetadataError { return known }
        guard let fault = error as? DatabaseError else { return .unavailable("\(error)") }
        switch fault.resultCode {
        case .SQLITE_CONSTRAINT: return .conflict(fault.message ?? "a record is there already")
        case .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_MISMATCH, .SQLITE_RANGE: return .invalid("\(fault)")
        default: return .unavailable("\(fault)")
        }
    }
}

private struct SQLiteConnection: SQLConnection {
    let database: Database

    func rows(_ sql: String, _ arguments: [SQLValue]) throws(MetadataError) -> [SQLRow] {
        do {
            let statement = try database.cachedStatement(sql: sql)
            let values: [(any DatabaseValueConvertible)?] = arguments.map { value in
                switch value {
                case .null: nil
                case .integer(let number): number
                case .real(let number): number
                case .text(let text): text
                }
            }
            try statement.setArguments(StatementArguments(values))
            guard statement.columnCount > 0 else {
                try statement.execute()
                return []
            }
            return try Row.fetchAll(statement).map { row in SQLRow(row.databaseValues.map(Self.value)) }
        } catch {
            throw SQLiteDatabase.translated(error)
        }
    }

    func notify(_ kind: String) throws(MetadataError) {}

    private static func value(_ stored: DatabaseValue) -> SQLValue {
        switch stored.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double(let number): .real(number)
        case .string(let text): .text(text)
        case .blob(let data): .text(String(decoding: data, as: UTF8.self))
        }
    }
}
