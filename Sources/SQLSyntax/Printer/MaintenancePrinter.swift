/// `DELETE`, `UPDATE`, `OPTIMIZE`, `SYSTEM`, `KILL`, `CHECK`.
extension SQLPrinter {
    mutating func print(_ delete: Delete) {
        write("DELETE FROM ")
        write(table: delete.table)
        print(cluster: delete.cluster)
        print(inPartition: delete.partition)
        write(" WHERE ")
        print(delete.where)
        print(trailingSettings: delete.settings)
    }

    mutating func print(_ update: Update) {
        write("UPDATE ")
        write(table: update.table)
        print(cluster: update.cluster)
        write(" SET ")
        print(update.assignments)
        print(inPartition: update.partition)
        write(" WHERE ")
        print(update.where)
        print(trailingSettings: update.settings)
    }

    mutating func print(_ optimize: Optimize) {
        write("OPTIMIZE TABLE ")
        write(table: optimize.table)
        print(cluster: optimize.cluster)
        if let partition = optimize.partition {
            write(" ")
            print(partition)
        }
        write(" FINAL", if: optimize.isFinal)
        write(" DEDUPLICATE", if: optimize.deduplicates)
        if !optimize.deduplicateBy.isEmpty {
            write(" BY ")
            list(optimize.deduplicateBy) { $0.print($1) }
        }
        write(" CLEANUP", if: optimize.cleansUp)
        print(trailingSettings: optimize.settings)
    }

    mutating func print(_ command: SystemCommand) {
        write("SYSTEM " + command.words)
        if let table = command.table {
            write(" ")
            write(table: table)
        }
        print(cluster: command.cluster)
        if !command.rest.isEmpty { write(" " + command.rest) }
    }

    mutating func print(_ kill: Kill) {
        switch kill.object {
        case .query: write("KILL QUERY")
        case .mutation: write("KILL MUTATION")
        case .other(let word): write("KILL " + word)
        }
        print(cluster: kill.cluster)
        write(" WHERE ")
        print(kill.where)
        switch kill.mode {
        case .async: write(" ASYNC")
        case .sync: write(" SYNC")
        case .test: write(" TEST")
        }
    }

    mutating func print(_ check: Check) {
        switch check.object {
        case .table(let name):
            write("CHECK TABLE ")
            write(table: name)
        case .view(let name):
            write("CHECK VIEW ")
            write(table: name)
        case .allTables: write("CHECK ALL TABLES")
        case .database(let name): write("CHECK DATABASE " + LiteralText.identifier(name))
        }
        if let partition = check.partition {
            write(" ")
            print(partition)
        }
        print(trailingSettings: check.settings)
    }
}
