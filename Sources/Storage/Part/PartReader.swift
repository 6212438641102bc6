import Codecs
import Columns
import Errors
import Functions

/// Reads columns of one part, range of granules by range. Used by one thread at a time; keeps files open.
package final class PartReader {
    package let part: Part
    private let layout: MergeTreeLayout
    private let context: QueryContext
    private let granularity: Granularity
    /// Whether columns are taken from, and left in, the cache: for queries, not for merges, which read once.
    private let usesCache: Bool
    private var columns: [String: OpenColumn] = [:]
    private var compact: StreamFile?

    private struct OpenColumn {
        let serialisation: ColumnSerialisation
        var reader: ColumnReader
        /// A file for each stream of a Wide part; the stream's name for messages.
        var files: [StreamFile]
    }

    package init(
        _ part: Part, layout: MergeTreeLayout, context: QueryContext, usesCache: Bool = false
    ) throws(QueryError) {
        self.part = part
        self.usesCache = usesCache && ColumnCache.shared.isEnabled
        self.layout = layout
        self.context = context
        granularity = try part.granularity()
    }

    package var granuleCount: Int { granularity.count }
    package func rows(of granules: Range<Int>) -> Range<Int> { granularity.rows(of: granules) }

    /// The rows of `granules`, in the type that the table declares for `name`; a column that the part has not is
    /// filled with its default.
    package func column(_ name: String, granules: Range<Int>) throws(QueryError) -> Column {
        try column(name, granules: granules, keepsDictionary: false)
    }

    /// `keepsDictionary`: strings may come as codes into a dictionary though their type does not say so.
    func column(_ name: String, granules: Range<Int>, keepsDictionary: Bool) throws(QueryError) -> Column {
        let rowCount = granularity.rows(of: granules).count
        let declaration = try layout.schema.column(named: name)
        let storedName = layout.storedName(of: name, in: part)
        guard let storedName, let entry = part.entry(storedName) else {
            return try missing(declaration, granules: granules, rowCount: rowCount)
        }
        let type = try entry.knownType()
        if type == declaration.type, keepsDictionary, usesCache, !granules.isEmpty,
            granules.upperBound <= granuleCount
        {
            return try cachedColumn(storedName, granules: granules, keepsDictionary: true)
        }
        let stored = try storedColumn(storedName, granules: granules)
        if type == declaration.type { return stored }
        return try convertColumn(stored, from: type, to: declaration.type, in: context).materialised
    }

    /// A canonical byte per row, 0 where a lightweight DELETE removed it; `nil` where none did.
    package func existence(granules: Range<Int>) throws(QueryError) -> [UInt8]? {
        guard part.has("_row_exists") else { return nil }
        return maskOfTrue(try storedColumn("_row_exists", granules: granules))
    }

    /// The rows of `granules` as the part has them.
    package func storedColumn(_ name: String, granules: Range<Int>) throws(QueryError) -> Column {
        guard granules.lowerBound >= 0, granules.upperBound <= granuleCount else {
            throw QueryError(.logicalError, "Part \(part.name.text) has \(granuleCount) granules, not \(granules)")
        }
        if granules.isEmpty { return .defaults(of: try part.serialisation(of: name).type, count: 0) }
        return usesCache
            ? try cachedColumn(name, granules: granules, keepsDictionary: false)
            : try readColumn(name, granules: granules)
    }

    /// Run by run, from the cache where it has them; what is read for more than half of a run is read whole and kept.
    private func cachedColumn(
        _ name: String, granules: Range<Int>, keepsDictionary: Bool
    ) throws(QueryError) -> Column {
        let perRun = part.granulesPerRun
        var pieces: [Column] = []
        var start = granules.lowerBound
        while start < granules.upperBound {
            let run = start / perRun
            let whole = run * perRun..<min((run + 1) * perRun, granuleCount)
            let wanted = start..<min(whole.upperBound, granules.upperBound)
            start = wanted.upperBound
            var column = part.cached(name, run: run)
            if column == nil {
                guard wanted.count * 2 > whole.count else {
                    pieces.append(try readColumn(name, granules: wanted))
                    continue
                }
                var read = try readColumn(name, granules: whole)
                if case .string(let strings) = read, let runs = strings.dictionaryOfRuns() {
                    read = .lowCardinality(runs)
                }
                part.cache(read, as: name, run: run)
                column = read
            }
            guard let column else { continue }
            let first = granularity.rows(of: whole).lowerBound
            let rows = granularity.rows(of: wanted)
            pieces.append(
                wanted == whole ? column : column.slice(rows.lowerBound - first..<rows.upperBound - first))
        }
        // A dictionary that the type does not have is the cache's own.
        if try part.serialisation(of: name).type.physicalKind == .string,
            !keepsDictionary || !pieces.allSatisfy(\.isLowCardinality)
        {
            pieces = pieces.map(\.withoutLowCardinality)
        }
        return pieces.count == 1 ? pieces[0] : Column.concatenating(pieces)
    }

    private func readColumn(_ name: String, granules: Range<Int>) throws(QueryError) -> Column {
        do throws(QueryError) {
            return part.isWide
                ? try wideColumn(name, granules: granules) : try compactColumn(name, granules: granules)
        } catch {
            throw part.located(error, file: part.isWide ? "\(Substream.escape(name)).bin" : "data.bin")
        }
    }

    // MARK: - Wide

    private func openWide(_ name: String) throws(QueryError) -> OpenColumn {
        if let open = columns[name] { return open }
        let serialisation = try part.serialisation(of: name)
        var files: [StreamFile] = []
        for stream in serialisation.substreams {
            guard let stem = part.fileStem(of: stream.name) else {
                throw QueryError(.noFileInDataPart, "There is no file of stream \(stream.name)")
            }
            files.append(
                StreamFile(try part.disk.openReader("\(part.path)/\(stem).bin"), marks: try part.marks(stem)))
        }
        var reader = ColumnReader(serialisation)
        if serialisation.hasMixtures {
            // What stands before the values says how they are written.
            var prefixes: [ByteReader] = []
            for (stream, file) in zip(serialisation.substreams, files) {
                if let structure = serialisation.structure(of: stream.name) {
                    prefixes.append(ByteReader(structure))
                } else {
                    prefixes.append(try file.prefix())
                }
            }
            var streams = SubstreamReaders(separate: prefixes)
            try reader.readPrefix(from: &streams)
        }
        return OpenColumn(serialisation: serialisation, reader: reader, files: files)
    }

    private func wideColumn(_ name: String, granules: Range<Int>) throws(QueryError) -> Column {
        let rowCount = granularity.rows(of: granules).count
        var open = try openWide(name)
        defer { columns[name] = open }
        // A dictionary may lie behind the next granule's mark: the second try has all of the stream.
        for isLastTry in [false, true] {
            var readers: [ByteReader] = []
            for (stream, file) in zip(open.serialisation.substreams, open.files) {
                var end: Int? = granules.upperBound
                if stream.role == .dictionary {
                    end =
                        isLastTry
                        ? nil : file.nextPlace(from: granules.upperBound).flatMap { file.nextPlace(from: $0 + 1) }
                }
                readers.append(try file.bytes(from: granules.lowerBound, stream: 0, upTo: end))
            }
            var streams = SubstreamReaders(separate: readers)
            open.reader.reset()
            do throws(QueryError) {
                return try open.reader.read(rowCount: rowCount, from: &streams)
            } catch {
                let hasDictionary = open.serialisation.substreams.contains { $0.role == .dictionary }
                guard !isLastTry, hasDictionary else { throw error }
            }
        }
        throw QueryError(.logicalError, "The column cannot be read")
    }

    // MARK: - Compact

    private func compactColumn(_ name: String, granules: Range<Int>) throws(QueryError) -> Column {
        guard let position = part.content.columns.entries.firstIndex(where: { $0.name == name }) else {
            throw QueryError(.noSuchColumnInTable, "There is no column \(name)")
        }
        if columns[name] == nil {
            let serialisation = try part.serialisation(of: name)
            columns[name] = OpenColumn(serialisation: serialisation, reader: ColumnReader(serialisation), files: [])
        }
        let file: StreamFile
        if let compact {
            file = compact
        } else {
            file = StreamFile(try part.disk.openReader("\(part.path)/data.bin"), marks: try part.marks("data"))
            compact = file
        }
        let isPerStream = part.content.marksFormat.isPerSubstream
        let first = isPerStream ? part.content.substreams[..<position].reduce(0) { $0 + $1.count } : position
        let next = first + (isPerStream ? part.content.substreams[position].count : 1)
        let width = try part.marks("data").width
        var pieces: [Column] = []
        for granule in granules {
            let isLast = next == width
            let bytes = try file.bytes(
                from: granule, stream: first, upTo: isLast ? granule + 1 : granule, endStream: isLast ? 0 : next)
            var readers = SubstreamReaders(joined: bytes)
            guard var reader = columns[name]?.reader else { continue }
            reader.reset()
            try reader.readPrefix(from: &readers)
            pieces.append(try reader.read(rowCount: granularity.size(granule), from: &readers))
        }
        return Column.concatenating(pieces)
    }

    // MARK: - Columns that the part has not

    private func missing(
        _ declaration: ColumnDeclaration, granules: Range<Int>, rowCount: Int
    ) throws(QueryError) -> Column {
        if let expression = declaration.defaultExpression {
            var inputs: [Int: Column] = [:]
            for position in expression.columnsRead where position < layout.schema.columns.count {
                let source = layout.schema.columns[position]
                guard source.name != declaration.name else {
                    throw QueryError(.cyclicAliases, "The default of column \(source.name) depends on itself")
                }
                inputs[position] = try column(source.name, granules: granules)
            }
            let input = EvaluationInput(columns: inputs, rowCount: rowCount)
            let value = try expression.evaluate(over: input, in: context)
            return try convertColumn(value, from: expression.type, to: declaration.type, in: context).materialised
        }
        // A new column of a nested group is as long as its siblings.
        if case .array(let element) = declaration.type, let dot = declaration.name.firstIndex(of: ".") {
            let prefix = declaration.name[...dot]
            let sibling = part.content.columns.entries.first { entry in
                guard entry.name.hasPrefix(prefix), case .array? = entry.type else { return false }
                return true
            }
            if let sibling, case .array(let array) = try storedColumn(sibling.name, granules: granules) {
                let elements = Column.defaults(of: element, count: array.elements.count)
                return .array(ArrayColumn(ends: array.ends, elements: elements))
            }
        }
        return .defaults(of: declaration.type, count: rowCount)
    }
}

extension Column {
    var isLowCardinality: Bool { if case .lowCardinality = self { true } else { false } }
}
