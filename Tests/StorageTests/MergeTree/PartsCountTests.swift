import Storage
import Testing

/// An hour of small inserts, with merges as slow as a slow disk: parts stay few.
@Suite struct PartsCountTests {
    @Test("fifty inserts a second for an hour never make 150 parts")
    func fiftyInsertsPerSecond() {
        let any = (selector: MergeSelector(bytesMax: 150 << 30), isSmall: false)
        let small = (selector: MergeSelector(bytesMax: MergeSelector.smallBytes), isSmall: true)
        // Each part: its bytes, when it was made, and whether a merge has it.
        var parts: [(bytes: Int, since: Double, isBusy: Bool)] = []
        var running: [(endsAt: Double, first: Double, count: Int, isSmall: Bool)] = []
        var most = 0
        var serial = 0.0
        var keys: [Double] = []
        for second in 0..<3600 {
            let now = Double(second)
            for _ in 0..<50 {
                serial += 1
                keys.append(serial)
                parts.append((2_000, now, false))
            }
            for merge in running where merge.endsAt <= now {
                guard let start = keys.firstIndex(of: merge.first) else { continue }
                let range = start..<start + merge.count
                let bytes = parts[range].reduce(0) { $0 + $1.bytes }
                parts.replaceSubrange(range, with: [(bytes, now, false)])
                keys.replaceSubrange(range, with: [merge.first])
            }
            running.removeAll { $0.endsAt <= now }
            // One merge of any size at a time, at 20 MB a second, and small ones beside it.
            for selector in [any, small] where running.allSatisfy({ $0.isSmall != selector.isSmall }) {
                guard let (start, run) = choose(selector.selector, parts, now) else { continue }
                let bytes = parts[start..<start + run].reduce(0) { $0 + $1.bytes }
                for place in start..<start + run { parts[place].isBusy = true }
                running.append((now + 0.5 + Double(bytes) / 20e6, keys[start], run, selector.isSmall))
            }
            most = max(most, parts.count)
        }
        #expect(most < 150 && parts.count > 1, "there were \(most) parts at once")
    }

    private func choose(
        _ selector: MergeSelector, _ parts: [(bytes: Int, since: Double, isBusy: Bool)], _ now: Double
    ) -> (start: Int, count: Int)? {
        var starts: [Int] = []
        var runs: [[MergeSelector.Candidate]] = []
        var isOpen = false
        for (place, part) in parts.enumerated() {
            if part.isBusy {
                isOpen = false
                continue
            }
            if !isOpen {
                starts.append(place)
                runs.append([])
            }
            isOpen = true
            runs[runs.count - 1].append(
                MergeSelector.Candidate(bytes: part.bytes, ageSeconds: Int64(now - part.since)))
        }
        return selector.select(runs).map { (starts[$0.run] + $0.range.lowerBound, $0.range.count) }
    }
}
