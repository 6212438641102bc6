import Columns
import Errors
import Functions

extension MergeTreeLayout {
    /// Adds what the TTL rules give for the rows of `block`.
    func includeTTL(of block: Block, in context: QueryContext, into file: inout TTLFile) throws(QueryError) {
        guard block.rowCount > 0 else { return }
        for rule in definition.ttl {
            let seconds = try ttlSeconds(rule.expression, over: block, in: context)
            guard let bounds = Self.bounds(seconds) else { continue }
            switch rule.action {
            case .delete where rule.condition == nil:
                if file.table == nil { file.table = bounds } else { file.table?.include(bounds) }
            case .delete: Self.include(bounds, rule.text, &file.rowsWhere)
            case .moveToDisk, .moveToVolume: Self.include(bounds, rule.text, &file.moves)
            case .recompress: Self.include(bounds, rule.text, &file.recompressions)
            }
        }
        for column in schema.stored {
            guard let expression = column.ttl else { continue }
            let seconds = try ttlSeconds(expression, over: block, in: context)
            if let bounds = Self.bounds(seconds) { Self.include(bounds, column.name, &file.columns) }
        }
    }

    private static func include(_ bounds: TTLFile.Bounds, _ name: String, _ entries: inout [String: TTLFile.Bounds]) {
        if entries[name] == nil { entries[name] = bounds } else { entries[name]?.include(bounds) }
    }

    private static func bounds(_ seconds: [Int64]) -> TTLFile.Bounds? {
        guard let min = seconds.min(), let max = seconds.max() else { return nil }
        return TTLFile.Bounds(min: min, max: max)
    }

    /// When each row of `block` expires, in seconds since the epoch.
    func ttlSeconds(
        _ expression: BoundExpression, over block: Block, in context: QueryContext
    ) throws(QueryError) -> [Int64] {
        let column = try evaluate([expression], over: block, in: context)[0].withoutLowCardinality
        switch (expression.type.unwrapped, column) {
        case (.date, .uint16(let days)): return days.map { Int64($0) * 86_400 }
        case (.date32, .int32(let days)): return days.map { Int64($0) * 86_400 }
        case (.dateTime, .uint32(let seconds)): return seconds.map { Int64($0) }
        case (.dateTime64(let precision, _), .int64(let ticks)):
            let scale = (0..<precision).reduce(Int64(1)) { power, _ in power * 10 }
            return ticks.map { $0 / scale }
        default:
            throw QueryError(
                .badTtlExpression,
                "TTL expression result column should have DateTime or Date type, but has \(expression.type.name)")
        }
    }
}
