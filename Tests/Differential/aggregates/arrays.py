"""Functions that collect values."""

U8 = ("UInt8", "[5, 3, 1, 4, 2, 3]")
I32 = ("Int32", "[5, -3, 1, 2147483647]")
F64 = ("Float64", "[1.5, -2, 1e300, 0]")
F32 = ("Float32", "[1.5, -2, 0.1]")
STR = ("String", "['b', 'a', '', 'zz', 'a']")
FIX = ("FixedString(2)", "['b', 'a', 'a']")
NUL = ("Nullable(UInt32)", "[1, NULL, 3]")
DAT = ("Date", "['2024-01-15', '1970-01-01']")
D32 = ("Date32", "['2024-01-15', '1969-01-01']")
DT = ("DateTime('UTC')", "['2024-01-15 10:00:00', '1970-01-01 00:00:00']")
DT64 = ("DateTime64(3, 'UTC')", "['2024-01-15 00:00:00.123', '1969-12-31 00:00:00']")
DEC = ("Decimal(9, 2)", "[1.25, -3.5, 2]")
D38 = ("Decimal(38, 5)", "[1.25, -3.5]")
UUID = ("UUID", "['61f0c404-5cb3-11e7-907b-a6006ad3dba0', '00000000-0000-0000-0000-000000000001']")
IP4 = ("IPv4", "['1.2.3.4', '255.0.0.1']")
IP6 = ("IPv6", "['::1', '2001:db8::1']")
I128 = ("Int128", "[-7, 170141183460469231731687303715884105727]")
U256 = ("UInt256", "[7, 1]")
ENUM = ("Enum8('a' = -1, 'b' = 5)", "['b', 'a']")
BOOL = ("Bool", "[true, false, true]")
ARR = ("Array(UInt8)", "[[1, 2], [], [3]]")
ARS = ("Array(String)", "[['a'], ['b', 'c']]")
TUP = ("Tuple(UInt8, String)", "[(1, 'x'), (2, 'y')]")
LOW = ("LowCardinality(String)", "['x', 'y', 'x']")
NONE = ("UInt8", "[]")
ALL = [U8, I32, F64, F32, STR, FIX, NUL, DAT, D32, DT, DT64, DEC, D38, UUID, IP4, IP6, I128, U256, ENUM, BOOL, ARR, ARS,
       TUP, LOW, NONE]

for call in ("groupArray", "groupArray(2)", "groupUniqArray", "groupArrayLast(2)", "groupArrayLast(9)", "min", "max",
             "any", "anyLast", "anyHeavy", "uniqExact", "uniq", "uniqCombined", "uniqCombined64", "uniqHLL12",
             "uniqUpTo(2)", "uniqUpTo(9)", "groupArraySample(9, 5)", "any_respect_nulls", "anyLast_respect_nulls",
             "first_value", "last_value", "entropy", "groupArrayDistinct", "count"):
    for kind in ALL:
        case(call, *kind)
for kind in (U8, I32, F64, STR, DAT, NUL, NONE):
    case("groupArraySorted(3)", *kind)
for kind in (U8, I32, F64, NUL, NONE):
    case("groupArraySample(2, 123)", *kind)
    case("groupArrayMovingSum", *kind)
    case("groupArrayMovingSum(2)", *kind)
    case("groupArrayMovingAvg(3)", *kind)
    case("groupArrayMovingAvg", *kind)
for kind in (DEC, D38, F32):
    case("groupArrayMovingSum(2)", *kind)
    case("groupArrayMovingAvg(2)", *kind)
for kind in (U8, STR, F64, NUL, DAT):
    case("groupArrayInsertAt", *kind, "UInt8", "[1, 4, 1, 0, 2, 9]" if kind is U8 else
         "[1, 4, 1, 0, 2]" if kind is STR else "[3, 1, 3, 0]" if kind is F64 else "[2, 1, 0]" if kind is NUL else "[3, 1]")
case("groupArrayInsertAt('-', 4)", *STR, "UInt8", "[1, 4, 1, 0, 2]")
case("groupArrayInsertAt(7)", *U8, "UInt8", "[1, 4, 1, 0, 2, 9]")
case("groupArrayIntersect", "Array(UInt8)", "[[1, 2, 3], [3, 2], [2, 9, 3]]")
case("groupArrayIntersect", "Array(String)", "[['a', 'b'], ['b']]")
case("groupArrayIntersect", "Array(UInt8)", "[]")
case("groupArrayIntersect", "Array(Int64)", "[[1], [2]]")
for kind in (STR, U8, F64, DAT, NUL, NONE, LOW, DEC):
    case("groupConcat", *kind)
    case("groupConcat(', ')", *kind)
    case("groupConcat('-', 2)", *kind)
for kind in (U8, STR, NUL, NONE, DAT):
    case("singleValueOrNull", *kind)
    case("topK(2)", *kind)
case("singleValueOrNull", "String", "['a', 'a']")
case("singleValueOrNull", "Nullable(UInt8)", "[NULL, 4, 4]")
case("topKWeighted(2)", "UInt8", "[1, 2, 3, 1]", "UInt8", "[1, 5, 9, 7]")
case("topK(2, 3, 'counts')", "String", "['a', 'b', 'a']")
case("approx_top_k(2)", "String", "['a', 'b', 'a']")
case("approx_top_sum(2, 10)", "String", "['a', 'b', 'a']", "UInt8", "[1, 5, 3]")
case("argAndMin", "String", "['a', 'b', 'c']", "UInt8", "[3, 1, 2]")
case("argAndMax", "String", "['a', '', 'c']", "UInt8", "[3, 9, 2]")
for name in ("groupArray(0)", "groupArray(1, 2)", "groupArrayLast", "groupArraySorted", "uniqUpTo(1000)", "topK(0)",
             "uniqCombined(5)", "groupArraySample"):
    case(name, *U8)
