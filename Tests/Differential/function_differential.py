"""Calls functions of the built server with many types and edge values, and compares with ClickHouse (PyPI chdb).

    python3 Tests/Differential/function_differential.py [--seed N] [--calls N] [--only name,name] [--traps]
                                                        [--report file.json]

For every function that both know it makes `--calls` calls: arguments are drawn from `POOL` (NULL, empty, NaN, the ends
of every integer, broken UTF-8, Nullable, LowCardinality, constants and full columns). It prints what differs, one call
per line, and stops with 1 when the server died or hung. `--traps` asks the server alone, which is much faster.
`--report` writes the counts per function, from which `compatibility.py` makes its table.
"""

import argparse
import collections
import http.client
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Clients"))
from server import Server

MEMORY = 12 << 30
TIMEOUT = 30
SETTINGS = {
    "session_timezone": "UTC", "allow_suspicious_low_cardinality_types": "1", "max_execution_time": "10",
    "allow_experimental_nlp_functions": "1",
}

TEXTS = [
    "''", "'a'", "'Hello, World!'", "'Привет'", "'日本語'", "'\\xff\\xfe\\xc3'", "'a\\0b'", "'  x '", "'abc,def,,ghi'",
    "'2024-02-29 12:34:56'", "'2024-02-29'", "'1'", "'-5'", "'1.5e3'", "'18446744073709551616'", "'nan'", "'[1,2]'",
    "'{\"a\":{\"b\":[1,2,\"x\"]},\"c\":null}'", "'https://user@www.example.co.uk:8080/p/a?q=1&r=2#f'", "'1.2.3.4'",
    "'2001:db8::1'", "'192.168.0.1/24'", "'%Y-%m-%d %H:%i:%s'", "'UTC'", "'America/New_York'", "'day'", "'month'",
    "'a.*b'", "'(l+)o'", "'['", "'%l_'", "'\\\\'", "'612f3c40-5d3b-217e-707b-6a546a3d7b29'", "'AbCd'", "'$.a.b'", "'a'",
    "'a'", "'b'", "'l'", "','", "'UInt8'", "'sum'", "repeat('ab', 300)",
]
INTEGERS = {
    "UInt8": (0, 255), "UInt16": (0, 65535), "UInt32": (0, 2**32 - 1), "UInt64": (0, 2**64 - 1),
    "UInt128": (0, 2**128 - 1), "UInt256": (0, 2**256 - 1), "Int8": (-128, 127), "Int16": (-2**15, 2**15 - 1),
    "Int32": (-2**31, 2**31 - 1), "Int64": (-2**63, 2**63 - 1), "Int128": (-2**127, 2**127 - 1),
    "Int256": (-2**255, 2**255 - 1),
}


def integer(kind, number):
    return f"to{kind}('{number}')"


def pool():
    """SQL expressions by type, each several values of it."""
    values = collections.OrderedDict()
    for kind, (low, high) in INTEGERS.items():
        numbers = [0, 1, 2, 3, 7, 10, 100, low, high, high - 1]
        values[kind] = [integer(kind, n) for n in numbers] + ([integer(kind, n) for n in (-1, -2)] if low else [])
    values["Float32"] = [f"toFloat32({v})" for v in ("0", "-0.", "1.5", "-2.5", "nan", "inf", "-inf", "3.4e38", "1e-40")]
    values["Float64"] = [f"toFloat64({v})" for v in ("0", "-0.", "1", "0.5", "-1.5", "nan", "inf", "-inf", "1.7e308", "5e-324", "1e19", "123456.789")]
    values["Bool"] = ["true", "false"]
    values["String"] = TEXTS
    values["FixedString(4)"] = ["toFixedString('', 4)", "toFixedString('ab', 4)", "toFixedString('1234', 4)"]
    values["FixedString(16)"] = ["toFixedString('0123456789abcdef', 16)", "toFixedString('\\xff', 16)"]
    values["Decimal(9, 2)"] = [f"toDecimal32('{v}', 2)" for v in ("0", "1.25", "-1.5", "9999999.99", "-9999999.99")]
    values["Decimal(18, 4)"] = [f"toDecimal64('{v}', 4)" for v in ("0", "12.3456", "-0.5", "99999999999999.9999")]
    values["Decimal(38, 10)"] = [f"toDecimal128('{v}', 10)" for v in ("0", "1.5", "-9999999999999999999999999999.9999999999")]
    values["Decimal(76, 20)"] = [f"toDecimal256('{v}', 20)" for v in ("0", "-2.5", "99999999999999999999999999999999999999999999999999999999")]
    values["Date"] = ["toDate('1970-01-01')", "toDate('2024-02-29')", "toDate('2149-06-06')"]
    values["Date32"] = ["toDate32('1900-01-01')", "toDate32('2024-12-31')", "toDate32('2299-12-31')"]
    values["DateTime"] = ["toDateTime(0)", "toDateTime('2024-02-29 23:59:59')", "toDateTime(4294967295)"]
    values["DateTime('America/New_York')"] = ["toDateTime('2024-03-10 01:59:59', 'America/New_York')", "toDateTime('2024-11-03 01:30:00', 'America/New_York')"]
    values["DateTime64(3)"] = ["toDateTime64('1900-01-01 00:00:00.001', 3)", "toDateTime64('2024-02-29 12:34:56.789', 3)", "toDateTime64('2299-12-31 23:59:59.999', 3)"]
    values["DateTime64(9)"] = ["toDateTime64('2024-02-29 12:34:56.123456789', 9)", "toDateTime64('1969-12-31 23:59:59.5', 9)"]
    values["UUID"] = ["toUUID('612f3c40-5d3b-217e-707b-6a546a3d7b29')", "toUUID('00000000-0000-0000-0000-000000000000')"]
    values["IPv4"] = ["toIPv4('1.2.3.4')", "toIPv4('255.255.255.255')"]
    values["IPv6"] = ["toIPv6('::1')", "toIPv6('2001:db8::ff')", "toIPv6('::ffff:1.2.3.4')"]
    values["Enum8('a' = -1, 'b' = 2)"] = ["CAST('a' AS Enum8('a' = -1, 'b' = 2))", "CAST('b' AS Enum8('a' = -1, 'b' = 2))"]
    values["Array(UInt8)"] = ["[1, 2, 3]", "CAST([] AS Array(UInt8))", "[255, 0, 255, 1]"]
    values["Array(Int64)"] = ["[toInt64('-9223372036854775808'), toInt64('9223372036854775807'), 0]", "CAST([1, -1, 1] AS Array(Int64))"]
    values["Array(Float64)"] = ["[nan, 1.5, inf, -inf, 0.]", "CAST([] AS Array(Float64))", "[1., 2., 4., 8.]"]
    values["Array(String)"] = ["['a', '', 'b', 'a']", "CAST([] AS Array(String))", "['l', 'Hello', '\\xff']"]
    values["Array(Nullable(Int32))"] = ["CAST([1, NULL, -3, NULL] AS Array(Nullable(Int32)))", "CAST([NULL] AS Array(Nullable(Int32)))"]
    values["Array(Array(UInt8))"] = ["[[1, 2], [], [3]]", "CAST([[]] AS Array(Array(UInt8)))"]
    values["Array(Date)"] = ["[toDate('2024-01-01'), toDate('1970-01-01')]"]
    values["Array(Nothing)"] = ["[]"]
    values["Array(Tuple(Float64, Float64))"] = ["[(0., 0.), (0., 4.), (4., 4.)]", "CAST([] AS Array(Tuple(Float64, Float64)))"]
    values["Tuple(Int32, Float64)"] = ["CAST((-3, 2.5) AS Tuple(Int32, Float64))", "CAST((7, nan) AS Tuple(Int32, Float64))"]
    values["Tuple(UInt8, UInt8)"] = ["(1, 2)", "(255, 0)"]
    values["Tuple(a String, b Nullable(UInt8))"] = ["CAST(('x', NULL) AS Tuple(a String, b Nullable(UInt8)))"]
    values["Map(String, UInt64)"] = ["CAST(map('a', 1, 'b', 2) AS Map(String, UInt64))", "CAST(map() AS Map(String, UInt64))"]
    values["Map(UInt8, String)"] = ["CAST(map(1, 'x', 3, 'y') AS Map(UInt8, String))"]
    values["Nullable(Int32)"] = ["CAST(NULL AS Nullable(Int32))", "CAST(5 AS Nullable(Int32))", "CAST(-2147483648 AS Nullable(Int32))"]
    values["Nullable(String)"] = ["CAST(NULL AS Nullable(String))", "CAST('x1' AS Nullable(String))"]
    values["Nullable(Float64)"] = ["CAST(NULL AS Nullable(Float64))", "CAST(nan AS Nullable(Float64))"]
    values["Nullable(DateTime)"] = ["CAST(NULL AS Nullable(DateTime))", "CAST('2024-02-29 00:00:01' AS Nullable(DateTime))"]
    values["LowCardinality(String)"] = ["toLowCardinality('abc')", "toLowCardinality('')"]
    values["LowCardinality(Nullable(String))"] = ["CAST(NULL AS LowCardinality(Nullable(String)))", "CAST('zz' AS LowCardinality(Nullable(String)))"]
    values["LowCardinality(UInt64)"] = ["toLowCardinality(toUInt64(3))"]
    values["Nullable(Nothing)"] = ["NULL"]
    for unit in ("Second", "Day", "Month", "Year", "Nanosecond", "Hour", "Week"):
        values[f"Interval{unit}"] = [f"toInterval{unit}({n})" for n in (0, 1, -3, 40)]
    return values


POOL = pool()
FAMILIES = {
    "number": [k for k in POOL if re.match(r"U?Int|Float|Decimal|Bool", k)],
    "text": ["String", "String", "String", "FixedString(4)", "Nullable(String)", "LowCardinality(String)", "LowCardinality(Nullable(String))", "FixedString(16)"],
    "time": [k for k in POOL if re.match(r"Date|Nullable\(Date", k)],
    "array": [k for k in POOL if k.startswith("Array")],
    "nested": [k for k in POOL if k.startswith(("Tuple", "Map"))],
    "small": ["UInt8", "Int8", "UInt16"],
    "interval": [k for k in POOL if k.startswith("Interval")],
    "any": list(POOL),
}
LAMBDAS = ["x -> x", "x -> x > 1", "x -> NULL", "x -> toString(x)", "x -> -x", "(x, y) -> x + y", "(x, y) -> x > y",
           "x -> x = 'a'", "(k, v) -> v > 1", "(a, x) -> a + x", "x -> length(x)", "x -> (x, 1)"]
HIGHER_ORDER_TAIL = ["array", "array", "nested", "any"]
# What waits, ends, asks the outer world, or answers differently each time.
LEFT_OUT = re.compile(
    r"^(sleep.*|throwIf|rand.*|generate.*|now.*|today|yesterday|utc.*|UTC.*|current.*|uptime|hostName|hostname|FQDN|"
    r"server.*|version|timezone|timeZone|connection.*|query_?[iI]d|initial.*|tcpPort|file|url|getServerPort|getMacro|"
    r"getServerSetting|getOSKernelVersion|buildId|filesystem.*|fuzz.*|user|zookeeper.*|shutdown|trap|logTrace|"
    r"blockNumber|rowNumber.*|block.*|isConstant|byteSize|catboostEvaluate|dict.*|joinGet.*|DATABASE|SCHEMA|database|"
    r"runningDifference.*|runningAccumulate|neighbor|displayName|queryID|canonicalRand|ai.*|llm.*|demangle|address.*|"
    r"finalizeAggregation|getSetting.*|partitionId|enabledRoles|defaultRoles|materialize|revision|lowCardinality.*|"
    r"dumpColumnStructure|arrayShuffle|arrayPartialShuffle|arrayRandomSample|stringJaccard.*|toColumnTypeName|"
    r"reservoir.*|groupArraySample|quantile(s?)Deterministic|getThreadName|hasColumnInTable|ignore|icebergTruncate|"
    r"estimateCompressionRatio|any.*|first_value.*|last_value.*|singleValue.*|toTypeName|UDF.*|FROM_.*|__.*|in$|In$)$")


class Ours:
    """The server under test, restarted when it dies."""

    def __init__(self, binary):
        self.binary = binary
        self.deaths = []
        self.server = None
        self.start()

    def start(self):
        self.server = Server(binary=self.binary)
        old = subprocess.Popen.__init__
        log = tempfile.TemporaryFile()

        def limited(popen, *arguments, **options):
            options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            options["stderr"] = log
            old(popen, *arguments, **options)

        subprocess.Popen.__init__ = limited
        try:
            self.server.start()
        finally:
            subprocess.Popen.__init__ = old
        self.log = log
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=TIMEOUT)

    def ask(self, sql):
        """(answer, None) or (None, error's code); a death is code -1, a hang -2."""
        path = "/?" + urllib.parse.urlencode(SETTINGS)
        try:
            self.connection.request("POST", path, sql.encode())
            answer = self.connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            return self.died(sql, isinstance(error, TimeoutError))
        code = answer.getheader("X-ClickHouse-Exception-Code")
        if code or answer.status != 200:
            return None, int(code or 0)
        found = re.search(rb"Code: (\d+)\. DB::Exception", body)
        return (None, int(found.group(1))) if found else (body, None)

    def died(self, sql, hung):
        time.sleep(0.5)
        state = self.server.process.poll()
        if state is None and not hung:
            self.connection.close()
            return None, -3
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").splitlines()
        where = [l.strip() for l in lines if "Fatal error" in l or " at /" in l and "Sources/" in l][:6]
        self.deaths.append((sql, "hung" if hung else f"died {state}", where))
        print(f"{'HUNG' if hung else 'DIED'}\t{sql}\t{' | '.join(where)[:600]}", flush=True)
        self.server.process.kill()
        self.server.process.wait()
        self.start()
        return None, -2 if hung else -1


class Theirs:
    def __init__(self):
        import chdb.session

        self.session = chdb.session.Session()
        for name, value in SETTINGS.items():
            self.session.query(f"SET {name} = '{value}'", "Null")

    def ask(self, sql):
        try:
            return self.session.query(sql, "TabSeparated").bytes(), None
        except (RuntimeError, UnicodeDecodeError) as error:
            text = error.object.decode("latin-1") if isinstance(error, UnicodeDecodeError) else str(error)
            found = re.search(r"Code: (\d+)\.", text)
            self.session.query("SELECT 1", "Null")
            return None, int(found.group(1)) if found else 0


def draw(dice, family):
    kind = dice.choice(FAMILIES[family])
    return kind, dice.choice(POOL[kind])


def shapes(name):
    """Families of arguments that a function of this name probably wants: half of the calls should be legal."""
    lowered = name.lower()
    lists = [("any",), ("any", "any"), ("any", "any", "any"), ("text",), ("text", "text"), ("number",), ("number", "number")]
    if lowered.startswith("array") or lowered in ("has", "hasall", "hasany", "indexof", "countequal", "length"):
        lists += [("array",), ("array", "array"), ("array", "any"), ("array", "small"), ("array", "small", "small"), ("array", "array", "array")] * 3
    if lowered.startswith("map"):
        lists += [("nested",), ("nested", "text"), ("nested", "nested"), ("array", "array")] * 3
    if "tuple" in lowered or "distance" in lowered or "norm" in lowered:
        lists += [("nested",), ("nested", "nested"), ("nested", "number"), ("array", "array"), ("array",)] * 3
    if re.search(r"date|time|year|month|day|hour|week|minute|second|quarter|interval|slot|^add|^sub|tumble|hop|age", lowered):
        lists += [("time",), ("time", "text"), ("time", "small"), ("time", "time"), ("text", "time", "time"), ("time", "interval"), ("text", "small", "time"), ("text", "text"), ("time", "number")] * 3
    if re.search(r"utf8|string|position|match|replace|extract|search|json|url|split|pad|trim|like|token|ngram|domain|path|hex|base|code|ip|format|sub|char|case|concat|repeat|left|right|with", lowered):
        lists += [("text",), ("text", "text"), ("text", "text", "text"), ("text", "small"), ("text", "number", "small"), ("text", "small", "text"), ("text", "array"), ("text", "array", "array"), ("text", "text", "small")] * 3
    return lists


def scalar_call(dice, name, shapes_of_name):
    shape = list(dice.choice(shapes_of_name))
    if dice.random() < 0.08:
        shape.append("any")
    arguments = [draw(dice, family) for family in shape]
    style = dice.random()
    spelled = []
    for _, sql in arguments:
        spelled.append(sql if style < 0.35 else f"materialize({sql})" if style < 0.6 or dice.random() < 0.6 else sql)
    if style < 0.85:
        call = f"{name}({', '.join(spelled)})"
        return f"SELECT {call}, toTypeName({call})"
    # Several rows: columns of one type each, chosen from the same pool by row number.
    columns, names = [], []
    for place, (kind, sql) in enumerate(arguments):
        values = [dice.choice(POOL[kind]) for _ in range(3)]
        columns.append(f"[{', '.join(f'CAST({v} AS {kind})' for v in values)}][number + 1] AS c{place}")
        names.append(f"c{place}" if dice.random() < 0.7 else sql)
    call = f"{name}({', '.join(names)})"
    return f"SELECT {call}, toTypeName({call}) FROM (SELECT {', '.join(columns)} FROM numbers(3))"


def lambda_call(dice, name):
    tail = [draw(dice, dice.choice(HIGHER_ORDER_TAIL)) for _ in range(dice.choice([1, 1, 1, 2]))]
    arguments = [dice.choice(LAMBDAS)] if dice.random() < 0.85 else []
    call = f"{name}({', '.join(arguments + [sql if dice.random() < 0.5 else f'materialize({sql})' for _, sql in tail])})"
    return f"SELECT {call}, toTypeName({call})"


COMBINATORS = ["", "", "", "", "", "If", "OrNull", "OrDefault", "Array", "Distinct", "ForEach"]
PARAMETERS = ["", "", "", "", "(0.5)", "(2)", "(3, 0.1)", "(0.25, 0.75)", "(1, 5, 2)"]


def aggregate_call(dice, name):
    count = dice.choice([1, 1, 1, 2, 2, 3])
    columns, names = [], []
    for place in range(count):
        kind = dice.choice(FAMILIES[dice.choice(["number", "number", "text", "time", "array", "any"])])
        values = [dice.choice(POOL[kind]) for _ in range(4)]
        columns.append(f"[{', '.join(f'CAST({v} AS {kind})' for v in values)}][number + 1] AS c{place}")
        names.append(f"c{place}")
    combinator = dice.choice(COMBINATORS)
    if combinator == "If":
        names.append("c0 IS NOT NULL")
    call = f"{name}{combinator}{dice.choice(PARAMETERS)}({', '.join(names)})"
    rows = dice.choice(["numbers(4)", "numbers(4)", "numbers(4)", "numbers(0)"])
    return f"SELECT {call}, toTypeName({call}) FROM (SELECT {', '.join(columns)} FROM {rows})"


NUMBER = re.compile(rb"-?\d+\.\d+(e[+-]?\d+)?|-?\d+e[+-]?\d+")


def same(ours, theirs):
    """Equal texts, but for the last digits of floats."""
    if ours == theirs:
        return True
    if NUMBER.sub(b"#", ours) != NUMBER.sub(b"#", theirs):
        return False
    pairs = zip(NUMBER.finditer(ours), NUMBER.finditer(theirs))
    for one, two in pairs:
        one, two = float(one.group()), float(two.group())
        if abs(one - two) > 1e-6 * max(abs(one), abs(two)):
            return False
    return True


def functions(ours):
    body, _ = ours.ask("SELECT name, is_aggregate, higher_order FROM system.functions ORDER BY name")
    rows = [line.split("\t") for line in body.decode().splitlines()]
    return {name: ("aggregate" if a == "1" else "lambda" if h == "1" else "scalar") for name, a, h in rows}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--calls", type=int, default=20)
    options.add_argument("--only", default="")
    options.add_argument("--traps", action="store_true")
    options.add_argument("--report")
    options.add_argument("--binary", default=os.environ.get("COLONNADE_BINARY"))
    options = options.parse_args()
    ours = Ours(options.binary)
    theirs = None if options.traps else Theirs()
    known = functions(ours)
    names = [n for n in options.only.split(",") if n] or [n for n in known if not LEFT_OUT.match(n)]
    counts = {}
    for name in names:
        dice = random.Random(f"{options.seed} {name}")
        kind = known.get(name, "scalar")
        shapes_of_name = shapes(name)
        result = collections.Counter()
        for _ in range(options.calls):
            sql = (aggregate_call(dice, name) if kind == "aggregate" else lambda_call(dice, name) if kind == "lambda"
                   else scalar_call(dice, name, shapes_of_name))
            answer, code = ours.ask(sql)
            if code in (-1, -2):
                result["death"] += 1
            if theirs is None:
                continue
            expected, refusal = theirs.ask(sql)
            if refusal in (46, 47) or refusal == 159:
                result["unknown there"] += 1
                continue
            if answer is not None and expected is not None:
                kind_of = "same" if same(answer, expected) else "different"
            elif answer is None and expected is None:
                kind_of = "same refusal" if code == refusal else "other code"
            else:
                kind_of = "refused here" if answer is None else "refused there"
            result[kind_of] += 1
            if kind_of not in ("same", "same refusal"):
                print(f"{name}\t{kind_of}\t{sql}\t{shown(answer, code)}\t{shown(expected, refusal)}", flush=True)
        counts[name] = result
    ours.server.stop()
    total = sum(counts.values(), collections.Counter())
    print("total", dict(total), "deaths", len(ours.deaths), file=sys.stderr)
    if options.report:
        pathlib.Path(options.report).write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")
    sys.exit(1 if ours.deaths else 0)


def shown(answer, code):
    if answer is None:
        return f"error {code}"
    return repr(answer.decode("utf-8", "backslashreplace"))[1:-1][:200]


if __name__ == "__main__":
    main()
