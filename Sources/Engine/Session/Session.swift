import Errors
import SQLSyntax
import Synchronization

/// What a client keeps between its queries: the database of USE, the settings of SET, temporary tables.
package final class Session: Sendable {
    private struct State: Sendable {
        var database: String
        var settings = QuerySettings()
        var temporaryTables: [String: CatalogEntry] = [:]
        var parameters: [String: String] = [:]
    }

    private let state: Mutex<State>
    package let principal: Principal
    package var user: String { principal.user }

    /// A session that may do everything.
    package convenience init(user: String, database: String) {
        self.init(.unrestricted(user: user), database: database)
    }

    package init(_ principal: Principal, database: String) {
        self.principal = principal
        state = Mutex(State(database: database))
    }

    package var database: String { state.withLock { $0.database } }
    package var settings: QuerySettings { state.withLock { $0.settings } }

    func use(_ database: String) { state.withLock { $0.database = database } }

    func set(_ settings: QuerySettings) { state.withLock { $0.settings = settings } }

    /// Values of `SET param_x`.
    package var parameters: [String: String] { state.withLock { $0.parameters } }

    func setParameter(_ name: String, _ value: String) { state.withLock { $0.parameters[name] = value } }

    func temporaryTable(_ name: String) -> CatalogEntry? { state.withLock { $0.temporaryTables[name] } }

    func addTemporaryTable(_ entry: CatalogEntry) throws(QueryError) {
        try state.withLock { (state) throws(QueryError) in
            guard state.temporaryTables[entry.name.table] == nil else {
                throw QueryError(.tableAlreadyExists, "Temporary table \(entry.name.table) already exists")
            }
            state.temporaryTables[entry.name.table] = entry
        }
    }

    func removeTemporaryTable(_ name: String) -> CatalogEntry? {
        state.withLock { $0.temporaryTables.removeValue(forKey: name) }
    }

    package var temporaryTables: [CatalogEntry] { state.withLock { Array($0.temporaryTables.values) } }
}
