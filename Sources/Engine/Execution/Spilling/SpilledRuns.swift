import Columns
import Errors

/// The rows of sorted runs on disk in order; of equal rows those of the earlier run come first.
///
/// A round takes from each run the rows up to the smallest last row at hand: nothing that is still on disk comes before
/// them, so they are sorted among themselves and handed on.
final class SpilledRuns: ChunkStream {
    private struct Run {
        let file: SpillFile
        var next = 0
        var rows: Chunk?

        var hasMore: Bool { next < file.count }
    }

    private var runs: [Run]
    private let types: [DataType]
    private let keys: [SortedRun.Key]
    private let resources: QueryResources
    private let hold: MemoryHold
    private var left: Int
    private var ready: [Chunk] = []

    init(
        _ files: [SpillFile], types: [DataType], _ keys: [SortedRun.Key], limit: Int?, _ resources: QueryResources
    ) {
        runs = files.map { Run(file: $0) }
        self.types = types
        self.keys = keys
        self.resources = resources
        hold = MemoryHold(resources, "MergingSortedTransform")
        left = limit ?? Int.max
    }

    func next() throws(QueryError) -> Chunk? {
        while left > 0 {
            try resources.checkpoint()
            if let chunk = ready.popLast() {
                let taken = chunk.slice(0..<min(left, chunk.rowCount))
                left -= taken.rowCount
                return taken
            }
            guard try makeRound() else { break }
        }
        runs = []
        ready = []
        return nil
    }

    private func makeRound() throws(QueryError) -> Bool {
        for place in runs.indices {
            while runs[place].rows == nil, runs[place].hasMore {
                let chunk = try runs[place].file.read(runs[place].next)
                runs[place].next += 1
                if chunk.rowCount > 0 { runs[place].rows = chunk }
            }
        }
        runs.removeAll { $0.rows == nil }
        guard !runs.isEmpty else { return false }
        try hold.set(runs.reduce(0) { $0 + ($1.rows?.byteCount ?? 0) } * 2)
        let bound = boundingRun()
        var pieces: [Chunk] = []
        for place in runs.indices {
            guard let rows = runs[place].rows else { continue }
            let count = bound.map { rowsTaken(from: place, upTo: $0) } ?? rows.rowCount
            if count > 0 { pieces.append(rows.slice(0..<count)) }
            taken[place] = count
        }
        for place in runs.indices {
            guard let rows = runs[place].rows, let count = taken[place] else { continue }
            runs[place].rows = count == rows.rowCount ? nil : rows.slice(count..<rows.rowCount)
        }
        let all = Chunk.concatenating(pieces, types: types)
        let sorted = pieces.count > 1 ? all.gathering(SortedRun.sort(all, by: keys, limit: nil)) : all
        ready = stride(from: 0, to: sorted.rowCount, by: resources.blockRowsMax).map { start in
            sorted.slice(start..<min(start + resources.blockRowsMax, sorted.rowCount))
        }.reversed()
        return true
    }

    private var taken: [Int: Int] = [:]

    /// The first run, among those that go on on disk, whose last row at hand is smallest; `nil` where none goes on.
    private func boundingRun() -> Int? {
        var best: Int?
        for place in runs.indices where runs[place].hasMore {
            guard let current = best else {
                best = place
                continue
            }
            if order(of: lastRow(place), in: place, with: lastRow(current), in: current) < 0 { best = place }
        }
        return best
    }

    private func lastRow(_ run: Int) -> Int { (runs[run].rows?.rowCount ?? 1) - 1 }

    /// The rows at hand of `run` that come before what the bounding run still has on disk.
    private func rowsTaken(from run: Int, upTo bound: Int) -> Int {
        let count = runs[run].rows?.rowCount ?? 0
        if run == bound { return count }
        // Rows equal to the bound come before its others where their run does.
        let takesEqual = run < bound
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let order = order(of: middle, in: run, with: lastRow(bound), in: bound)
            if order < 0 || order == 0 && takesEqual { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func order(of row: Int, in run: Int, with other: Int, in otherRun: Int) -> Int {
        guard let mine = runs[run].rows, let theirs = runs[otherRun].rows else { return 0 }
        for key in keys {
            let direction = key.direction
            let order = mine.columns[key.position].compare(
                row, with: theirs.columns[key.position], other,
                nullsFirst: direction.nullsFirst != direction.isDescending)
            if order != 0 { return direction.isDescending ? -order : order }
        }
        return 0
    }
}
