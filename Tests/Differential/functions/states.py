"""Aggregates as scalar functions."""

NUMBERS = col("Array(Int32)", "[1, 2, 3, 4]", "[]", "[7]", "[5, 5, -2]")
NULLS = col("Array(Nullable(Int32))", "[1, NULL, 3]", "[NULL]", "[]", "[5]")
STRINGS = col("Array(String)", "['b', 'a']", "[]", "['']", "['z', 'z']")

for name in ("sum", "avg", "min", "max", "count", "any", "uniq", "uniqExact", "groupArray", "quantile(0.5)",
             "quantiles(0.25, 1)", "stddevPop", "sumOrNull", "varSamp"):
    case("arrayReduce", const(f"'{name}'"), NUMBERS)
    case("arrayReduce", const(f"'{name}'"), NULLS)
for name in ("min", "max", "any", "count", "uniq", "groupArray"):
    case("arrayReduce", const(f"'{name}'"), STRINGS)
case("arrayReduce", const("'sumIf'"), NUMBERS, col("Array(UInt8)", "[1, 0, 1, 1]", "[]", "[0]", "[1, 1, 1]"))
case("arrayReduce", const("'argMax'"), NUMBERS, col("Array(Int8)", "[1, 9, 3, 1]", "[]", "[0]", "[1, 2, 1]"))
case("arrayReduce", const("'argMax'"), NUMBERS, col("Array(Int8)", "[1]"))
case("arrayReduce", const("'foo'"), NUMBERS)
case("arrayReduce", const("'sum(1'"), NUMBERS)
case("arrayReduce", const("'sum'"), col("UInt8", "1"))
case("arrayReduce", const("'sum'"), NUMBERS, NUMBERS)
RANGES = col("Array(Tuple(Int64, UInt64))", "[(1, 2), (2, 3), (-2, 2), (0, 1), (1, 100), (5, 1)]", "[(1, 1)]", "[]",
             "[(-3, 1), (2, 2)]")
for name in ("sum", "max", "groupArray", "avg"):
    case("arrayReduceInRanges", const(f"'{name}'"), RANGES, NUMBERS)
case("initializeAggregation", const("'sum'"), col("Int32", "1", "-5"))
case("initializeAggregation", const("'uniq'"), col("String", "'a'", "'b'"))
case("initializeAggregation", const("'avg'"), col("Nullable(Float64)", "1.5", "NULL"))
case("initializeAggregation", const("'argMin'"), col("String", "'a'", "'b'"), col("UInt8", "1", "2"))
case("runningAccumulate", col("UInt8", "1"))
case("finalizeAggregation", col("UInt8", "1"))
