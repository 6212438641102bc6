"""Sums, means, quantiles and other statistics."""

KINDS = [("UInt8", "[1, 2, 4, 200]"), ("Int64", "[-7, 3, 9223372036854775807]"), ("Float64", "[1.5, -2.25, 4, 1e10]"),
         ("Float32", "[1.5, -2.25, 4]"), ("Decimal(9, 2)", "[1.25, -3.5, 2]"), ("Nullable(Float64)", "[1.5, NULL, 2]"),
         ("UInt64", "[]"), ("Nullable(Int32)", "[NULL]"), ("Bool", "[true, true]"), ("Int128", "[-5, 12]"),
         ("Float64", "[nan, 1, inf]"), ("Decimal(38, 5)", "[1.25, 2]"), ("UInt256", "[7, 8]")]
for call in ("sum", "sumWithOverflow", "sumKahan", "sumCount", "avg", "min", "max", "varPop", "varSamp", "stddevPop",
             "stddevSamp", "varPopStable", "varSampStable", "stddevPopStable", "stddevSampStable", "skewPop", "skewSamp",
             "kurtPop", "kurtSamp", "deltaSum", "sumOrNull", "avgOrDefault", "sumIf", "avgIf", "stddevPopIf"):
    for kind in KINDS:
        if call in ("sumKahan", "deltaSum") and kind[0] in ("Int128", "UInt256", "Decimal(9, 2)", "Decimal(38, 5)", "Bool"):
            continue
        if call == "deltaSum" and "nan" in kind[1]:
            continue
        if call.endswith("If"):
            count = kind[1].count(",") + 1 if kind[1] != "[]" else 0
            case(call, *kind, "UInt8", "[" + ", ".join(str(i % 2) for i in range(count)) + "]")
            case(call, *kind, "Nullable(UInt8)", "[" + ", ".join(["1", "NULL", "0", "1"][:count]) + "]")
        else:
            case(call, *kind)
for kind in [("Date", "['2024-01-15', '2024-01-18']"), ("DateTime('UTC')", "['2024-01-15 00:00:00', '2024-01-15 00:00:03']"),
             ("DateTime64(3, 'UTC')", "['2024-01-15 00:00:00.5', '2024-01-15 00:00:03']"), ("Date32", "['1960-01-15', '1960-01-20']"),
             ("Date", "[]")]:
    for call in ("avg", "min", "max", "quantile(0.5)", "quantileExact(0.5)", "quantilesExact(0.1, 0.9)", "quantileTDigest"):
        if "64" in kind[0] and call == "quantileTDigest":
            continue
        case(call, *kind)
PAIRS = [("Float64", "[1.5, 2, 7, 3]", "Float64", "[2, 1, 9, 4]"), ("UInt8", "[1, 2]", "Int32", "[5, -7]"),
         ("Float32", "[1, 2.5]", "Float32", "[3, 4]"), ("Float64", "[]", "Float64", "[]"),
         ("Nullable(Float64)", "[1, NULL, 3]", "Float64", "[2, 5, 7]"), ("Float64", "[1]", "Float64", "[2]")]
for call in ("covarPop", "covarSamp", "corr", "covarPopStable", "covarSampStable", "corrStable", "simpleLinearRegression",
             "rankCorr", "boundingRatio"):
    for pair in PAIRS:
        if call == "boundingRatio" and pair[0] == "Float32":
            continue
        if call == "simpleLinearRegression" and "Nullable" in pair[0]:
            continue
        case(call, *pair)
QUANTILES = [("UInt8", "[1, 2, 4, 200, 7]"), ("Int64", "[-7, 3, 9223372036854775807, 5]"),
             ("Float64", "[1.5, -2.25, 4, 1e10, nan]"), ("Float32", "[1.5, -2.25, 4]"), ("Nullable(Float64)", "[1.5, NULL, 2]"),
             ("UInt64", "[]"), ("Decimal(9, 2)", "[1.25, -3.5, 2]"), ("UInt32", "range(100)")]
for call in ("quantile", "quantile(0.9)", "quantiles(0, 0.25, 1)", "quantileExact(0.33)", "quantilesExact(0.1, 0.5, 1)",
             "quantileExactLow(0.5)", "quantileExactLow(0.75)", "quantilesExactLow(0.5, 0.1)", "quantileExactHigh(0.5)",
             "quantileExactHigh(0.25)", "quantileExactExclusive(0.3)", "quantilesExactExclusive(0.1, 0.9)",
             "quantileExactInclusive(0.3)", "quantilesExactInclusive(0, 0.9)", "quantileTDigest(0.3)",
             "quantilesTDigest(0.1, 0.99)", "quantileTiming(0.3)", "quantilesTiming(0.1, 1)", "quantileBFloat16(0.3)",
             "quantilesBFloat16(0.1, 1)", "median", "medianExact", "medianTDigest", "medianTiming"):
    for kind in QUANTILES:
        if kind[0] == "Decimal(9, 2)" and any(word in call for word in ("TDigest", "Timing", "BFloat16", "clusive")):
            continue
        case(call, *kind)
WEIGHTED = [("UInt8", "[1, 2, 4, 200]", "UInt8", "[1, 5, 2, 9]"), ("Float64", "[1.5, -2.25, 4]", "UInt32", "[3, 1, 40]"),
            ("Int64", "[]", "UInt8", "[]"), ("Nullable(Int32)", "[1, NULL, 3]", "UInt8", "[2, 2, 3]"),
            ("Float64", "[1, 2]", "UInt8", "[0, 4]")]
for call in ("quantileExactWeighted(0.4)", "quantilesExactWeighted(0.1, 0.9)", "quantileInterpolatedWeighted(0.4)",
             "quantilesInterpolatedWeighted(0.1, 0.9)", "quantileExactWeightedInterpolated(0.4)",
             "quantilesExactWeightedInterpolated(0.1, 0.9)", "quantileTDigestWeighted(0.4)",
             "quantilesTDigestWeighted(0.1, 0.9)", "quantileTimingWeighted(0.4)", "quantilesTimingWeighted(0.1, 0.9)",
             "quantileBFloat16Weighted(0.4)", "quantileDeterministic(0.4)", "quantilesDeterministic(0.1, 0.9)",
             "avgWeighted", "exponentialMovingAverage(2)", "deltaSumTimestamp"):
    for pair in WEIGHTED:
        # With NULLs, ClickHouse leaves a byte of the state out.
        if call == "deltaSumTimestamp" or "Deterministic" in call and "Nullable" in pair[0]:
            continue
        case(call, *pair)
case("deltaSumTimestamp", "Int64", "[5, 9, 2, 4]", "UInt32", "[1, 2, 3, 4]")
case("deltaSumTimestamp", "Float64", "[5, 9, 2, 4]", "DateTime('UTC')", "[1, 2, 3, 4]")
case("deltaSumTimestamp", "UInt8", "[1]", "UInt8", "[2]")
case("avgWeighted", "Float64", "[1, 2]", "Float32", "[0.5, 4]")
case("avgWeighted", "Int8", "[-1, 2]", "Int16", "[3, 4]")
for call in ("contingency", "cramersV", "cramersVBiasCorrected", "theilsU"):
    case(call, "UInt8", "[1, 3, 1, 3, 3, 2, 2]", "UInt8", "[5, 7, 7, 5, 7, 5, 5]")
    case(call, "String", "['a', 'b', 'a', 'c']", "UInt8", "[1, 2, 1, 2]")
    case(call, "String", "['a', 'b', 'a', 'c']", "String", "['x', 'y', 'y', 'x']")
    case(call, "UInt8", "[]", "UInt8", "[]")
case("categoricalInformationValue", "UInt8", "[1, 1, 0, 0]", "UInt8", "[0, 1, 1, 1]")
case("categoricalInformationValue", "UInt8", "[1, 1, 0, 0]", "UInt8", "[0, 1, 1, 0]", "UInt8", "[0, 1, 1, 1]")
for bins in (2, 3, 10):
    case(f"histogram({bins})", "UInt8", "[1, 2, 3, 10, 20, 7, 8, 1]")
case("histogram(3)", "Float64", "[1.5, -2, 8, 9]")
case("histogram(3)", "Float64", "[]")
case("histogram(4)", "UInt32", "range(100)")
for name in ("quantile(1.5)", "quantile(0.1, 0.2)", "sum(1)", "quantileExactExclusive(1)", "histogram", "corr", "avg(2)"):
    case(name, "UInt8", "[1, 2]")
for name in ("sum", "avg", "corr", "varPop", "quantile"):
    case(name, "String", "['a']")
