DATES = col("Date", "'2024-02-29'", "'1970-01-01'", "'2149-06-06'", "'2024-01-31'")
DATES32 = col("Date32", "'2024-02-29'", "'1900-01-01'", "'2299-12-31'")
TIMES = col("DateTime('America/New_York')", "'2024-03-10 01:59:59'", "'2024-11-03 01:30:00'", "'2024-01-31 12:34:56'")
TICKS = col("DateTime64(3, 'UTC')", "'2024-02-29 12:34:56.789'", "'1969-12-31 23:59:59.500'", "'2299-12-31 23:59:59.999'")
for part, numbers in [("Year", ["2023", "1800", "1969", "9999", "10000", "0"]), ("Month", ["2", "12", "0", "13"]),
                      ("Day", ["1", "31", "0", "32"]), ("Hour", ["0", "2", "23", "24"]), ("Minute", ["0", "59", "60"]),
                      ("Second", ["0", "59", "-1"])]:
    for number in numbers:
        for times in (DATES, DATES32, TIMES, TICKS):
            case(f"change{part}", times, const(number))
    case(f"change{part}", DATES, const("1.5"))
    case(f"change{part}", const("'a'"), const("1"))
case("toModifiedJulianDay", col("String", "'2020-11-01'", "'1858-11-17'", "'0000-01-01'"))
case("toModifiedJulianDayOrNull", col("String", "'2020-11-01'", "'x'", "'2020-13-01'", "'2023-02-29'"))
case("toModifiedJulianDay", const("'x'"))
case("toModifiedJulianDay", const("'2020-13-01'"))
case("fromModifiedJulianDay", col("Int32", "58849", "0", "-678941"))
case("fromModifiedJulianDayOrNull", col("Int64", "58849", "10000000000", "-10000000000"))
case("fromModifiedJulianDay", const("10000000000"))
for f in ["YYYYMMDDToDate", "YYYYMMDDToDate32"]:
    case(f, col("UInt32", "20230911", "99999999", "20230231", "0", "18000101", "20230000"))
    case(f, const("-1"))
    case(f, const("'20230911'"))
for f in ["YYYYMMDDhhmmssToDateTime", "YYYYMMDDhhmmssToDateTime64"]:
    case(f, col("UInt64", "20230911131415", "20239911131415", "0", "20230911251415"))
case("YYYYMMDDhhmmssToDateTime", const("20230911131415"), const("'America/New_York'"))
case("YYYYMMDDhhmmssToDateTime64", const("20230911131415"), const("6"), const("'UTC'"))
case("addInterval", const("toIntervalDay(1)"), const("toIntervalMonth(2)"))
case("addInterval", const("tuple(toIntervalDay(1))"), const("toIntervalDay(2)"))
case("subtractInterval", const("(toIntervalDay(1), toIntervalYear(1))"), const("toIntervalYear(2)"))
case("addInterval", const("1"), const("toIntervalDay(2)"))
for f in ["addTupleOfIntervals", "subtractTupleOfIntervals"]:
    case(f, DATES, const("(toIntervalDay(1), toIntervalMonth(1))"))
    case(f, TICKS, const("(toIntervalHour(1), toIntervalYear(1))"))
    case(f, DATES, const("1"))
for f in ["snowflakeIDToDateTime", "snowflakeIDToDateTime64"]:
    case(f, col("UInt64", "7204436857747984384", "0"))
    case(f, const("7204436857747984384"), const("1288834974657"), const("'Asia/Tokyo'"))
    case(f, const("1"))
case("dateTimeToSnowflakeID", const("toDateTime('2021-08-15 18:57:56', 'UTC')"))
case("dateTime64ToSnowflakeID", TICKS)
for f in ["tumble", "tumbleStart", "tumbleEnd"]:
    case(f, TIMES, const("toIntervalMinute(5)"))
    case(f, TIMES, const("toIntervalDay(1)"))
    case(f, const("'a'"), const("toIntervalDay(1)"))
case("timeSlots", TIMES, const("toUInt32(600)"))
case("timeSlots", TIMES, const("toUInt32(7200)"), const("3600"))
case("timeSlots", TIMES, const("600"))
case("timeSlot", col("DateTime", "4294967295", "0", "4294967295"))
for f in ["toDaysInMonth", "toYearNumSinceEpoch", "toMonthNumSinceEpoch"]:
    for times in (DATES, TIMES):
        case(f, times)
case("toDateTime32", const("'2024-01-01 00:00:00'"), const("'UTC'"))
