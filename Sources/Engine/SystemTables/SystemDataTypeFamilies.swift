import Columns
import Errors

struct SystemDataTypeFamilies: SystemTable {
    static let name = "data_type_families"
    static let comment = "All data types, with the other names that SQL has for them."
    static let columns = """
        name String
        case_insensitive UInt8
        alias_to String
        description String
        syntax String
        examples String
        introduced_in String
        related Array(String)
        """

    /// The names that ClickHouse itself uses; those with `~` in any case.
    private static let families = """
        AggregateFunction Array ~Bool ~Date ~Date32 ~DateTime ~DateTime32 ~DateTime64 ~Decimal ~Decimal128
        ~Decimal256 ~Decimal32 ~Decimal64 ~Enum Enum16 Enum8 FixedString Float32 Float64 IPv4 IPv6 Int128
        Int16 Int256 Int32 Int64 Int8 IntervalDay IntervalHour IntervalMicrosecond IntervalMillisecond
        IntervalMinute IntervalMonth IntervalNanosecond IntervalQuarter IntervalSecond IntervalWeek
        IntervalYear LowCardinality Map Nested Nothing Nullable SimpleAggregateFunction String Tuple UInt128
        UInt16 UInt256 UInt32 UInt64 UInt8 UUID
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        var known: Set<String> = []
        for word in families.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let isInAnyCase = word.hasPrefix("~")
            let name = String(isInAnyCase ? word.dropFirst() : word)
            known.insert(name.uppercased())
            try rows.add(["name": .text(name), "case_insensitive": .flag(isInAnyCase)])
        }
        for (alias, family) in dataTypeAliases.sorted(by: { $0.key < $1.key }) where !known.contains(alias) {
            try rows.add(["name": .text(alias), "case_insensitive": .flag(true), "alias_to": .text(family)])
        }
    }
}
