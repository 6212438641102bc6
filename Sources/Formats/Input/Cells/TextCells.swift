import Columns
import Errors

/// The cells of one column as stretches of a text; a cell that is not there starts at -1.
struct TextCells {
    let bytes: [UInt8]
    var starts: [Int]
    var ends: [Int]

    init(bytes: [UInt8], starts: [Int] = [], ends: [Int] = []) {
        self.bytes = bytes
        self.starts = starts
        self.ends = ends
    }

    var count: Int { starts.count }

    mutating func append(_ range: Range<Int>) {
        starts.append(range.lowerBound)
        ends.append(range.upperBound)
    }

    mutating func appendMissing() {
        starts.append(-1)
        ends.append(-1)
    }

    /// Whether a cell has `size` bytes.
    func hasCell(of size: Int) -> Bool {
        var found = 0
        // Without a branch: nearly always the answer is no.
        for cell in 0..<count { found |= ends[cell] &- starts[cell] == size ? 1 : 0 }
        return found != 0
    }

    /// Bytes of all cells together.
    var byteCount: Int {
        var sum = 0
        for cell in 0..<count { sum &+= ends[cell] &- starts[cell] }
        return sum
    }

    /// Whether a cell is not there.
    var hasMissing: Bool {
        var found = 0
        for start in starts { found |= start }
        return found < 0
    }

    /// The same cells, those with a 1 in `mask` taken for missing.
    func withoutCells(where mask: [UInt8]) -> TextCells {
        guard mask.contains(1) else { return self }
        var result = self
        for cell in 0..<count where mask[cell] != 0 {
            result.starts[cell] = -1
            result.ends[cell] = -1
        }
        return result
    }

    /// Every text once, and for each cell the place of its text among them.
    func distinct() -> (cells: TextCells, places: [UInt32]) {
        var unique = TextCells(bytes: bytes)
        var places: [UInt32] = []
        places.reserveCapacity(count)
        var table = DistinctTexts()
        let span = bytes.span
        for cell in 0..<count {
            places.append(table.place(of: starts[cell], ends[cell], in: span, &unique))
        }
        return (unique, places)
    }
}

/// An open hash table of stretches of a text.
private struct DistinctTexts {
    private var slots = [UInt32](repeating: UInt32.max, count: 64)
    private var hashes: [UInt64] = []
    /// Where the text asked for last is.
    private var last = 0

    mutating func place(of start: Int, _ end: Int, in span: Span<UInt8>, _ unique: inout TextCells) -> UInt32 {
        // A value often stands in many rows one behind the other.
        if !hashes.isEmpty, isSame(unique.starts[last], unique.ends[last], start, end, span) {
            return UInt32(truncatingIfNeeded: last)
        }
        let hash = start >= 0 ? ByteSearch.hash(span, start..<end) : 1
        if hashes.count &* 2 >= slots.count { grow() }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while slots[slot] != UInt32.max {
            let place = Int(slots[slot])
            if hashes[place] == hash, isSame(unique.starts[place], unique.ends[place], start, end, span) {
                last = place
                return UInt32(truncatingIfNeeded: place)
            }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        let place = UInt32(truncatingIfNeeded: hashes.count)
        slots[slot] = place
        last = hashes.count
        hashes.append(hash)
        unique.starts.append(start)
        unique.ends.append(end)
        return place
    }

    private func isSame(_ start: Int, _ end: Int, _ otherStart: Int, _ otherEnd: Int, _ span: Span<UInt8>) -> Bool {
        guard end &- start == otherEnd &- otherStart, (start < 0) == (otherStart < 0) else { return false }
        return start < 0 || ByteSearch.isSame(span, at: start, span, at: otherStart, count: end &- start)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: UInt32.max, count: slots.count &* 2)
        for (place, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
            while slots[slot] != UInt32.max { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = UInt32(truncatingIfNeeded: place)
        }
    }
}

/// Why a cell could not be read, and which.
struct CellError: Error {
    /// The cell's place in its column.
    var cell: Int
    var reason: Reason

    enum Reason {
        /// The value ended before the cell did: the text from there on, and the quote that should have been there.
        case garbage(rest: [UInt8], closing: UInt8)
        case other(QueryError)
    }

    init(cell: Int, _ error: QueryError) {
        self.cell = cell
        reason = .other(error)
    }

    init(cell: Int, garbage rest: [UInt8], closing: UInt8 = 0) {
        self.cell = cell
        reason = .garbage(rest: rest, closing: closing)
    }

    /// The error as ClickHouse words it; `expected` is what should have followed the value.
    func queryError(expected: String) -> QueryError {
        switch reason {
        case .other(let error): error
        case .garbage(let rest, let closing):
            InputText.expected(closing == 0 ? expected : String(UnicodeScalar(closing)), before: rest)
        }
    }

    /// The error of an element as that of the cell it is in; `ends` are the elements' ends, cell by cell.
    func moved(to ends: [Int]) -> CellError {
        var result = self
        result.cell = ends.firstIndex { $0 > cell } ?? Swift.max(ends.count - 1, 0)
        if case .garbage(let rest, let closing) = reason, closing == 0 {
            result.reason = .other(InputText.expected(",", before: rest))
        }
        return result
    }
}

/// The words of errors about texts.
enum InputText {
    /// `Cannot parse input: expected ',' before: '…'`.
    static func expected(_ text: String, before rest: [UInt8]) -> QueryError {
        QueryError(
            .cannotParseInputAssertionFailed,
            "Cannot parse input: expected \(quoted(Array(text.utf8))) before: \(quoted(Array(rest.prefix(160))))")
    }

    static func quoted(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        let span = bytes.span
        SQLText.writeQuoted(span, to: &result)
        return String(decoding: result, as: UTF8.self)
    }

    /// What `span` has from `position` on, as far as messages show it.
    static func rest(of span: Span<UInt8>, from position: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let start = Swift.min(Swift.max(position, 0), span.count)
        TextExcerpt.append(span, start..<Swift.min(start &+ 160, span.count), to: &bytes)
        return bytes
    }
}
