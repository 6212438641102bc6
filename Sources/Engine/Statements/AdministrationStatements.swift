import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension StatementRunner {
    /// `KILL QUERY WHERE …`: the condition is one over `system.processes`.
    func run(_ kill: Kill) throws(QueryError) -> StatementAnswer {
        try refuseCluster(kill.cluster)
        guard kill.object == .query else {
            throw QueryError(.notImplemented, "KILL is supported for queries only")
        }
        let sql = "SELECT query_id, user, query FROM system.processes WHERE \(kill.where.text)"
        let block = try environment.run(try Analyser(environment).analyse(try Parser.parseSelect(sql)), limit: .max)
        var status: [String] = []
        for row in 0..<block.rowCount {
            guard case .string(let names) = block.columns[0].column.materialised else { break }
            let identifier = names.text(at: row)
            let process = instance.processes.processes.first { $0.queryIdentifier == identifier }
            if kill.mode != .test { process?.resources.cancel() }
            status.append("waiting")
        }
        let column = BlockColumn(name: "kill_status", type: .string, column: .string(StringColumn(status)))
        let answer = Block([column] + block.columns, rowCount: block.rowCount)
        return .rows(answer.header, [answer])
    }

    func run(_ command: SystemCommand) throws(QueryError) -> StatementAnswer {
        try refuseCluster(command.cluster)
        switch command.words {
        case "FLUSH ASYNC INSERT QUEUE":
            instance.asyncInserts.flush()
            try instance.insertJournal.flush(instance)
            return .nothing
        case "RELOAD DICTIONARY":
            try reloadDictionaries(command.table)
            return .nothing
        case "RELOAD DICTIONARIES":
            try reloadDictionaries(nil)
            return .nothing
        // Logs and caches of ours are in memory and always current: there is nothing to wait for.
        case "FLUSH LOGS", "CLEAR DNS CACHE", "CLEAR MARK CACHE", "CLEAR UNCOMPRESSED CACHE", "CLEAR QUERY CACHE",
            "CLEAR COMPILED EXPRESSION CACHE", "CLEAR QUERY CONDITION CACHE", "RELOAD CONFIG":
            return .nothing
        case "STOP MERGES", "START MERGES":
            try setMerges(stopped: command.words == "STOP MERGES", of: command.table)
            return .nothing
        // A table is there with all its parts and keys before the first query sees it, and it has one replica.
        case "WAIT LOADING PARTS", "SYNC REPLICA":
            if let name = command.table { _ = try entry(name) }
            return .nothing
        default: throw QueryError(.notImplemented, "SYSTEM \(command.words) is not supported")
        }
    }

    /// Of one table, or of all.
    private func setMerges(stopped: Bool, of name: TableName?) throws(QueryError) {
        if let name {
            let (_, table) = try storedTable(of: try entry(name))
            guard let mergeTree = table as? MergeTreeTable else { return }
            return mergeTree.setMerges(stopped: stopped)
        }
        for database in catalog.databases where !database.isVirtual {
            for entry in database.entries.values {
                if let mergeTree = entry.table as? MergeTreeTable { mergeTree.setMerges(stopped: stopped) }
            }
        }
    }
}
