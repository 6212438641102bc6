DATE = col("Date", "'1970-01-01'", "'2020-02-29'", "'2024-12-30'", "'2105-05-05'", "'2021-01-03'", "'2000-01-01'")
DATE32 = col("Date32", "'1900-01-01'", "'1960-02-29'", "'2024-12-30'", "'2105-12-31'", "'2021-01-03'", "'1969-12-31'")
SEC = ["'1970-01-01 00:00:00'", "'2020-02-29 23:59:59'", "'2024-12-30 12:34:56'", "'2106-02-07 06:28:15'", "'2021-03-28 01:30:00'", "'2000-10-29 00:59:59'"]
DT = col("DateTime('UTC')", *SEC)
DTB = col("DateTime('Europe/Berlin')", *[s.replace("1970-01-01 00", "1971-01-01 01") for s in SEC])
DTN = col("DateTime('America/New_York')", "'2021-03-14 01:59:59'", "'2021-11-07 01:30:00'", "'2021-07-04 12:00:00'")
DTK = col("DateTime('Asia/Kolkata')", "'2021-03-14 01:59:59'", "'2021-11-07 00:10:00'", "'1975-07-04 12:29:00'")
DT64 = col("DateTime64(3, 'UTC')", "'1900-01-01 00:00:00.001'", "'1969-12-31 23:59:59.999'", "'2020-02-29 23:59:59.5'", "'2024-12-30 12:34:56.789'", "'2105-12-31 23:59:59.999'")
DT64B = col("DateTime64(6, 'Europe/Berlin')", "'1950-06-01 12:30:00.000001'", "'2021-03-28 01:30:00.123456'", "'2021-10-31 02:30:00.5'")
DT9 = col("DateTime64(9, 'UTC')", "'2020-02-29 23:59:59.123456789'", "'1969-12-31 23:59:59.000000001'")
DT0 = col("DateTime64(0)", "'2020-02-29 23:59:59'", "'1969-12-31 23:59:59'")
LOCAL = col("DateTime", "'2020-02-29 23:59:59'")
ALL = [DATE, DATE32, DT, DTB, DTN, DTK, DT64, DT64B, DT9, DT0, LOCAL]
SIMPLE = """toYear toQuarter toMonth toDayOfYear toDayOfMonth toDayOfWeek toHour toMinute toSecond toMillisecond
toISOYear toISOWeek toWeek toYearWeek toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss toDaysSinceYearZero
toRelativeYearNum toRelativeQuarterNum toRelativeMonthNum toRelativeWeekNum toRelativeDayNum toRelativeHourNum
toRelativeMinuteNum toRelativeSecondNum toUnixTimestamp64Second toUnixTimestamp64Milli toUnixTimestamp64Micro
toUnixTimestamp64Nano toStartOfWeek toLastDayOfWeek toMonday toStartOfMonth toLastDayOfMonth
toStartOfQuarter toStartOfYear toStartOfISOYear toStartOfDay toStartOfHour toStartOfMinute toStartOfFiveMinutes
toStartOfTenMinutes toStartOfFifteenMinutes timeSlot toStartOfSecond toStartOfMillisecond toStartOfMicrosecond
toStartOfNanosecond timezoneOf timezoneOffset""".split()
for f in SIMPLE:
    for c in ALL:
        if f != "toRelativeHourNum" or c not in (DT64, DT9, DT0):
            case(f, c)
    if f in ["toYear", "toStartOfMonth", "toStartOfDay", "toStartOfHour", "toHour", "toYYYYMMDD", "toStartOfMinute", "toStartOfSecond", "toDayOfWeek", "toStartOfWeek", "timezoneOf"]:
        case(f, col("Nullable(DateTime('UTC'))", SEC[2], "NULL"))
        if f != "timezoneOf":
            case(f, col("LowCardinality(DateTime('UTC'))", SEC[2], SEC[1], SEC[2]))
        case(f, col("LowCardinality(Nullable(Date))", "'2020-05-06'", "NULL"))
        case(f, const("'2020-01-01'"))
        case(f, const("5"))
        case(f)
    if f.startswith("toS") or f in ["toYear", "toHour", "toYYYYMM", "toMonday"]:
        if f in ("toSecond", "toStartOfWeek"):
            continue
        case(f, DTK, const("'Asia/Tokyo'"))
        case(f, DTB, const("'Asia/Tokyo'"))
        case(f, DT64, const("'Asia/Tokyo'"))
        case(f, col("Date", "'2020-02-29'"), const("'Asia/Tokyo'"))
        case(f, DT64, const("'No/Such'"))
for f in ["toWeek", "toYearWeek", "toDayOfWeek", "toStartOfWeek", "toLastDayOfWeek"]:
    for m in range(10):
        case(f, col("Date", *[f"'20{y}-{d}'" for y in ["15", "16", "17", "18", "20", "21"] for d in ["01-01", "01-04", "01-07", "12-28", "12-31"]]), const(str(m)))
    case(f, DT, const("1"), const("'Asia/Tokyo'"))
    case(f, DT, const("'a'"))
