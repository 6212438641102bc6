import Columns
import Errors

extension Conversion {
    mutating func parseTime(
        _ strings: StringOperand, _ count: Int, as target: DataType
    ) throws(QueryError) -> Column {
        throw QueryError(.notImplemented, "Reading \(target.name) is not supported yet")
    }
}

extension ValueWriter {
    mutating func timeStrings(of column: Column, _ type: DataType) throws(QueryError) -> StringColumn {
        throw QueryError(.notImplemented, "Writing \(type.name) is not supported yet")
    }
}
