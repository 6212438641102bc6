import Columns
import Errors

/// The rows of sorted runs in order; of equal rows those of the earlier run come first.
final class MergingStream: ChunkStream {
    private var runs: [SortedRun]
    private let keys: [SortedRun.Key]
    private let resources: QueryResources
    private let hold: MemoryHold
    private var left: Int
    /// Per run: a code per place that decides the first key where it differs; `nil` where a run has none.
    private let codes: [[UInt64]]?
    /// Equal codes mean that the first key is equal.
    private let codesAreExact: Bool
    /// Per run: the next place.
    private var places: [Int]
    /// The runs that have rows, as a heap: the one with the first row at 0.
    private var heap: [Int] = []

    init(
        _ runs: [SortedRun], _ keys: [SortedRun.Key], limit: Int?, _ resources: QueryResources
    ) throws(QueryError) {
        self.runs = runs
        self.keys = keys
        self.resources = resources
        hold = MemoryHold(resources, "MergingSortedTransform")
        (codes, codesAreExact) = Self.codes(of: runs, keys)
        try hold.add((codes ?? []).reduce(0) { $0 + $1.count * 8 })
        let total = runs.reduce(0) { $0 + $1.rowCount }
        left = min(limit ?? total, total)
        places = [Int](repeating: 0, count: runs.count)
        for run in runs.indices where runs[run].rowCount > 0 { push(run) }
    }

    private static func codes(of runs: [SortedRun], _ keys: [SortedRun.Key]) -> ([[UInt64]]?, Bool) {
        guard runs.count > 1, let key = keys.first else { return (nil, false) }
        var all: [[UInt64]] = []
        var areExact = true
        for run in runs {
            let column = run.chunk.columns[key.position]
            guard let codes = sortCodes(of: SortKey(column, key.direction)) else { return (nil, false) }
            all.append(run.order.map { order in order.map { codes.codes[Int($0)] } } ?? codes.codes)
            areExact = areExact && codes.areExact
        }
        return (all, areExact)
    }

    func picking(_ positions: [Int]) -> any ChunkStream { MappedStream(self) { $0.picking(positions) } }

    func next() throws(QueryError) -> Chunk? {
        guard left > 0 else {
            runs = []
            return nil
        }
        try resources.checkpoint()
        let wanted = min(left, resources.blockRowsMax)
        left -= wanted
        if heap.count == 1 {
            let run = heap[0]
            let range = places[run]..<places[run] + wanted
            places[run] = range.upperBound
            return runs[run].gathering(range)
        }
        return merge(wanted)
    }

    /// The next `wanted` rows: from each run a piece, then all of them in order.
    private func merge(_ wanted: Int) -> Chunk {
        let starts = places
        var source: [UInt32] = []
        source.reserveCapacity(wanted)
        if heap.count == 2, let codes { takeFromTwo(wanted, codes, &source) }
        while source.count < wanted {
            let run = heap[0]
            source.append(UInt32(truncatingIfNeeded: run))
            places[run] += 1
            if places[run] == runs[run].rowCount {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            sink(0)
        }
        var pieces: [Chunk] = []
        var offsets = [UInt32](repeating: 0, count: runs.count)
        var total = 0
        for run in runs.indices where places[run] > starts[run] {
            offsets[run] = UInt32(truncatingIfNeeded: total)
            total += places[run] - starts[run]
            pieces.append(runs[run].gathering(starts[run]..<places[run]))
        }
        guard pieces.count > 1 else { return pieces[0] }
        let together = Chunk.concatenating(pieces, types: pieces[0].columns.map { _ in .nothing })
        let order = source.map { run in
            offsets[Int(run)] &+= 1
            return offsets[Int(run)] &- 1
        }
        return together.gathering(order)
    }

    /// The usual case of two runs without the heap: up to `wanted` rows, or the end of one of the runs.
    private func takeFromTwo(_ wanted: Int, _ codes: [[UInt64]], _ source: inout [UInt32]) {
        let first = min(heap[0], heap[1])
        let second = max(heap[0], heap[1])
        let mine = codes[first]
        let theirs = codes[second]
        let decides = codesAreExact && keys.count == 1
        var place = places[first]
        var other = places[second]
        while source.count < wanted, place < mine.count, other < theirs.count {
            var takesFirst = mine[place] <= theirs[other]
            if !decides, mine[place] == theirs[other] {
                places[first] = place
                places[second] = other
                takesFirst = isBefore(first, second)
            }
            source.append(UInt32(truncatingIfNeeded: takesFirst ? first : second))
            if takesFirst { place &+= 1 } else { other &+= 1 }
        }
        places[first] = place
        places[second] = other
        heap = []
        if place < mine.count { push(first) }
        if other < theirs.count { push(second) }
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        let row = runs[a].row(at: places[a])
        let other = runs[b].row(at: places[b])
        var rest = keys[...]
        if let codes {
            let mine = codes[a][places[a]]
            let theirs = codes[b][places[b]]
            if mine != theirs { return mine < theirs }
            if codesAreExact { rest = rest.dropFirst() }
        }
        for key in rest {
            let direction = key.direction
            let order = runs[a].chunk.columns[key.position].compare(
                row, with: runs[b].chunk.columns[key.position], other,
                nullsFirst: direction.nullsFirst != direction.isDescending)
            if order != 0 { return direction.isDescending ? order > 0 : order < 0 }
        }
        return a < b
    }

    private func push(_ run: Int) {
        heap.append(run)
        var child = heap.count - 1
        while child > 0, isBefore(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func sink(_ start: Int) {
        var parent = start
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if isBefore(heap[child], heap[first]) { first = child }
            }
            if first == parent { return }
            heap.swapAt(parent, first)
            parent = first
        }
    }
}
