"""What happens to a panel's SQL on its way through Grafana: the browser's part, then the part of the ClickHouse plugin's backend.

Written from the plugin's documented behaviour (grafana/clickhouse-datasource 4.20), apart from the server's expansion, so that
the two can be compared."""

import datetime
import math
import re


def split_arguments(sql: str, opening: int) -> tuple[list[str], int]:
    """The arguments in the round bracket at `opening`, and the place behind the closing one. Strings are looked through."""
    arguments, level, begin, quote = [], 0, opening + 1, None
    at = opening
    while at < len(sql):
        character = sql[at]
        if quote:
            if character == "\\":
                at += 1
            elif character == quote:
                quote = None
        elif character in "'\"`":
            quote = character
        elif character == "(":
            level += 1
        elif character == ")":
            level -= 1
            if level == 0:
                last = sql[begin:at]
                if last.strip() or arguments:
                    arguments.append(last.strip())
                return arguments, at + 1
        elif character == "," and level == 1:
            arguments.append(sql[begin:at].strip())
            begin = at + 1
        at += 1
    raise ValueError("the bracket does not close")


def browser(sql: str, variables: dict[str, object]) -> str:
    """`$__conditionalAll` and the dashboard's variables. A list is a multi-value variable; None stands for All."""
    while (at := sql.rfind("$__conditionalAll(")) >= 0:
        (condition, variable), end = split_arguments(sql, at + len("$__conditionalAll"))
        name = re.search(r"\$\{?(\w+)", variable).group(1)
        sql = sql[:at] + ("1=1" if variables.get(name) is None else condition) + sql[end:]

    def value(match: re.Match) -> str:
        name, form = match.group(1) or match.group(3), match.group(2)
        if name.startswith("__") or name not in variables:
            return match.group(0)
        chosen = variables[name]
        if form == "singlequote" or isinstance(chosen, list):
            values = chosen if isinstance(chosen, list) else [chosen]
            return ",".join("'" + str(one).replace("\\", "\\\\").replace("'", "\\'") + "'" for one in values)
        return str(chosen)

    return re.sub(r"\$\{(\w+)(?::(\w+))?\}|\$(\w+)", value, sql)


class Backend:
    """The plugin's macros for one range and interval, in milliseconds."""

    def __init__(self, begin: int, end: int, interval: int):
        self.begin, self.end, self.interval = begin, end, interval

    def expand(self, sql: str) -> str:
        if "$__" not in sql:
            return sql
        while found := re.search(r"\$__(\w+)", sql):
            name, end = found.group(1), found.end()
            arguments: list[str] = []
            if end < len(sql) and sql[end] == "(" and name in self.WITH_ARGUMENTS:
                arguments, end = split_arguments(sql, end)
            inner = [self.expand(argument) for argument in arguments]
            sql = sql[:found.start()] + getattr(self, "macro_" + name)(*inner) + sql[end:]
        return sql

    WITH_ARGUMENTS = {
        "timeFilter", "timeFilter_ms", "dateFilter", "dateTimeFilter", "dt", "timeFrom", "timeTo", "timeInterval",
        "timeInterval_ms", "timeGroup",
    }

    @property
    def seconds(self) -> int:
        return max(1, self.interval // 1000)

    def day(self, moment: int) -> str:
        return f"toDate('{datetime.datetime.fromtimestamp(moment / 1000, datetime.timezone.utc):%Y-%m-%d}')"

    def macro_fromTime(self) -> str:
        return f"toDateTime({math.floor(self.begin / 1000)})"

    def macro_toTime(self) -> str:
        return f"toDateTime({math.floor(self.end / 1000)})"

    def macro_fromTime_ms(self) -> str:
        return f"fromUnixTimestamp64Milli({self.begin})"

    def macro_toTime_ms(self) -> str:
        return f"fromUnixTimestamp64Milli({self.end})"

    def macro_timeFilter(self, column: str) -> str:
        return f"{column} >= {self.macro_fromTime()} AND {column} <= {self.macro_toTime()}"

    def macro_timeFilter_ms(self, column: str) -> str:
        return f"{column} >= {self.macro_fromTime_ms()} AND {column} <= {self.macro_toTime_ms()}"

    def macro_dateFilter(self, column: str) -> str:
        return f"{column} >= {self.day(self.begin)} AND {column} <= {self.day(self.end)}"

    def macro_dateTimeFilter(self, date: str, time: str) -> str:
        return f"({self.macro_dateFilter(date)}) AND ({self.macro_timeFilter(time)})"

    macro_dt = macro_dateTimeFilter

    def macro_timeFrom(self, column: str) -> str:
        return f"{column} >= {self.macro_fromTime()}"

    def macro_timeTo(self, column: str) -> str:
        return f"{column} <= {self.macro_toTime()}"

    def macro_timeInterval(self, column: str) -> str:
        return f"toStartOfInterval(toDateTime({column}), INTERVAL {self.seconds} second)"

    def macro_timeInterval_ms(self, column: str) -> str:
        return f"toStartOfInterval(toDateTime64({column}, 3), INTERVAL {max(1, self.interval)} millisecond)"

    def macro_timeGroup(self, column: str, width: str) -> str:
        units = {"h": 3600, "m": 60, "s": 1}
        seconds = sum(int(number) * units[unit] for number, unit in re.findall(r"(\d+)([hms])", width))
        return f"toStartOfInterval(toDateTime({column}), INTERVAL {seconds} second)"

    def macro_interval_s(self) -> str:
        return str(self.seconds)

    def macro_interval_ms(self) -> str:
        return str(self.interval)
