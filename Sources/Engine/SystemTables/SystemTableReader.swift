import Columns
import Errors
import Functions
import Storage
import Synchronization

/// A system table in the catalog: its rows are made when it is read, as the reading session sees them.
final class SystemTableReader: ReadOnlyTable {
    let declaration: any SystemTable.Type
    private weak let instance: Instance?
    private let session: Session?
    private let settings: QuerySettings?
    private let made: SharedSchema

    /// The schema, made when it is first needed.
    private final class SharedSchema: Sendable {
        let schema = Mutex<TableSchema?>(nil)
    }

    init(_ declaration: any SystemTable.Type, of instance: Instance) {
        self.declaration = declaration
        self.instance = instance
        session = nil
        settings = nil
        made = SharedSchema()
    }

    private init(_ other: SystemTableReader, _ environment: QueryEnvironment) {
        declaration = other.declaration
        instance = other.instance
        session = environment.session
        settings = environment.settings
        made = other.made
    }

    /// The table as this query sees it: with its session's temporary tables and settings.
    func bound(to environment: QueryEnvironment) -> SystemTableReader { SystemTableReader(self, environment) }

    var engineName: String { declaration.engineName }

    var schema: TableSchema {
        made.schema.withLock { made in
            if let schema = made { return schema }
            guard let schema = try? declaration.makeSchema() else {
                preconditionFailure("the columns of system.\(declaration.name) are not well written")
            }
            made = schema
            return schema
        }
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        guard let instance else { throw QueryError(.tableIsDropped, "The server is shutting down") }
        let schema = schema
        var settings = QuerySettings()
        if let own = self.settings {
            settings = own
        } else {
            for (name, value) in request.context.settings { try settings.set(name, value) }
        }
        var rows = try SystemRows(schema, columns: request.columns)
        try declaration.fill(&rows, from: SystemScope(instance, session, settings, request, schema))
        var statistics = ScanStatistics()
        let blocks = try rows.finish()
        statistics.rowsSelected = blocks.reduce(0) { $0 + $1.rowCount }
        return TableScan(sources: [BlockListSource(blocks)], filterIsApplied: false, statistics: statistics)
    }
}
