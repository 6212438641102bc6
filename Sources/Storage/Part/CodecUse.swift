import Codecs
import Errors

/// How often a codec was used for a column, and for how many bytes.
package struct CodecUse: Sendable {
    package var blockCount = 0
    package var compressedSize = 0
    package var uncompressedSize = 0

    package init(blockCount: Int = 0, compressedSize: Int = 0, uncompressedSize: Int = 0) {
        self.blockCount = blockCount
        self.compressedSize = compressedSize
        self.uncompressedSize = uncompressedSize
    }

    package mutating func add(_ other: CodecUse) {
        blockCount += other.blockCount
        compressedSize += other.compressedSize
        uncompressedSize += other.uncompressedSize
    }

    fileprivate mutating func add(_ frame: FrameSummary) {
        add(
            CodecUse(
                blockCount: 1, compressedSize: frame.compressedSize, uncompressedSize: frame.uncompressedSize))
    }
}

extension Part {
    /// The codecs of each column's frames, out of the frames' own headers.
    package func codecUses() throws(QueryError) -> [String: [String: CodecUse]] {
        var result: [String: [String: CodecUse]] = [:]
        guard isWide else {
            let starts = try startsInCompactFile()
            try walkFrames(of: "data.bin") { offset, frame in
                guard let column = starts[offset] else { return }
                result[column, default: [:]][frame.codec, default: CodecUse()].add(frame)
            }
            return result
        }
        var walked: Set<String> = []
        for column in content.columns.entries {
            for stream in try serialisation(of: column.name).substreams {
                // The sizes of a nested group are one file for all its columns.
                guard let stem = fileStem(of: stream.name), walked.insert(stem).inserted else { continue }
                try walkFrames(of: "\(stem).bin") { _, frame in
                    result[column.name, default: [:]][frame.codec, default: CodecUse()].add(frame)
                }
            }
        }
        return result
    }

    /// Whose frame begins at an offset of a Compact part's file: a column's frames end where the column ends.
    private func startsInCompactFile() throws(QueryError) -> [Int: String] {
        var result: [Int: String] = [:]
        let marks = try marks("data")
        let streamCounts = content.marksFormat.isPerSubstream ? content.substreams.map(\.count) : nil
        var stream = 0
        for (position, column) in content.columns.entries.enumerated() {
            for _ in 0..<(streamCounts?[position] ?? 1) {
                var mark = 0
                while let place = marks.position(mark: mark, stream: stream) {
                    if let offset = Int(exactly: place.offsetInFile) { result[offset] = column.name }
                    mark += 1
                }
                stream += 1
            }
        }
        return result
    }

    private func walkFrames(of file: String, _ body: (Int, FrameSummary) -> Void) throws(QueryError) {
        do throws(QueryError) {
            let reader = try disk.openReader("\(path)/\(file)")
            var offset = 0
            while offset < reader.byteCount {
                let end = min(offset + FrameSummary.sizeMax, reader.byteCount)
                let frame = try FrameSummary(try reader.read(offset..<end))
                body(offset, frame)
                offset += frame.compressedSize
            }
        } catch {
            throw located(error, file: file)
        }
    }
}
