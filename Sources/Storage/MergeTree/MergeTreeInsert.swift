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
        if options.deduplicates, deduplicationWindow > 0 {
            let own = try Self.deduplicationHash(of: block, token: options.deduplicationToken)
            if state.withLock({ $0.deduplication.isKnown(own) }) {
                return PreparedParts(table: self, parts: [], isDurable: false, hash: own, isDuplicate: true)
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
        return PreparedParts(table: self, parts: parts, isDurable: options.isDurable, hash: hash, isDuplicate: false)
    }

    /// Throws what writing these rows would throw for their values; writes nothing.
    package func checkKeys(of block: Block, in context: QueryContext) throws(QueryError) {
        let layout = self.layout
        for (_, rows) in try splitByPartition(block, layout, in: context) {
            _ = try layout.sortingKeys(of: rows, in: context)
        }
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
            rows = try rows.gathering(order.sortedRows(rows.keys, count: rows.rowCount), options.parallel)
        }
        let collapser = try layout.definition.mode.collapser(
            for: layout.schema, keyColumns: layout.keyColumnNames, purpose: .merge)
        if let collapser, options.collapses {
            rows = try collapser.collapse(rows, groupStarts: order.groupStarts(rows.keys, count: rows.rowCount))
        }
        guard rows.rowCount > 0 else { return nil }
        let bytes = rows.block.byteCount
        let disk = try policy.disk(forBytes: bytes + 1 << 20)
        var writing = PartWriter.Options(
            isWide: layout.isWide(bytes: bytes, rows: rows.rowCount), codec: layout.defaultCodec,
            isDurable: options.isDurable, context: options.context)
        writing.parallel = options.parallel
        let writer = try PartWriter(
            layout, disk: disk, path: location(of: temporaryName("insert")), options: writing)
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
