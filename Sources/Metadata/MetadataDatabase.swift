/// A value of a statement or of its answer. Stores know whole numbers, floating-point numbers and text.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    package static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
    package static func optional(_ number: Int64?) -> SQLValue { number.map { .integer($0) } ?? .null }
    package static func optional(_ number: Double?) -> SQLValue { number.map { .real($0) } ?? .null }

    package var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): "\(number)"
        case .null: nil
        }
    }

    package var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .text(let text): Int64(text)
        case .real(let number): Int64(exactly: number.rounded())
        case .null: nil
        }
    }

    package var real: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .text(let text): Double(text)
        case .real(let number): number
        case .null: nil
        }
    }
}

/// One row of an answer, by position.
package struct SQLRow: Sendable {
    private let values: [SQLValue]

    package init(_ values: [SQLValue]) { self.values = values }

    package subscript(_ position: Int) -> SQLValue { values.indices.contains(position) ? values[position] : .null }
    package func text(_ position: Int) -> String { self[position].text ?? "" }
    package func integer(_ position: Int) -> Int64 { self[position].integer ?? 0 }
}

/// What differs between the databases that can hold the metadata.
package struct SQLDialect: Sendable {
    /// The type of a column that counts up by itself.
    package let serialKey: String
    /// Behind a SELECT of rows that are to be changed: other workers pass over them.
    package let claim: String
}

/// A connection inside a transaction. Statements have `?` where their arguments go.
package protocol SQLConnection {
    @discardableResult
    func rows(_ sql: String, _ arguments: [SQLValue]) throws(MetadataError) -> [SQLRow]
    /// Tells other instances that records of that kind have changed, once the transaction is committed.
    func notify(_ kind: String) throws(MetadataError)
}

/// A database that can hold the metadata: SQLite or PostgreSQL.
package protocol MetadataDatabase: Sendable {
    var dialect: SQLDialect { get }
    /// Runs `body` in a transaction that is durable when this returns; an error rolls it back.
    @discardableResult
    func write<Result>(
        _ body: (any SQLConnection) throws(MetadataError) -> Result
    ) throws(MetadataError) -> Result
    func read<Result>(_ body: (any SQLConnection) throws(MetadataError) -> Result) throws(MetadataError) -> Result
    /// Runs `body` alone among all instances: for migrations.
    func exclusively(_ body: (any SQLConnection) throws(MetadataError) -> Void) throws(MetadataError)
    /// `observer` is called when another instance may have changed records.
    func observe(_ observer: @escaping @Sendable () -> Void)
    func close()
}
