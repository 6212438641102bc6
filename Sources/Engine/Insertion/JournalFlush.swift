import Columns
import Errors
import Functions
import Storage

/// Writes records of the journal into parts: one commit for all of them, which also says that they are written.
struct JournalFlush {
    let instance: Instance
    let disk: any Disk

    func write(_ records: [JournalRecord]) throws(QueryError) {
        guard let last = records.last else { return }
        let context = QueryContext(
            timeZone: instance.configuration.timeZone, startNanoseconds: instance.clock.nowNanoseconds,
            database: "default", user: "default", queryIdentifier: "", settings: [:])
        var inserts: [[any PreparedInsert]] = []
        var targets: [QualifiedName] = []
        do throws(QueryError) {
            for (uuid, blocks) in byTable(records) {
                // A table that is gone took its rows with it.
                guard let entry = instance.catalog.entry(uuid: uuid), let table = entry.table else { continue }
                targets.append(entry.name)
                for block in blocks {
                    inserts.append([try prepared(block, for: table, context)])
                }
            }
        } catch {
            for insert in inserts.joined() { insert.abandon() }
            throw error
        }
        let mark = Array("\(last.number)\n".utf8)
        inserts.append([CommittedFile(disk, InsertJournal.markPath, mark, number: last.number)])
        try instance.storage.commits.commit(inserts, isDurable: true)
        for target in targets { instance.insertObservers.tell(target) }
    }

    private func prepared(
        _ block: Block, for table: any Table, _ context: QueryContext
    ) throws(QueryError) -> any PreparedInsert {
        var options = InsertOptions(isDurable: true, deduplicationToken: "", context: context)
        options.deduplicates = false
        return try table.prepareInsert(try block.fitting(table.schema, in: context), options)
    }

    /// The blocks of each table, joined as far as they have the same columns, in the order in which they came.
    private func byTable(_ records: [JournalRecord]) -> [(uuid: String, blocks: [Block])] {
        var places: [String: Int] = [:]
        var runs: [(uuid: String, blocks: [[Block]])] = []
        for rows in records.lazy.flatMap(\.rows) {
            let place: Int
            if let known = places[rows.tableUUID] {
                place = known
            } else {
                place = runs.count
                places[rows.tableUUID] = place
                runs.append((rows.tableUUID, []))
            }
            if let last = runs[place].blocks.last, last[0].header == rows.block.header {
                runs[place].blocks[runs[place].blocks.count - 1].append(rows.block)
            } else {
                runs[place].blocks.append([rows.block])
            }
        }
        return runs.map { ($0.uuid, $0.blocks.map { Block.concatenating($0) }) }
    }
}

extension Catalog {
    fileprivate func entry(uuid: String) -> CatalogEntry? {
        for database in databases {
            if let entry = database.entries.values.first(where: { $0.uuid == uuid }) { return entry }
        }
        return nil
    }
}
