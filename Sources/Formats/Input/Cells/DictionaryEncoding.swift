import Columns
import Errors

extension LowCardinalityColumn {
    /// Plain values of `inner` with a dictionary.
    static func encoding(_ values: Column, _ inner: DataType) throws(QueryError) -> Column {
        guard case .lowCardinality(let empty) = Column.defaults(of: .lowCardinality(inner), count: 0) else {
            throw QueryError(.logicalError, "LowCardinality(\(inner.name)) has no dictionary")
        }
        var index = DictionaryIndex(empty.dictionary)
        var plain = values
        var nulls: [UInt8] = []
        if case .nullable(let nullable) = values {
            plain = nullable.values
            nulls = nullable.nulls
        }
        var codes = index.codes(addingAll: plain, reserved: 0)
        for row in nulls.indices where nulls[row] != 0 { codes[row] = 0 }
        return .lowCardinality(
            LowCardinalityColumn(dictionary: index.dictionary, codes: codes, isNullable: inner.isNullable))
    }
}
