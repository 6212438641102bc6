/// Functions of dates and times.
enum DateTimeFunctions {
    static let list: [any ScalarFunction.Type] = parts + starts + moves + makers + parsers + patterns

    private static let parts: [any ScalarFunction.Type] = [
        ToYear.self, ToQuarter.self, ToMonth.self, ToDayOfYear.self, ToDayOfMonth.self, ToDayOfWeek.self,
        ToHour.self, ToMinute.self, ToSecond.self, ToMillisecond.self,
        ToISOYear.self, ToISOWeek.self, ToWeek.self, ToYearWeek.self,
        ToYYYYMM.self, ToYYYYMMDD.self, ToYYYYMMDDhhmmss.self, ToDaysSinceYearZero.self,
        ToRelativeYearNum.self, ToRelativeQuarterNum.self, ToRelativeMonthNum.self, ToRelativeWeekNum.self,
        ToRelativeDayNum.self, ToRelativeHourNum.self, ToRelativeMinuteNum.self, ToRelativeSecondNum.self,
        ToUnixTimestamp.self, ToUnixTimestamp64Second.self, ToUnixTimestamp64Milli.self,
        ToUnixTimestamp64Micro.self, ToUnixTimestamp64Nano.self,
    ]

    private static let starts: [any ScalarFunction.Type] = [
        ToStartOfWeek.self, ToLastDayOfWeek.self, ToMonday.self, ToStartOfMonth.self, ToLastDayOfMonth.self,
        ToStartOfQuarter.self, ToStartOfYear.self, ToStartOfISOYear.self,
        ToStartOfDay.self, ToStartOfHour.self, ToStartOfMinute.self, ToStartOfFiveMinutes.self,
        ToStartOfTenMinutes.self, ToStartOfFifteenMinutes.self, TimeSlot.self,
        ToStartOfSecond.self, ToStartOfMillisecond.self, ToStartOfMicrosecond.self, ToStartOfNanosecond.self,
        ToStartOfInterval.self, DateTrunc.self,
    ]

    private static let moves: [any ScalarFunction.Type] = [
        DateDiff.self, Age.self, TimeDiff.self, AddDate.self, SubDate.self,
        AddYears.self, AddQuarters.self, AddMonths.self, AddWeeks.self, AddDays.self, AddHours.self,
        AddMinutes.self, AddSeconds.self, AddMilliseconds.self, AddMicroseconds.self, AddNanoseconds.self,
        SubtractYears.self, SubtractQuarters.self, SubtractMonths.self, SubtractWeeks.self, SubtractDays.self,
        SubtractHours.self, SubtractMinutes.self, SubtractSeconds.self, SubtractMilliseconds.self,
        SubtractMicroseconds.self, SubtractNanoseconds.self,
        ToTimezone.self, TimezoneOf.self, TimezoneOffset.self, SessionTimezone.self, ServerTimezone.self,
        ToUTCTimestamp.self, FromUTCTimestamp.self,
    ]

    private static let makers: [any ScalarFunction.Type] = [
        Now.self, Now64.self, NowInBlock.self, UTCTimestamp.self, Today.self, Yesterday.self,
        FromUnixTimestamp64Second.self, FromUnixTimestamp64Milli.self, FromUnixTimestamp64Micro.self,
        FromUnixTimestamp64Nano.self,
        MakeDate.self, MakeDate32.self, MakeDateTime.self, MakeDateTime64.self,
        FromDaysSinceYearZero.self, FromDaysSinceYearZero32.self,
    ]

    private static let parsers: [any ScalarFunction.Type] = [
        ParseDateTimeBestEffort.self, ParseDateTimeBestEffortOrNull.self,
        ParseDateTimeBestEffortOrZero.self, ParseDateTimeBestEffortUS.self,
        ParseDateTimeBestEffortUSOrNull.self, ParseDateTimeBestEffortUSOrZero.self,
        ParseDateTime64BestEffort.self, ParseDateTime64BestEffortOrNull.self,
        ParseDateTime64BestEffortOrZero.self, ParseDateTime64BestEffortUS.self,
        ParseDateTime64BestEffortUSOrNull.self, ParseDateTime64BestEffortUSOrZero.self,
    ]

    private static let patterns: [any ScalarFunction.Type] = [
        ParseDateTime.self, ParseDateTimeOrNull.self, ParseDateTimeOrZero.self, ParseDateTime64.self,
        ParseDateTime64OrNull.self, ParseDateTime64OrZero.self, ParseDateTimeInJodaSyntax.self,
        ParseDateTimeInJodaSyntaxOrNull.self, ParseDateTimeInJodaSyntaxOrZero.self,
        ParseDateTime64InJodaSyntax.self, ParseDateTime64InJodaSyntaxOrNull.self,
        ParseDateTime64InJodaSyntaxOrZero.self, FormatDateTime.self, FormatDateTimeInJodaSyntax.self,
        FromUnixTimestamp.self, FromUnixTimestampInJodaSyntax.self, MonthNameFunction.self, DateName.self,
        ChangeYear.self, ChangeMonth.self, ChangeDay.self, ChangeHour.self, ChangeMinute.self, ChangeSecond.self,
        ToModifiedJulianDay.self, ToModifiedJulianDayOrNull.self, FromModifiedJulianDay.self,
        FromModifiedJulianDayOrNull.self, YYYYMMDDToDate.self, YYYYMMDDToDate32.self, YYYYMMDDhhmmssToDateTime.self,
        YYYYMMDDhhmmssToDateTime64.self, AddInterval.self, SubtractInterval.self, AddTupleOfIntervals.self,
        SubtractTupleOfIntervals.self, SnowflakeIDToDateTime.self, SnowflakeIDToDateTime64.self,
        DateTimeToSnowflakeID.self, DateTime64ToSnowflakeID.self, Tumble.self, TumbleStart.self, TumbleEnd.self,
        TimeSlots.self, ToDaysInMonth.self, ToYearNumSinceEpoch.self, ToMonthNumSinceEpoch.self,
        Hop.self, HopStart.self, HopEnd.self, ToMicrosecond.self, ToNanosecond.self, ToTimeWithFixedDate.self,
        TimestampFunction.self,
    ]
}
