HAY = col("String", "'abc=111, def=222'", "''", "'a1b22c333'", "'Hello\\nWorld'", "'привет мир'", "'a\\xffb'", "'aaa'", "'a.b(c'")
PATTERNS = ["'\\\\d+'", "'([a-z]+)=(\\\\d+)'", "'a'", "'A'", "'^'", "'$'", "''", "'x*'", "'a*'", "'.'", "'o.W'", "'(?i)HELLO'",
            "'[а-я]+'", "'(a)|(b)'", "'a.b'", "'(z)?a'", "'b(c)(d)?'", "'привет'"]
for f in ["match", "notMatch", "matchCaseInsensitive", "notMatchCaseInsensitive", "countMatches",
          "countMatchesCaseInsensitive", "extract", "extractAll", "regexpExtract", "REGEXP_EXTRACT"]:
    for p in PATTERNS:
        case(f, HAY, const(p))
    case(f, HAY, const("'('"))
    case(f, const("1"), const("'a'"))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("'b'"))
    case(f, col("LowCardinality(String)", "'abc'", "'x'"), const("'b'"))
for f in ["match", "notMatch"]:
    case(f, HAY, col("String", *PATTERNS[:8]))
for i in ["0", "1", "2", "3", "-1"]:
    case("regexpExtract", HAY, const("'([a-z]+)=(\\\\d+)'"), const(i))
for f in ["extractAllGroupsVertical", "extractAllGroupsHorizontal", "extractAllGroups", "extractGroups"]:
    for p in ["'([a-z]+)=(\\\\d+)'", "'(a)|(b)'", "'(x*)'", "'(\\\\w)'", "'abc'", "''", "'('"]:
        case(f, HAY, const(p))
    if f != "extractAllGroupsHorizontal":
        case(f, col("Nullable(String)", "'abc'", "NULL"), const("'(b)'"))
VALID = col("String", "'abc=111, def=222'", "''", "'a1b22c333'", "'Hello\\nWorld'", "'aaa'", "'a.b(c'", "'XaX'")
for f in ["replaceOne", "replaceAll", "replace", "REPLACE"]:
    for n, r in [("'a'", "'X'"), ("'a'", "''"), ("''", "'X'"), ("'aa'", "'\\\\0'"), ("'zzz'", "'y'"), ("'l'", "'LL'"), ("'.'", "'!'")]:
        case(f, VALID, const(n), const(r))
    case(f, VALID, col("String", "'a'", "''", "'2'", "'o'", "'aa'"), col("String", "'x'", "'yy'", "''"))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("'b'"), const("'z'"))
    case(f, col("LowCardinality(String)", "'abc'", "'x'"), const("'b'"), const("'z'"))
for f in ["replaceRegexpOne", "replaceRegexpAll", "REGEXP_REPLACE"]:
    for n, r in [("'a'", "'X'"), ("'\\\\d+'", "'<\\\\0>'"), ("'([a-z]+)=(\\\\d+)'", "'\\\\2=\\\\1'"), ("'^'", "'X'"), ("'$'", "'!'"),
                 ("'x*'", "'-'"), ("'a*'", "'-'"), ("''", "'-'"), ("'.'", "'\\\\0\\\\0'"), ("'(a)|(b)'", "'[\\\\1|\\\\2]'"),
                 ("'a'", "'\\\\\\\\'"), ("'a'", "'\\\\x'"), ("'a'", "'\\\\'"), ("'(a)'", "'\\\\2'"), ("'('", "'x'"), ("'(?i)x'", "'y'"),
                 ("'o.W'", "'_'"), ("'\\\\b'", "'|'")]:
        case(f, VALID, const(n), const(r))
    case(f, VALID, col("String", "'a'", "'.'", "'\\\\d'"), const("'x'"))
    case(f, VALID, const("'a'"), col("String", "'x'", "'\\\\0\\\\0'"))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("'b'"), const("'z'"))
case("regexpQuoteMeta", col("String", "'a.b'", "'\\\\^$.[]|()?*+{}:-'", "'a\\0b'", "''", "'é/_='"))
TEXT = col("String", "'a,b,,c'", "''", "','", "' a  b\\tc\\n'", "'привет, мир'", "'a1b22c'", "'x--y--z'", "'Hello_World-42!'")
for sep in ["','", "'-'", "' '"]:
    case("splitByChar", const(sep), TEXT)
    for lim in ["0", "1", "2", "3", "-1"]:
        case("splitByChar", const(sep), TEXT, const(lim))
case("splitByChar", const("'ab'"), TEXT)
case("splitByChar", const("''"), TEXT)
for sep in ["', '", "'--'", "''", "'zz'"]:
    case("splitByString", const(sep), TEXT)
    case("splitByString", const(sep), TEXT, const("2"))
for sep in ["'\\\\d'", "'[ ,]+'", "''", "'x*'", "'$'"]:
    case("splitByRegexp", const(sep), TEXT)
    case("splitByRegexp", const(sep), TEXT, const("2"))
case("splitByRegexp", const("'('"), TEXT)
for f in ["splitByWhitespace", "splitByNonAlpha", "alphaTokens", "splitByAlpha"]:
    case(f, TEXT)
    case(f, TEXT, const("1"))
    case(f, TEXT, const("2"))
    case(f, col("Nullable(String)", "'abc d'", "NULL"))
    case(f, col("LowCardinality(String)", "'abc d'", "'x'"))
case("splitByChar", const("','"), col("Nullable(String)", "'a,b'", "NULL"))
case("splitByChar", const("','"), col("LowCardinality(String)", "'a,b'", "''"))
