import Engine
import Errors
import Testing

@Test(
    "queries over generated rows",
    arguments: [
        ("SELECT 1", "1"),
        ("SELECT 1 + 2 AS x, x * 2", "3,6"),
        ("SELECT sum(number), count(), avg(number) FROM numbers(10)", "45,10,4.5"),
        ("SELECT number % 3 AS k, count() FROM numbers(10) GROUP BY k ORDER BY k", "0,4\n1,3\n2,3"),
        ("SELECT number FROM numbers(10) WHERE number > 3 AND number IN (4, 7, 300) ORDER BY number DESC", "7\n4"),
        ("SELECT number FROM numbers(5) WHERE number IN (SELECT number * 2 FROM numbers(5)) ORDER BY 1", "0\n2\n4"),
        ("SELECT x FROM (SELECT number AS x FROM numbers(3)) WHERE x = (SELECT max(number) FROM numbers(2))", "1"),
        ("WITH 5 AS n, q AS (SELECT number FROM numbers(n)) SELECT sum(number) FROM q", "10"),
        ("SELECT a.number, b.number FROM numbers(3) AS a JOIN numbers(2, 2) AS b ON a.number = b.number", "2,2"),
        ("SELECT number, sum(number) OVER (ORDER BY number) FROM numbers(3) ORDER BY number LIMIT 2", "0,0\n1,1"),
        ("SELECT 1 UNION ALL SELECT 2 ORDER BY 1", "1\n2"),
        ("SELECT sum(number) AS number FROM numbers(4) WHERE number > 1", "5"),
        ("SELECT arrayJoin([1, 2]) AS v, v * 2", "1,2\n2,4"),
        ("SELECT number FROM numbers(100) LIMIT 2 OFFSET 5", "5\n6"),
        ("SELECT DISTINCT number % 2 FROM numbers(10) ORDER BY 1", "0\n1"),
        ("SELECT if(number = 0, 0, intDiv(6, number)) FROM numbers(3)", "0\n6\n3"),
        ("SELECT count(DISTINCT number % 3), uniqExact(number) FROM numbers(10)", "3,10"),
    ])
func select(_ sql: String, _ expected: String) throws {
    #expect(try TestInstance().run(sql) == expected)
}

@Test(
    "headers as ClickHouse names and types them",
    arguments: [
        ("SELECT 1 + 2, 'a', count() FROM numbers(3)", "plus(1, 2) UInt16, 'a' String, count() UInt64"),
        ("SELECT number AS n, n + 1 FROM numbers(3)", "n UInt64, plus(n, 1) UInt64"),
        ("SELECT t.number FROM numbers(1) AS t", "number UInt64"),
    ])
func headers(_ sql: String, _ expected: String) throws {
    #expect(try TestInstance().header(sql) == expected)
}

@Test(
    "refusals have ClickHouse's codes",
    arguments: [
        ("SELECT nofunc(1)", ErrorCode.unknownFunction), ("SELECT x", .unknownIdentifier),
        ("SELECT * FROM nosuch", .unknownTable),
        ("SELECT sum(number) FROM numbers(3) WHERE sum(number) > 1", .illegalAggregation),
        ("SELECT number, count() FROM numbers(3)", .notAnAggregate), ("SELEC 1", .syntaxError),
    ])
func refusals(_ sql: String, _ code: ErrorCode) throws {
    let instance = try TestInstance()
    do {
        _ = try instance.run(sql)
        Issue.record("\(sql) was not refused")
    } catch let error as QueryError {
        #expect(error.code == code, "\(error)")
    }
}
