"""Functions over events, intervals and maps, and combinators."""

for pair in (("UInt8", "[1, 3, 4]", "UInt8", "[5, 7, 6]"), ("Int32", "[-5, 3]", "Int32", "[5, 7]"),
             ("Float64", "[1.5, 2]", "Float64", "[3, 2.5]"), ("UInt32", "[]", "UInt32", "[]"),
             ("DateTime('UTC')", "['2024-01-01 00:00:00']", "DateTime('UTC')", "['2024-01-01 00:00:10']")):
    case("intervalLengthSum", *pair)
    if pair[0].startswith("Date"):
        continue
    case("maxIntersections", *pair)
    case("maxIntersectionsPosition", *pair)
case("retention", "UInt8", "[1, 0, 0]", "UInt8", "[0, 1, 0]", "UInt8", "[0, 0, 0]")
case("retention", "UInt8", "[0, 0]", "UInt8", "[1, 1]")
case("retention", "UInt8", "[]", "UInt8", "[]")
FUNNEL = ("UInt32", "[1, 2, 5, 7, 9, 30]", "UInt8", "[1, 0, 0, 1, 0, 0]", "UInt8", "[0, 1, 0, 0, 1, 0]", "UInt8",
          "[0, 0, 0, 1, 0, 1]")
for parameters in ("10", "3", "100", "10, 'strict_order'", "100, 'strict_deduplication'", "100, 'strict_increase'",
                   "100, 'strict_order', 'strict_increase'"):
    case(f"windowFunnel({parameters})", *FUNNEL)
case("windowFunnel(10)", "DateTime('UTC')", "['2024-01-01 00:00:00', '2024-01-01 00:00:05']", "UInt8", "[1, 0]", "UInt8", "[0, 1]")
case("windowFunnel(10)", "UInt64", "[5, 1]", "UInt8", "[1, 0]", "UInt8", "[0, 1]")
case("windowFunnel(10)", "UInt64", "[]", "UInt8", "[]", "UInt8", "[]")
SEQUENCE = ("UInt32", "[1, 2, 5, 7, 9, 30]", "UInt8", "[1, 0, 0, 1, 0, 1]", "UInt8", "[0, 1, 0, 0, 1, 0]", "UInt8",
            "[0, 0, 1, 0, 0, 0]")
for pattern in ("(?1)(?2)", "(?1)(?2)(?3)", "(?1).*(?3)", "(?1)(?t<=1)(?2)", "(?1)(?t>5)(?1)", "(?2)(?3).(?2)", "(?1)(?2)(?t>10)(?1)",
                "(?3)(?2)", ".*", "(?1)(?t==2)(?2)", "(?1)(?t<2)(?2)", "(?1)(?t>=2)(?2)", "(?3).*(?1).*(?1)", "(?1)...(?2)"):
    quoted = "'" + pattern + "'"
    case(f"sequenceMatch({quoted})", *SEQUENCE)
    case(f"sequenceCount({quoted})", *SEQUENCE)
case("sequenceMatch('(?1)(?2)')", "DateTime('UTC')", "['2024-01-01 00:00:05', '2024-01-01 00:00:00']", "UInt8", "[0, 1]", "UInt8", "[1, 0]")
case("sequenceCount('(?1)(?2)')", "UInt32", "[]", "UInt8", "[]", "UInt8", "[]")
for pattern in ("(?9)", "(?1", "x", "(?t>5)(?1)"):
    quoted = "'" + pattern + "'"
    case(f"sequenceMatch({quoted})", *SEQUENCE)
for points in (2, 4, 5, 20):
    case(f"largestTriangleThreeBuckets({points})", "UInt32", "range(12)", "UInt8", "[0, 5, 3, 8, 1, 9, 2, 2, 7, 0, 4, 6]")
case("lttb(4)", "DateTime('UTC')", "[1, 9, 3, 4, 5, 6]", "Float64", "[1, 2, 9, 4, 0, 6]")
case("lttb(4)", "Float64", "[]", "Float64", "[]")
for call in ("sumMap", "minMap", "maxMap", "sumMapWithOverflow"):
    case(call, "Array(UInt8)", "[[1, 2], [2]]", "Array(UInt8)", "[[200, 1], [255]]", "Array(Int16)", "[[1, 2], [-2]]")
    case(call, "Array(String)", "[['a'], ['b', 'a']]", "Array(Float64)", "[[1.5], [2, 3]]")
case("sumMapFiltered([1, 4])", "Array(UInt8)", "[[1, 2], [2, 4]]", "Array(UInt8)", "[[10, 20], [30, 40]]")
case("sumMap", "Tuple(Array(UInt8), Array(UInt16))", "[([1, 2], [10, 20]), ([1], [5])]")
for call in ("sumMap", "avgMap", "maxMap", "countMap", "uniqExactMap", "groupArrayMap"):
    case(call, "Map(String, UInt32)", "[map('a', 1, 'b', 2), map('b', 5), map()]")
CONDITIONS = ("UInt8", "[1, 0, 1, 1]")
VALUES = ("Int32", "[4, 5, -6, 4]")
for call in ("sum", "avg", "count", "min", "max", "any", "uniq", "uniqExact", "groupArray", "stddevSamp", "quantile(0.5)",
             "quantileExact(0.5)", "groupUniqArray", "topK(2)", "varPop", "anyHeavy"):
    name, _, rest = call.partition("(")
    rest = "(" + rest if rest else ""
    case(f"{name}If{rest}", *VALUES, *CONDITIONS)
    case(f"{name}OrNull{rest}", *VALUES)
    case(f"{name}OrDefault{rest}", "Int32", "[]")
    case(f"{name}OrNullIf{rest}", *VALUES, "UInt8", "[0, 0, 0, 0]")
    case(f"{name}Array{rest}", "Array(Int16)", "[[1, 2], [], [2]]")
    case(f"{name}ForEach{rest}", "Array(Int16)", "[[1, 2], [], [2, 5, 6]]")
    case(f"{name}ArrayIf{rest}", "Array(Int16)", "[[1, 2], [], [2]]", "UInt8", "[1, 1, 0]")
    case(f"{name}Distinct{rest}", *VALUES)
    case(f"{name}If{rest}", "Nullable(Int32)", "[4, NULL, -6, 4]", *CONDITIONS)
    case(f"{name}OrNull{rest}", "Nullable(Int32)", "[4, NULL, -6, 4]")
    case(f"{name}Distinct{rest}", "Nullable(Int32)", "[4, NULL, -6, 4]")
    case(f"{name}ArgMin{rest}", *VALUES, "UInt8", "[7, 2, 2, 9]")
    case(f"{name}ArgMax{rest}", *VALUES, "String", "['a', 'z', 'b', 'z']")
    case(f"{name}Resample({rest[1:-1] + ', ' if rest else ''}0, 10, 4)", *VALUES, "UInt8", "[7, 2, 20, 9]")
case("countIf", "UInt8", "[1, 0, 1]")
case("countIf", "Nullable(UInt8)", "[1, NULL, 1]")
case("argMinIf", "String", "['a', 'b', 'c']", "Int32", "[3, 1, 2]", "UInt8", "[1, 0, 1]")
case("sumForEachIf", "Array(UInt8)", "[[1, 2], [3]]", "UInt8", "[1, 0]")
case("uniqExactIf", "String", "['a', 'b', 'a']", "UInt8", "[1, 0, 1]")
case("sumForEach", "Array(Nullable(UInt8))", "[[1, NULL], [NULL, 3]]")
case("argMaxDistinct", "Float64", "[1.5, 2]", "String", "['ab', 'cd']")
case("countDistinct", "String", "['a', 'b', 'a']")
for name in ("sumArray", "sumForEach", "sumMerge", "sumIf"):
    case(name, "String", "['a']")
