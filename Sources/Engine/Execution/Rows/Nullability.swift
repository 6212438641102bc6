import Columns

extension Column {
    /// The column, of type `source`, in the layout of `target`, which is the same type or `Nullable` of it.
    func widened(from source: DataType, to target: DataType) -> Column {
        guard source != target else { return self }
        switch (materialised, target.storedValue) {
        case (.nullable, .nullable): return materialised
        case (let values, .nullable):
            return .nullable(NullableColumn(nulls: [UInt8](repeating: 0, count: count), values: values))
        case (.lowCardinality(let low), .lowCardinality(let inner)) where inner.isNullable && !low.isNullable:
            // Code 0 becomes NULL, so that all others move up.
            let rows = [0] + (0..<UInt32(truncatingIfNeeded: low.dictionary.count)).map { $0 }
            return .lowCardinality(
                LowCardinalityColumn(
                    dictionary: low.dictionary.gathering(rows), codes: low.codes.map { $0 &+ 1 }, isNullable: true))
        case (let same, _): return same
        }
    }
}
