/// `ALTER TABLE`: every command in parentheses, as ClickHouse writes it.
extension SQLPrinter {
    mutating func print(_ alter: Alter) {
        write(alter.isTemporary ? "ALTER TEMPORARY TABLE " : "ALTER TABLE ")
        write(table: alter.table)
        print(cluster: alter.cluster)
        indented { printer in
            for (index, command) in alter.commands.enumerated() {
                if index > 0 { printer.write(",") }
                printer.breakLine()
                printer.write("(")
                printer.print(command)
                printer.write(")")
            }
        }
        print(trailingSettings: alter.settings)
    }

    package mutating func print(_ command: AlterCommand) {
        switch command {
        case .addColumn(let column, let ifNotExists, let place):
            write(ifNotExists ? "ADD COLUMN IF NOT EXISTS " : "ADD COLUMN ")
            print(column)
            print(place)
        case .dropColumn(let name, let ifExists): print("DROP COLUMN", name, ifExists)
        case .clearColumn(let name, let ifExists, let partition): print("CLEAR COLUMN", name, ifExists, partition)
        case .modifyColumn(let column, let ifExists, let place):
            write(ifExists ? "MODIFY COLUMN IF EXISTS " : "MODIFY COLUMN ")
            print(column)
            print(place)
        case .removeFromColumn(let name, let ifExists, let property):
            print("MODIFY COLUMN", name, ifExists)
            write(" REMOVE " + property.rawValue)
        case .modifyColumnSetting(let name, let ifExists, let settings):
            print("MODIFY COLUMN", name, ifExists)
            write(" MODIFY SETTING ")
            print(settings: settings)
        case .resetColumnSetting(let name, let ifExists, let names):
            print("MODIFY COLUMN", name, ifExists)
            write(" RESET SETTING ")
            list(names) { $0.write(name: $1) }
        case .renameColumn(let name, let newName, let ifExists):
            print("RENAME COLUMN", name, ifExists)
            write(" TO ")
            write(name: newName)
        case .commentColumn(let name, let ifExists, let comment):
            print("COMMENT COLUMN", name, ifExists)
            write(" " + LiteralText.string(comment))
        case .materializeColumn(let name, let partition): print("MATERIALIZE COLUMN", name, false, partition)
        default: printTableCommand(command)
        }
    }

    private mutating func print(
        _ words: String, _ name: String, _ ifExists: Bool, _ partition: PartitionReference? = nil
    ) {
        write(words)
        write(ifExists ? " IF EXISTS " : " ")
        write(words == "MODIFY COLUMN" ? LiteralText.backquoted(name) : LiteralText.identifier(name))
        print(inPartition: partition)
    }

    private mutating func print(_ place: AlterPlace?) {
        switch place {
        case nil: break
        case .first: write(" FIRST")
        case .after(let name): write(" AFTER " + LiteralText.identifier(name))
        }
    }

    private mutating func printTableCommand(_ command: AlterCommand) {
        switch command {
        case .modifyOrderBy(let key):
            write("MODIFY ORDER BY ")
            print(key)
        case .modifySampleBy(let key):
            write("MODIFY SAMPLE BY ")
            print(key)
        case .removeSampleBy: write("REMOVE SAMPLE BY")
        case .modifyTTL(let elements):
            write("MODIFY TTL ")
            list(elements) { $0.print($1) }
        case .removeTTL: write("REMOVE TTL")
        case .materializeTTL(let partition):
            write("MATERIALIZE TTL")
            print(inPartition: partition)
        case .modifySetting(let settings):
            write("MODIFY SETTING ")
            print(settings: settings)
        case .resetSetting(let names):
            write("RESET SETTING ")
            list(names) { $0.write(name: $1) }
        case .modifyComment(let comment): write("MODIFY COMMENT " + LiteralText.string(comment))
        case .modifyQuery(let query):
            write("MODIFY QUERY")
            breakLine()
            print(query)
        case .modifyRefresh(let refresh):
            write("MODIFY ")
            print(refresh)
        case .modifySecurity(let definer, let security):
            write("MODIFY ")
            print(security: security, definer: definer)
        default: printElementCommand(command)
        }
    }

    private mutating func printElementCommand(_ command: AlterCommand) {
        switch command {
        case .addIndex(let index, let ifNotExists, let place):
            write(ifNotExists ? "ADD INDEX IF NOT EXISTS " : "ADD INDEX ")
            print(index)
            print(place)
        case .dropIndex(let name, let ifExists): print("DROP INDEX", name, ifExists)
        case .clearIndex(let name, let ifExists, let partition): print("CLEAR INDEX", name, ifExists, partition)
        case .materializeIndex(let name, let ifExists, let partition):
            print("MATERIALIZE INDEX", name, ifExists, partition)
        case .addConstraint(let constraint, let ifNotExists):
            write(ifNotExists ? "ADD CONSTRAINT IF NOT EXISTS " : "ADD CONSTRAINT ")
            write(name: constraint.name)
            write(constraint.kind == .check ? " CHECK " : " ASSUME ")
            print(constraint.expression)
        case .dropConstraint(let name, let ifExists): print("DROP CONSTRAINT", name, ifExists)
        case .addProjection(let projection, let ifNotExists, let place):
            write(ifNotExists ? "ADD PROJECTION IF NOT EXISTS " : "ADD PROJECTION ")
            print(projection)
            print(place)
        case .dropProjection(let name, let ifExists): print("DROP PROJECTION", name, ifExists)
        case .clearProjection(let name, let ifExists, let partition):
            print("CLEAR PROJECTION", name, ifExists, partition)
        case .materializeProjection(let name, let ifExists, let partition):
            print("MATERIALIZE PROJECTION", name, ifExists, partition)
        case .statistics(let verb, let text): write("\(verb) STATISTICS \(text)")
        default: printPartitionCommand(command)
        }
    }

    private mutating func printPartitionCommand(_ command: AlterCommand) {
        switch command {
        case .dropPartition(let partition): print("DROP ", partition)
        case .dropDetachedPartition(let partition): print("DROP DETACHED ", partition)
        case .forgetPartition(let partition): print("FORGET ", partition)
        case .detachPartition(let partition): print("DETACH ", partition)
        case .attachPartition(let partition): print("ATTACH ", partition)
        case .attachPartitionFrom(let partition, let table): print("ATTACH ", partition, " FROM ", table)
        case .replacePartition(let partition, let table): print("REPLACE ", partition, " FROM ", table)
        case .exportPartition(let partition, let table): print("EXPORT ", partition, " TO TABLE ", table)
        case .movePartition(let partition, let destination):
            switch destination {
            case .disk(let name): print("MOVE ", partition, after: " TO DISK " + LiteralText.string(name))
            case .volume(let name): print("MOVE ", partition, after: " TO VOLUME " + LiteralText.string(name))
            case .table(let table): print("MOVE ", partition, " TO TABLE ", table)
            }
        case .freezePartition(let partition, let name): print(freeze: "FREEZE", partition, name)
        case .unfreezePartition(let partition, let name): print(freeze: "UNFREEZE", partition, name)
        case .fetchPartition(let partition, let path):
            print("FETCH ", partition, after: " FROM " + LiteralText.string(path))
        default: printMutation(command)
        }
    }

    private mutating func print(_ words: String, _ partition: PartitionReference, after: String = "") {
        write(words)
        print(partition)
        write(after)
    }

    private mutating func print(
        _ words: String, _ partition: PartitionReference, _ between: String, _ table: TableName
    ) {
        print(words, partition, after: between)
        write(table: table)
    }

    private mutating func print(freeze word: String, _ partition: PartitionReference?, _ name: String?) {
        write(word)
        if let partition {
            write(" ")
            print(partition)
        }
        if let name { write(" WITH NAME " + LiteralText.string(name)) }
    }

    private mutating func printMutation(_ command: AlterCommand) {
        switch command {
        case .update(let assignments, let partition, let condition):
            write("UPDATE ")
            print(assignments)
            print(inPartition: partition)
            write(" WHERE ")
            print(condition)
        case .delete(let partition, let condition):
            write("DELETE")
            print(inPartition: partition)
            write(" WHERE ")
            print(condition)
        case .applyDeletedMask(let partition):
            write("APPLY DELETED MASK")
            print(inPartition: partition)
        case .applyPatches(let partition):
            write("APPLY PATCHES")
            print(inPartition: partition)
        case .rewriteParts(let partition):
            write("REWRITE PARTS")
            print(inPartition: partition)
        default: break
        }
    }
}

extension AlterCommand {
    /// The command without parentheses, as `system.mutations` shows it.
    package var text: String { SQLPrinter.singleLine { $0.print(self) } }
}
