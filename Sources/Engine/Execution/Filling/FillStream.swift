import Columns
import Errors

/// The input's rows with the missing ones between them; goes on block by block, however many are missing.
final class FillStream: ChunkStream {
    private enum Phase {
        /// Before the first row of a range of equal prefixes.
        case begin
        /// Before an input row's missing ones.
        case enter
        /// Among an input row's missing ones.
        case fill
        /// Behind the last row of a range.
        case leave
        case fillEnd
        case end
    }

    private let input: any ChunkStream
    private let layout: FillLayout
    private let resources: QueryResources
    private var phase = Phase.begin
    private var builder: FillBuilder
    private var chunk: Chunk
    private var row = 0
    private var inputEnded = false
    /// The filled columns' values in `chunk`.
    private var values: [[FillValue]] = []
    private var filling: FillRow
    /// Where filling stops for now.
    private var limit: FillRow
    /// The same, but no further than STALENESS allows.
    private var stop: FillRow
    /// `filling` is in the output already.
    private var isInserted = false

    init(_ input: any ChunkStream, _ layout: FillLayout, _ resources: QueryResources) {
        self.input = input
        self.layout = layout
        self.resources = resources
        builder = FillBuilder(layout, resources.context)
        chunk = Chunk.concatenating([], types: layout.columns.map(\.type))
        filling = FillRow(layout.filled)
        limit = FillRow(layout.filled)
        stop = limit
    }

    func next() throws(QueryError) -> Chunk? {
        while phase != .end {
            if builder.rowCount >= resources.blockRowsMax { return try builder.take(chunk) }
            if row == chunk.rowCount, !inputEnded {
                if builder.rowCount > 0 { return try builder.take(chunk) }
                try readChunk()
            } else {
                try work()
            }
        }
        return builder.rowCount > 0 ? try builder.take(chunk) : nil
    }

    private func readChunk() throws(QueryError) {
        try resources.checkpoint()
        builder.remember(lastRowOf: chunk)
        guard let read = try input.next() else {
            chunk = chunk.slice(0..<0)
            row = 0
            inputEnded = true
            // Without any row there is one range, whose prefix has default values.
            if phase == .begin { filling.begin(from: 0) }
            phase = .leave
            return
        }
        chunk = read.materialised
        row = 0
        values = []
        for column in layout.filled {
            let plain = chunk.columns[column.position].withoutLowCardinality
            var list: [FillValue] = []
            list.reserveCapacity(chunk.rowCount)
            for row in 0..<chunk.rowCount { list.append(try FillValue(plain.value(at: row))) }
            values.append(list)
        }
        if chunk.rowCount > 0, phase == .enter, builder.isNewRange(0, of: chunk) { phase = .leave }
    }

    /// One step: at most one row more.
    private func work() throws(QueryError) {
        switch phase {
        case .begin: try beginRange()
        case .enter:
            let mustInsert = !isInserted && (limit.isNull || limit.isBefore(filling))
            limit.set(values.map { $0[row] })
            if mustInsert, filling.isBefore(limit) { try insert() }
            stop = filling.bounded(limit)
            phase = .fill
        case .fill:
            if try filling.advance(before: stop) {
                try insert()
            } else {
                try builder.append(row, of: chunk)
                let passed = values.map { $0[row] }
                try filling.skip(to: passed)
                try filling.pass(passed)
                row += 1
                phase = row < chunk.rowCount && builder.isNewRange(row, of: chunk) ? .leave : .enter
            }
        case .leave:
            let mustInsert = !isInserted && (limit.isNull || limit.isBefore(filling))
            limit.setToEnd()
            stop = filling.bounded(limit)
            if filling.isBefore(stop) {
                if mustInsert { try insert() }
                phase = .fillEnd
            } else {
                endRange()
            }
        case .fillEnd: if try filling.advance(before: stop) { try insert() } else { endRange() }
        case .end: break
        }
    }

    private func beginRange() throws(QueryError) {
        filling = FillRow(layout.filled)
        limit = FillRow(layout.filled)
        isInserted = false
        phase = .enter
        builder.begin(row)
        for (position, column) in layout.filled.enumerated() {
            let value = values[position][row]
            guard column.from != .null, column.from != value else {
                filling.values[position] = value
                continue
            }
            filling.begin(from: position)
            if column.from.isBefore(value, descending: column.isDescending) { try insert() }
            break
        }
    }

    private func endRange() { phase = inputEnded ? .end : .begin }

    private func insert() throws(QueryError) {
        isInserted = true
        try builder.append(filling.values, chunk)
    }
}
