import Columns
import Errors

/// INTERSECT and EXCEPT: each row of the second input meets one of the first (ALL), or all that are equal (DISTINCT).
final class SetOperationOperator: PhysicalOperator {
    private let left: any PhysicalOperator
    private let right: any PhysicalOperator
    private let keepsCommon: Bool
    private let isDistinct: Bool
    let columns: [PlanColumn]

    /// Both inputs have all their columns, of one list of types.
    init(_ left: any PhysicalOperator, _ right: any PhysicalOperator, keepsCommon: Bool, isDistinct: Bool) {
        self.left = left
        self.right = right
        self.keepsCommon = keepsCommon
        self.isDistinct = isDistinct
        columns = left.columns
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let table = KeyTables.make(for: left.types)
        let hold = MemoryHold(resources, "IntersectOrExceptTransform")
        /// Per key: the rows of the right side that have not met one of the left.
        var counts: [Int] = []
        let rightStream = GatherStream.gathering(try right.open(resources), resources)
        while let chunk = try rightStream.next() {
            try resources.checkpoint()
            let slots = table.slots(of: chunk.columns.map(\.materialised), rowCount: chunk.rowCount)
            while counts.count < table.count { counts.append(0) }
            for slot in slots { counts[Int(slot)] &+= 1 }
            try hold.set(table.byteCount + counts.count * 8)
        }
        /// DISTINCT: the keys that have been put out.
        var isDone = [Bool](repeating: false, count: counts.count)
        let gathered = GatherStream.gathering(try left.open(resources), resources)
        let stream = MappedStream(gathered) { [keepsCommon, isDistinct] (chunk) throws(QueryError) in
            let slots = table.slots(of: chunk.columns.map(\.materialised), rowCount: chunk.rowCount)
            while counts.count < table.count { counts.append(0) }
            while isDone.count < table.count { isDone.append(false) }
            try hold.set(table.byteCount + counts.count * 9)
            var rows: [UInt32] = []
            for row in slots.indices {
                let slot = Int(slots[row])
                let isCommon = counts[slot] > 0
                if !isDistinct, isCommon { counts[slot] &-= 1 }
                guard isCommon == keepsCommon, !(isDistinct && isDone[slot]) else { continue }
                isDone[slot] = true
                rows.append(UInt32(truncatingIfNeeded: row))
            }
            return rows.count == chunk.rowCount ? chunk : chunk.gathering(rows)
        }
        return [stream]
    }
}
