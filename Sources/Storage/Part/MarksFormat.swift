import Codecs
import Columns
import Errors

/// The eight kinds of marks files, by their extension.
///
/// | extension | an entry | |
/// |---|---|---|
/// | `mrk` | u64 offset in the file, u64 offset in the block | Wide, granules of one size, no final mark |
/// | `mrk2` | the same, u64 rows of the granule | Wide, final mark with 0 rows |
/// | `mrk3` | the two offsets for each column, u64 rows | Compact, final mark |
/// | `mrk4` | the two offsets for each substream, u64 rows | Compact, final mark |
///
/// With a `c` before, the file is compressed.
package enum MarksFormat: String, CaseIterable, Sendable {
    case mrk, cmrk, mrk2, cmrk2, mrk3, cmrk3, mrk4, cmrk4

    package var isCompressed: Bool { rawValue.hasPrefix("c") }
    package var isAdaptive: Bool { self != .mrk && self != .cmrk }
    package var isCompact: Bool { self == .mrk3 || self == .cmrk3 || self == .mrk4 || self == .cmrk4 }
    package var isPerSubstream: Bool { self == .mrk4 || self == .cmrk4 }

    /// The format of a part with these files: that of the first marks file. `nil` where there is none.
    package static func detect(_ files: [String]) -> MarksFormat? {
        for file in files where !file.hasPrefix("skp_idx_") {
            if let dot = file.lastIndex(of: "."),
                let format = MarksFormat(rawValue: String(file[file.index(after: dot)...]))
            {
                return format
            }
        }
        return nil
    }
}

/// The marks of one file: for each granule, and one behind the last, the places of its streams.
package struct Marks: Sendable {
    /// Rows of one granule: parts with larger ones are refused, so that nobody can make us allocate at will.
    static let granuleRowsMax = 1 << 27
    /// Streams per mark: 1 in a Wide part.
    package let width: Int
    /// `width` places for each mark, then those of the end if the format has a final mark.
    package let positions: [StreamPosition]
    /// Rows of each granule, without a final 0; empty where the file does not say.
    package let rows: [Int]

    package func position(mark: Int, stream: Int = 0) -> StreamPosition? {
        let index = mark * width + stream
        return index < positions.count ? positions[index] : nil
    }

    package init(parsing bytes: [UInt8], format: MarksFormat, width: Int) throws(QueryError) {
        let content = format.isCompressed ? try Frames.decompress(bytes) : bytes
        let entrySize = width * 16 + (format.isAdaptive ? 8 : 0)
        guard content.count.isMultiple(of: entrySize) else {
            throw QueryError(
                .corruptedData, "A marks file of \(content.count) bytes is not made of entries of \(entrySize) bytes")
        }
        self.width = width
        var reader = ByteReader(content)
        var positions: [StreamPosition] = []
        var rows: [Int] = []
        positions.reserveCapacity(content.count / 16)
        let count = content.count / entrySize
        for entry in 0..<count {
            for _ in 0..<width {
                positions.append(
                    StreamPosition(offsetInFile: try reader.readFixed(), offsetInBlock: try reader.readFixed()))
            }
            guard format.isAdaptive else { continue }
            let rowCount = try reader.readFixedCount(max: Self.granuleRowsMax, of: "rows of a granule")
            if entry < count - 1 || rowCount > 0 { rows.append(rowCount) }
        }
        self.positions = positions
        self.rows = rows
    }
}

/// The rows of each granule of a part.
package struct Granularity: Sendable {
    /// The first row of each granule, and the number of rows of all.
    package let starts: [Int]

    package init(rows: [Int]) {
        var starts = [0]
        starts.reserveCapacity(rows.count + 1)
        var total = 0
        for count in rows {
            total &+= count
            starts.append(total)
        }
        self.starts = starts
    }

    package var count: Int { starts.count - 1 }
    package var rowCount: Int { starts[count] }

    package func rows(of granules: Range<Int>) -> Range<Int> {
        starts[granules.lowerBound]..<starts[granules.upperBound]
    }
    package func size(_ granule: Int) -> Int { starts[granule + 1] - starts[granule] }
}
