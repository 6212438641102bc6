import Codecs
import Errors
import Storage

/// Bytes of one column in parts.
struct ColumnSize {
    var compressed = 0
    var uncompressed = 0
    var marks = 0

    mutating func add(_ other: ColumnSize) {
        compressed += other.compressed
        uncompressed += other.uncompressed
        marks += other.marks
    }
}

/// Bytes of a part by purpose, out of its list of files.
struct PartSizes {
    private(set) var data = ColumnSize()
    private(set) var indexes = ColumnSize()
    private(set) var primaryKey = 0
    /// All files, with the compressed ones as what they stand for.
    private(set) var uncompressedOnDisk = 0
    private(set) var fileCount = 0

    init(_ files: [String: ChecksumsFile.Entry]) {
        fileCount = files.count
        for (name, entry) in files {
            let plain = entry.uncompressed?.size ?? entry.size
            uncompressedOnDisk += plain
            let isIndex = name.hasPrefix("skp_idx_")
            if name == "primary.idx" || name == "primary.cidx" {
                primaryKey = entry.size
            } else if isMarks(name) {
                if isIndex { indexes.marks += entry.size } else { data.marks += entry.size }
            } else if isIndex {
                indexes.compressed += entry.size
                indexes.uncompressed += plain
            } else if name.hasSuffix(".bin") {
                data.compressed += entry.size
                data.uncompressed += plain
            }
        }
    }
}

/// `x.mrk`, `x.mrk2`, `x.cmrk4` …
private func isMarks(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return MarksFormat(rawValue: String(name[name.index(after: dot)...])) != nil
}

extension MergeTreeTable {
    /// The active parts that have rows: empty ones only cover what was dropped.
    var shownParts: [Part] { activeParts.filter { $0.rowCount > 0 } }

    /// These, and those that were replaced and are still there.
    var shownPartCount: Int { shownParts.count + outdatedParts.count { $0.rowCount > 0 } }
}

extension Part {
    var sizes: PartSizes { PartSizes(content.checksums.entries) }

    func markCount() throws(QueryError) -> Int {
        // The granules, and the mark behind the last of them.
        let count = try granularity().count
        return rowCount > 0 ? count + 1 : count
    }

    /// The files of one column of a Wide part; a Compact part has all columns in one file, and counts none.
    func size(of column: ColumnsFile.Entry) -> ColumnSize {
        var size = ColumnSize()
        guard isWide, let serialisation = try? serialisation(of: column.name) else { return size }
        for stream in serialisation.substreams {
            guard let stem = fileStem(of: stream.name) else { continue }
            if let file = content.checksums.entries["\(stem).bin"] {
                size.compressed += file.size
                size.uncompressed += file.uncompressed?.size ?? file.size
            }
            size.marks += content.checksums.entries["\(stem).\(content.marksFormat.rawValue)"]?.size ?? 0
        }
        return size
    }
}
