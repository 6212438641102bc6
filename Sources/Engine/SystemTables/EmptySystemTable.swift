import Errors

/// A table of things that this server never has: always empty, with ClickHouse's columns.
protocol EmptySystemTable: SystemTable {}

extension EmptySystemTable {
    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {}
}
