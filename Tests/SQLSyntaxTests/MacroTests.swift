import Errors
import SQLSyntax
import Testing

@Suite struct MacroTests {
    private static let context = {
        var context = MacroContext(
            from: 1_415_792_726_123, to: 1_447_328_726_456, interval: 20_000, table: "trades", column: "price")
        context.variables = ["ticker": ["BTC", "it's"], "limit": ["25"]]
        return context
    }()

    @Test(arguments: [
        ("$__fromTime", "toDateTime(1415792726)"),
        ("$__toTime", "toDateTime(1447328726)"),
        ("$__fromTime_ms", "fromUnixTimestamp64Milli(1415792726123)"),
        ("$__toTime_ms", "fromUnixTimestamp64Milli(1447328726456)"),
        ("$__from", "1415792726123"),
        ("$__to", "1447328726456"),
        ("${__from}, ${__to}", "1415792726123, 1447328726456"),
        ("'${__from:date}'", "'2014-11-12T11:45:26.123Z'"),
        ("'${__to:date:iso}'", "'2015-11-12T11:45:26.456Z'"),
        ("${__from:date:seconds}", "1415792726"),
        ("'${__from:date:YYYY-MM-DD}'", "'2014-11-12'"),
        ("toDate('${__to:date:YYYY-MM-DD HH:mm:ss}')", "toDate('2015-11-12 11:45:26')"),
        ("${__interval} ${__interval_ms}", "20s 20000"),
        ("$__range_s $__range_ms $__range", "31536000 31536000333 31536000s"),
        ("$__conditionalAll(a IN (${agent:singlequote}), $agent)", "1=1"),
        ("$__conditionalAll(b IN (${ticker:singlequote}), $ticker)", "b IN ('BTC','it\\'s')"),
        ("b IN ($ticker) AND c = $limit", "b IN ('BTC','it\\'s') AND c = 25"),
        ("'$ticker ${limit}'", "'BTC,it\\'s 25'"),
        ("SETTINGS $__adHocFilters('t1', 't2')", "SETTINGS additional_table_filters={}"),
        ("$unknown + ${unknown}", "$unknown + ${unknown}"),
        ("match(s, '^a{2}$') AND s != '${__nosuch} $.a'", "match(s, '^a{2}$') AND s != '${__nosuch} $.a'"),
        ("$doc$a--b $__from$doc$", "$doc$a--b $__from$doc$"),
        ("`a -- $__from` /* $__from */ $__from", "`a -- $__from`               1415792726123"),
        (
            "$__timeFilter(cast(sth as timestamp))",
            "cast(sth as timestamp) >= toDateTime(1415792726) AND cast(sth as timestamp) <= toDateTime(1447328726)"
        ),
        ("$__timeFilter(c)", "c >= toDateTime(1415792726) AND c <= toDateTime(1447328726)"),
        (
            "$__timeFilter_ms(c)",
            "c >= fromUnixTimestamp64Milli(1415792726123) AND c <= fromUnixTimestamp64Milli(1447328726456)"
        ),
        ("$__dateFilter(d)", "d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')"),
        (
            "$__dt(d, c)",
            "(d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')) AND "
                + "(c >= toDateTime(1415792726) AND c <= toDateTime(1447328726))"
        ),
        ("$__dateTimeFilter(ts)", "ts >= toDateTime(1415792726) AND ts <= toDateTime(1447328726)"),
        ("$__timeFrom(c)", "c >= toDateTime(1415792726)"),
        ("$__timeTo(c)", "c <= toDateTime(1447328726)"),
        ("$__timeInterval(c)", "toStartOfInterval(toDateTime(c), INTERVAL 20 second)"),
        ("$__timeInterval_ms(c)", "toStartOfInterval(toDateTime64(c, 3), INTERVAL 20000 millisecond)"),
        (
            "$__dateTimeFilter(d, c)",
            "(d >= toDate('2014-11-12') AND d <= toDate('2015-11-12')) AND "
                + "(c >= toDateTime(1415792726) AND c <= toDateTime(1447328726))"
        ),
        ("$__timeGroup(c, 15m)", "toStartOfInterval(toDateTime(c), INTERVAL 900 second)"),
        ("$__timeGroup(c, '1h30m')", "toStartOfInterval(toDateTime(c), INTERVAL 5400 second)"),
        ("$__interval_s + $__interval_ms()", "20 + 20000"),
        ("'$__interval' || 'it''s $__unknown'", "'20s' || 'it''s $__unknown'"),
        ("SELECT $__column FROM $__table", "SELECT price FROM trades"),
        (
            "$__timeInterval($__fromTime)",
            "toStartOfInterval(toDateTime(toDateTime(1415792726)), INTERVAL 20 second)"
        ),
        ("a /* $__x */ + $__interval_s -- $__y", "a            + 20        "),
        ("$__timeFilter (f(a, b))", "f(a, b) >= toDateTime(1415792726) AND f(a, b) <= toDateTime(1447328726)"),
        ("SELECT 1 /* $__interval */", "SELECT 1 /* $__interval */"),
        ("INSERT INTO t VALUES ('$__interval')", "INSERT INTO t VALUES ('$__interval')"),
    ])
    func expansions(sql: String, expanded: String) throws {
        #expect(try MacroExpander.expand(sql, over: Self.context) == expanded)
    }

    @Test(arguments: [
        (
            "$__columns(ts, svc AS s, count()) FROM r WHERE x = 'WHERE' LIMIT 5 SETTINGS a = 1;",
            "SELECT toStartOfInterval(toDateTime(ts), INTERVAL 20 second) AS t, toString(svc) AS s, count() AS value "
                + "FROM r WHERE ts >= toDateTime(1415792726) AND ts <= toDateTime(1447328726) AND (x = 'WHERE') "
                + "GROUP BY t, s ORDER BY t, s LIMIT 5 SETTINGS a = 1"
        ),
        (
            "WITH a AS (SELECT 1) $__rateColumns(ts, k, sum(v)) FROM r",
            "WITH a AS (SELECT 1) SELECT toStartOfInterval(toDateTime(ts), INTERVAL 20 second) AS t, "
                + "toString(k) AS metric, "
                + "if((t - lagInFrame(t, 1, t) OVER w) = 0, nan, sum(v) / (t - lagInFrame(t, 1, t) OVER w)) AS value "
                + "FROM r WHERE ts >= toDateTime(1415792726) AND ts <= toDateTime(1447328726) GROUP BY t, metric "
                + "WINDOW w AS (PARTITION BY metric ORDER BY t ASC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) "
                + "ORDER BY t, metric"
        ),
        (
            "$__lttb(auto, ts, v) FROM r",
            "SELECT point.1 AS ts, point.2 AS v FROM (SELECT arrayJoin(lttb(1576800)(ts, v)) AS point FROM r "
                + "WHERE ts >= toDateTime(1415792726) AND ts <= toDateTime(1447328726)) ORDER BY ts"
        ),
        (
            "$__lttb(5, ts, avg(v)) FROM r GROUP BY ts",
            "SELECT point.1 AS ts, point.2 AS y FROM (SELECT arrayJoin(lttb(5)(ts, y)) AS point FROM "
                + "(SELECT ts, avg(v) AS y FROM r WHERE ts >= toDateTime(1415792726) AND ts <= toDateTime(1447328726) "
                + "GROUP BY ts ORDER BY ts)) ORDER BY ts"
        ),
    ])
    func statements(sql: String, expanded: String) throws {
        let found = try MacroExpander.expand(sql, over: Self.context)
        #expect(found == expanded)
        _ = try Parser.parseStatement(found)
    }

    @Test(arguments: [
        (20_000, "20s"), (90_000, "90s"), (120_000, "2m"), (7_200_000, "2h"), (1500, "1500ms"), (0, "1ms"),
    ] as [(Int64, String)])
    func intervals(milliseconds: Int64, text: String) throws {
        let context = MacroContext(interval: milliseconds)
        #expect(try MacroExpander.expand("$__interval", over: context) == text)
        let seconds = String(max(1, milliseconds / 1000))
        #expect(try MacroExpander.expand("$__interval_s", over: context) == seconds)
    }

    /// What `$name` would be in a text of Altinity's plugin.
    @Test(arguments: [
        ("$timeFilter", "price >= toDateTime(1415792726) AND price <= toDateTime(1447328726)"),
        ("$timeSeries", "(intDiv(toUInt32(price), 20) * 20) * 1000"),
        ("$from $to $interval", "1415792726 1447328726 20"),
        ("SELECT $dateTimeCol FROM $table -- $from", "SELECT price FROM trades         "),
        ("'$from'", "'$from'"),
        (
            "$columns(k, count() AS c) FROM $table WHERE a = 1",
            "SELECT t, groupArray((k, c)) AS groupArr FROM (SELECT (intDiv(toUInt32(price), 20) * 20) * 1000 AS t, k, "
                + "count() AS c FROM trades WHERE price >= toDateTime(1415792726) AND price <= toDateTime(1447328726) "
                + "AND (a = 1) GROUP BY t, k ORDER BY t, k) GROUP BY t ORDER BY t"
        ),
        (
            "$rate(count() AS good, sum(x) AS bad) FROM $table",
            "SELECT t, good / runningDifference(t / 1000) AS goodRate, bad / runningDifference(t / 1000) AS badRate "
                + "FROM (SELECT (intDiv(toUInt32(price), 20) * 20) * 1000 AS t, count() AS good, sum(x) AS bad "
                + "FROM trades WHERE price >= toDateTime(1415792726) AND price <= toDateTime(1447328726) "
                + "GROUP BY t ORDER BY t)"
        ),
    ])
    func ofAltinity(sql: String, expanded: String) throws {
        #expect(try MacroExpander.expand(sql, over: Self.context) == expanded)
    }

    @Test func altinityFiltersDaysToo() throws {
        var context = Self.context
        context.dateColumn = "d"
        #expect(
            try MacroExpander.expand("$timeFilter", over: context)
                == "d >= toDate(1415792726) AND d <= toDate(1447328726) AND price >= toDateTime(1415792726) "
                + "AND price <= toDateTime(1447328726)")
    }

    /// A value can never leave its literal.
    @Test(arguments: ["'", "\\", "\\'", "a', 'b", "x') OR (1=1", "'; DROP TABLE t --", "1e3", "0x10", "1 OR 1"])
    func valuesStayValues(value: String) throws {
        var context = Self.context
        context.variables = ["v": [value]]
        for text in ["SELECT $v", "SELECT ${v:singlequote}", "SELECT '$v'", "SELECT '${v}'"] {
            let expanded = try MacroExpander.expand(text, over: context)
            guard case .select = try Parser.parseStatement(expanded).statement else {
                Issue.record("\(expanded)")
                continue
            }
            var lexer = Lexer(Array(expanded.utf8))
            var count = 0
            while lexer.next().kind != .endOfStream { count += 1 }
            #expect(count == 2, "\(expanded)")
        }
    }

    @Test(
        arguments: [
            ("SELECT $__timeFilter(c)", ErrorCode.badRequestParameter, "`from`"),
            ("SELECT $__interval_s", .badRequestParameter, "`interval_ms`"),
            ("SELECT $__table", .badRequestParameter, "`table`"),
            ("SELECT $__nosuch(c)", .unknownFunction, "$__nosuch"),
            ("SELECT $__timeFilter", .badArguments, "expected 1 argument(s), received 0"),
            ("SELECT $__timeFilter(a, b)", .badArguments, "received 2"),
            ("SELECT $__timeGroup(a, 15x)", .badArguments, "15x"),
            ("$__columns(a, b) FROM t", .badArguments, "expected 3 argument(s), received 2"),
            ("$__columns(a, b, c)", .badArguments, "FROM"),
            ("$__columns(a, b, c) FROM t GROUP BY x", .badArguments, "GROUP BY"),
            ("$__columns(a, b, c) FROM t ORDER BY x HAVING y", .badArguments, "HAVING must appear before ORDER BY"),
            ("SELECT * FROM ($__columns(a, b, c) FROM t)", .badArguments, "top level"),
            ("$__columns(a, b, c) FROM t UNION ALL $__columns(a, b, c) FROM t", .badArguments, "one statement macro"),
            ("$__lttb(ten, x, y) FROM t", .badArguments, "buckets"),
        ] as [(String, ErrorCode, String)])
    func refusals(sql: String, code: ErrorCode, part: String) throws {
        let error = #expect(throws: QueryError.self) { try MacroExpander.expand(sql, over: MacroContext()) }
        #expect(error?.code == code)
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    @Test func theSeedsPanelsAreSQLAfterwards() throws {
        let text = String(decoding: try TestData.bytes("seed/05_queries.sql"), as: UTF8.self)
        let expanded = try MacroExpander.expand(text, over: Self.context)
        #expect(!expanded.contains("$__"))
        #expect(expanded.contains("toStartOfInterval(timestamp, INTERVAL 20 SECOND)"))
        #expect(try TestData.statements(Array(expanded.utf8)).count == 7)
    }

    @Test func namesAreUnique() {
        let names = MacroRegistry.expressions.map(\.name) + MacroRegistry.statements.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func daysBeforeAndAfter1970() throws {
        let context = MacroContext(from: -1, to: 951_782_400_000)
        #expect(
            try MacroExpander.expand("$__dateFilter(d)", over: context)
                == "d >= toDate('1969-12-31') AND d <= toDate('2000-02-29')")
    }
}
