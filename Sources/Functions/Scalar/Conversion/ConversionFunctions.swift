/// The family's list.
enum ConversionFunctions {
    static let list: [any ScalarFunction.Type] =
        [
            Cast.self, InternalCast.self, AccurateCast.self, AccurateCastOrNull.self, AccurateCastOrDefault.self,
            ToString.self, ToFixedString.self, ToInterval.self,
        ] + plain + orZero + orNull + orDefault + intervals

    private static let plain: [any ScalarFunction.Type] = [
        ToType<ToInt8>.self, ToType<ToInt16>.self, ToType<ToInt32>.self, ToType<ToInt64>.self,
        ToType<ToInt128>.self, ToType<ToInt256>.self, ToType<ToUInt8>.self, ToType<ToUInt16>.self,
        ToType<ToUInt32>.self, ToType<ToUInt64>.self, ToType<ToUInt128>.self, ToType<ToUInt256>.self,
        ToType<ToFloat32>.self, ToType<ToFloat64>.self, ToType<ToBool>.self, ToType<ToUUID>.self,
        ToType<ToIPv4>.self, ToType<ToIPv6>.self, ToType<ToDecimal32>.self, ToType<ToDecimal64>.self,
        ToType<ToDecimal128>.self, ToType<ToDecimal256>.self, ToType<ToDate>.self, DateOf.self, ToType<ToDate32>.self,
        ToType<ToDateTime>.self, ToType<ToDateTime32>.self, ToType<ToDateTime64>.self,
    ]

    private static let orZero: [any ScalarFunction.Type] = [
        ToTypeOrZero<ToInt8>.self, ToTypeOrZero<ToInt16>.self, ToTypeOrZero<ToInt32>.self,
        ToTypeOrZero<ToInt64>.self, ToTypeOrZero<ToInt128>.self, ToTypeOrZero<ToInt256>.self,
        ToTypeOrZero<ToUInt8>.self, ToTypeOrZero<ToUInt16>.self, ToTypeOrZero<ToUInt32>.self,
        ToTypeOrZero<ToUInt64>.self, ToTypeOrZero<ToUInt128>.self, ToTypeOrZero<ToUInt256>.self,
        ToTypeOrZero<ToFloat32>.self, ToTypeOrZero<ToFloat64>.self, ToTypeOrZero<ToUUID>.self,
        ToTypeOrZero<ToIPv4>.self, ToTypeOrZero<ToIPv6>.self, ToTypeOrZero<ToDecimal32>.self,
        ToTypeOrZero<ToDecimal64>.self, ToTypeOrZero<ToDecimal128>.self, ToTypeOrZero<ToDecimal256>.self,
        ToTypeOrZero<ToDate>.self, ToTypeOrZero<ToDate32>.self, ToTypeOrZero<ToDateTime>.self,
        ToTypeOrZero<ToDateTime64>.self,
    ]

    private static let orNull: [any ScalarFunction.Type] = [
        ToTypeOrNull<ToInt8>.self, ToTypeOrNull<ToInt16>.self, ToTypeOrNull<ToInt32>.self,
        ToTypeOrNull<ToInt64>.self, ToTypeOrNull<ToInt128>.self, ToTypeOrNull<ToInt256>.self,
        ToTypeOrNull<ToUInt8>.self, ToTypeOrNull<ToUInt16>.self, ToTypeOrNull<ToUInt32>.self,
        ToTypeOrNull<ToUInt64>.self, ToTypeOrNull<ToUInt128>.self, ToTypeOrNull<ToUInt256>.self,
        ToTypeOrNull<ToFloat32>.self, ToTypeOrNull<ToFloat64>.self, ToTypeOrNull<ToUUID>.self,
        ToTypeOrNull<ToIPv4>.self, ToTypeOrNull<ToIPv6>.self, ToTypeOrNull<ToDecimal32>.self,
        ToTypeOrNull<ToDecimal64>.self, ToTypeOrNull<ToDecimal128>.self, ToTypeOrNull<ToDecimal256>.self,
        ToTypeOrNull<ToDate>.self, ToTypeOrNull<ToDate32>.self, ToTypeOrNull<ToDateTime>.self,
        ToTypeOrNull<ToDateTime64>.self,
    ]

    private static let orDefault: [any ScalarFunction.Type] = [
        ToTypeOrDefault<ToInt8>.self, ToTypeOrDefault<ToInt16>.self, ToTypeOrDefault<ToInt32>.self,
        ToTypeOrDefault<ToInt64>.self, ToTypeOrDefault<ToInt128>.self, ToTypeOrDefault<ToInt256>.self,
        ToTypeOrDefault<ToUInt8>.self, ToTypeOrDefault<ToUInt16>.self, ToTypeOrDefault<ToUInt32>.self,
        ToTypeOrDefault<ToUInt64>.self, ToTypeOrDefault<ToUInt128>.self, ToTypeOrDefault<ToUInt256>.self,
        ToTypeOrDefault<ToFloat32>.self, ToTypeOrDefault<ToFloat64>.self, ToTypeOrDefault<ToUUID>.self,
        ToTypeOrDefault<ToIPv4>.self, ToTypeOrDefault<ToIPv6>.self, ToTypeOrDefault<ToDecimal32>.self,
        ToTypeOrDefault<ToDecimal64>.self, ToTypeOrDefault<ToDecimal128>.self, ToTypeOrDefault<ToDecimal256>.self,
        ToTypeOrDefault<ToDate>.self, ToTypeOrDefault<ToDate32>.self, ToTypeOrDefault<ToDateTime>.self,
        ToTypeOrDefault<ToDateTime64>.self,
    ]

    private static let intervals: [any ScalarFunction.Type] = [
        ToIntervalUnit<Nanoseconds>.self, ToIntervalUnit<Microseconds>.self, ToIntervalUnit<Milliseconds>.self,
        ToIntervalUnit<Seconds>.self, ToIntervalUnit<Minutes>.self, ToIntervalUnit<Hours>.self,
        ToIntervalUnit<Days>.self, ToIntervalUnit<Weeks>.self, ToIntervalUnit<Months>.self,
        ToIntervalUnit<Quarters>.self, ToIntervalUnit<Years>.self,
    ]
}
