# The type that an array of two types has is their least common type.
TYPES = ["Bool", "UInt8", "Int64", "UInt64", "Float32", "Float64", "String", "FixedString(3)", "FixedString(4)", "Date", "Date32", "DateTime", "DateTime('UTC')", "DateTime('Asia/Tokyo')",
         "DateTime64(3)", "DateTime64(6,'UTC')", "Enum8('a'=1)", "Enum8('b'=1)", "Enum16('a'=1)", "Decimal(9,2)", "Decimal(5,3)", "Decimal(18,4)", "Decimal(76,10)", "UUID", "IPv4", "IPv6",
         "IntervalDay", "IntervalHour", "Nullable(Nothing)", "Nullable(UInt8)", "LowCardinality(String)", "LowCardinality(Nullable(String))", "Array(UInt8)", "Array(String)",
         "Tuple(UInt8)", "Tuple(a UInt8)", "Tuple(b Int8)", "Tuple(UInt8,UInt8)", "Map(String,UInt8)", "Map(String,Int8)", "Int128", "UInt32", "Int32", "Int8", "UInt16", "UInt128", "Int256", "UInt256"]
OWN_WAY = ("IPv4", "IPv6", "UUID", "Interval")


def value(type_name):
    return const("defaultValueOfTypeName('" + type_name.replace("'", "\\'") + "')")


for i, a in enumerate(TYPES):
    for b in TYPES[i:]:
        if {a, b} & {"Nullable(Nothing)"} and "Tuple" in a + b: continue  # Nullable(Tuple) is not ours
        if any(t.startswith(OWN_WAY) for t in (a, b)) and a != b and "Nullable(Nothing)" not in (a, b): continue
        if (a, b) == ("Date", "DateTime('Asia/Tokyo')"): continue  # before the epoch
        case("array", value(a), value(b), settings=" SETTINGS use_variant_as_common_type = 0, allow_suspicious_low_cardinality_types = 1")
