import Codecs
import Columns
import Errors
import Functions
import Synchronization

extension MergeTreeTable {
    package func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        try checkIsOpen()
        try waitForMerges()
        let layout = self.layout
        var hash: String?
        if definition.settings.nonReplicatedDeduplicationWindow > 0 {
            let own = try Self.hash(of: block, token: options.deduplicationToken)
            if state.withLock({ $0.deduplication.contains(own) }) {
                return PreparedParts(table: self, parts: [], isDurable: false, hash: nil)
            }
            hash = own
        }
        var parts: [Part] = []
        do throws(QueryError) {
            for (values, rows) in try splitByPartition(block, layout, in: options.context) {
                if let part = try writePart(rows, values, layout, options) { parts.append(part) }
            }
        } catch {
            for part in parts { try? part.disk.removeTree(part.path) }
            throw error
        }
        return PreparedParts(table: self, parts: parts, isDurable: options.isDurable, hash: hash)
    }

    /// Slows inserts down when merges do not keep up, and refuses them when that did not help.
    private func waitForMerges() throws(QueryError) {
        let (count, settings) = state.withLock { ($0.partsPerPartitionMax, $0.layout.definition.settings) }
        guard count >= min(settings.partsToDelayInsert, settings.partsToThrowInsert) else { return }
        scheduler?.wake()
        guard count < settings.partsToThrowInsert else {
            throw QueryError(
                .tooManyParts,
                "Too many parts (\(count)) in a partition. Merges are processing significantly slower than inserts: "
                    + "insert more rows at a time, or raise parts_to_throw_insert")
        }
        let range = max(settings.partsToThrowInsert - settings.partsToDelayInsert, 1)
        let milliseconds = 1000 * (count - settings.partsToDelayInsert + 1) / range
        Signal().wait(milliseconds: max(10, min(milliseconds, 1000)))
    }

    private static func hash(of block: Block, token: String) throws(QueryError) -> String {
        var hash = SipHash()
        if !token.isEmpty {
            let bytes = Array(token.utf8)
            hash.append(bytes.span)
            return hash.value128.hexadecimal
        }
        for column in block.columns {
            let serialisation = try ColumnSerialisation(column: column.name, type: column.type, options: .native)
            var writer = ColumnWriter(serialisation)
            var buffers = SubstreamBuffers(joinedIn: ByteWriter())
            try writer.write(column.column, rows: 0..<block.rowCount, to: &buffers)
            let bytes = buffers.writers[0].bytes
            hash.append(bytes.span)
        }
        return hash.value128.hexadecimal
    }

    /// The rows of each partition with the values of its key, in the order of first appearance.
    func splitByPartition(
        _ block: Block, _ layout: MergeTreeLayout, in context: QueryContext
    ) throws(QueryError) -> [(values: [Value], rows: Block)] {
        guard block.rowCount > 0 else { return [] }
        let keys = try layout.evaluate(layout.definition.partitionKey.map(\.expression), over: block, in: context)
        if keys.isEmpty { return [([], block)] }
        let plain = keys.map(\.withoutLowCardinality)
        var hashes = [UInt64](repeating: rowHashSeed, count: block.rowCount)
        for key in plain { key.hash(into: &hashes) }
        var groups: [(first: Int, rows: [UInt32])] = []
        var groupsOfHash: [UInt64: [Int]] = [:]
        for row in 0..<block.rowCount {
            let known = groupsOfHash[hashes[row]]?.first { group in
                plain.allSatisfy { $0.compare(groups[group].first, with: $0, row) == 0 }
            }
            if let known {
                groups[known].rows.append(UInt32(truncatingIfNeeded: row))
            } else {
                groupsOfHash[hashes[row], default: []].append(groups.count)
                groups.append((row, [UInt32(truncatingIfNeeded: row)]))
            }
        }
        guard groups.count <= 100 else {
            throw QueryError(
                .tooManyParts,
                "Too many partitions for single INSERT block (more than 100). The limit is controlled by "
                    + "'max_partitions_per_insert_block' setting")
        }
        return groups.map { group in
            (keys.map { $0.value(at: group.first) }, groups.count == 1 ? block : block.gathering(group.rows))
        }
    }

    /// Sorts rows of one partition, collapses them as a merge would, and writes them; `nil` when nothing is left.
    private func writePart(
        _ block: Block, _ values: [Value], _ layout: MergeTreeLayout, _ options: InsertOptions
    ) throws(QueryError) -> Part? {
        let stored = layout.schema.stored
        var columns: [BlockColumn] = []
        for column in stored {
            guard let position = block.position(of: column.name) else {
                throw QueryError(.notFoundColumnInBlock, "Not found column \(column.name) in block")
            }
            columns.append(
                BlockColumn(name: column.name, type: column.type, column: block.columns[position].column.materialised))
        }
        let ordered = Block(columns, rowCount: block.rowCount)
        var rows = SortedBlock(ordered, keys: try layout.sortingKeys(of: ordered, in: options.context))
        let order = layout.order
        if !order.isSorted(rows.keys, count: rows.rowCount) {
            rows = rows.gathering(order.sortedRows(rows.keys, count: rows.rowCount))
        }
        let collapser = try layout.definition.mode.collapser(
            for: layout.schema, keyColumns: layout.keyColumnNames, purpose: .merge)
        if let collapser {
            rows = try collapser.collapse(rows, groupStarts: order.groupStarts(rows.keys, count: rows.rowCount))
        }
        guard rows.rowCount > 0 else { return nil }
        let bytes = rows.block.byteCount
        let disk = try policy.disk(forBytes: bytes + 1 << 20)
        let writer = try PartWriter(
            layout, disk: disk, path: location(of: temporaryName("insert")),
            options: PartWriter.Options(
                isWide: layout.isWide(bytes: bytes, rows: rows.rowCount), codec: layout.defaultCodec,
                isDurable: options.isDurable, context: options.context))
        do throws(QueryError) {
            try writer.write(rows)
            let identifier = try PartitionIdentifier.text(of: values, types: layout.partitionTypes)
            // The block number is only known when the insert is committed.
            return try writer.finish(
                PartName(partition: identifier, blockMin: 0, blockMax: 0, level: 0), partitionValues: values)
        } catch {
            writer.abandon()
            throw error
        }
    }
}

extension MergeTreeLayout {
    /// ClickHouse's choice between Wide and Compact.
    func isWide(bytes: Int, rows: Int) -> Bool {
        let settings = definition.settings
        return bytes >= settings.minBytesForWidePart
            || (settings.minRowsForWidePart > 0 && rows >= settings.minRowsForWidePart)
    }
}

/// Written parts that become visible together.
private final class PreparedParts: PreparedInsert {
    private let table: MergeTreeTable
    private let parts: Mutex<[Part]>
    private let isDurable: Bool
    private let hash: String?

    init(table: MergeTreeTable, parts: [Part], isDurable: Bool, hash: String?) {
        self.table = table
        self.parts = Mutex(parts)
        self.isDurable = isDurable
        self.hash = hash
    }

    deinit { abandon() }

    func commit() throws(QueryError) {
        let written = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        try table.commit(written, isDurable: isDurable)
        if let hash { try table.remember(hash, isDurable: isDurable) }
    }

    func abandon() {
        let written = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        for part in written { try? part.disk.removeTree(part.path) }
    }
}

extension MergeTreeTable {
    /// Gives written parts their block numbers and places, and makes them visible: all or none.
    func commit(_ written: [Part], isDurable: Bool) throws(QueryError) {
        guard !written.isEmpty else { return }
        let names = try state.withLock { (state) throws(QueryError) -> [PartName] in
            guard !state.isShutDown else { throw QueryError(.tableIsDropped, "The table was shut down") }
            return written.map { part in
                let block = state.allocateBlock()
                return PartName(partition: part.name.partition, blockMin: block, blockMax: block, level: 0)
            }
        }
        var placed: [Part] = []
        do throws(QueryError) {
            let layout = self.layout
            if !layout.changes.isEmpty, written.contains(where: { $0.content.metadataVersion < layout.version }) {
                // Written before an ALTER and committed behind it: the record of the changes is needed again.
                try ColumnChangesFile(before: layout, after: layout).write(for: self)
            }
            for (part, name) in zip(written, names) { placed.append(try moveIntoPlace(part, name: name)) }
            if isDurable {
                var done: [String] = []
                for part in placed where !done.contains(part.disk.name) {
                    try part.disk.synchroniseDirectory(path)
                    done.append(part.disk.name)
                }
            }
        } catch {
            for part in placed { try? part.disk.removeTree(part.path) }
            for part in written.dropFirst(placed.count) { try? part.disk.removeTree(part.path) }
            state.withLock { state in for name in names { state.giveUp(name.blockMin) } }
            throw error
        }
        let moment = clock.seconds
        state.withLock { state in for part in placed { state.publish(part, at: moment) } }
        scheduler?.wake()
    }
}
