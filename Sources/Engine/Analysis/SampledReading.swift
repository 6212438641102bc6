import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension SelectAnalyser {
    /// `SAMPLE size OFFSET offset`: the rows whose sampling key lies in a part of its range; also gives the factor by
    /// which counts are to be multiplied.
    func sampled(
        _ part: FromPart, _ table: any Table, name: String, by sample: Sample
    ) throws(QueryError) -> (FromPart, factor: Double) {
        guard let mergeTree = table as? MergeTreeTable, let key = mergeTree.definition.sampling else {
            throw QueryError(.samplingNotSupported, "Storage \(name) doesn't support sampling.")
        }
        let total = UInt64(clamping: max(1, table.totalRows ?? 1))
        var size = sample.size
        if size.denominator == 1, size.numerator > 1 {
            try analyser.environment.authoriseTotals("SAMPLE with a number of rows")
            size = SampleRatio(numerator: min(size.numerator, total), denominator: total)
        }
        let factor = size.numerator == 0 ? 0 : Double(size.denominator) / Double(size.numerator)
        guard size.numerator < size.denominator || sample.offset != nil else { return (part, factor: 1) }
        let bits: Int
        switch key.type {
        case .uint8: bits = 8
        case .uint16: bits = 16
        case .uint32: bits = 32
        case .uint64: bits = 64
        default:
            throw QueryError(
                .illegalTypeOfColumnForFilter,
                "Invalid sampling column type in storage parameters: \(key.type.name). Must be one unsigned integer "
                    + "type")
        }
        let range = UInt128(1) << UInt128(bits)
        func share(_ ratio: SampleRatio) -> UInt128 {
            UInt128(ratio.numerator).multipliedReportingOverflow(by: range).partialValue / UInt128(ratio.denominator)
        }
        let lower = min(range, sample.offset.map(share) ?? 0)
        let upper = min(range, lower + share(size))
        var positions: [Int: BoundExpression] = [:]
        for (position, declaration) in table.schema.columns.enumerated() {
            guard let known = part.scope.first(where: { $0.name == declaration.name }) else { continue }
            positions[position] = known.expression ?? column(known.column)
        }
        let value = key.replacingColumns { positions[$0] }
        var result = part
        func compare(_ function: String, _ bound: UInt128) throws(QueryError) -> BoundExpression {
            let number = analyser.pool.constant(.uint64([UInt64(truncatingIfNeeded: bound)]), type: .uint64)
            return try analyser.call(function, [value, number])
        }
        if lower >= range {
            result.plan = .filter(
                result.plan, condition: analyser.pool.constant(.uint8([0]), type: .uint8))
            return (result, factor)
        }
        if lower > 0 { result.plan = .filter(result.plan, condition: try compare("greaterOrEquals", lower)) }
        if upper < range { result.plan = .filter(result.plan, condition: try compare("less", upper)) }
        return (result, factor)
    }
}
