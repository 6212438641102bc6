import Codecs
import Columns
import Errors

/// Reads the small files of a part's directory and checks that they belong together.
package enum PartLoader {
    /// Loads the part in `path`. Anything that is not as it must be is an error that names the part and the file.
    package static func load(
        _ name: PartName, disk: any Disk, path: String, layout: MergeTreeLayout
    ) throws(QueryError) -> Part {
        let files = Set(try disk.list(path))
        guard let format = MarksFormat.detect(files.sorted()) ?? (files.contains("data.bin") ? nil : .cmrk2) else {
            throw QueryError(.unknownPartType, "Part \(name.text) has no marks: its type cannot be told")
        }
        var content = Part.Content(
            rowCount: 0, columns: ColumnsFile([]), checksums: ChecksumsFile(), files: files, marksFormat: format,
            serialisation: SerialisationFile(), substreams: [], partitionValues: [], minMax: MinMaxIndex([]),
            ttl: TTLFile(), defaultCodec: "", metadataVersion: 0,
            modificationSeconds: disk.modificationSeconds(of: path),
            fixedGranularity: max(layout.definition.settings.indexGranularity, 1))
        let probe = Part(name: name, disk: disk, path: path, content: content)
        if files.contains(ChecksumsFile.name) {
            content.checksums = try parse(probe, ChecksumsFile.name) { (bytes) throws(QueryError) in
                try ChecksumsFile(parsing: bytes)
            }
            try checkSizes(probe, content.checksums)
        }
        let part = Part(name: name, disk: disk, path: path, content: content)
        try readColumns(part, layout, into: &content)
        try readTexts(part, into: &content)
        try readPartition(part, layout, into: &content)
        return Part(name: name, disk: disk, path: path, content: content)
    }

    private static func parse<T>(
        _ part: Part, _ file: String, _ parse: ([UInt8]) throws(QueryError) -> T
    ) throws(QueryError) -> T {
        let bytes = try part.readChecked(file)
        do throws(QueryError) {
            return try parse(bytes)
        } catch {
            throw part.located(error, file: file)
        }
    }

    private static func text(_ part: Part, _ file: String) throws(QueryError) -> String {
        String(decoding: try part.readChecked(file), as: UTF8.self)
    }

    private static func checkSizes(_ part: Part, _ checksums: ChecksumsFile) throws(QueryError) {
        for file in checksums.texts.keys where !part.content.files.contains(file) {
            throw part.located(
                QueryError(.noFileInDataPart, "The file was written with the part, but is not in it"), file: file)
        }
        for (file, entry) in checksums.entries where !file.hasSuffix(".proj") {
            guard part.content.files.contains(file) else {
                throw part.located(
                    QueryError(.noFileInDataPart, "The file is in checksums.txt, but not in the part"), file: file)
            }
            let size = try part.disk.size(of: "\(part.path)/\(file)")
            guard size == entry.size else {
                throw part.located(
                    QueryError(.badSizeOfFileInDataPart, "The file has \(size) bytes instead of \(entry.size)"),
                    file: file)
            }
        }
    }

    private static func readColumns(
        _ part: Part, _ layout: MergeTreeLayout, into content: inout Part.Content
    ) throws(QueryError) {
        let files = part.content.files
        if files.contains(ColumnsFile.name) {
            content.columns = try parse(part, ColumnsFile.name) { (bytes) throws(QueryError) in
                try ColumnsFile(parsing: String(decoding: bytes, as: UTF8.self))
            }
        } else if part.isWide {
            content.columns = ColumnsFile(layout.schema.stored.map { ColumnsFile.Entry(name: $0.name, type: $0.type) })
        } else {
            throw part.located(QueryError(.noFileInDataPart, "The part has no list of columns"), file: ColumnsFile.name)
        }
        if files.contains(SerialisationFile.name) {
            content.serialisation = try parse(part, SerialisationFile.name) { (bytes) throws(QueryError) in
                try SerialisationFile(parsing: bytes)
            }
        }
        guard content.marksFormat.isPerSubstream else { return }
        content.substreams = try parse(part, SubstreamsFile.name) { (bytes) throws(QueryError) in
            try SubstreamsFile.parse(String(decoding: bytes, as: UTF8.self))
        }
        guard content.substreams.count == content.columns.entries.count else {
            throw part.located(
                QueryError(.corruptedData, "It lists another number of columns than columns.txt"),
                file: SubstreamsFile.name)
        }
    }

    private static func readTexts(_ part: Part, into content: inout Part.Content) throws(QueryError) {
        let files = part.content.files
        let count = try text(part, "count.txt")
        guard let rowCount = Int(count), rowCount >= 0, rowCount < 1 << 48 else {
            throw part.located(QueryError(.corruptedData, "It does not hold a number of rows"), file: "count.txt")
        }
        content.rowCount = rowCount
        if files.contains("default_compression_codec.txt") {
            content.defaultCodec = try text(part, "default_compression_codec.txt")
        }
        if files.contains("metadata_version.txt") {
            guard let version = Int(try text(part, "metadata_version.txt")) else {
                throw part.located(
                    QueryError(.corruptedData, "It does not hold a number"), file: "metadata_version.txt")
            }
            content.metadataVersion = version
        }
        if files.contains(TTLFile.name) {
            content.ttl = try parse(part, TTLFile.name) { (bytes) throws(QueryError) in try TTLFile(parsing: bytes) }
        }
    }

    private static func readPartition(
        _ part: Part, _ layout: MergeTreeLayout, into content: inout Part.Content
    ) throws(QueryError) {
        let types = layout.partitionTypes
        guard !types.isEmpty else { return }
        content.partitionValues = try parse(part, "partition.dat") { (bytes) throws(QueryError) in
            var reader = ByteReader(bytes)
            var values: [Value] = []
            for type in types { values.append(try reader.readValue(of: type)) }
            return values
        }
        let identifier = try PartitionIdentifier.text(of: content.partitionValues, types: types)
        guard identifier == part.name.partition else {
            throw part.located(
                QueryError(
                    .corruptedData,
                    "calculated partition ID: \(identifier) differs from partition ID in part name: "
                        + part.name.partition),
                file: "partition.dat")
        }
        for source in layout.partitionSources {
            let plain = MinMaxIndex.fileName(source.name)
            let file =
                part.content.files.contains(plain)
                ? plain : Substream.fileStem(of: String(plain.dropLast(".idx".count))) + ".idx"
            guard part.content.files.contains(file) else {
                if part.rowCount == 0 && content.rowCount == 0 { continue }
                throw part.located(QueryError(.noFileInDataPart, "The file is not there"), file: plain)
            }
            content.minMax.entries.append(
                try parse(part, file) { (bytes) throws(QueryError) in
                    try MinMaxIndex.parse(bytes, column: source.name, type: source.type)
                })
        }
    }
}

/// `columns_substreams.txt`: the streams of each column, in the order of writing.
package enum SubstreamsFile {
    package static let name = "columns_substreams.txt"

    static func text(_ columns: [(name: String, streams: [String])]) -> String {
        var result = "columns substreams version: 1\n\(columns.count) columns:\n"
        for column in columns {
            result += "\(column.streams.count) substreams for column \(ColumnsFile.quoted(column.name)):\n"
            for stream in column.streams { result += "\t\(stream)\n" }
        }
        return result
    }

    static func parse(_ text: String) throws(QueryError) -> [[String]] {
        var lines = text.split(separator: "\n")[...]
        guard lines.popFirst() == "columns substreams version: 1", let header = lines.popFirst(),
            header.hasSuffix(" columns:"), let count = Int(header.dropLast(" columns:".count)), count >= 0
        else { throw QueryError(.corruptedData, "The first lines are not as they must be") }
        var result: [[String]] = []
        while let line = lines.popFirst() {
            guard let space = line.firstIndex(of: " "), let size = Int(line[..<space]), size >= 0, size <= lines.count
            else {
                throw QueryError(.corruptedData, "Bad line: \(line)")
            }
            result.append(lines.prefix(size).map { String($0.dropFirst()) })
            lines = lines.dropFirst(size)
        }
        guard result.count == count else {
            throw QueryError(.corruptedData, "There are \(result.count) columns instead of \(count)")
        }
        return result
    }
}
