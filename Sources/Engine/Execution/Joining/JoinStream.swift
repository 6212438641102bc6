import Columns
import Errors

/// The left rows of one stream with their partners, and, in the last stream to end, the right rows without one.
final class JoinStream: ChunkStream {
    private let input: any ChunkStream
    private let probe: JoinProbe
    private let shared: JoinProgress
    /// What this stream's rows met, as the shared flags.
    private var matched: [UInt8]

    /// The chunk at work, its slots, and how far it has come.
    private var chunk = Chunk([], rowCount: 0)
    private var slots: [UInt32] = []
    private var asof: Column?
    private var row = 0
    /// The next of the row's right rows.
    private var offset = 0
    /// With a condition: the left rows that have a partner.
    private var hasPartner: [UInt8] = []
    private var mustEndChunk = false
    /// The right rows without a partner, once they are known.
    private var unmatched: [UInt32]?
    private var unmatchedNext = 0
    private var hasEnded = false

    init(_ input: any ChunkStream, _ probe: JoinProbe, _ shared: JoinProgress) {
        self.input = input
        self.probe = probe
        self.shared = shared
        let keepsFlags = probe.shape.keepsUnmatchedRight
        matched = keepsFlags ? [UInt8](repeating: 0, count: shared.flagCount) : []
    }

    func next() throws(QueryError) -> Chunk? {
        while true {
            try probe.resources.checkpoint()
            if row < chunk.rowCount {
                let output = try probe.hasCondition ? joinConditionally() : probe.rows(nextPairs(), of: chunk)
                if output.rowCount > 0 { return output }
            } else if mustEndChunk {
                mustEndChunk = false
                if let output = loneLeftRows() { return output }
            } else if !hasEnded, let next = try input.next() {
                try begin(next)
            } else {
                return loneRightRows()
            }
        }
    }

    private func begin(_ next: Chunk) throws(QueryError) {
        chunk = next
        (slots, asof) = try probe.find(next)
        row = 0
        offset = 0
        if probe.hasCondition {
            hasPartner = [UInt8](repeating: 0, count: next.rowCount)
            mustEndChunk = true
        }
    }

    // MARK: - Without a condition

    /// The next pairs, as many as a block may have rows.
    private func nextPairs() -> JoinPairs {
        switch probe.shape.taking {
        case .firstOncePerKey, .allOncePerKey: return shared.withUsed { nextPairs(used: &$0) }
        default:
            var none: [UInt8] = []
            return nextPairs(used: &none)
        }
    }

    private func nextPairs(used: inout [UInt8]) -> JoinPairs {
        let rowsMax = probe.resources.blockRowsMax
        let table = probe.table
        let partnerless = UInt32(truncatingIfNeeded: table.rowCount)
        let keepsUnmatched = probe.shape.keepsUnmatchedLeft
        // Copies of the properties, whose access is checked at run time.
        let slots = self.slots
        let count = chunk.rowCount
        var row = self.row
        var offset = self.offset
        var matched = self.matched
        self.matched = []
        var pairs = JoinPairs()
        pairs.left.reserveCapacity(min(count - row, rowsMax))
        pairs.right.reserveCapacity(min(count - row, rowsMax))
        while row < count, pairs.count < rowsMax {
            let slot = slots[row]
            if slot == KeyTables.missing {
                if keepsUnmatched { pairs.append(row, partnerless) }
                row &+= 1
                continue
            }
            if !matched.isEmpty { matched[Int(slot)] = 1 }
            let range = places(of: slot, row, isCut: offset > 0, &used)
            if asof != nil, range.isEmpty {
                if keepsUnmatched { pairs.append(row, partnerless) }
                row &+= 1
                continue
            }
            let taken = min(range.count - offset, rowsMax - pairs.count)
            for place in range.lowerBound + offset..<range.lowerBound + offset + taken {
                pairs.append(row, table.row(at: place))
            }
            offset += taken
            if offset == range.count {
                row &+= 1
                offset = 0
            }
        }
        self.row = row
        self.offset = offset
        self.matched = matched
        return pairs
    }

    /// The places of the right rows that left row `row` takes of its slot; `isCut` behind the first of them.
    @inline(__always)
    private func places(of slot: UInt32, _ row: Int, isCut: Bool, _ used: inout [UInt8]) -> Range<Int> {
        let all = probe.table.places(of: slot)
        switch probe.shape.taking {
        case .all: return all
        case .none: return 0..<0
        case .first:
            guard let asof, let comparison = probe.comparison else { return all.lowerBound..<all.lowerBound + 1 }
            return probe.table.nearest(slot, to: asof, row, comparison).map { $0..<$0 + 1 } ?? 0..<0
        case .firstOncePerKey, .allOncePerKey:
            // Behind the first rows of a cut the key is this row's own already.
            if !isCut, used[Int(slot)] != 0 { return 0..<0 }
            used[Int(slot)] = 1
            return probe.shape.taking == .allOncePerKey ? all : all.lowerBound..<all.lowerBound + 1
        }
    }

    // MARK: - With a condition

    private func joinConditionally() throws(QueryError) -> Chunk {
        let candidates = nextCandidates()
        var passing = try probe.passing(candidates, of: chunk)
        choose(among: candidates, &passing)
        return probe.rows(candidates.filtered(by: passing), of: chunk)
    }

    /// The next pairs with equal keys.
    private func nextCandidates() -> JoinPairs {
        let rowsMax = probe.resources.blockRowsMax
        var pairs = JoinPairs()
        while row < chunk.rowCount, pairs.count < rowsMax {
            guard slots[row] != KeyTables.missing else {
                row += 1
                continue
            }
            let range = probe.table.places(of: slots[row])
            let taken = min(range.count - offset, rowsMax - pairs.count)
            for place in range.lowerBound + offset..<range.lowerBound + offset + taken {
                pairs.append(row, probe.table.row(at: place))
            }
            offset += taken
            if offset == range.count {
                row += 1
                offset = 0
            }
        }
        return pairs
    }

    /// Leaves of the pairs that pass those that the join takes, and notes who has a partner.
    private func choose(among pairs: JoinPairs, _ passing: inout [UInt8]) {
        let taking = probe.shape.taking
        if taking == .firstOncePerKey || taking == .allOncePerKey {
            shared.withUsed { used in chooseOnce(pairs, &passing, &used) }
            return
        }
        for pair in passing.indices where passing[pair] != 0 {
            let left = Int(pairs.left[pair])
            if !matched.isEmpty { matched[Int(pairs.right[pair])] = 1 }
            let isFirst = hasPartner[left] == 0
            hasPartner[left] = 1
            if taking == .none || taking == .first && !isFirst { passing[pair] = 0 }
        }
    }

    private func chooseOnce(_ pairs: JoinPairs, _ passing: inout [UInt8], _ used: inout [UInt8]) {
        let isSingle = probe.shape.taking == .firstOncePerKey
        for pair in passing.indices where passing[pair] != 0 {
            let left = Int(pairs.left[pair])
            let right = Int(pairs.right[pair])
            if !matched.isEmpty { matched[right] = 1 }
            if used[right] != 0 || isSingle && hasPartner[left] != 0 {
                passing[pair] = 0
            } else {
                used[right] = 1
                hasPartner[left] = 1
            }
        }
    }

    /// The left rows of the chunk for which no pair passed.
    private func loneLeftRows() -> Chunk? {
        guard probe.shape.keepsUnmatchedLeft else { return nil }
        let rows = rowsSelected(by: hasPartner.map { 1 &- $0 })
        guard !rows.isEmpty else { return nil }
        let partnerless = [UInt32](
            repeating: UInt32(truncatingIfNeeded: probe.table.rowCount), count: rows.count)
        return probe.rows(JoinPairs(left: rows, right: partnerless), of: chunk)
    }

    // MARK: - The right side's rest

    private func loneRightRows() -> Chunk? {
        if !hasEnded {
            hasEnded = true
            chunk = Chunk([], rowCount: 0)
            let all = shared.end(matched)
            if let all, probe.shape.keepsUnmatchedRight {
                unmatched = probe.table.unmatchedRows(all, areByRow: shared.tracksRows)
            }
        }
        guard let unmatched, unmatchedNext < unmatched.count else { return nil }
        let end = min(unmatchedNext + probe.resources.blockRowsMax, unmatched.count)
        let rows = Array(unmatched[unmatchedNext..<end])
        unmatchedNext = end
        return probe.rows(unmatched: rows)
    }
}
