import Dashboards
import Engine

/// The table of agents' trades and the views that dashboards read, made where they are missing.
struct TradeTables {
    let instance: Instance

    func make() throws {
        try run("CREATE DATABASE IF NOT EXISTS \(TradeSchema.database)", database: "default")
        for statement in TradeSchema.statements { try run(statement, database: TradeSchema.database) }
    }

    private func run(_ sql: String, database: String) throws {
        var request = QueryRequest(
            text: Array(sql.utf8), session: Session(user: "default", database: database),
            queryIdentifier: "schema-\(makeUUID(instance.random))")
        request.client = "colonnade"
        let result = try QuerySession(instance).run(request)
        while try result.next() != nil {}
    }
}
