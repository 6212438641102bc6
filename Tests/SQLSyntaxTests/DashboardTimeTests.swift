import Errors
import SQLSyntax
import Testing

@Suite struct DashboardTimeTests {
    /// 2026-01-05T06:07:08.009Z, a Monday.
    private static let now: Int64 = 1_767_593_228_009

    @Test(
        arguments: [
            ("1767589200000", 1_767_589_200_000),
            ("-1", -1),
            ("now", now),
            ("now-6h", now - 21_600_000),
            ("now+1d-90s", now + 86_400_000 - 90_000),
            ("now/d", 1_767_571_200_000),
            ("now-1d/d", 1_767_484_800_000),
            ("now/h", 1_767_592_800_000),
            ("now/w", 1_767_571_200_000),
            ("now/M", 1_767_225_600_000),
            ("now/y", 1_767_225_600_000),
            ("now-1M", 1_764_914_828_009),
            ("now-1y", 1_736_057_228_009),
            ("2026-01-05", 1_767_571_200_000),
            ("2026-01-05T06:00:00Z", 1_767_592_800_000),
            ("2026-01-05T06:00:00.12Z", 1_767_592_800_120),
            ("2026-01-05 06:00", 1_767_592_800_000),
            ("2026-01-05T07:00:00+01:00", 1_767_592_800_000),
        ] as [(String, Int64)])
    func times(text: String, milliseconds: Int64) throws {
        let found = try DashboardTime.milliseconds(text, now: Self.now, isEnd: false, parameter: "from")
        #expect(found == milliseconds)
    }

    @Test(arguments: [("now/d", 1_767_657_599_999), ("now/M", 1_769_903_999_999), ("now", now)] as [(String, Int64)])
    func ends(text: String, milliseconds: Int64) throws {
        #expect(try DashboardTime.milliseconds(text, now: Self.now, isEnd: true, parameter: "to") == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "now-", "now-6x", "now/", "now/dd", "now 6h", "2026-13-01", "2026-01-05T25:00Z", "6h",
    ])
    func noTimes(text: String) {
        let error = #expect(throws: QueryError.self) {
            try DashboardTime.milliseconds(text, now: Self.now, isEnd: false, parameter: "from")
        }
        #expect(error?.code == .badRequestParameter && error?.message.contains("`from`") == true)
    }

    @Test(
        arguments: [
            ("20000", 20_000), ("20s", 20_000), ("500ms", 500), ("1m", 60_000), ("2h", 7_200_000),
        ] as [(String, Int64)])
    func intervals(text: String, milliseconds: Int64) throws {
        #expect(try DashboardTime.interval(text, parameter: "interval_ms") == milliseconds)
    }

    @Test(arguments: ["", "s", "1x", "1 s", "99999999999999999d", "1msec"])
    func noIntervals(text: String) {
        #expect(throws: QueryError.self) { try DashboardTime.interval(text, parameter: "interval_ms") }
    }
}
