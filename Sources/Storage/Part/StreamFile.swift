import Codecs
import Columns
import Errors

/// An open file of compressed frames with its marks: gives the bytes between two marks. Used by one thread at a time.
final class StreamFile {
    /// Released once the whole file is in memory.
    private var reader: (any DiskReader)?
    private let byteCount: Int
    private let marks: Marks
    /// The whole file, if it is small.
    private var whole: [UInt8]?
    /// The frame that was decompressed last: neighbouring reads often begin in it.
    private var last: (offset: Int, end: Int, bytes: [UInt8])?

    private static let wholeSizeMax = 512 << 10

    init(_ reader: any DiskReader, marks: Marks) {
        self.reader = reader
        byteCount = reader.byteCount
        self.marks = marks
    }

    /// From mark `first` of stream `stream` up to mark `end` of stream `endStream`, or to the end of the file.
    func bytes(
        from first: Int, stream: Int, upTo end: Int?, endStream: Int = 0
    ) throws(QueryError) -> ByteReader {
        guard let start = marks.position(mark: first, stream: stream) else {
            throw QueryError(.corruptedData, "There is no mark \(first)")
        }
        guard let end, let stop = marks.position(mark: end, stream: endStream) else {
            return try bytes(from: start, to: nil, fileEnd: byteCount)
        }
        var fileEnd = Int(clamping: stop.offsetInFile)
        if stop.offsetInBlock > 0 {
            // The frame that `stop` is in ends where a later mark's begins, at the latest.
            fileEnd = byteCount
            var index = end * marks.width + endStream
            while index < marks.positions.count {
                if marks.positions[index].offsetInFile > stop.offsetInFile {
                    fileEnd = Int(clamping: marks.positions[index].offsetInFile)
                    break
                }
                index += 1
            }
        }
        return try bytes(from: start, to: stop, fileEnd: fileEnd)
    }

    /// What stands before the first granule.
    func prefix() throws(QueryError) -> ByteReader {
        guard let stop = marks.position(mark: 0) else { return ByteReader([]) }
        let start = StreamPosition(offsetInFile: 0, offsetInBlock: 0)
        return try bytes(
            from: start, to: stop, fileEnd: stop.offsetInBlock > 0 ? byteCount : Int(clamping: stop.offsetInFile))
    }

    /// The first mark from `mark` on whose place differs from that of the mark before; `nil` at the end.
    func nextPlace(from mark: Int) -> Int? {
        guard mark > 0, let before = marks.position(mark: mark - 1) else { return nil }
        var next = mark
        while let position = marks.position(mark: next) {
            if position != before { return next }
            next += 1
        }
        return nil
    }

    private func bytes(
        from start: StreamPosition, to stop: StreamPosition?, fileEnd: Int
    ) throws(QueryError) -> ByteReader {
        guard let first = Int(exactly: start.offsetInFile), first <= fileEnd, fileEnd <= byteCount,
            let skipped = Int(exactly: start.offsetInBlock)
        else { throw QueryError(.corruptedData, "A mark is behind the end of the file") }
        let (source, base) = try compressed(first..<fileEnd)
        var content: [UInt8] = []
        var offset = first
        var end: Int?
        while offset < fileEnd {
            if let stop, let place = Int(exactly: stop.offsetInFile), offset >= place {
                guard let inside = Int(exactly: stop.offsetInBlock), inside < 1 << 40 else {
                    throw QueryError(.corruptedData, "A mark is behind the end of its block")
                }
                end = content.count + inside
                if inside == 0 { break }
            }
            offset = try appendFrame(at: offset, source, base: base, to: &content)
            if end != nil { break }
        }
        let total = end ?? content.count
        guard skipped <= total, total <= content.count else {
            throw QueryError(.corruptedData, "A mark is behind the end of its block")
        }
        return ByteReader(content, in: skipped..<total)
    }

    private func compressed(_ range: Range<Int>) throws(QueryError) -> (bytes: [UInt8], base: Int) {
        if let whole { return (whole, 0) }
        guard let reader else { throw QueryError(.logicalError, "The file is closed") }
        if byteCount <= Self.wholeSizeMax {
            let bytes = try reader.read(0..<byteCount)
            whole = bytes
            self.reader = nil
            return (bytes, 0)
        }
        return (try reader.read(range), range.lowerBound)
    }

    /// Decompresses the frame at `offset` of the file behind `content` and gives the offset of the next.
    private func appendFrame(
        at offset: Int, _ source: [UInt8], base: Int, to content: inout [UInt8]
    ) throws(QueryError) -> Int {
        if let last, last.offset == offset {
            content += last.bytes
            return last.end
        }
        let before = content.count
        let end = try Frames.decompress(source, at: offset - base, to: &content) + base
        last = (offset, end, before == 0 ? content : Array(content[before...]))
        return end
    }
}
